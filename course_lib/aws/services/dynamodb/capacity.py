"""What a call consumed, as ReturnConsumedCapacity and ReturnItemCollectionMetrics ask for it.

Source: DynamoDB developer guide, "DynamoDB read and write operations" (units by size, consistency and
transaction; a failed conditional write costs as much) and "Using Global Secondary Indexes" (index writes); API
reference, ConsumedCapacity.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from course_lib.aws.http.messages import Answer, Call
from course_lib.aws.services.dynamodb.accesses import Access, Read, Write
from course_lib.aws.services.dynamodb.contracts import CONTRACTS
from course_lib.aws.services.dynamodb.keys import in_index
from course_lib.aws.services.dynamodb.operations.reading import View
from course_lib.aws.services.dynamodb.state import Index, Table
from course_lib.aws.services.dynamodb.values import Item, item_size

READ_UNIT, WRITE_UNIT = 4096, 1024  # bytes

_COLLECTION_RANGE = (0.0, 1.0)  # whole gigabytes a collection lies between; none here comes near one


@dataclass
class Consumed:
    """Units of one table: its own, and those of each of its indexes."""

    table: Table
    own: float = 0
    indexes: dict[tuple[bool, str], float] = field(default_factory=lambda: defaultdict(float))

    @property
    def total(self) -> float:
        """Table and indexes together."""
        return self.own + sum(self.indexes.values())

    def add(self, index: Index | None, units: float) -> None:
        """Count units of the table, or of an index."""
        if index is None:
            self.own += units
        elif units:
            self.indexes[index.is_global, index.name] += units


def meter(call: Call, answer: Answer, accesses: Sequence[Access]) -> Answer:
    """Add ConsumedCapacity and ItemCollectionMetrics to a result, where the call asks for them."""
    if answer.result is None:
        return answer
    added: dict[str, Any] = {}
    wanted = call.params.get("ReturnConsumedCapacity", "NONE")
    if wanted != "NONE":
        extra = CONTRACTS[call.operation].units
        shown = [_shown(each, wanted == "INDEXES", extra) for each in consumed(call, accesses)]
        added["ConsumedCapacity"] = shown if CONTRACTS[call.operation].per_table else shown[0]
    if call.params.get("ReturnItemCollectionMetrics") == "SIZE":
        added |= _collections(call, accesses)
    return replace(answer, result={**answer.result, **added}) if added else answer


def _collections(call: Call, accesses: Iterable[Access]) -> dict[str, Any]:
    """The item collections that were written to; only tables with a local index have them."""
    written: dict[str, list[dict[str, Any]]] = {}
    for access in accesses:
        if isinstance(access, Write) and any(not index.is_global for index in access.table.indexes):
            name = access.table.hash.name
            key = {name: (access.new or access.old or {}).get(name)}
            shown = {"ItemCollectionKey": key, "SizeEstimateRangeGB": list(_COLLECTION_RANGE)}
            if key[name] is not None and shown not in written.setdefault(access.table.name, []):
                written[access.table.name].append(shown)
    written = {name: shown for name, shown in written.items() if shown}
    if not written:
        return {}
    per_table = CONTRACTS[call.operation].per_table
    return {"ItemCollectionMetrics": written if per_table else next(iter(written.values()))[0]}


def consumed(call: Call, accesses: Iterable[Access]) -> list[Consumed]:
    """The units of each table that a call touched."""
    tables: dict[str, Consumed] = {}
    for access in accesses:
        each = tables.setdefault(access.table.name, Consumed(access.table))
        for index, units in units_of(call, access):
            each.add(index, units)
    return list(tables.values())


def units_of(call: Call, access: Access) -> Iterator[tuple[Index | None, float]]:
    """The units of one access: of its table (None), and of each index it touches."""
    if isinstance(access, Read):
        yield access.index, read_units(access.size) * _read_factor(call, access)
    else:
        yield from _write_units(access, 2 if CONTRACTS[call.operation].units else 1)


def read_units(size: int) -> int:
    """Units of a strongly consistent read; nothing found costs one as well."""
    return max(1, -(-size // READ_UNIT))


def write_units(*sizes: int) -> int:
    """Units of a write by the larger of an item's sizes before and after."""
    return max(1, *(-(-size // WRITE_UNIT) for size in sizes))


def _read_factor(call: Call, read: Read) -> float:
    if CONTRACTS[call.operation].units:
        return 2
    if read.consistent is not None:
        return 1 if read.consistent else 0.5
    params, table = call.params, read.table
    if call.operation == "BatchGetItem":
        blocks: Mapping[str, Any] = params["RequestItems"]
        params = next(block for name, block in blocks.items() if name.rpartition("table/")[2] == table.name)
    return 1 if params.get("ConsistentRead") else 0.5


def _write_units(write: Write, factor: int) -> Iterator[tuple[Index | None, float]]:
    yield None, factor * write_units(item_size(write.old or {}), item_size(write.new or {}))
    for index in write.table.indexes:
        yield index, factor * index_units(write.table, index, write.old, write.new)


def index_units(table: Table, index: Index, old: Item | None, new: Item | None) -> int:
    """Units of what a write changes in an index; another key is a delete and a put there."""
    before, after = entry(table, index, old), entry(table, index, new)
    if before == after:
        return 0
    if before is None or after is None:
        return write_units(item_size(before or after or {}))
    if any(before[key.name] != after[key.name] for key in index.keys):
        return write_units(item_size(before)) + write_units(item_size(after))
    return write_units(item_size(before), item_size(after))


def entry(table: Table, index: Index, item: Item | None) -> Item | None:
    """What an index holds of an item; None where it does not have it."""
    if item is None or not in_index(index, item.get):
        return None
    return View(table, index).shown(item, False)


def _shown(each: Consumed, with_indexes: bool, extra: str) -> dict[str, Any]:
    shown: dict[str, Any] = {"TableName": each.table.name, **_units(each.total, extra)}
    if with_indexes:
        shown["Table"] = _units(each.own, extra)
        for is_global, member in ((True, "GlobalSecondaryIndexes"), (False, "LocalSecondaryIndexes")):
            units = {name: _units(count, extra) for (kind, name), count in each.indexes.items() if kind is is_global}
            if units:
                shown[member] = units
    return shown


def _units(count: float, extra: str) -> dict[str, float]:
    units = {"CapacityUnits": float(count)}
    return {**units, extra: float(count)} if extra else units
