"""What a learner's calls have changed in an account, and how much of it a check has judged.

Each call is watched: what the account holds after it and did not before, or holds otherwise, is written down. A check
judges changes (`expect_changed`) or says which it looks at in its own way (`may_change`). What is left over when the
check has passed is something nobody asked for, and fails it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from fnmatch import fnmatchcase
from typing import Any
from weakref import WeakKeyDictionary, proxy

from course_lib.aws.contents import changes, contents
from course_lib.aws.kept import Change, Kept


class Ledger:
    """One account's changes."""

    def __init__(self, cloud: Any) -> None:
        self._cloud = cloud
        self._allowed: list[str] = []
        self._before: dict[str, Kept] | None = None  # what there was when the call under way began
        self._changes: dict[str, Change] = {}

    @property
    def changes(self) -> Mapping[str, Change]:
        """Those that no check has judged yet, by name: what it was before the first, and is after the last.

        In the middle of a block that is watched, what it has changed so far is among them.
        """
        self._catch_up()
        return self._changes

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Write down what the block's call changes, however it ends."""
        self._before = dict(contents(self._cloud))
        try:
            yield
        finally:
            self._catch_up()
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

    def _catch_up(self) -> None:
        if self._before is None:
            return
        before, self._before = self._before, dict(contents(self._cloud))
        for name, change in changes(before, self._before).items():
            first = self._changes.pop(name, change)
            if first.before != change.after:
                self._changes[name] = Change(first.before, change.after)

    def settle(self) -> None:
        """All changes so far have been judged."""
        self._catch_up()
        self._changes.clear()

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
