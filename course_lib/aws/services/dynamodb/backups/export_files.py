"""The files of an export: data in several parts, two manifests, and the checksums of these.

Source: DynamoDB developer guide, "DynamoDB table export output format"; ScyllaDB's export tests, measured against AWS
(the names of the .md5 files, full keys in the manifests).
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import random
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from course_lib.aws.services.dynamodb.backups.recovery import Written
from course_lib.aws.services.dynamodb.backups.times import millis
from course_lib.aws.services.dynamodb.state import Table
from course_lib.aws.services.dynamodb.values import Item

PARTS = 4  # AWS writes one file or more for each partition of the table
_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"


@dataclass(frozen=True)
class Line:
    """One line of data, and the partition key value it belongs to."""

    partition: str
    content: Mapping[str, Any]


def full_lines(table: Table, items: Iterable[Item]) -> list[Line]:
    """Every item."""
    return [Line(repr(item[table.hash.name]), {"Item": item}) for item in items]


def incremental_lines(table: Table, written: Iterable[Written], both: bool) -> list[Line]:
    """Every item that was written, in its last state; none for one that came and went meanwhile.

    Args:
        table: of the writes.
        written: oldest first.
        both: whether the image before is shown too.
    """
    first: dict[str, Written] = {}
    last: dict[str, Written] = {}
    for each in written:
        place = repr(table.key_of(each.new or each.old or {}))
        first.setdefault(place, each)
        last[place] = each
    lines = (_changed(table, first[place].old, last[place], both) for place in last)
    return [line for line in lines if line is not None]


def _changed(table: Table, old: Item | None, last: Written, both: bool) -> Line | None:
    if old is None and last.new is None:
        return None
    keys = table.key_of(last.new or last.old or {})
    content: dict[str, Any] = {
        "Metadata": {"WriteTimestampMicros": {"N": str(millis(last.when) * 1000)}},
        "Keys": keys,
    }
    if last.new is not None:
        content["NewImage"] = last.new
    if both and old is not None:
        content["OldImage"] = old
    return Line(repr(keys[table.hash.name]), content)


@dataclass(frozen=True)
class File:
    """One object of an export."""

    key: str
    body: bytes


@dataclass(frozen=True)
class Data:
    """A file of data and its entry in the manifest."""

    file: File
    entry: Mapping[str, Any]


def data_files(folder: str, lines: Sequence[Line], draw: random.Random) -> list[Data]:
    """The lines in several files, by their partition; some files may have none."""
    parts: list[list[Line]] = [[] for _ in range(PARTS)]
    for line in lines:
        parts[zlib.crc32(line.partition.encode()) % PARTS].append(line)
    return [_data_file(f"{folder}/{_name(draw)}.json.gz", part) for part in parts]


def _name(draw: random.Random) -> str:
    return "".join(draw.choices(_LETTERS, k=26))


def _data_file(key: str, lines: Sequence[Line]) -> Data:
    text = "".join(_json(line.content) + "\n" for line in lines)
    body = gzip.compress(text.encode(), mtime=0)
    entry = {
        "itemCount": len(lines),
        "md5Checksum": _md5(body).decode(),
        "etag": hashlib.md5(body).hexdigest() + "-1",
        "dataFileS3Key": key,
    }
    return Data(File(key, body), entry)


def manifests(folder: str, summary: Mapping[str, Any], data: Sequence[Data]) -> Iterator[File]:
    """Both manifests, each with its checksum."""
    files = "".join(_json(each.entry) + "\n" for each in data).encode()
    for name, body in (("manifest-files", files), ("manifest-summary", _json(summary).encode())):
        yield File(f"{folder}/{name}.json", body)
        yield File(f"{folder}/{name}.md5", _md5(body))


def _json(content: Any) -> str:
    return json.dumps(content, separators=(",", ":"), ensure_ascii=False)


def _md5(body: bytes) -> bytes:
    return base64.b64encode(hashlib.md5(body).digest())
