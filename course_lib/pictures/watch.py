"""A layer that notes what each write changed, so that a timeline can show the item after it.

It stands right below the journal and looks through the layers under it, as "course", without an entry in the journal.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from course_lib.pictures.describe import key_text

if TYPE_CHECKING:
    from course_lib.aws.http.messages import Answer, Call, Forward
    from course_lib.aws.layers.journal import Entry

Item = Mapping[str, Any]  # attributes as they travel: {"version": {"N": "3"}}
WRITES = ("PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems")


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

    keys: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _changes: dict[int, tuple[Mapping[str, Any], list[Change]]] = field(default_factory=dict)

    def __call__(self, call: Call, forward: Forward) -> Answer:
        if call.service != "dynamodb" or call.who == "course":
            return forward(call)
        if call.operation in ("CreateTable", "DeleteTable"):
            self.keys.clear()
        if call.operation not in WRITES:
            return forward(call)
        try:
            touched = list(self._touched(call, forward))
        except Exception:  # parameters of an odd shape: AWS's refusal is the answer, not ours
            touched = []
        before = [_get(call, forward, table, key) for table, key in touched]
        answer = forward(call)
        changes = [
            Change(table, key, old, _get(call, forward, table, key))
            for (table, key), old in zip(touched, before, strict=True)
        ]
        # A journal entry keeps the very parameters of its call, so they tell whose changes these are.
        self._changes[id(call.params)] = (call.params, changes)
        return answer

    def changes(self, entry: Entry) -> list[Change]:
        """The items one call touched, changed or not; empty for a read."""
        params, changes = self._changes.get(id(entry.params), ({}, []))
        return changes if params is entry.params else []

    def _touched(self, call: Call, forward: Forward) -> Iterator[tuple[str, Item]]:
        for table, write in _writes(call.operation, call.params):
            if not isinstance(table, str) or not isinstance(write, Mapping):
                continue
            if isinstance(write.get("Key"), Mapping):
                yield table, write["Key"]
            elif isinstance(write.get("Item"), Mapping):
                names = self._key_names(table, call, forward)
                if names and all(name in write["Item"] for name in names):
                    yield table, {name: write["Item"][name] for name in names}

    def _key_names(self, table: str, call: Call, forward: Forward) -> tuple[str, ...]:
        if table not in self.keys:
            result = forward(_own(call, "DescribeTable", {"TableName": table})).result
            if result is None:
                return ()
            self.keys[table] = tuple(part["AttributeName"] for part in result["Table"]["KeySchema"])
        return self.keys[table]


def _writes(operation: str, params: Mapping[str, Any]) -> Iterator[tuple[Any, Any]]:
    """Table, and the parameters of each single write in a call, however odd the call."""
    if operation == "TransactWriteItems":
        for action in params.get("TransactItems") or ():
            for write in action.values():
                yield write.get("TableName"), write
    elif operation == "BatchWriteItem":
        for table, requests in (params.get("RequestItems") or {}).items():
            for request in requests:
                for write in request.values():
                    yield table, write
    else:
        yield params.get("TableName"), params


def targets(operation: str, params: Mapping[str, Any], keys: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, Item]]:
    """Table and key of each item that a call writes to, as far as the key attributes of its table are known."""
    for table, write in _writes(operation, params):
        named = write.get("Key") or write.get("Item") or {}
        names = keys.get(table, ())
        if names and all(name in named for name in names):
            yield table, {name: named[name] for name in names}


def _get(call: Call, forward: Forward, table: str, key: Item) -> Item | None:
    wanted = {"TableName": table, "Key": key, "ConsistentRead": True}
    try:
        result = forward(_own(call, "GetItem", wanted)).result
    except Exception:  # a key of an odd shape, see above
        return None
    return result.get("Item") if result else None


def _own(call: Call, operation: str, params: Mapping[str, Any]) -> Call:
    """A call of the course's in the same place."""
    return replace(call, operation=operation, params=params, who="course", request=None)
