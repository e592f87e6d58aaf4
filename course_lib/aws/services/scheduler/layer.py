"""The layer that answers EventBridge Scheduler's operations, and calls targets when the clock comes by.

Source: EventBridge Scheduler user guide, "What is Amazon EventBridge Scheduler?" (at least once; tries again for up to
24 hours and 185 times, ever less often), "Configuring flexible time windows", "Deleting a schedule" (after completion).
"""

from __future__ import annotations

import json
import random
import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from course_lib.aws import constraints
from course_lib.aws.clock import Clock
from course_lib.aws.http.messages import Answer, AwsError, Call, Forward
from course_lib.aws.kept import REGION
from course_lib.aws.layers.roles import assume
from course_lib.aws.service import Ask
from course_lib.aws.services.scheduler import errors, groups, made, state, targets
from course_lib.aws.services.scheduler.due import next_due
from course_lib.aws.services.scheduler.errors import Refused
from course_lib.aws.services.scheduler.made import PRINCIPAL
from course_lib.aws.services.scheduler.request import Asked
from course_lib.aws.services.scheduler.state import Schedule, Store

OPERATIONS: Mapping[str, Callable[[Asked], dict[str, Any]]] = {**made.OPERATIONS, **groups.OPERATIONS}
LONGEST = timedelta(hours=1)  # between two tries


def once(schedule: str, due: datetime) -> Sequence[timedelta]:
    """Each call at its time and once, as it nearly always is."""
    return (timedelta(0),)


class ScheduleRules:
    """Keeps schedules, and calls targets on the cloud's clock.

    Args:
        clock: of the account.
        seed: for ids, and for moments within flexible windows.
        ask: calls the targets.

    Attributes:
        fate: by a schedule's name and the moment that it is due, how long after it each call comes: none at all, or
            several. The Scheduler promises at least once. May be changed.
    """

    def __init__(self, clock: Clock, seed: int, ask: Ask) -> None:
        self._clock, self._ask, self._chance = clock, ask, random.Random(f"scheduler {seed}")
        self._stores: dict[str, Store] = {}
        self.fate: Callable[[str, datetime], Sequence[timedelta]] = once

    def __call__(self, call: Call, forward: Forward) -> Answer:
        if call.service != "scheduler" or call.operation not in OPERATIONS:
            return forward(call)
        try:
            found = constraints.problems("scheduler", call.operation, call.params)
            if found:
                raise errors.invalid(constraints.together(found))
            now = self._clock.now()
            asked = Asked(call, self.store(call.region), now, lambda each: self._arm(each, call.region, call.account))
            return Answer(result=OPERATIONS[call.operation](asked))
        except Refused as refusal:
            return Answer(error=refusal.error)

    def store(self, region: str = REGION) -> Store:
        """What a Region holds."""
        return self._stores.setdefault(region, Store())

    def _arm(self, schedule: Schedule, region: str, account: str, due: datetime | None = None) -> None:
        """Put down when a schedule is due next, after now or after the moment at which it was."""
        schedule.rest()
        settings = schedule.settings
        if settings["State"] != "ENABLED":
            return
        following = next_due(
            settings["ScheduleExpression"],
            settings["ScheduleExpressionTimezone"],
            settings.get("StartDate") or schedule.modified,
            settings.get("EndDate"),
            due is not None,
            due or self._clock.now(),
        )
        if following is not None:
            run = _Run(schedule, following, region, account)
            schedule.next = self._clock.at(following, lambda: self._is_due(run))
        elif due is not None and settings["ActionAfterCompletion"] == "DELETE":
            self.store(region).schedules.pop((schedule.group, schedule.name), None)

    def _is_due(self, run: _Run) -> None:
        self._arm(run.schedule, run.region, run.account, run.due)
        window = run.schedule.settings["FlexibleTimeWindow"].get("MaximumWindowInMinutes", 0)
        for wait in self.fate(run.schedule.name, run.due):
            within = timedelta(seconds=self._chance.randrange(window * 60)) if window else timedelta(0)
            self._clock.at(run.due + within + wait, lambda: self._call(run, 1))

    def _call(self, run: _Run, number: int) -> None:
        """Try to call the target; again later, where that may help."""
        at = self._clock.now()
        error = self._tried(run, number)
        told = f"{error.code}: {error.message}" if error else ""
        self.store(run.region).calls.append(state.Call(run.schedule.name, run.due, at, number, told))
        policy = run.schedule.settings["Target"]["RetryPolicy"]
        wait = min(timedelta(seconds=30) * 2 ** min(number - 1, 10), LONGEST)
        in_time = at + wait - run.due <= timedelta(seconds=policy["MaximumEventAgeInSeconds"])
        if error is not None and _passes(error) and number <= policy["MaximumRetryAttempts"] and in_time:
            self._clock.at(at + wait, lambda: self._call(run, number + 1))

    def _tried(self, run: _Run, number: int) -> AwsError | None:
        """Why the target did not take it; None where it did."""
        target = run.schedule.settings["Target"]
        here = Call("", "", {}, PRINCIPAL, run.region, run.account)
        name = f"scheduler-{run.schedule.number}"
        session = assume(self._ask, here, str(target["RoleArn"]), PRINCIPAL, name, run.group_arn)
        if isinstance(session, AwsError):
            return session
        context = {
            "schedule-arn": run.arn,
            "scheduled-time": f"{run.due:%Y-%m-%dT%H:%M:%SZ}",
            "execution-id": f"{self._chance.getrandbits(64):016x}",
            "attempt-number": str(number),
        }
        service, operation, params = targets.call_of(target, context, self._event(run))
        who = f"scheduler {run.schedule.name}"
        return self._ask(Call(service, operation, params, who, run.region, run.account, identity=session)).error

    def _event(self, run: _Run) -> str:
        event = {
            "version": "0",
            "id": str(uuid.UUID(int=self._chance.getrandbits(128), version=4)),
            "detail-type": "Scheduled Event",
            "source": "aws.scheduler",
            "account": run.account,
            "time": f"{run.due:%Y-%m-%dT%H:%M:%SZ}",
            "region": run.region,
            "resources": [run.arn],
            "detail": "{}",
        }
        return json.dumps(event)


class _Run:
    """One moment at which a schedule is due."""

    def __init__(self, schedule: Schedule, due: datetime, region: str, account: str) -> None:
        self.schedule, self.due, self.region, self.account = schedule, due, region, account

    @property
    def arn(self) -> str:
        where = f"arn:aws:scheduler:{self.region}:{self.account}"
        return f"{where}:schedule/{self.schedule.group}/{self.schedule.name}"

    @property
    def group_arn(self) -> str:
        return f"arn:aws:scheduler:{self.region}:{self.account}:schedule-group/{self.schedule.group}"


def _passes(error: AwsError) -> bool:
    """Whether an error is of the kind that passes by itself."""
    return error.status >= 500 or error.status == 429 or "Throttl" in error.code
