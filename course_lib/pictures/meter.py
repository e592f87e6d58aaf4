"""A layer that counts what a learner's requests cost, and what that comes to in dollars.

It stands right below the journal. DynamoDB is asked for the units that it counts; they are taken out of the answer
again unless the learner asked for them too.

Prices: on demand, Region us-east-1, without the free tier, as published on AWS's pricing pages of DynamoDB, KMS and S3
(DynamoDB's since November 2024). Reads and writes of other kinds, storage and transfer are not counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from course_lib.aws.http.messages import Answer, Call, Forward
from course_lib.aws.layers.journal import COURSE, Entry

READS = ("GetItem", "Query", "Scan", "BatchGetItem", "TransactGetItems")
WRITES = ("PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems")
REFUSED = ("ConditionalCheckFailedException",)  # costs as much as a write of the stored item: 1 unit or more

DOLLARS_A_READ_UNIT = 0.125e-6
DOLLARS_A_WRITE_UNIT = 0.625e-6
DOLLARS_A_KMS_REQUEST = 0.03 / 10_000
DOLLARS_AN_S3_WRITE, DOLLARS_AN_S3_READ = 0.005 / 1000, 0.0004 / 1000
S3_READS = ("GetObject", "HeadObject", "SelectObjectContent")
FREE = ("DeleteObject", "DeleteObjects", "AbortMultipartUpload", "DeleteBucket")


@dataclass(frozen=True)
class Cost:
    """What one request cost.

    Attributes:
        reads, writes: units of DynamoDB's capacity.
        dollars: at the prices above.
        at_least: whether it may have been more.
    """

    reads: float = 0.0
    writes: float = 0.0
    dollars: float = 0.0
    at_least: bool = False

    @property
    def units(self) -> str:
        """Such as "1 write", "0.5 read", or nothing."""
        parts = [f"{count:g} {kind}" for count, kind in ((self.reads, "read"), (self.writes, "write")) if count]
        return ("at least " if self.at_least and parts else "") + ", ".join(parts)


@dataclass
class Meter:
    """Counts what each request cost."""

    _costs: dict[int, tuple[Mapping[str, Any], Cost]] = field(default_factory=dict)

    def __call__(self, call: Call, forward: Forward) -> Answer:
        if call.who == COURSE:
            return forward(call)
        if call.service != "dynamodb" or call.operation not in READS + WRITES:
            self._note(call, _flat(call))
            return forward(call)
        asked = "ReturnConsumedCapacity" in call.params
        params = call.params if asked else {**call.params, "ReturnConsumedCapacity": "TOTAL"}
        answer = forward(call if asked else replace(call, params=params, request=None))
        self._note(call, _units(call.operation, answer))
        if asked or answer.result is None:
            return answer
        return replace(answer, result={name: v for name, v in answer.result.items() if name != "ConsumedCapacity"})

    def cost(self, entry: Entry) -> Cost:
        """What a request of the journal cost; nothing for one that was not counted."""
        params, cost = self._costs.get(id(entry.params), ({}, Cost()))
        return cost if params is entry.params else Cost()

    def _note(self, call: Call, cost: Cost) -> None:
        # A journal entry keeps the very parameters of its call, so they tell whose cost it is.
        self._costs[id(call.params)] = (call.params, cost)


def _flat(call: Call) -> Cost:
    """What is paid by the request."""
    if call.service == "kms":
        return Cost(dollars=DOLLARS_A_KMS_REQUEST)
    if call.service == "s3" and call.operation not in FREE:
        return Cost(dollars=DOLLARS_AN_S3_READ if call.operation in S3_READS else DOLLARS_AN_S3_WRITE)
    return Cost()


def _units(operation: str, answer: Answer) -> Cost:
    """What DynamoDB counts."""
    if answer.result is None:
        refused = answer.error is not None and answer.error.code in REFUSED
        return Cost(writes=1.0, dollars=DOLLARS_A_WRITE_UNIT, at_least=True) if refused else Cost()
    told = answer.result.get("ConsumedCapacity") or []
    units = sum(each["CapacityUnits"] for each in ([told] if isinstance(told, Mapping) else told))
    if operation in READS:
        return Cost(reads=units, dollars=units * DOLLARS_A_READ_UNIT)
    return Cost(writes=units, dollars=units * DOLLARS_A_WRITE_UNIT)


def total(costs: list[Cost]) -> Cost:
    """All together."""
    return Cost(
        sum(cost.reads for cost in costs),
        sum(cost.writes for cost in costs),
        sum(cost.dollars for cost in costs),
        any(cost.at_least for cost in costs),
    )


def bill_line(cost: Cost) -> str:
    """What was used, and what it comes to if it is done a million times: once costs too little to be seen."""
    return f"{cost.units or 'No capacity units'}. Done a million times, this costs ${cost.dollars * 1e6:,.3f}."
