"""ClientRequestToken: a transaction that is sent again within ten minutes is not carried out again.

Source: DynamoDB API reference, TransactWriteItems (10 minutes after the first request is completed; what a repeat
reports; the error); developer guide, "Amazon DynamoDB Transactions: How it works", and AWS's announcement of
transactions: a request that failed the first time is carried out when it is sent again. Units of a repeat: captures
of the dynamodb-conformance suite. That the order of a JSON object's members is not a difference: LocalStack's bug
report 6529, tried against AWS.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from course_lib.aws.clock import Clock
from course_lib.aws.http.messages import Answer, AwsError, Call, Forward
from course_lib.aws.services.dynamodb import capacity, state
from course_lib.aws.services.dynamodb.accesses import Read
from course_lib.aws.services.dynamodb.errors import BadRequest, Refused
from course_lib.aws.services.dynamodb.operations import plans, statements, transactions
from course_lib.aws.services.dynamodb.shapes import check_shape
from course_lib.aws.services.dynamodb.values import item_size

VALID = timedelta(minutes=10)
_ACTIONS = {"TransactWriteItems": "TransactItems", "ExecuteTransaction": "TransactStatements"}
# Words: botocore's model of the error; no capture of AWS's own is public.
MISMATCH = AwsError(
    "IdempotentParameterMismatchException",
    "DynamoDB rejected the request because you retried a request with a different payload but with an idempotent "
    "token that was already used.",
)


@dataclass(frozen=True)
class _Done:
    """A transaction that was carried out, and when."""

    actions: Any
    ended: datetime


class Idempotency:
    """Answers a repeated TransactWriteItems, or ExecuteTransaction that writes, without writing again.

    Args:
        clock: what the ten minutes are measured by.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._done: dict[tuple[str, str], _Done] = {}  # by region and token, oldest first

    def __call__(self, call: Call, forward: Forward) -> Answer:
        if call.operation not in _ACTIONS or not call.params.get("ClientRequestToken"):
            return forward(call)
        done = self._known(call)
        if done is None:
            return self._first(call, forward)
        answer = _repeat(call) if done.actions == _actions(call) else _mismatch(call)
        return answer or forward(call)

    def knows(self, call: Call) -> bool:
        """Whether a call's token was used by a transaction that was carried out in the last ten minutes."""
        return self._known(call) is not None

    def _known(self, call: Call) -> _Done | None:
        done = self._done.get((call.region, str(call.params.get("ClientRequestToken"))))
        return done if done is not None and self._clock.now() < done.ended + VALID else None

    def _first(self, call: Call, forward: Forward) -> Answer:
        answer = forward(call)
        if answer.error is None and _writes(call):
            now = self._clock.now()
            self._done = {name: done for name, done in self._done.items() if now < done.ended + VALID}
            key = (call.region, call.params["ClientRequestToken"])
            self._done[key] = _Done(_actions(call), now)
        return answer


def _actions(call: Call) -> Any:
    """What a call asks for, which a repetition has to ask for again."""
    return call.operation, call.params.get(_ACTIONS[call.operation])


def _writes(call: Call) -> bool:
    """Of a transaction that was carried out."""
    return call.operation == "TransactWriteItems" or bool(_planned(call)[0])


def _planned(call: Call) -> tuple[list[plans.Plan], list[state.Table]]:
    """What a transaction is to write or check; nothing if it only reads."""
    return statements.planned_on(call) if call.operation == "ExecuteTransaction" else transactions.planned_on(call)


def _repeat(call: Call) -> Answer | None:
    """Success, at the price of reading the items; None when their tables are gone."""
    try:
        planned, tables = _planned(call)
    except (BadRequest, Refused):
        return None
    stored = [table.get(table.key_of(plan.key)) for plan, table in zip(planned, tables, strict=True)]
    reads = [Read(table, None, item_size(item or {})) for table, item in zip(tables, stored, strict=True)]
    wanted = {name: value for name, value in call.params.items() if value is not None}
    as_read = replace(call, operation="TransactGetItems", params=wanted)
    result: dict[str, Any] = {"Responses": [{} for _ in planned]} if call.operation == "ExecuteTransaction" else {}
    return capacity.meter(as_read, Answer(result=result), reads)


def _mismatch(call: Call) -> Answer | None:
    """The refusal; None when the request is wrong by itself, which is told first."""
    try:
        check_shape(call.operation, call.params)
        _planned(call)
    except (BadRequest, Refused):
        return None
    return Answer(error=MISMATCH)
