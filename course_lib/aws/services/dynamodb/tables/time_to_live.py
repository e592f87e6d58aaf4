"""Turning Time to Live on and off.

Source: API reference, UpdateTimeToLive (one change an hour); words from the public ack-api-quirks record of probes,
October 2026; their order from ScyllaDB Alternator's tests against AWS.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from course_lib.aws.clock import Clock
from course_lib.aws.http.messages import Answer, AwsError, Call, Forward
from course_lib.aws.services.dynamodb.errors import Refused, invalid
from course_lib.aws.services.dynamodb.state import moto_table

BETWEEN = timedelta(hours=1)
_CHANGED = "course_ttl_changed"  # where a moto table keeps when: it ends with it


class TimeToLive:
    """Answers UpdateTimeToLive.

    Args:
        clock: what the hour between two changes is measured by.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def __call__(self, call: Call, forward: Forward) -> Answer:
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
    table.__dict__[_CHANGED] = now
    on = {"TimeToLiveStatus": "ENABLED", "AttributeName": attribute}
    table.ttl = on if enabled else {"TimeToLiveStatus": "DISABLED"}
    return {"TimeToLiveSpecification": {"Enabled": enabled, "AttributeName": attribute}}
