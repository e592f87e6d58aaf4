"""The layer that answers DynamoDB's item operations as AWS answers them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from course_lib.aws.http.messages import Answer, AwsError, Call, Forward
from course_lib.aws.services.dynamodb import capacity
from course_lib.aws.services.dynamodb.accesses import Access, noting
from course_lib.aws.services.dynamodb.errors import BadRequest, Refused, wrapped
from course_lib.aws.services.dynamodb.operations import Operation, operations
from course_lib.aws.services.dynamodb.shapes import check_shape, exists

OPERATIONS = operations()
_UNKNOWN = Answer(error=AwsError("UnknownOperationException", ""))  # AWS says nothing more about it
Meter = Callable[[Call, Answer, Sequence[Access]], Answer]


class ItemRules:
    """Checks item operations in full before it touches an item, evaluates their expressions, and answers them.

    Other operations pass. Items are read from and written to moto's tables, so what passes finds them there.

    Args:
        meter: sees what each call read and wrote, and may add to the answer what that cost.
    """

    def __init__(self, meter: Meter = capacity.meter) -> None:
        self._meter = meter

    def __call__(self, call: Call, forward: Forward) -> Answer:
        operation = OPERATIONS.get(call.operation) if call.service == "dynamodb" else None
        if operation is None:
            return _UNKNOWN if call.service == "dynamodb" and not exists(call.operation) else forward(call)
        with noting() as accesses:
            answer = _answer(operation, call)
        return self._meter(_without_nulls(call), answer, accesses)


def _without_nulls(call: Call) -> Call:
    """A parameter that is null counts as not sent."""
    if None not in call.params.values():
        return call
    return replace(call, params={name: value for name, value in call.params.items() if value is not None})


def _answer(operation: Operation, call: Call) -> Answer:
    try:
        check_shape(call.operation, call.params)
        return Answer(result=operation(_without_nulls(call)))
    except BadRequest as problem:
        return Answer(error=wrapped(call.operation, problem))
    except Refused as refusal:
        return Answer(error=refusal.error)
