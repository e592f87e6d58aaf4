"""Tags of groups, of parameter groups, and of snapshots that were taken by hand.

Source: ElastiCache API reference, AddTagsToResource, ListTagsForResource, RemoveTagsFromResource (each answers with all
tags), data type Tag.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from course_lib.aws.services.elasticache import described
from course_lib.aws.services.elasticache.errors import (
    Refused,
    invalid,
    no_parameter_group,
    no_snapshot,
    not_to_be_tagged,
)
from course_lib.aws.services.elasticache.request import Asked

_TAGGED = ("parametergroup", "replicationgroup", "snapshot")


def read(params: Mapping[str, Any]) -> dict[str, str]:
    """The tags that a request gives.

    Raises:
        Refused: there cannot be such tags.
    """
    given = {str(each.get("Key", "")): str(each.get("Value") or "") for each in params.get("Tags") or ()}
    for key, value in given.items():
        if not 1 <= len(key) <= 128 or len(value) > 256:
            raise invalid("Tag keys have 1 to 128 characters, and values at most 256.")
        if key.startswith("aws:"):
            raise invalid(f"The tag key {key} begins with a prefix that is reserved.")
    return given


def add(asked: Asked) -> dict[str, Any]:
    asked.takes_only({"ResourceName", "Tags"})
    tags, given = _tags_of(asked), read(asked.params)
    tags.update(given)
    return {"TagList": described.tag_list(tags)}


def list_all(asked: Asked) -> dict[str, Any]:
    asked.takes_only({"ResourceName"})
    return {"TagList": described.tag_list(_tags_of(asked))}


def remove(asked: Asked) -> dict[str, Any]:
    asked.takes_only({"ResourceName", "TagKeys"})
    tags = _tags_of(asked)
    for key in asked.params.get("TagKeys") or ():
        tags.pop(str(key), None)
    return {"TagList": described.tag_list(tags)}


def _tags_of(asked: Asked) -> dict[str, str]:
    arn = asked.text("ResourceName")
    parts = arn.split(":", 6)
    if len(parts) < 7 or parts[:3] != ["arn", "aws", "elasticache"] or parts[5] not in _TAGGED:
        raise Refused("InvalidARN", f"ARN {arn} is invalid.")
    if parts[5] == "parametergroup":
        if parts[6] not in asked.store.parameters:
            raise no_parameter_group(parts[6])
        return asked.store.parameters[parts[6]].tags
    if parts[5] == "snapshot":
        if parts[6] not in asked.store.snapshots:
            raise no_snapshot(parts[6])
        return asked.store.snapshots[parts[6]].tags
    group = asked.store.group(parts[6])
    if group.status(asked.now) != "available":
        raise not_to_be_tagged()
    return group.tags


OPERATIONS: Mapping[str, Callable[[Asked], dict[str, Any]]] = {
    "AddTagsToResource": add,
    "ListTagsForResource": list_all,
    "RemoveTagsFromResource": remove,
}
