"""What a call has changed of its arguments: they are the caller's, who goes on using them."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from course_lib.aws.values import BadValue, pack, unpack

MUTABLE = (dict, list, set, bytearray)


class Lent:
    """The arguments of one call, as they were before it.

    Args:
        function: what is called.
        arguments, keywords: with what.
    """

    def __init__(self, function: Callable[..., Any], arguments: Sequence[Any], keywords: Mapping[str, Any]) -> None:
        given = {**dict(zip(_names(function, len(arguments)), arguments, strict=True)), **keywords}
        self._lent = {name: (value, pack(value)) for name, value in given.items() if type(value) in MUTABLE}

    def changed(self) -> tuple[str, ...]:
        """The names of the parameters whose arguments are not what they were."""
        return tuple(name for name, (value, before) in self._lent.items() if not _as_before(value, before))


def _names(function: Callable[..., Any], count: int) -> list[str]:
    """The parameters that so many arguments go to; beyond them, places."""
    try:
        names = list(inspect.signature(function).parameters)
    except (TypeError, ValueError):  # some built-ins have none
        names = []
    return [*names[:count], *(f"argument {place + 1}" for place in range(len(names), count))]


def _as_before(value: Any, before: bytes) -> bool:
    after = pack(value)
    try:
        return after == before or _alike(unpack(after), unpack(before))
    except BadValue:  # it has grown beyond what is compared
        return False


def _alike(one: Any, other: Any) -> bool:
    """Whether two values are the same to the last type; the order of a dict's keys does not count."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(_alike(value, other[key]) for key, value in one.items())
    if isinstance(one, list):
        return len(one) == len(other) and all(map(_alike, one, other))
    return bool(one == other)
