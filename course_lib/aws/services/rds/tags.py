"""Tags of instances and snapshots.

Source: RDS API reference, data type Tag (a key has 1 to 128 characters, a value at most 256; reserved prefixes).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from course_lib.aws.services.rds import backups, described, errors
from course_lib.aws.services.rds.request import Asked


def read(params: Mapping[str, Any]) -> dict[str, str]:
    """The tags that a request gives.

    Raises:
        Refused: there cannot be such tags.
    """
    given: dict[str, str] = {}
    for each in params.get("Tags") or ():
        key, value = str(each.get("Key", "")), str(each.get("Value", ""))
        if not 1 <= len(key) <= 128 or len(value) > 256:
            raise errors.invalid("Tag keys have 1 to 128 characters, and values at most 256.")
        if key.startswith(("aws:", "rds:")):
            raise errors.invalid(f"The tag key {key} begins with a prefix that is reserved.")
        given[key] = value
    return given


def add(asked: Asked) -> dict[str, Any]:
    asked.takes_only({"ResourceName", "Tags"})
    _tags_of(asked).update(read(asked.params))
    return {}


def list_all(asked: Asked) -> dict[str, Any]:
    asked.takes_only({"Filters", "ResourceName"})
    return {"TagList": described.tag_list(_tags_of(asked))}


def remove(asked: Asked) -> dict[str, Any]:
    asked.takes_only({"ResourceName", "TagKeys"})
    tags = _tags_of(asked)
    for key in asked.params.get("TagKeys") or ():
        tags.pop(str(key), None)
    return {}


def _tags_of(asked: Asked) -> dict[str, str]:
    arn = str(asked.params.get("ResourceName", ""))
    parts = arn.split(":", 6)
    if len(parts) < 7 or parts[:3] != ["arn", "aws", "rds"] or parts[5] not in ("db", "snapshot"):
        raise errors.invalid(f"Invalid resource name: {arn}")
    if parts[5] == "db":
        return asked.store.instance(parts[6]).tags
    return asked.store.snapshot(parts[6], backups.existing(asked.store, asked.durations, asked.now)).tags


OPERATIONS: Mapping[str, Callable[[Asked], dict[str, Any]]] = {
    "AddTagsToResource": add,
    "ListTagsForResource": list_all,
    "RemoveTagsFromResource": remove,
}
