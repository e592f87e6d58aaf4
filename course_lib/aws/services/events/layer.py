"""The layer that answers EventBridge's operations, and delivers what is due when the clock comes by."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from course_lib.aws import constraints
from course_lib.aws.clock import Clock
from course_lib.aws.http.messages import Answer, Call, Forward
from course_lib.aws.kept import REGION
from course_lib.aws.service import Ask
from course_lib.aws.services.events import errors, rules, tags, targets
from course_lib.aws.services.events.due import next_due, payload
from course_lib.aws.services.events.errors import Refused
from course_lib.aws.services.events.request import Asked
from course_lib.aws.services.events.state import Delivery, Rule, Store

PRINCIPAL = "events.amazonaws.com"

OPERATIONS: Mapping[str, Callable[[Asked], dict[str, Any]]] = {
    **rules.OPERATIONS,
    **targets.OPERATIONS,
    **tags.OPERATIONS,
}


def once(rule: str, due: datetime) -> Sequence[timedelta]:
    """Each delivery at its time and once, as it nearly always is."""
    return (timedelta(0),)


class EventRules:
    """Keeps rules, and delivers on the cloud's clock.

    Args:
        clock: of the account.
        seed: for the events' ids.
        ask: calls the targets.

    Attributes:
        fate: by a rule's name and the moment that it is due, how long after it each delivery comes: none at all, or
            several. EventBridge promises that each comes at least once. May be changed.
    """

    def __init__(self, clock: Clock, seed: int, ask: Ask) -> None:
        self._clock, self._ask, self._chance = clock, ask, random.Random(f"events {seed}")
        self._stores: dict[str, Store] = {}
        self.fate: Callable[[str, datetime], Sequence[timedelta]] = once

    def __call__(self, call: Call, forward: Forward) -> Answer:
        if call.service != "events" or call.operation not in OPERATIONS:
            return forward(call)
        try:
            found = constraints.problems("events", call.operation, call.params)
            if found:
                raise errors.invalid(constraints.together(found))
            asked = Asked(call, self.store(call.region), lambda rule: self._arm(rule, call.region, call.account))
            return Answer(result=OPERATIONS[call.operation](asked))
        except Refused as refusal:
            return Answer(error=refusal.error)

    def store(self, region: str = REGION) -> Store:
        """What a Region holds."""
        return self._stores.setdefault(region, Store())

    def _arm(self, rule: Rule, region: str, account: str, after: datetime | None = None) -> None:
        """Put down when a rule is due next, after now or after another moment."""
        rule.rest()
        due = next_due(rule.schedule, after or self._clock.now()) if rule.enabled else None
        if due is not None:
            rule.next = self._clock.at(due, lambda: self._is_due(rule, due, region, account))

    def _is_due(self, rule: Rule, due: datetime, region: str, account: str) -> None:
        self._arm(rule, region, account, after=due)
        for wait in self.fate(rule.name, due):
            self._clock.at(due + wait, lambda: self._deliver(rule, due, region, account))

    def _deliver(self, rule: Rule, due: datetime, region: str, account: str) -> None:
        """Call every target that the rule has now."""
        arn = f"arn:aws:events:{region}:{account}:rule/{rule.name}"
        for name, target in sorted(rule.targets.items()):
            event = payload(target, rule, arn, due, self._chance)
            asked = {"FunctionName": target["Arn"], "InvocationType": "Event", "Payload": event}
            at = self._clock.now()
            answer = self._ask(Call("lambda", "Invoke", asked, PRINCIPAL, region, account, source=arn))
            told = f"{answer.error.code}: {answer.error.message}" if answer.error else ""
            self.store(region).deliveries.append(Delivery(rule.name, name, due, at, told))
