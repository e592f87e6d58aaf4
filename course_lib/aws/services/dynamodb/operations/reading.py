"""What Query and Scan have in common: a view of a table or index, and one page of it.

Source: DynamoDB API reference, Query and Scan (Limit, LastEvaluatedKey, Select; 1 MB for a page,
counted before the filter).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from course_lib.aws.services.dynamodb.accesses import Read, note
from course_lib.aws.services.dynamodb.errors import INVALID, BadRequest, invalid
from course_lib.aws.services.dynamodb.expressions import tree
from course_lib.aws.services.dynamodb.expressions.evaluate import holds
from course_lib.aws.services.dynamodb.expressions.paths import project
from course_lib.aws.services.dynamodb.keys import in_index
from course_lib.aws.services.dynamodb.state import Index, Key, Row, Table
from course_lib.aws.services.dynamodb.values import Item, Wire, Wording, checked, content, item_size, kind_of, order_key

HASH_BITS = 128  # of what partition keys are put in order by
PAGE = 1024 * 1024  # bytes of items that one Query or Scan reads. Source: developer guide, "Quotas"
START_INVALID = "The provided starting key is invalid"
_NO_PATHS = "Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES"
_NO_INDEX = "ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName"
_OWN_WORDS = ("Number ", "Attempting ", "The parameter ", "Input ", INVALID + "Input", INVALID + "An number")
_SELECTED = {
    "COUNT": "only the Count",
    "ALL_ATTRIBUTES": "ALL_ATTRIBUTES",
    "ALL_PROJECTED_ATTRIBUTES": "ALL_PROJECTED_ATTRIBUTES",
}

Params = Mapping[str, Any]
Paths = Sequence[tree.Path] | None


@dataclass(frozen=True)
class Parts:
    """The partitions that a read goes through, in order, and which of them a row is in."""

    first: int
    last: int
    of: Callable[[Row], int]
    count: int = 1

    def hashes_from(self, part: int) -> int:
        """The lowest hash of a partition."""
        return (part << HASH_BITS) // self.count


ONE_PARTITION = Parts(0, 0, lambda row: 0)


@dataclass(frozen=True)
class View:
    """A table, or one of its indexes, as a read sees it."""

    table: Table
    index: Index | None

    @property
    def hashes(self) -> tuple[Key, ...]:
        """The partition key's attributes."""
        return self.index.hashes if self.index else (self.table.hash,)

    @property
    def ranges(self) -> tuple[Key, ...]:
        """The sort key's attributes, if any."""
        if self.index:
            return self.index.ranges
        return () if self.table.range is None else (self.table.range,)

    @property
    def keys(self) -> tuple[Key, ...]:
        """What names a place in it: its own key, then the table's."""
        return tuple(dict.fromkeys((*self.hashes, *self.ranges, *self.table.keys)))

    def holds(self, row: Row) -> bool:
        """Whether an item is in it: an index has only items with its key."""
        return self.index is None or in_index(self.index, row.value)

    def holds_item(self, item: Item) -> bool:
        """The same of an item that has been read."""
        return self.index is None or in_index(self.index, item.get)

    def key_of(self, item: Item) -> Item:
        """An item's place in it."""
        return {key.name: item[key.name] for key in self.keys}

    def order(self, read: Callable[[str], Any]) -> tuple[Any, ...]:
        """What items with one partition key are sorted by; equal sort keys by the table's key."""
        return tuple(order_key(read(key.name)) for key in (*self.ranges, *self.table.keys))

    def shown(self, item: Item, everything: bool) -> Item:
        """What of an item it shows; a local index can also fetch the rest."""
        if everything or self.index is None or self.index.projection == "ALL":
            return item
        names = {key.name for key in self.keys} | self.index.included
        return {name: value for name, value in item.items() if name in names}


def view(table: Table, params: Params) -> View:
    """What a request reads.

    Raises:
        Refused: there is no such index, or it cannot be read consistently.
    """
    name = params.get("IndexName")
    if name is None:
        return View(table, None)
    index = next((each for each in table.indexes if each.name == name), None)
    if index is None or index.status == "DELETING":
        raise invalid(f"The table does not have the specified index: {name}")
    if index.status == "CREATING":
        raise invalid(f"Cannot read from backfilling global secondary index: {name}")
    if index.is_global and params.get("ConsistentRead"):
        raise invalid("Consistent reads are not supported on global secondary indexes")
    return View(table, index)


