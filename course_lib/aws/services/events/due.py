"""When a rule is due next, and what its targets are handed then.

Source: EventBridge user guide, "Creating a rule that runs on a schedule" (UTC; a minute's precision) and "Events from
scheduled rules"; the event as recorded on AWS.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Any

from course_lib.aws import schedules
from course_lib.aws.services.events.state import Rule

FAR = timedelta(days=3660)  # a schedule that names no day in ten years is taken for one that is over


def next_due(expression: str, after: datetime) -> datetime | None:
    """The first moment after another at which a schedule is due; None where there is none.

    Args:
        expression: a schedule that was accepted.
        after: with a time zone.
    """
    return next(schedules.read(expression).due(after + timedelta(microseconds=1), after + FAR), None)


def payload(target: Mapping[str, Any], rule: Rule, arn: str, due: datetime, chance: Random) -> bytes:
    """What a target is handed: its Input, or the event.

    Args:
        target: as it was put.
        rule: that is due.
        arn: of the rule.
        due: the moment that the schedule names.
        chance: for the event's id.
    """
    if target.get("Input"):
        return str(target["Input"]).encode()
    _, _, _, region, account, _ = arn.split(":", 5)
    event = {
        "version": "0",
        "id": str(uuid.UUID(int=chance.getrandbits(128), version=4)),
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": account,
        "time": f"{due:%Y-%m-%dT%H:%M:%SZ}",
        "region": region,
        "resources": [arn],
        "detail": {},
    }
    return json.dumps(event).encode()
