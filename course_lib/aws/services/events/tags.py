"""Tags of rules. Source: EventBridge API reference, TagResource, UntagResource, ListTagsForResource."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from course_lib.aws.services.events import errors
from course_lib.aws.services.events.request import Asked
from course_lib.aws.services.events.state import Rule


def read(params: Mapping[str, Any]) -> dict[str, str]:
    """The tags that a request gives."""
    return {str(each["Key"]): str(each["Value"]) for each in params.get("Tags") or ()}


def add(asked: Asked) -> dict[str, Any]:
    asked.takes_only("ResourceARN", "Tags")
    _rule(asked).tags.update(read(asked.params))
    return {}


def remove(asked: Asked) -> dict[str, Any]:
    asked.takes_only("ResourceARN", "TagKeys")
    rule = _rule(asked)
    for key in asked.params["TagKeys"]:
        rule.tags.pop(str(key), None)
    return {}


def list_all(asked: Asked) -> dict[str, Any]:
    asked.takes_only("ResourceARN")
    return {"Tags": [{"Key": key, "Value": value} for key, value in _rule(asked).tags.items()]}


def _rule(asked: Asked) -> Rule:
    name = str(asked.params["ResourceARN"]).rpartition("/")[2]
    if name not in asked.store.rules:
        raise errors.no_rule(name)
    return asked.store.rules[name]


OPERATIONS: Mapping[str, Callable[[Asked], dict[str, Any]]] = {
    "TagResource": add,
    "UntagResource": remove,
    "ListTagsForResource": list_all,
}
