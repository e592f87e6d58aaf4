"""What a learner's calls have changed in an account, and how much of it a check has judged.

Each call is watched: what the account holds after it and did not before, or holds otherwise, is written down. A check
judges changes (`expect_changed`) or says which it looks at in its own way (`may_change`). What is left over when the
check has passed is something nobody asked for, and fails it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatchcase
from typing import Any
from weakref import WeakKeyDictionary, proxy

from course_lib.aws.contents import changes, contents
from course_lib.aws.kept import Change, Kept


class Ledger:
    """One account's changes.

    Attributes:
        changes: those that no check has judged yet, by name: what it was before the first, and is after the last.
    """

    def __init__(self, cloud: Any) -> None:
        self._cloud = cloud
        self._allowed: list[str] = []
        self._before: dict[str, Kept] | None = None  # what there was when the call under way began
        self.changes: dict[str, Change] = {}

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Write down what the block's call changes, however it ends."""
        self._before = dict(contents(self._cloud))
        try:
            yield
        finally:
            for name, change in changes(self._before, contents(self._cloud)).items():
                self._note(name, change)
            self._before = None

    @contextmanager
    def aside(self) -> Iterator[None]:
        """What changes within the block is not the call's: somebody else acts in the middle of it."""
        if self._before is None:
            yield
            return
        before = contents(self._cloud)
        try:
            yield
        finally:
            after = contents(self._cloud)
            for name in changes(before, after):
                self._before.pop(name, None)
                if name in after:
                    self._before[name] = after[name]

    def _note(self, name: str, change: Change) -> None:
        first = self.changes.pop(name, change)
        if first.before != change.after:
            self.changes[name] = Change(first.before, change.after)

    def settle(self) -> None:
        """All changes so far have been judged."""
        self.changes.clear()

    def allow(self, *names: str) -> None:
        """The check judges these itself. A name may be a pattern: "copy/*"."""
        self._allowed += names

    def rest(self) -> dict[str, Change]:
        """The changes that the check has not spoken of."""
        return {name: change for name, change in self.changes.items() if not self.allows(name)}

    def allows(self, name: str) -> bool:
        """Whether the check judges this itself."""
        return any(name == allowed or fnmatchcase(name, allowed) for allowed in self._allowed)


_LEDGERS: WeakKeyDictionary[Any, Ledger] = WeakKeyDictionary()


def ledger_of(cloud: Any) -> Ledger:
    """The ledger of an account."""
    if cloud not in _LEDGERS:
        _LEDGERS[cloud] = Ledger(proxy(cloud))
    return _LEDGERS[cloud]
