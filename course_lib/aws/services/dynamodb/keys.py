"""What keys must be: of the table's attributes and types, not empty, not too long.

Source: DynamoDB developer guide, "Quotas" (2048 bytes for a partition key, 1024 for a sort key); AWS's words,
slips of spacing included.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from course_lib.aws.services.dynamodb.errors import INVALID, Refused, invalid
from course_lib.aws.services.dynamodb.expressions.tree import Path
from course_lib.aws.services.dynamodb.state import Index, Key, Table
from course_lib.aws.services.dynamodb.values import Item, Wire, content, kind_of, raw

LONGEST_HASH, LONGEST_RANGE = 2048, 1024  # bytes

MISMATCH = "The provided key element does not match the schema"
HASH_TOO_LONG = INVALID + f"Size of hashkey has exceeded the maximum size limit of{LONGEST_HASH} bytes"
RANGE_TOO_LONG = INVALID + f"Aggregated size of all range keys has exceeded the size limit of {LONGEST_RANGE} bytes"
NOT_VALID = "One or more parameter values are not valid. "
_EMPTY = "The AttributeValue for a key attribute cannot contain an empty {} value."
_EMPTY_INDEX_KEY = "A value specified for a secondary index key is not supported. "
_UPDATED_EMPTY = "The update expression attempted to update a secondary index key to a value that is not supported. "
_SCALAR = "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: {}: {}"
UNSUPPORTED_TYPE = "The update expression attempted to update the secondary index key to unsupported type"


def check_key(table: Table, key: Item) -> None:
    """A key parameter: exactly the table's key attributes.

    Raises:
        Refused: it is not.
    """
    if len(key) != len(table.keys) or any(not _fits(each, key) for each in table.keys):
        raise invalid(MISMATCH)
    _check_contents(table, key)


def _fits(key: Key, values: Item) -> bool:
    return key.name in values and kind_of(values[key.name]) == key.type


def check_item(table: Table, item: Item) -> None:
    """An item to be stored: the table's key attributes, and its indexes' where it has them.

    Raises:
        Refused: one is missing, of another type, empty or too long.
    """
    for key in table.keys:
        if key.name not in item:
            raise invalid(INVALID + f"Missing the key {key.name} in the item")
        if not _fits(key, item):
            actual = kind_of(item[key.name])
            raise invalid(INVALID + f"Type mismatch for key {key.name} expected: {key.type} actual: {actual}")
    _check_contents(table, item)
    for index in table.indexes:
        for key in index.keys:
            if key.name in item:
                _check_index_key(index, key, item[key.name])


def _check_contents(table: Table, values: Item) -> None:
    for key in table.keys:
        if (empty := _emptiness(values[key.name])) is not None:
            raise invalid(f"{NOT_VALID}{_EMPTY.format(empty)} Key: {key.name}")
    if _length(values[table.hash.name]) > LONGEST_HASH:
        raise invalid(HASH_TOO_LONG)
    if table.range is not None and _length(values[table.range.name]) > LONGEST_RANGE:
        raise invalid(RANGE_TOO_LONG)


def _check_index_key(index: Index, key: Key, value: Wire) -> None:
    actual = kind_of(value)
    if actual != key.type:
        raise _wrong_index_type(index, key, actual)
    if (empty := _emptiness(value)) is not None:
        where = f"IndexName: {index.name}, IndexKey: {key.name}"
        raise invalid(f"{NOT_VALID}{_EMPTY_INDEX_KEY}{_EMPTY.format(empty)} {where}")
    if _length(value) > (LONGEST_HASH if key in index.hashes else LONGEST_RANGE):
        raise invalid(HASH_TOO_LONG if key in index.hashes else RANGE_TOO_LONG)


def in_index(index: Index, read: Callable[[str], Wire | None]) -> bool:
    """Whether an item is in an index. What was there before the index may have keys that it cannot have."""
    for keys, longest in ((index.hashes, LONGEST_HASH), (index.ranges, LONGEST_RANGE)):
        total = 0
        for key in keys:
            value = read(key.name)
            if value is None or kind_of(value) != key.type or content(value) == "":
                return False
            total += _length(value)
        if total > longest:
            return False
    return True


def check_updated_index_keys(table: Table, item: Item, old: Item | None) -> None:
    """Index keys of an item as an update expression leaves it; AWS words these differently.

    What the update leaves as it was may have been there before the index.

    Raises:
        Refused: one has another type or is empty.
    """
    for index in table.indexes:
        for key in index.keys:
            value = item.get(key.name)
            if value is None or (old is not None and old.get(key.name) == value):
                continue
            if kind_of(value) != key.type:
                raise invalid(UNSUPPORTED_TYPE)
            if (empty := _emptiness(value)) is not None:
                raise invalid(f"{NOT_VALID}{_UPDATED_EMPTY}{_EMPTY.format(empty)}")


def check_index_type(table: Table, name: str, kind: str) -> None:
    """The type that a request gives to an attribute, where that is an index's key.

    Raises:
        Refused: it is another.
    """
    for index in table.indexes:
        for key in index.keys:
            if key.name == name and kind != key.type:
                raise _wrong_index_type(index, key, kind)


def _wrong_index_type(index: Index, key: Key, actual: str) -> Refused:
    told = f"{key.name} Expected: {key.type} Actual: {actual} IndexName: {index.name}"
    return invalid(f"{INVALID}Type mismatch for Index Key {told}")


def check_scalar(table: Table, paths: Iterable[Path]) -> None:
    """Key attributes hold no documents, so no path may lead into one.

    Raises:
        Refused: one does.
    """
    names = {key.name: "Key" for key in table.keys}
    for index in table.indexes:
        for key in index.keys:
            names.setdefault(key.name, "IndexKey")
    for path in paths:
        first = str(path.parts[0])
        if len(path.parts) > 1 and first in names:
            raise invalid(_SCALAR.format(names[first], first))


def _emptiness(value: Wire) -> str | None:
    if content(value) == "":
        return {"S": "string", "B": "binary"}.get(kind_of(value))
    return None


def _length(value: Wire) -> int:
    held = content(value)
    if kind_of(value) == "N":
        return 0
    return len(raw(held)) if kind_of(value) == "B" else len(held.encode())
