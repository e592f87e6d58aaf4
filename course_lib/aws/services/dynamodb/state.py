"""The items that moto keeps, read and written as attribute values.

moto's own item operations are not used: they would check and evaluate once more, by looser rules, and a limit
of theirs is a little below AWS's. What is written here is stored in checked form; moto's stream of the table is
told, as moto would have.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from course_lib.aws.http.messages import Call
from course_lib.aws.services.dynamodb.errors import not_found
from course_lib.aws.services.dynamodb.values import Item, Wire

Watch = Callable[[Item | None, Item | None], None]  # called with the item before and after a write
_WATCH, _HIDDEN = "course_watch", "course_hidden"  # where a moto table keeps ours: they end with it


@dataclass(frozen=True)
class Key:
    """A key attribute and its type: "S", "N" or "B"."""

    name: str
    type: str


@dataclass(frozen=True)
class Index:
    """A secondary index: its key attributes, partition key first, and what it shows of an item."""

    name: str
    hashes: tuple[Key, ...]
    ranges: tuple[Key, ...]
    is_global: bool
    projection: str
    included: frozenset[str]
    status: str = "ACTIVE"

    @property
    def keys(self) -> tuple[Key, ...]:
        """All of its key attributes."""
        return self.hashes + self.ranges


class Row:
    """A stored item, of which no more is read than asked for."""

    def __init__(self, moto_item: Any) -> None:
        self._attributes = moto_item.attrs

    def value(self, name: str) -> Wire | None:
        """One attribute, or None."""
        held = self._attributes.get(name)
        return None if held is None else _wire(held)

    @property
    def token(self) -> object:
        """Stands for its content: a write makes another one."""
        return self._attributes

    def item(self) -> Item:
        """All of it."""
        return {name: _wire(value) for name, value in self._attributes.items()}


class Table:
    """One of moto's tables."""

    def __init__(self, moto_table: Any) -> None:
        self._moto = moto_table
        types = {attribute["AttributeName"]: attribute["AttributeType"] for attribute in moto_table.attr}
        self.name: str = moto_table.name
        self.hash = Key(moto_table.hash_key_attr, types[moto_table.hash_key_attr])
        range_name = moto_table.range_key_attr
        self.range = Key(range_name, types[range_name]) if range_name is not None else None
        self._types = types

    @property
    def identity(self) -> object:
        """The same object as long as the table is there."""
        return self._moto

    @property
    def keys(self) -> tuple[Key, ...]:
        """Partition key, then sort key if there is one."""
        return (self.hash,) if self.range is None else (self.hash, self.range)

    @property
    def indexes(self) -> tuple[Index, ...]:
        """Its secondary indexes, global ones first."""
        global_, local = self._moto.global_indexes or (), self._moto.indexes or ()
        return (*(self._index(each, True) for each in global_), *(self._index(each, False) for each in local))

    def _index(self, index: Any, is_global: bool) -> Index:
        keys = [
            (each["KeyType"], Key(each["AttributeName"], self._types[each["AttributeName"]])) for each in index.schema
        ]
        projection = index.projection or {}
        return Index(
            index.name,
            tuple(key for kind, key in keys if kind == "HASH"),
            tuple(key for kind, key in keys if kind == "RANGE"),
            is_global,
            projection.get("ProjectionType", "ALL"),
            frozenset(projection.get("NonKeyAttributes", ())),
            getattr(index, "status", "ACTIVE"),
        )

    def throughput(self, index: str | None) -> tuple[int, int] | None:
        """Read and write units a second of the table or of a global index; None when it is billed by request."""
        if self._moto.billing_mode == "PAY_PER_REQUEST":
            return None
        of = next((each for each in self._moto.global_indexes or () if each.name == index), self._moto)
        return int(of.throughput["ReadCapacityUnits"]), int(of.throughput["WriteCapacityUnits"])

    def described(self) -> str:
        """Its shape and settings, without what passes by itself, as text to compare."""
        moto = self._moto
        settings = (moto.tags, moto.stream_specification, moto.deletion_protection_enabled)
        return repr((self.keys, self.indexes, self.throughput(None), self.expiry, *settings))

    def warm_throughput(self, index: str | None) -> tuple[int, int]:
        """Reads and writes a second that the table or a global index was made ready for; 0 where that was not said."""
        of = next((each for each in self._moto.global_indexes or () if each.name == index), self._moto)
        warm = of.warm_throughput
        return int(warm.get("ReadUnitsPerSecond", 0)), int(warm.get("WriteUnitsPerSecond", 0))

    def key_of(self, item: Item) -> Item:
        """An item's key."""
        return {key.name: item[key.name] for key in self.keys}

    def get(self, key: Item) -> Item | None:
        """The item with this key, or None."""
        found = self._moto.get_item(*self._moto_key(key))
        return None if found is None else Row(found).item()

    def rows(self) -> Iterator[Row]:
        """Every item, in no particular order."""
        for held in list(self._moto.items.values()):
            yield from self._rows(held)

    def partition(self, value: Wire) -> Iterator[Row]:
        """The items with this partition key, in no particular order."""
        from moto.dynamodb.models.dynamo_type import DynamoType

        held = self._moto.items.get(DynamoType(value))
        if held is not None:
            yield from self._rows(held)

    def _rows(self, held: Any) -> Iterator[Row]:
        return map(Row, list(held.values()) if self.range is not None else [held])

    def put(self, item: Item, old: Item | None) -> None:
        """Store an item over `old`, what is stored under its key now."""
        hash_key, range_key = self._moto_key(item)
        new = _moto_item(hash_key, range_key, item)
        if range_key is None:
            self._moto.items[hash_key] = new
        else:
            self._moto.items[hash_key][range_key] = new
        if self._moto.stream_shard is not None and item != old:
            self._moto.stream_shard.add(None if old is None else _moto_item(hash_key, range_key, old), new)
        if watch := self._watch:
            watch(old, item)

    def delete(self, key: Item) -> None:
        """Remove an item."""
        watch = self._watch
        old = self.get(key) if watch else None
        self._moto.delete_item(*self._moto_key(key))
        if watch and old is not None:
            watch(old, None)

    @property
    def _watch(self) -> Watch | None:
        watch: Watch | None = self._moto.__dict__.get(_WATCH)
        return watch

    def watch(self, watch: Watch | None) -> None:
        """Tell `watch` of every write to this table from now on; with None no longer."""
        self._moto.__dict__[_WATCH] = watch

    def hide(self, hidden: bool) -> None:
        """Let nothing be read from or written to this table, while it is being made."""
        self._moto.__dict__[_HIDDEN] = hidden

    @property
    def expiry(self) -> str | None:
        """The attribute that Time to Live goes by, where it is on."""
        ttl = self._moto.ttl
        return str(ttl["AttributeName"]) if ttl["TimeToLiveStatus"] == "ENABLED" else None

    def _moto_key(self, item: Item) -> tuple[Any, Any]:
        from moto.dynamodb.models.dynamo_type import DynamoType

        return DynamoType(item[self.hash.name]), None if self.range is None else DynamoType(item[self.range.name])


