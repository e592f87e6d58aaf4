"""A write that DynamoDB turns away, for each reason that is no failed condition, and one that never reaches it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from course_lib.aws.layers.faults import Refuse
from course_lib.checks.kit.busy import WRITES
from course_lib.checks.kit.endings import comes_to_an_end
from course_lib.checks.kit.errors import UNREACHED
from course_lib.checks.kit.refusals import expect_refusal, unreached
from course_lib.checks.reasons import Advice
from course_lib.checks.submission import LearnerError

CANCELLED = "TransactionCanceledException"
# error: HTTP status, and the reason for which a transaction is cancelled instead; "" if it is answered with that error.
# Source: DynamoDB API reference, errors of UpdateItem, and TransactWriteItems, "CancellationReasons".
WRITE_REFUSALS = {
    "ProvisionedThroughputExceededException": (400, "ProvisionedThroughputExceeded"),
    "ThrottlingException": (400, "ThrottlingError"),
    "TransactionConflictException": (400, "TransactionConflict"),
    "ItemCollectionSizeLimitExceededException": (400, "ItemCollectionSizeLimitExceeded"),
    "ResourceNotFoundException": (400, ""),
    "AccessDeniedException": (400, ""),
    "InternalServerError": (500, ""),
}


def each_write_refusal(cloud: Any) -> Iterator[str]:
    """One error after the other: for as long as its code is out, every write of an item is turned away with it.

    Last comes `UNREACHED`, botocore's error for a connection that breaks before a request arrives.
    """
    for code, (status, reason) in WRITE_REFUSALS.items():
        with ExitStack() as layers:
            for operation in WRITES:
                layers.enter_context(cloud.use(_refusal(operation, code, status, reason)))
            yield code
    with unreached(cloud, WRITES):
        yield UNREACHED.code


@contextmanager
def write_refusal_comes_out(cloud: Any, code: str, because: str, advice: Advice = "catches_all") -> Iterator[None]:
    """Fail unless this error comes out of the block, or a transaction that was cancelled for it; and soon."""
    try:
        with comes_to_an_end(cloud, advice=advice):
            yield
    except LearnerError as error:
        if error.raised.code == CANCELLED and WRITE_REFUSALS.get(code, ("", ""))[1]:
            return
        with expect_refusal(code, because, advice=advice):
            raise
    else:
        with expect_refusal(code, because, advice=advice):
            pass


def _refusal(operation: str, code: str, status: int, reason: str) -> Refuse:
    if operation != "TransactWriteItems" or not reason:
        return Refuse(operation, code, "The request was turned away.", status)
    message = f"Transaction cancelled, please refer cancellation reasons for specific reasons [{reason}]"
    return Refuse(operation, CANCELLED, message, 400, {"CancellationReasons": [{"Code": reason, "Message": "refused"}]})
