"""A layer that notes what each write changed, so that a timeline can show the item after it.

It stands below the journal and permissions, and looks through the layers under it, as "course", without an entry in
the journal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from course_lib.aws.layers.journal import COURSE
from course_lib.aws.services import SERVICES
from course_lib.pictures.describe import key_text

if TYPE_CHECKING:
    from course_lib.aws.http.messages import Answer, Call, Forward
    from course_lib.aws.layers.journal import Entry
    from course_lib.aws.service import Item, Look, Service


@dataclass(frozen=True)
class Change:
    """One item before and after one call; None where there is none."""

    table: str
    key: Item
    before: Item | None
    after: Item | None

    @property
    def name(self) -> str:
        return key_text(self.key)


@dataclass
class Watch:
    """Notes the items that each write touches."""

    _keys: dict[str, Sequence[str]] = field(default_factory=dict)  # by table, until a table is made or deleted
    _changes: dict[int, tuple[Mapping[str, Any], list[Change]]] = field(default_factory=dict)

    def __call__(self, call: Call, forward: Forward) -> Answer:
        service = SERVICES[call.service]
        if call.who == COURSE or service.is_read(call.operation):
            return forward(call)
        if call.operation not in service.item_writes:
            self._keys.clear()
            return forward(call)
        look = _looking(call, forward)
        touched = self._touched(service, call, look)
        before = [service.item(look, table, key) for table, key in touched]
        answer = forward(call)
        changes = [
            Change(table, key, old, service.item(look, table, key))
            for (table, key), old in zip(touched, before, strict=True)
        ]
        # A journal entry keeps the very parameters of its call, so they tell whose changes these are.
        self._changes[id(call.params)] = (call.params, changes)
        return answer

    def changes(self, entry: Entry) -> list[Change]:
        """The items one call touched, changed or not; empty for a read."""
        params, changes = self._changes.get(id(entry.params), ({}, []))
        return changes if params is entry.params else []

    def _touched(self, service: Service, call: Call, look: Look) -> Sequence[tuple[str, Item]]:
        def keys_of(table: str) -> Sequence[str]:
            if table not in self._keys and (names := service.key_names(look, table)):
                self._keys[table] = names
            return self._keys.get(table, ())

        try:
            return service.targets(call.operation, call.params, keys_of)
        except Exception:  # parameters of an odd shape: AWS's refusal is the answer, not ours
            return ()


def _looking(call: Call, forward: Forward) -> Look:
    """Calls of the course's own in the same place; what cannot even be asked for is not there."""

    def look(operation: str, params: Mapping[str, Any]) -> Mapping[str, Any] | None:
        own = replace(call, operation=operation, params=params, who=COURSE, request=None)
        try:
            return forward(own).result
        except Exception:  # a key of an odd shape, see above
            return None

    return look