View = Callable[[Call, Table], Table]
_view: ContextVar[View | None] = ContextVar("view", default=None)


@contextmanager
def seen_through(view: View) -> Iterator[None]:
    """Let what runs within the block find tables as `view` shows them to the call that it is handed."""
    token = _view.set(view)
    try:
        yield
    finally:
        _view.reset(token)


def table(call: Call, name: str) -> Table:
    """A table of the caller's account, by its name or ARN.

    Raises:
        Refused: there is none.
    """
    found = moto_table(call, name)
    if found is None or found.__dict__.get(_HIDDEN):
        raise not_found()
    view = _view.get()
    return Table(found) if view is None else view(call, Table(found))


def moto_table(call: Call, name: str) -> Any:
    """moto's own table of this name or ARN, being made or not; None where there is none."""
    from moto.dynamodb.models import dynamodb_backends

    return dynamodb_backends[call.account][call.region].tables.get(name.rpartition("table/")[2])


def every_table(account: str, region: str) -> list[Table]:
    """All tables of an account in a region, those being made included."""
    from moto.dynamodb.models import dynamodb_backends

    return [Table(each) for each in dynamodb_backends[account][region].tables.values()]


def _moto_item(hash_key: Any, range_key: Any, attributes: Item) -> Any:
    from moto.dynamodb.models.dynamo_type import DynamoType
    from moto.dynamodb.models.dynamo_type import Item as MotoItem

    item = MotoItem(hash_key, range_key, {})
    for name, value in attributes.items():
        # Not item.attrs[name]: that measures the whole item at every attribute, and stops at 405,000 bytes.
        dict.__setitem__(item.attrs, name, DynamoType(value))
    return item


def _wire(value: Any) -> Wire:
    if value.type == "M":
        return {"M": {name: _wire(member) for name, member in value.value.items()}}
    if value.type == "L":
        return {"L": [_wire(member) for member in value.value]}
    return {value.type: list(value.value) if isinstance(value.value, list) else value.value}
