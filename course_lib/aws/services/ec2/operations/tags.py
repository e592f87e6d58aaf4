"""Tags. Source: Amazon EC2 API reference, CreateTags (an existing key gets the new value) and DeleteTags."""

from __future__ import annotations

from typing import Any

from course_lib.aws.services.ec2.errors import NOT_THERE, Refused
from course_lib.aws.services.ec2.operations import Operation, Params
from course_lib.aws.services.ec2.shared import needed
from course_lib.aws.services.ec2.state import State, Thing


def create_tags(state: State, params: Params) -> dict[str, Any]:
    names, tags = needed(params, "Resources", "Tags")
    for thing, member in [_tagged(state, name) for name in names]:
        kept = {tag["Key"]: tag.get("Value", "") for tag in [*thing[member], *tags]}
        thing[member] = [{"Key": key, "Value": value} for key, value in kept.items()]
    return {}


def delete_tags(state: State, params: Params) -> dict[str, Any]:
    (names,) = needed(params, "Resources")
    gone = params.get("Tags")
    for thing, member in [_tagged(state, name) for name in names]:
        thing[member] = [tag for tag in thing[member] if gone and not any(_names(each, tag) for each in gone)]
    return {}


def _names(asked: Thing, tag: Thing) -> bool:
    return bool(asked["Key"] == tag["Key"] and asked.get("Value", tag["Value"]) == tag["Value"])


def _tagged(state: State, name: str) -> tuple[Thing, str]:
    kind = name.rpartition("-")[0]
    if kind not in NOT_THERE:
        raise Refused("InvalidID", f"The ID '{name}' is not valid")
    thing = state.get(kind, name)
    return thing, "TagSet" if kind == "eni" else "Tags"


OPERATIONS: dict[str, Operation] = {"CreateTags": create_tags, "DeleteTags": delete_tags}
