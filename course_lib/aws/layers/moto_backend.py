"""moto's part for one service: how it is loaded, what it cannot be trusted with, and what it keeps for an account."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

LOCK = threading.RLock()  # moto keeps all accounts in shared dictionaries


@dataclass(frozen=True)
class Moto:
    """moto's part for one service.

    Attributes:
        responses: the module and the class that answer: "moto.kms.responses:KmsResponse".
        unsound: operations that it answers, but not as AWS does. They are not simulated.
    """

    responses: str
    unsound: frozenset[str] = frozenset()

    def handler(self) -> Callable[..., Any]:
        """What takes a request, its address and its headers, and gives status, headers and body."""
        return _dispatch(self.responses)

    def knows(self, operation: str) -> bool:
        """Whether it answers an operation as AWS does, as far as can be told without asking."""
        return operation not in self.unsound

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
