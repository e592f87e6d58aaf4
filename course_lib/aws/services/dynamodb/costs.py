"""What a request costs in DynamoDB: the units that it counts, at the price of on-demand capacity.

DynamoDB is asked for the units of each call on items; they are taken out of the answer again unless the caller asked
for them too. Prices: see `course_lib.aws.cost`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from course_lib.aws.cost import Cost
from course_lib.aws.http.messages import Answer, Call, Forward
from course_lib.aws.services.dynamodb.contracts import CONTRACTS, ITEM_READS

REFUSED = ("ConditionalCheckFailedException",)  # costs as much as a write of the stored item: 1 unit or more
DOLLARS_A_READ_UNIT = 0.125e-6
DOLLARS_A_WRITE_UNIT = 0.625e-6


def metered(call: Call, forward: Forward) -> tuple[Answer, Cost]:
    """Answer a call and tell what it cost; nothing for calls that are not about items."""
    if call.operation not in CONTRACTS:
        return forward(call), Cost()
    asked = "ReturnConsumedCapacity" in call.params
    params = call.params if asked else {**call.params, "ReturnConsumedCapacity": "TOTAL"}
    answer = forward(call if asked else replace(call, params=params, request=None))
    cost = _cost(call.operation, answer)
    if asked or answer.result is None:
        return answer, cost
    told = {name: value for name, value in answer.result.items() if name != "ConsumedCapacity"}
    return replace(answer, result=told), cost


def _cost(operation: str, answer: Answer) -> Cost:
    if answer.result is None:
        refused = answer.error is not None and answer.error.code in REFUSED
        return Cost(writes=1.0, dollars=DOLLARS_A_WRITE_UNIT, at_least=True) if refused else Cost()
    told = answer.result.get("ConsumedCapacity") or []
    units = sum(each["CapacityUnits"] for each in ([told] if isinstance(told, Mapping) else told))
    if operation in ITEM_READS:
        return Cost(reads=units, dollars=units * DOLLARS_A_READ_UNIT)
    return Cost(writes=units, dollars=units * DOLLARS_A_WRITE_UNIT)
