"""Reads that find an older version of one item, as eventually consistent reads may."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from course_lib.aws.http.messages import Answer, Call, Forward
from course_lib.aws.layers.journal import COURSE


@dataclass(frozen=True)
class OlderReads:
    """Answers the callers' reads of one item with an older version of it, unless they are strongly consistent.

    Source: DynamoDB developer guide, "DynamoDB read consistency".

    Args:
        key: the name of its partition key.
        old: the older version, in plain values.
    """

    key: str
    old: Mapping[str, Any]

    def __call__(self, call: Call, forward: Forward) -> Answer:
        answer = forward(call)
        if call.who == COURSE or call.params.get("ConsistentRead") or answer.result is None:
            return answer
        result = dict(answer.result)
        if call.operation == "GetItem" and "Item" in result:
            result["Item"] = self._older(result["Item"])
        elif call.operation in ("Query", "Scan"):
            result["Items"] = [self._older(item) for item in result.get("Items", [])]
        return replace(answer, result=result, response=None)

    def _older(self, item: Any) -> Any:
        from boto3.dynamodb.types import TypeSerializer

        old = {name: TypeSerializer().serialize(value) for name, value in self.old.items()}
        return old if item.get(self.key) == old[self.key] else item
