"""A bucket's objects as a tree of folders.

from course_lib.lessons.dynamodb_backups.folders import folders
folders(lab, "lab-exports")
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from course_lib.pictures.inert import INERT, graded
from course_lib.pictures.markup import bundle

if TYPE_CHECKING:
    from course_lib.pictures.open_lab import OpenLab

# DynamoDB developer guide, "DynamoDB table export output format"
NOTES = {
    "_started": "empty: AWS tries whether it may write here",
    "manifest-summary.json": "what was exported, when, how many items",
    "manifest-summary.md5": "its checksum",
    "manifest-files.json": "a line for each data file, with its checksum",
    "manifest-files.md5": "its checksum",
}


@dataclass(frozen=True)
class Folders:
    """What a notebook shows of a bucket; `keys` are its objects'."""

    bucket: str
    keys: Sequence[str]

    def __repr__(self) -> str:
        return "\n".join([self.bucket, *_branches(sorted(self.keys), "")])

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        return bundle(repr(self), f'<pre class="course-wide">{escape(repr(self))}</pre>')


def folders(lab: OpenLab, bucket: str, prefix: str = "") -> Folders | Any:
    """Show a bucket's objects below a prefix.

    Args:
        lab: the open lab.
        bucket: a name.
        prefix: what their keys begin with.
    """
    if graded():
        return INERT
    s3 = lab.cloud.client("s3", who="course")
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
    return Folders(bucket, [found["Key"] for page in pages for found in page.get("Contents", [])])


def _branches(keys: Sequence[str], indent: str) -> Iterator[str]:
    """The lines below one folder; keys are relative to it."""
    names = list(dict.fromkeys(key.partition("/")[0] for key in keys))
    width = max((len(name) for name in names if name in NOTES), default=0)
    for number, name in enumerate(names, 1):
        last = number == len(names)
        inside = [key.partition("/")[2] for key in keys if key.startswith(f"{name}/")]
        note = f"   {NOTES[name]}" if name in NOTES else ""
        yield f"{indent}{'└─ ' if last else '├─ '}{name + '/' if inside else name.ljust(width if note else 0)}{note}"
        yield from _branches(inside, indent + ("   " if last else "│  "))
