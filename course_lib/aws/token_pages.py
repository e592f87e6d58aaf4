"""Lists in pages, as services give them whose token says where the next page begins."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Page:
    """Which part of a list is asked for.

    Attributes:
        size: how many.
        token: where it begins, as the page before said; empty for the first.
        name: of the answer's member with the next page's token.
    """

    size: int
    token: str
    name: str = "NextToken"

    def of(self, found: Sequence[Any], listed: str, unreadable: Callable[[], Exception]) -> dict[str, Any]:
        """The page, and where the next one begins.

        Args:
            found: everything that was asked for, in order.
            listed: the name of the list in the answer.
            unreadable: makes the service's error for a token that is none.

        Raises:
            Exception: of `unreadable`.
        """
        start = self._start(unreadable)
        answer: dict[str, Any] = {listed: list(found[start : start + self.size])}
        if len(found) > start + self.size:
            answer[self.name] = base64.b64encode(str(start + self.size).encode()).decode()
        return answer

    def _start(self, unreadable: Callable[[], Exception]) -> int:
        if not self.token:
            return 0
        try:
            return int(base64.b64decode(self.token, validate=True))
        except (binascii.Error, ValueError):
            raise unreadable() from None
