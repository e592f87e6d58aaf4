"""Notes what each statement changed in a database that is committed, so that a timeline can show the rows after it.

A journal tells it of each statement, and it looks at all rows then: a lesson's database is small.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from course_lib.aws.layers.journal import COURSE, Entry
from course_lib.aws.services import SERVICES
from course_lib.pictures.describe import key_text
from course_lib.pictures.watch import Change

if TYPE_CHECKING:
    from course_lib.aws.service import Account, Item, Service

Rows = dict[tuple[str, str], tuple["Item", "Item"]]  # by table and key in words: key and row


class WatchRows:
    """Notes the rows that each statement changed for others to see.

    Args:
        account: whose databases it looks at, from `begin` on.
    """

    def __init__(self, account: Account) -> None:
        self._account = account
        self._rows: dict[str, Rows] = {}  # by service
        self._changes: dict[int, list[Change]] = {}  # by the entry's number

    def begin(self) -> None:
        """Look at what is there now; later changes count from here."""
        for service in SERVICES.values():
            if not service.is_aws and self._account.has(service.name):
                self._rows[service.name] = self._look(service)

    def __call__(self, entry: Entry) -> None:
        service = SERVICES.get(entry.service)
        if service is None or service.is_aws or service.is_read(entry.operation):
            return
        before, after = self._rows.get(service.name, {}), self._look(service)
        self._rows[service.name] = after
        changed = [place for place in {**before, **after} if before.get(place) != after.get(place)]
        if changed and entry.who != COURSE:
            self._changes[entry.number] = [_change(place, before, after) for place in changed]

    def changes(self, entry: Entry) -> Sequence[Change]:
        """The rows that one statement changed."""
        return self._changes.get(entry.number, ())

    def _look(self, service: Service) -> Rows:
        return {(table, key_text(key)): (key, row) for table, key, row in service.rows(self._account)}


def _change(place: tuple[str, str], before: Rows, after: Rows) -> Change:
    table, _ = place
    key, _ = after.get(place) or before[place]
    old, new = before.get(place), after.get(place)
    return Change(table, key, old[1] if old else None, new[1] if new else None)
