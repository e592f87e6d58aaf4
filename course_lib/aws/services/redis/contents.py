"""What the cluster keeps: `redis://user:7` for a key, with what it holds and when it expires."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Any

from course_lib.aws.kept import Kept
from course_lib.aws.services.redis.cluster import Cluster
from course_lib.aws.services.redis.keyspace import Value
from course_lib.aws.services.redis.messages import SCHEME
from course_lib.aws.services.redis.replies import text_of


def contents(cluster: Cluster) -> Iterator[tuple[str, Kept]]:
    """All of it, by name."""
    for key, value in cluster.values().items():
        yield f"{SCHEME}{key}", Kept((value.held, value.expires), partial(described, value))


def described(value: Value) -> dict[str, Any]:
    """A key as plain values: what it holds, and when it expires."""
    return {"holds": _plain(value.held), "expires": _moment(value.expires)}


def _plain(held: Any) -> Any:
    if isinstance(held, bytes):
        return text_of(held)
    if isinstance(held, dict):
        return {text_of(key): _plain(each) for key, each in held.items()}
    return [_plain(each) for each in held] if isinstance(held, list) else held


def _moment(milliseconds: int | None) -> datetime | None:
    return None if milliseconds is None else datetime.fromtimestamp(milliseconds / 1000, UTC)
