"""What DynamoDB keeps for an account: `players/ana` for an item, `table players`, `recovery of players`, backups,
exports.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import partial
from typing import Any
from weakref import WeakKeyDictionary

from course_lib.aws.kept import REGION, Kept, said
from course_lib.aws.service import Account
from course_lib.aws.services.dynamodb import state
from course_lib.aws.services.dynamodb.backups.layer import BackupRules

# By table, and in it by the identity of an item's content, which `Kept` holds, so that no other can get it meanwhile.
_SEEN: WeakKeyDictionary[Any, dict[int, tuple[str, Kept]]] = WeakKeyDictionary()


def contents(account: Account) -> Iterator[tuple[str, Kept]]:
    """All of it, by name."""
    for table in state.every_table(account.account, REGION):
        yield f"table {table.name}", said(table.described())
        yield from _rows(table)
    for name, words in account.layer(BackupRules).contents():
        yield name, said(words)


def _rows(table: state.Table) -> Iterator[tuple[str, Kept]]:
    """A table's items. Looked at before and after each call, most are those that were there the last time."""
    earlier = _SEEN.get(table.identity, {})
    now = _SEEN[table.identity] = {}
    names = [key.name for key in table.keys]
    for row in table.rows():
        token = row.token
        seen = earlier.get(id(token))
        if seen is None or seen[1].token is not token:
            key = "/".join(_key(row.value(name)) for name in names)
            seen = f"{table.name}/{key}", Kept(token, partial(_of_row, row))
        now[id(token)] = seen
        yield seen


def _key(value: Any) -> str:
    ((_, text),) = value.items()
    return str(text)


def _of_row(row: state.Row) -> dict[str, Any]:
    return _item(row.item())


def _item(item: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _value(value) for name, value in item.items()}


def _value(wire: Mapping[str, Any]) -> Any:
    """An attribute value as a boto3 resource gives it, with bytes for binary."""
    ((kind, value),) = wire.items()
    return _READERS[kind](value)


def _bytes(text: Any) -> bytes:
    return text if isinstance(text, bytes) else base64.b64decode(text)


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "S": str,
    "N": Decimal,
    "B": _bytes,
    "BOOL": bool,
    "NULL": lambda _: None,
    "SS": set,
    "NS": lambda values: set(map(Decimal, values)),
    "BS": lambda values: set(map(_bytes, values)),
    "L": lambda values: [_value(each) for each in values],
    "M": _item,
}
