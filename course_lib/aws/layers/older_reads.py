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
        gone: that version is from before the item was stored: it is not there yet.
    """

    key: str
    old: Mapping[str, Any]
    gone: bool = False

    def __call__(self, call: Call, forward: Forward) -> Answer:
        answer = forward(call)
        if call.who == COURSE or call.params.get("ConsistentRead") or answer.result is None:
            return answer
        result = dict(answer.result)
        if call.operation == "GetItem" and call.params["Key"].get(self.key) == self._typed()[self.key]:
            result.pop("Item", None)
            result.update({} if self.gone else {"Item": self._typed()})
        elif call.operation in ("Query", "Scan"):
            items = result.get("Items", [])
            result["Items"] = [self._typed() if self._is_it(item) else item for item in items if not self._hides(item)]
        return replace(answer, result=result, response=None)

    def _is_it(self, item: Any) -> bool:
        return bool(item.get(self.key) == self._typed()[self.key])

    def _hides(self, item: Any) -> bool:
        return self.gone and self._is_it(item)

    def _typed(self) -> dict[str, Any]:
        from boto3.dynamodb.types import TypeSerializer

        return {name: TypeSerializer().serialize(value) for name, value in self.old.items()}
