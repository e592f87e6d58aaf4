"""Schedule groups and their tags.

Source: EventBridge Scheduler API reference, CreateScheduleGroup, DeleteScheduleGroup ("all schedules in it are
deleted"), TagResource.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from course_lib.aws.services.scheduler import errors
from course_lib.aws.services.scheduler.pages import page
from course_lib.aws.services.scheduler.request import Asked
from course_lib.aws.services.scheduler.state import Group


def create(asked: Asked) -> dict[str, Any]:
    asked.takes_only("ClientToken", "Name", "Tags")
    name = str(asked.params["Name"])
    if name in asked.store.groups:
        raise errors.exists("Schedule group", name)
    asked.store.groups[name] = Group(name, asked.now, _tags(asked.params))
    return {"ScheduleGroupArn": asked.group_arn(name)}


def get(asked: Asked) -> dict[str, Any]:
    asked.takes_only("Name")
    return _told(asked, _group(asked, str(asked.params["Name"])))


def list_all(asked: Asked) -> dict[str, Any]:
    asked.takes_only("MaxResults", "NamePrefix", "NextToken")
    prefix = str(asked.params.get("NamePrefix") or "")
    found = [_told(asked, group) for name, group in sorted(asked.store.groups.items()) if name.startswith(prefix)]
    return page(asked.params, found, "ScheduleGroups")


def delete(asked: Asked) -> dict[str, Any]:
    asked.takes_only("ClientToken", "Name")
    group = _group(asked, str(asked.params["Name"]))
    if group.name == "default":
        raise errors.invalid("The default schedule group cannot be deleted.")
    for key, schedule in list(asked.store.schedules.items()):
        if schedule.group == group.name:
            schedule.rest()
            del asked.store.schedules[key]
    del asked.store.groups[group.name]
    return {}


def tag(asked: Asked) -> dict[str, Any]:
    _tagged(asked).tags.update(_tags(asked.params))
    return {}


def untag(asked: Asked) -> dict[str, Any]:
    group = _tagged(asked)
    for key in asked.params["TagKeys"]:
        group.tags.pop(str(key), None)
    return {}


def list_tags(asked: Asked) -> dict[str, Any]:
    return {"Tags": [{"Key": key, "Value": value} for key, value in _tagged(asked).tags.items()]}


def _tags(params: Mapping[str, Any]) -> dict[str, str]:
    return {str(each["Key"]): str(each["Value"]) for each in params.get("Tags") or ()}


def _tagged(asked: Asked) -> Group:
    """The group whose ARN the request has."""
    return _group(asked, str(asked.params["ResourceArn"]).rpartition("/")[2])


def _group(asked: Asked, name: str) -> Group:
    if name not in asked.store.groups:
        raise errors.no_group(name)
    return asked.store.groups[name]


def _told(asked: Asked, group: Group) -> dict[str, Any]:
    dates = {} if group.created is None else {"CreationDate": group.created, "LastModificationDate": group.created}
    return {"Arn": asked.group_arn(group.name), "Name": group.name, "State": "ACTIVE", **dates}


OPERATIONS: Mapping[str, Callable[[Asked], dict[str, Any]]] = {
    "CreateScheduleGroup": create,
    "GetScheduleGroup": get,
    "ListScheduleGroups": list_all,
    "DeleteScheduleGroup": delete,
    "TagResource": tag,
    "UntagResource": untag,
    "ListTagsForResource": list_tags,
}
