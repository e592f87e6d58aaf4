"""Which permissions EventBridge Scheduler's operations need.

Source: Service Authorization Reference, "Actions, resources, and condition keys for Amazon EventBridge Scheduler"; user
guide, "Identity-based policies" (whoever gives a schedule a role needs iam:PassRole for it).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from course_lib.aws.access import Need
from course_lib.aws.http.messages import Call

Needs = Callable[[Call], Iterator[Need]]


def needs(call: Call) -> list[Need] | None:
    """The permissions that a call needs; None for an operation that nobody answers."""
    row = OPERATIONS.get(call.operation)
    return list(row(call)) if row else None


def _on_schedule(call: Call) -> Iterator[Need]:
    group, name = call.params.get("GroupName") or "default", call.params.get("Name") or "*"
    yield Need(f"scheduler:{call.operation}", f"arn:aws:scheduler:{call.region}:{call.account}:schedule/{group}/{name}")
    role = (call.params.get("Target") or {}).get("RoleArn")
    if role:
        yield Need("iam:PassRole", str(role), {"iam:PassedToService": "scheduler.amazonaws.com"})


def _on_group(call: Call) -> Iterator[Need]:
    name = call.params.get("Name") or "*"
    yield Need(f"scheduler:{call.operation}", f"arn:aws:scheduler:{call.region}:{call.account}:schedule-group/{name}")


def _on_arn(call: Call) -> Iterator[Need]:
    yield Need(f"scheduler:{call.operation}", str(call.params.get("ResourceArn") or "*"))


def _everywhere(call: Call) -> Iterator[Need]:
    yield Need(f"scheduler:{call.operation}")


OPERATIONS: Mapping[str, Needs] = {
    **{name: _on_schedule for name in ("CreateSchedule", "DeleteSchedule", "GetSchedule", "UpdateSchedule")},
    **{name: _on_group for name in ("CreateScheduleGroup", "DeleteScheduleGroup", "GetScheduleGroup")},
    **{name: _on_arn for name in ("ListTagsForResource", "TagResource", "UntagResource")},
    **{name: _everywhere for name in ("ListScheduleGroups", "ListSchedules")},
}
