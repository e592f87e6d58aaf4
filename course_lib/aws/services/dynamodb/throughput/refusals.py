"""How DynamoDB words a refusal for want of throughput.

Source of the messages: API reference, TransactionCanceledException (they are listed there), and answers recorded at AWS
in September 2026 (public test data of the project stackd): codes, members, and that ThrottlingException's member is
written in lower case. An exceeded maximum: developer guide, "Diagnosing throttling". An exceeded account limit: code
from "GSI write throttling and back pressure", words from the API reference, RequestLimitExceeded.
"""

from __future__ import annotations

from course_lib.aws.http.messages import AwsError
from course_lib.aws.services.dynamodb.errors import Refused
from course_lib.aws.services.dynamodb.throughput.kinds import Kind, Limit

_PROVISIONED = "ProvisionedThroughputExceededException"
_THROTTLING = "ThrottlingException"

TABLE_EXCEEDED = (
    "The level of configured provisioned throughput for the table was exceeded. "
    "Consider increasing your provisioning level with the UpdateTable API."
)
INDEX_EXCEEDED = (
    "The level of configured provisioned throughput for one or more global secondary indexes of the table was "
    "exceeded. Consider increasing your provisioning level for the under-provisioned global secondary indexes with the "
    "UpdateTable API."
)
TABLE_BUSY = (
    "Throughput exceeds the current capacity of your table or index. DynamoDB is automatically scaling your table or "
    "index so please try again shortly. If exceptions persist, check if you have a hot key: "
    "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html."
)
INDEX_BUSY = (
    "Throughput exceeds the current capacity for one or more global secondary indexes. DynamoDB is automatically "
    "scaling your index so please try again shortly."
)
MAXIMUM_EXCEEDED = "Throughput exceeds the maximum OnDemandThroughput configured on table or index"
ACCOUNT_EXCEEDED = (
    "Throughput exceeds the current throughput limit for your account. Please contact AWS Support at "
    "https://aws.amazon.com/support request a limit increase"
)


def refusal(limit: Limit, kind: Kind, arn: str, index: str | None, on_demand: bool) -> Refused:
    """The refusal of a request.

    A partition refuses its share of a transaction, which is cancelled then; what limits the table as a whole refuses a
    transaction whole. The latter is recorded at AWS; the former is what the API reference lists as reasons.

    Args:
        limit: what was exceeded.
        kind: by a read or a write.
        arn: of the table.
        index: the global index whose limit it was, if it was one's.
        on_demand: the table's mode.
    """
    reason = f"{'Table' if index is None else 'Index'}{kind.value}{limit.value}"
    reasons = [{"reason": reason, "resource": arn if index is None else f"{arn}/index/{index}"}]
    # Recorded: a write that an index's maximum holds back is answered in the provisioned mode's form.
    backs_up = limit is Limit.MAX_ON_DEMAND and index is not None and kind is Kind.WRITE
    if on_demand and not backs_up:
        members = {"throttlingReasons": reasons}
        error = AwsError(_THROTTLING, _on_demand_message(limit, index), members=members)
    else:
        told = TABLE_EXCEEDED if index is None else INDEX_EXCEEDED
        error = AwsError(_PROVISIONED, told, members={"ThrottlingReasons": reasons})
    return Refused(error, whole=limit is not Limit.KEY_RANGE)


def _on_demand_message(limit: Limit, index: str | None) -> str:
    if limit is Limit.MAX_ON_DEMAND:
        return MAXIMUM_EXCEEDED
    if limit is Limit.ACCOUNT:
        return ACCOUNT_EXCEEDED
    return TABLE_BUSY if index is None else INDEX_BUSY
