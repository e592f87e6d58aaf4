"""Turning Time to Live on and off, and what is told meanwhile.

Source: API reference, UpdateTimeToLive (one change an hour, in which it is processed) and TimeToLiveDescription; words
from the public ack-api-quirks record of probes, October 2026; their order from ScyllaDB Alternator's tests against AWS.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from course_lib.aws.clock import Clock
from course_lib.aws.http.messages import Answer, AwsError, Call, Forward
from course_lib.aws.services.dynamodb.errors import Refused, invalid
from course_lib.aws.services.dynamodb.state import moto_table

BETWEEN = timedelta(hours=1)
UNDER_WAY = timedelta(minutes=10)  # that a change is ENABLING or DISABLING: AWS says an hour at most
_CHANGED, _ATTRIBUTE = "course_ttl_changed", "course_ttl_attribute"  # where a moto table keeps both: they end with it


class TimeToLive:
    """Answers UpdateTimeToLive, and tells in DescribeTimeToLive of a change that is under way.

    Args:
        clock: what the hour between two changes is measured by, and how long one takes.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def __call__(self, call: Call, forward: Forward) -> Answer:
        if call.service == "dynamodb" and call.operation == "DescribeTimeToLive":
            return self._told(call, forward(call))
        if call.service != "dynamodb" or call.operation != "UpdateTimeToLive":
            return forward(call)
        name = str(call.params["TableName"])
        table = moto_table(call, name)
        if table is None:
            told = f"Requested resource not found: Table: {name} not found"
            return Answer(error=AwsError("ResourceNotFoundException", told))
        try:
            return Answer(result=_updated(table, call.params["TimeToLiveSpecification"], self._clock.now()))
        except Refused as refusal:
            return Answer(error=refusal.error)

    def _told(self, call: Call, answer: Answer) -> Answer:
        table = moto_table(call, str(call.params.get("TableName")))
        changed = None if table is None else table.__dict__.get(_CHANGED)
        if answer.result is None or table is None or changed is None or self._clock.now() >= changed + UNDER_WAY:
            return answer
        on = table.ttl["TimeToLiveStatus"] == "ENABLED"
        told = {"TimeToLiveStatus": "ENABLING" if on else "DISABLING", "AttributeName": table.__dict__[_ATTRIBUTE]}
        return replace(answer, result={**answer.result, "TimeToLiveDescription": told}, response=None)


def _updated(table: Any, wanted: Any, now: datetime) -> dict[str, Any]:
    enabled, attribute = bool(wanted["Enabled"]), str(wanted["AttributeName"])
    current = table.ttl.get("AttributeName") if table.ttl["TimeToLiveStatus"] == "ENABLED" else None
    if current is None and not enabled:
        raise invalid("TimeToLive is already disabled")
    if current is not None and current != attribute:
        raise invalid(f"TimeToLive is active on a different AttributeName: current AttributeName is {current}")
    if current is not None and enabled:
        raise invalid("TimeToLive is already enabled")
    changed = table.__dict__.get(_CHANGED)
    if changed is not None and now < changed + BETWEEN:
        raise invalid("Time to live has been modified multiple times within a fixed interval")
    table.__dict__[_CHANGED], table.__dict__[_ATTRIBUTE] = now, attribute
    on = {"TimeToLiveStatus": "ENABLED", "AttributeName": attribute}
    table.ttl = on if enabled else {"TimeToLiveStatus": "DISABLED"}
    return {"TimeToLiveSpecification": {"Enabled": enabled, "AttributeName": attribute}}
