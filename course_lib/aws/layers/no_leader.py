"""A DynamoDB whose leaders cannot be reached: strong reads fail, others are answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from course_lib.aws.http.messages import Answer, AwsError, Call, Forward
from course_lib.aws.layers.journal import COURSE

ERROR = AwsError("InternalServerError", "The request processing has failed because of an unknown error.", 500)

TRANSACTIONS = ("TransactGetItems", "ExecuteTransaction")


@dataclass(eq=False)
class NoLeader:
    """Answers a caller's strong reads with InternalServerError, those of transactions included.

    "If there is a network delay or outage, DynamoDB may return a server error (HTTP 500)" to a strongly consistent
    read (Developer Guide, "DynamoDB read consistency").

    Attributes:
        after: how many strong reads are answered before.
        met: whether a request has met it.
    """

    after: int = 0
    met: bool = False

    def __call__(self, call: Call, forward: Forward) -> Answer:
        if call.who == COURSE or not is_strong(call.operation, call.params):
            return forward(call)
        if self.after:
            self.after -= 1
            return forward(call)
        self.met = True
        return Answer(error=ERROR)


def is_strong(operation: str, params: Mapping[str, Any]) -> bool:
    """Whether a request asks for a strong read, in any of its parts."""
    blocks = params.get("RequestItems", {}).values() if operation == "BatchGetItem" else ()
    statements = params.get("Statements", ()) if operation == "BatchExecuteStatement" else ()
    return operation in TRANSACTIONS or any(part.get("ConsistentRead") for part in (params, *blocks, *statements))
