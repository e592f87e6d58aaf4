"""Everything that an account holds, by name, read from the simulated services' own state: no call is sent for it.

Each service names what it keeps (`Service.contents`): items by table and key, objects by their address, and so on. What
passes by itself is no content: a table's status, a backup's progress, the age of a key.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from course_lib.aws.kept import Change, Kept
from course_lib.aws.services import SERVICES

Contents = Mapping[str, Kept]


def contents(cloud: Any) -> Contents:
    """What an account holds at this moment.

    Args:
        cloud: the account.
    """
    held: dict[str, Kept] = {}
    for name, service in SERVICES.items():
        if name in cloud.services or cloud.has(name):
            held.update(service.contents(cloud))
    return held


def changes(before: Contents, after: Contents) -> dict[str, Change]:
    """What differs between two moments, by name."""
    differing = {name for name in before.keys() | after.keys() if _differ(before.get(name), after.get(name))}
    return {name: Change(_read(before.get(name)), _read(after.get(name))) for name in sorted(differing)}


def _differ(one: Kept | None, other: Kept | None) -> bool:
    if one is None or other is None:
        return True
    return one.token is not other.token and bool(one.token != other.token) and bool(one.read() != other.read())


def _read(kept: Kept | None) -> Any:
    return None if kept is None else kept.read()
