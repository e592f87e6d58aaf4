"""moto's part for one service: how it is loaded, what it cannot be trusted with, and what it keeps for an account."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import import_module
from typing import Any

LOCK = threading.RLock()  # moto keeps all accounts in shared dictionaries

_now: ContextVar[datetime | None] = ContextVar("now", default=None)


@contextmanager
def at_time(now: datetime) -> Iterator[None]:
    """Let moto take a moment, in UTC, for the present within the block."""
    _teach_time()
    token = _now.set(now)
    try:
        yield
    finally:
        _now.reset(token)


@cache
def _teach_time() -> None:
    """Make moto ask us what time it is. Outside of `at_time` it is told the time of day."""
    import moto.core.utils

    ask = moto.core.utils.utcnow

    def utcnow() -> datetime:
        now = _now.get()
        return ask() if now is None else now.replace(tzinfo=None)

    for name, module in list(sys.modules.items()):
        if name.startswith("moto.") and getattr(module, "utcnow", None) is ask:
            module.utcnow = utcnow  # type: ignore[attr-defined]  # those that are imported later find it in core


@dataclass(frozen=True)
class Moto:
    """moto's part for one service.

    Attributes:
        responses: the module and the class that answer: "moto.kms.responses:KmsResponse"; none, where moto has no part.
        unsound: operations that it answers, but not as AWS does. They are not simulated.
    """

    responses: str
    unsound: frozenset[str] = frozenset()

    def handler(self) -> Callable[..., Any]:
        """What takes a request, its address and its headers, and gives status, headers and body."""
        return _dispatch(self.responses)

    def knows(self, operation: str) -> bool:
        """Whether it answers an operation as AWS does, as far as can be told without asking."""
        return bool(self.responses) and operation not in self.unsound

    def headers(self, operation: str, headers: Mapping[str, str]) -> Mapping[str, str]:
        """An answer's headers, without those that AWS does not send."""
        return headers

    def forget(self, account: str) -> None:
        """Drop what it keeps for an account outside moto's own dictionary of accounts."""


NO_BACKEND = Moto("")


@cache
def _dispatch(responses: str) -> Callable[..., Any]:
    module, _, name = responses.partition(":")
    dispatch: Callable[..., Any] = getattr(import_module(module), name).dispatch
    return dispatch