def check_select(params: Params) -> None:
    """Select against the other parameters. Raises BadRequest."""
    select = params.get("Select")
    named = next((name for name in ("ProjectionExpression", "AttributesToGet") if params.get(name) is not None), None)
    if select == "SPECIFIC_ATTRIBUTES" and named is None:
        raise BadRequest(_NO_PATHS)
    if select in _SELECTED and named is not None:
        raise BadRequest(f"Cannot specify the {named} when choosing to get {_SELECTED[select]}")
    if select == "ALL_PROJECTED_ATTRIBUTES" and params.get("IndexName") is None:
        raise BadRequest(_NO_INDEX)


def check_projection(seen: View, params: Params, paths: Paths) -> None:
    """A global index shows no more than its projection.

    Raises:
        Refused: more is asked for.
    """
    index = seen.index
    if index is None or not index.is_global or index.projection == "ALL":
        return
    if params.get("Select") == "ALL_ATTRIBUTES":
        raise invalid(
            INVALID + "Select type ALL_ATTRIBUTES is not supported for global secondary index "
            f"{index.name} because its projection type is not ALL"
        )
    names = {key.name for key in seen.keys} | index.included
    absent = [str(path.parts[0]) for path in paths or () if path.parts[0] not in names]
    if absent:
        raise invalid(INVALID + f"Global secondary index {index.name} does not project [{', '.join(absent)}]")


def start_key(params: Params, wording: Wording) -> Item | None:
    """ExclusiveStartKey in its stored form, or None.

    Raises:
        BadRequest: it holds what is no value.
    """
    given = params.get("ExclusiveStartKey")
    if given is None:
        return None
    try:
        return {name: checked(value, wording) for name, value in given.items()}
    except BadRequest as problem:
        if _has_own_words(problem.message):
            raise
        raise BadRequest(f"{START_INVALID}: {problem.message}") from None


def _has_own_words(message: str) -> bool:
    """Numbers and some sets are refused before the key is looked at as a key."""
    return message.startswith(_OWN_WORDS)


def names_a_place(seen: View, start: Item) -> bool:
    """Whether a starting key has exactly the attributes it needs."""
    return set(start) == {key.name for key in seen.keys}


def has_key_types(seen: View, start: Item) -> bool:
    """Whether a starting key's attributes have the key's types."""
    return all(kind_of(start[key.name]) == key.type for key in seen.keys)


def partition_hash(seen: View, read: Callable[[str], Any]) -> int:
    """Where a partition key lies: a scan goes through these, and its segments are equal parts of them."""
    return key_hash([read(key.name) for key in seen.hashes])


def key_hash(values: Iterable[Wire]) -> int:
    """Where a partition key of these values lies: a number of 128 bits."""
    return _hash("\0".join(f"{kind_of(value)}{content(value)}" for value in values))


@lru_cache(maxsize=4096)
def _hash(text: str) -> int:
    return int.from_bytes(hashlib.md5(text.encode(), usedforsecurity=False).digest(), "big")


def page(
    seen: View,
    rows: Iterable[Row],
    params: Params,
    condition: Any,
    paths: Paths,
    parts: Parts = ONE_PARTITION,
    key: Item | None = None,
) -> dict[str, Any]:
    """One page of rows that are in order already: read up to the limits, then filtered and projected.

    `parts` are the partitions that are gone through; `key` is the partition key, where it is one only.
    """
    everything = _reads_everything(seen, params, paths)
    limit = params.get("Limit")
    kept: list[Item] = []
    read = dict.fromkeys(range(parts.first, parts.last + 1), 0)  # bytes, by partition
    reached, scanned, last, stopped = parts.first, 0, None, False
    for row in rows:
        item = seen.shown(row.item(), everything)
        if scanned == limit or (scanned and sum(read.values()) + item_size(item) > PAGE):
            stopped = True
            break
        reached, scanned, last = parts.of(row), scanned + 1, item
        read[reached] += item_size(item)
        if condition is None or holds(condition, item):
            kept.append(item if paths is None else project(item, paths))
    is_last = last is None or not (stopped or scanned == limit)
    for part, size in read.items():
        if is_last or part <= reached:
            note(Read(seen.table, seen.index, size, key, parts.hashes_from(part)))
    result: dict[str, Any] = {"Count": len(kept), "ScannedCount": scanned}
    if params.get("Select") != "COUNT":
        result["Items"] = kept
    if last is not None and not is_last:
        result["LastEvaluatedKey"] = seen.key_of(last)
    return result


def _reads_everything(seen: View, params: Params, paths: Paths) -> bool:
    """A local index fetches from the table what it does not hold, when that is asked for."""
    if seen.index is None:
        return True
    return not seen.index.is_global and (paths is not None or params.get("Select") == "ALL_ATTRIBUTES")
