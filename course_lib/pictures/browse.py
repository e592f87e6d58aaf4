"""What is in an account, as tables: buckets, objects, keys, and the bill. As one would browse the console."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from course_lib.aws.cost import total
from course_lib.aws.layers.journal import Entry
from course_lib.pictures.grid import Grid
from course_lib.pictures.meter import Meter

MOST = 100  # objects that are listed


def buckets_grid(client: Any, names: Sequence[str]) -> Grid:
    """The buckets, each with how many objects are in it, and their bytes.

    Args:
        client: of S3.
        names: the buckets' names.
    """
    rows = []
    for name in names:
        sizes = [found["Size"] for found in _objects(client, name)]
        rows.append([name, f"{len(sizes):,}", f"{sum(sizes):,}"])
    return Grid("Buckets", ["name", "objects", "bytes"], rows, "There are no buckets.", frozenset(["objects", "bytes"]))


def objects_grid(client: Any, bucket: str) -> Grid:
    """A bucket's objects by name, the first hundred.

    Args:
        client: of S3.
    """
    found = list(_objects(client, bucket))
    rows = [_object_row(each) for each in found[:MOST]]
    more = f", of which {MOST} are shown" if len(found) > MOST else ""
    title = f"Bucket {bucket}: {len(found):,} objects{more}"
    columns = ["key", "bytes", "storage class", "last modified"]
    return Grid(title, columns, rows, "It has no objects.", frozenset(["bytes"]))


def _object_row(found: Any) -> list[str]:
    when = f"{found['LastModified']:%Y-%m-%d %H:%M}"
    return [found["Key"], f"{found['Size']:,}", found.get("StorageClass", "STANDARD"), when]


def _objects(client: Any, bucket: str) -> Iterable[Any]:
    for page in client.get_paginator("list_objects_v2").paginate(Bucket=bucket):
        yield from page.get("Contents", [])


def keys_grid(client: Any) -> Grid:
    """The keys with their aliases.

    Args:
        client: of KMS.
    """
    aliases: dict[str, list[str]] = {}
    for alias in client.list_aliases()["Aliases"]:
        aliases.setdefault(alias.get("TargetKeyId", ""), []).append(alias["AliasName"])
    rows = []
    for key in client.list_keys()["Keys"]:
        told = client.describe_key(KeyId=key["KeyId"])["KeyMetadata"]
        names = ", ".join(aliases.get(key["KeyId"], [])) or "none"
        rows.append([names, key["KeyId"], told["KeyState"], told.get("KeySpec", ""), told.get("Description", "")])
    return Grid("Keys", ["alias", "key id", "state", "kind", "description"], rows, "There are no keys.")


def bill_grid(entries: Sequence[Entry], meter: Meter) -> Grid:
    """What requests cost, by service and operation, and all together.

    Args:
        entries: of the journal.
        meter: that has counted them.
    """
    by_operation: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        by_operation.setdefault((entry.service, entry.operation), []).append(entry)
    rows = []
    for (service, operation), sent in sorted(by_operation.items()):
        cost = total([meter.cost(entry) for entry in sent])
        rows.append([service, operation, str(len(sent)), cost.units, f"{cost.dollars * 1e6:,.3f}"])
    all_of_it = total([meter.cost(entry) for entry in entries])
    if rows:
        rows.append(["together", "", str(len(entries)), all_of_it.units, f"{all_of_it.dollars * 1e6:,.3f}"])
    columns = ["service", "operation", "requests", "capacity units", "dollars, a million times"]
    numbers = frozenset(["requests", "dollars, a million times"])
    return Grid("What your requests would cost", columns, rows, "Your code has sent nothing yet.", numbers)
