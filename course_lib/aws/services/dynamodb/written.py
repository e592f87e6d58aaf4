"""Which items a call writes to, and how they are looked at before and after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from course_lib.aws.service import Item, KeysOf, Look


def targets(operation: str, params: Mapping[str, Any], keys_of: KeysOf) -> Iterator[tuple[str, Item]]:
    """Table and key of each item that a call writes to, however odd the call.

    Args:
        operation: by AWS's name.
        params: as they travel.
        keys_of: gives the key attributes of a table; none for one that is not there.
    """
    for table, write in _writes(operation, params):
        if not isinstance(table, str) or not isinstance(write, Mapping):
            continue
        if isinstance(write.get("Key"), Mapping):
            yield table, write["Key"]
        elif isinstance(write.get("Item"), Mapping):
            names = keys_of(table)
            if names and all(name in write["Item"] for name in names):
                yield table, {name: write["Item"][name] for name in names}


def _writes(operation: str, params: Mapping[str, Any]) -> Iterator[tuple[Any, Any]]:
    """Table, and the parameters of each single write in a call."""
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


def key_names(look: Look, table: str) -> Sequence[str]:
    """The key attributes of a table, the partition key first; none where there is no such table."""
    result = look("DescribeTable", {"TableName": table})
    return [part["AttributeName"] for part in result["Table"]["KeySchema"]] if result else []


def item(look: Look, table: str, key: Item) -> Item | None:
    """An item as it is stored."""
    result = look("GetItem", {"TableName": table, "Key": key, "ConsistentRead": True})
    found: Item | None = result.get("Item") if result else None
    return found
