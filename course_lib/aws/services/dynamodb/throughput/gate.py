"""Asks the tables' resources before each read and write of one call, and charges them for what it did."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from course_lib.aws.http.messages import Call
from course_lib.aws.services.dynamodb.accesses import Access, Read, Write
from course_lib.aws.services.dynamodb.capacity import entry, index_units, units_of
from course_lib.aws.services.dynamodb.operations.reading import View, key_hash, partition_hash
from course_lib.aws.services.dynamodb.state import Index, Table
from course_lib.aws.services.dynamodb.throughput.kinds import Kind
from course_lib.aws.services.dynamodb.throughput.places import Place
from course_lib.aws.services.dynamodb.throughput.refusals import refusal
from course_lib.aws.services.dynamodb.throughput.resource import Resource
from course_lib.aws.services.dynamodb.values import Item, item_size, order_key

Find = Callable[[Table, Index | None], Resource]  # the resource of a table or global index


class CallGate:
    """The gate of one call.

    Args:
        call: the call.
        find: its resources.
        now: the time, in seconds.
    """

    def __init__(self, call: Call, find: Find, now: float) -> None:
        self._call, self._find, self._now = call, find, now

    def read(self, table: Table, index: Index | None, key: Mapping[str, Any] | None, hash: int | None) -> None:
        """Raises Refused when a key, or the keys around a hash, may not be read."""
        self._ask(table, _own(index), Kind.READ, _read_place(table, index, key, hash))

    def write(self, table: Table, key: Mapping[str, Any]) -> None:
        """Raises Refused when the table has nothing left for a write to this key."""
        self._ask(table, None, Kind.WRITE, _place(table, None, key))

    def index_writes(self, table: Table, old: Item | None, new: Item | None) -> None:
        """Raises Refused when a global index that has the item has nothing left, even when nothing changes in it.

        Recorded at AWS in September 2026: an index without units holds back updates of attributes it does not hold.
        """
        for index in table.indexes:
            if index.is_global:
                for shown in (entry(table, index, old), entry(table, index, new)):
                    if shown is not None:
                        self._ask(table, index, Kind.WRITE, _place(table, index, shown))

    def used(self, access: Access) -> None:
        """Charge for what was done."""
        if isinstance(access, Read):
            place = _read_place(access.table, access.index, access.key, access.hash)
            [(_, units)] = units_of(self._call, access)
            self._find(access.table, _own(access.index)).charge(Kind.READ, place, units, self._now)
        else:
            self._used_by(access)

    def _used_by(self, write: Write) -> None:
        table, local = write.table, 0.0
        for index, units in units_of(self._call, write):
            if index is not None and index.is_global:
                self._charge_index(write, index, units)
            else:
                local += units  # local indexes lie in their table's partitions
        growth = item_size(write.new or {}) - item_size(write.old or {})
        self._find(table, None).charge(Kind.WRITE, _place(table, None, write.key), local, self._now, growth)

    def _charge_index(self, write: Write, index: Index, units: float) -> None:
        resource, table = self._find(write.table, index), write.table
        before, after = entry(table, index, write.old), entry(table, index, write.new)
        if before is None or after is None or _same_key(index, before, after):
            if (shown := after or before) is not None:
                resource.charge(Kind.WRITE, _place(table, index, shown), units, self._now)
            return
        taken_out = units * index_units(table, index, before, None) / index_units(table, index, before, after)
        resource.charge(Kind.WRITE, _place(table, index, before), taken_out, self._now)
        resource.charge(Kind.WRITE, _place(table, index, after), units - taken_out, self._now)

    def _ask(self, table: Table, index: Index | None, kind: Kind, place: Place) -> None:
        resource = self._find(table, index)
        limit = resource.refusal(kind, place, self._now)
        if limit is not None:
            call, name = self._call, None if index is None else index.name
            arn = f"arn:aws:dynamodb:{call.region}:{call.account}:table/{table.name}"
            raise refusal(limit, kind, arn, name, resource.capacity.on_demand)


def _own(index: Index | None) -> Index | None:
    """The index whose throughput is used; a local one uses its table's."""
    return index if index is not None and index.is_global else None


def _same_key(index: Index, before: Item, after: Item) -> bool:
    return all(before[key.name] == after[key.name] for key in index.keys)


def _read_place(table: Table, index: Index | None, key: Mapping[str, Any] | None, hash: int | None) -> Place:
    if key is None:
        return hash or 0, ()
    if index is not None:
        return key_hash([key[each.name] for each in index.hashes]), ()
    return _place(table, None, key)


def _place(table: Table, index: Index | None, item: Mapping[str, Any]) -> Place:
    """Where an item lies. Item collections of a table with local indexes are never divided.

    Source: developer guide, "Isolate frequently accessed items".
    """
    view = View(table, index)
    where = partition_hash(view, item.__getitem__)
    if index is None and any(not each.is_global for each in table.indexes):
        return where, ()
    return where, tuple(order_key(item[key.name]) for key in view.ranges if key.name in item)
