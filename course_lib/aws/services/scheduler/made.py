"""Schedules: made, changed, described, listed, deleted.

Source: EventBridge Scheduler API reference, CreateSchedule (a ClientToken makes it idempotent; botocore sends one),
UpdateSchedule ("uses all values, including empty values", so that what is left out gets its default), GetSchedule,
ListSchedules, DeleteSchedule; user guide, "Configuring flexible time windows" (1 to 1440 minutes).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from course_lib.aws.layers.roles import trusts
from course_lib.aws.services.scheduler import due, errors, targets
from course_lib.aws.services.scheduler.pages import page
from course_lib.aws.services.scheduler.request import Asked
from course_lib.aws.services.scheduler.state import Schedule

PRINCIPAL = "scheduler.amazonaws.com"
LATE = timedelta(minutes=5)
_SETTINGS = (
    "ActionAfterCompletion",
    "Description",
    "EndDate",
    "FlexibleTimeWindow",
    "ScheduleExpression",
    "ScheduleExpressionTimezone",
    "StartDate",
    "State",
    "Target",
)
_DEFAULTS = {"ActionAfterCompletion": "NONE", "ScheduleExpressionTimezone": "UTC", "State": "ENABLED"}
_USUAL_TRIES = {"MaximumEventAgeInSeconds": 86400, "MaximumRetryAttempts": 185}


def create(asked: Asked) -> dict[str, Any]:
    settings = _settings(asked)
    _group(asked)
    key, token = (asked.group, str(asked.params["Name"])), str(asked.params.get("ClientToken") or "")
    there = asked.store.schedules.get(key)
    if there is not None:
        if token and there.token == token and there.settings == settings:
            return {"ScheduleArn": asked.arn(there)}
        raise errors.exists("Schedule", key[1])
    asked.store.made += 1
    schedule = Schedule(*key, asked.store.made, settings, asked.now, asked.now, token)
    asked.store.schedules[key] = schedule
    asked.arm(schedule)
    return {"ScheduleArn": asked.arn(schedule)}


def update(asked: Asked) -> dict[str, Any]:
    settings = _settings(asked)
    schedule = _named(asked)
    schedule.settings, schedule.modified = settings, asked.now
    asked.arm(schedule)
    return {"ScheduleArn": asked.arn(schedule)}


def get(asked: Asked) -> dict[str, Any]:
    asked.takes_only("GroupName", "Name")
    schedule = _named(asked)
    return {**_told(asked, schedule), **schedule.settings}


def delete(asked: Asked) -> dict[str, Any]:
    asked.takes_only("ClientToken", "GroupName", "Name")
    schedule = _named(asked)
    schedule.rest()
    del asked.store.schedules[schedule.group, schedule.name]
    return {}


def list_all(asked: Asked) -> dict[str, Any]:
    asked.takes_only("GroupName", "MaxResults", "NamePrefix", "NextToken", "State")
    params, found = asked.params, []
    for schedule in sorted(asked.store.schedules.values(), key=lambda each: (each.group, each.name)):
        right_group = params.get("GroupName") in (None, schedule.group)
        right_state = params.get("State") in (None, schedule.settings["State"])
        if right_group and right_state and schedule.name.startswith(str(params.get("NamePrefix") or "")):
            target = {"Arn": schedule.settings["Target"]["Arn"]}
            found.append({**_told(asked, schedule), "State": schedule.settings["State"], "Target": target})
    return page(params, found, "Schedules")


def _settings(asked: Asked) -> dict[str, Any]:
    """What a request says, checked.

    Raises:
        Refused: there cannot be such a schedule.
    """
    asked.takes_only("ClientToken", "GroupName", "Name", *_SETTINGS)
    given = {name: asked.params[name] for name in _SETTINGS if asked.params.get(name) is not None}
    dates: dict[str, Any] = {name: _in_utc(given[name]) for name in ("StartDate", "EndDate") if name in given}
    settings: dict[str, Any] = {**_DEFAULTS, **given, **dates}
    due.check(settings["ScheduleExpression"], settings["ScheduleExpressionTimezone"])
    _check_window(settings["FlexibleTimeWindow"])
    start = settings.get("StartDate")
    if start is not None and start < asked.now - LATE and not settings["ScheduleExpression"].startswith("at("):
        raise errors.invalid("The StartDate you specify cannot be earlier than 5 minutes ago.")
    target = dict(settings["Target"])
    targets.check(target)
    # Source: Scheduler user guide, "Confused deputy prevention": the schedule group is what a trust policy names.
    source, here = asked.group_arn(asked.group), asked.call
    if not trusts(here.account, here.region, str(target["RoleArn"]), PRINCIPAL, source).allowed:
        words = "The execution role you provide must allow AWS EventBridge Scheduler to assume the role."
        raise errors.invalid(words)
    settings["Target"] = {**target, "RetryPolicy": {**_USUAL_TRIES, **target.get("RetryPolicy", {})}}
    return settings


def _in_utc(moment: datetime) -> datetime:
    """A moment as it was sent: without a time zone it is meant in UTC."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _check_window(window: Mapping[str, Any]) -> None:
    minutes = window.get("MaximumWindowInMinutes")
    if window["Mode"] == "OFF" and minutes is not None:
        raise errors.invalid("MaximumWindowInMinutes must not be provided when FlexibleTimeWindow Mode is OFF.")
    if window["Mode"] == "FLEXIBLE" and minutes is None:
        raise errors.invalid("MaximumWindowInMinutes must be provided when FlexibleTimeWindow Mode is FLEXIBLE.")


def _group(asked: Asked) -> None:
    if asked.group not in asked.store.groups:
        raise errors.no_group(asked.group)


def _named(asked: Asked) -> Schedule:
    _group(asked)
    name = str(asked.params["Name"])
    if (asked.group, name) not in asked.store.schedules:
        raise errors.no_schedule(name)
    return asked.store.schedules[asked.group, name]


def _told(asked: Asked, schedule: Schedule) -> dict[str, Any]:
    return {
        "Arn": asked.arn(schedule),
        "GroupName": schedule.group,
        "Name": schedule.name,
        "CreationDate": schedule.created,
        "LastModificationDate": schedule.modified,
    }


OPERATIONS: Mapping[str, Callable[[Asked], dict[str, Any]]] = {
    "CreateSchedule": create,
    "UpdateSchedule": update,
    "GetSchedule": get,
    "DeleteSchedule": delete,
    "ListSchedules": list_all,
}
