"""Cancelled transactions: what their reasons say, and what was seen when one did not come, or not alone."""

import itertools
from contextlib import contextmanager
from dataclasses import dataclass, replace

from course_lib.aws.http.fates import CONNECTION_CLOSED
from course_lib.aws.http.messages import AwsError
from course_lib.aws.layers.journal import COURSE
from course_lib.checks import SLIPS, Failure, Finding, LearnerError
from course_lib.checks.kit import READS, WRITES, comes_to_an_end
from course_lib.lessons.transactions import data as lab

CANCELLED = "TransactionCanceledException"
CONFLICTS = ("TransactionConflictException", "TransactionInProgressException")

# What TransactWriteItems alone is refused with, before a condition is looked at. Source: DynamoDB API reference
REFUSED_WHOLE = (
    AwsError("TransactionInProgressException", "Transaction from previous request is still in progress"),
    AwsError("IdempotentParameterMismatchException", "The request uses the same client token as a previous one"),
)

# What can cancel a transaction besides its conditions. Source: DynamoDB API reference, TransactWriteItems
OTHER_REASONS = (
    "TransactionConflict",
    "ThrottlingError",
    "ProvisionedThroughputExceeded",
    "ValidationError",
    "ItemCollectionSizeLimitExceeded",
)


@dataclass(eq=False)
class AlsoCancelled:
    """Every transaction of a caller is cancelled for this reason at these items, beside false conditions."""

    cloud: object
    items: list
    code: str

    def __call__(self, call, forward):
        if call.who == COURSE or call.operation not in ("TransactWriteItems", "ExecuteTransaction"):
            return forward(call)
        with lab.under_way(self.cloud, self.items):
            answer = forward(call)
        error = answer.error
        if error is None or error.code != CANCELLED:
            return answer
        reasons = [dict(reason) for reason in error.members["CancellationReasons"]]
        for reason in reasons:
            if reason["Code"] == "TransactionConflict":
                reason["Code"] = self.code
        message = error.message.replace("TransactionConflict", self.code)
        return replace(answer, error=replace(error, message=message, members={"CancellationReasons": reasons}))


@dataclass(eq=False)
class NoAnswer:
    """A caller's first transaction is carried out, and its answer lost as often as it is sent; others are answered.

    boto3 sends it a few times, with the same token, before it gives up.
    """

    first: object = None

    def __call__(self, call, forward):
        if call.who == COURSE or call.operation not in WRITES:
            return forward(call)
        self.first = self.first or dict(call.params)
        answer = forward(call)
        return replace(answer, response=CONNECTION_CLOSED) if call.params == self.first else answer


def done_or_not_known(cloud, call, done):
    """The answer of a call's transaction never comes: boto3's error comes out, or what is true all the same.

    Args:
        cloud: the account, prepared.
        call: makes the call.
        done: the answer of a call that was carried out.
    """
    because = "without DynamoDB's answer nobody knows whether it was carried out; here it was"
    met = "It was carried out, and the connection broke before the answer was there, as often as boto3 tried."
    try:
        with cloud.use(NoAnswer()), comes_to_an_end(cloud, most=100, advice="lost_answer"):
            got = call()
    except LearnerError as error:
        if error.raised.is_a("HTTPClientError"):
            return
        if error.raised.types[0] in SLIPS | {"NotImplementedError"}:
            raise
        raise Failure(Finding(problem=f"{met} It raised {error.raised}.", because=because), "lost_answer") from None
    if got != done:
        raise Failure(Finding(problem=f"{met} It answered {got!r}.", because=because), "lost_answer")


def answers_truly_or_not_at_all(cloud, call, right, items):
    """A transaction is cancelled for other reasons at some items: its error comes out, or what is true all the same.

    Args:
        cloud: the account, prepared.
        call: makes the call.
        right: the answer if nobody is in the way; None if nothing would be refused.
        items: pairs of a table and a key, the ones that are disturbed, one of them or several.
    """
    some = [each for count in range(1, len(items) + 1) for each in itertools.combinations(items, count)]
    for number, disturbed in enumerate(some):
        for code in (OTHER_REASONS[0], OTHER_REASONS[1:][number % len(OTHER_REASONS[1:])]):
            with cloud.use(AlsoCancelled(cloud, list(disturbed), code)):
                _true_or_not_at_all(cloud, call, code, disturbed, right)


def _true_or_not_at_all(cloud, call, code, disturbed, right):
    met = f"Its transaction was cancelled with the reason {code} at {' and '.join(map('/'.join, disturbed))}."
    because = "what has this reason was not looked at, so nobody knows whether another answer comes first"
    try:
        with comes_to_an_end(cloud, most=100, advice="not_a_condition"):
            got = call()
    except LearnerError as error:
        if error.raised.code == CANCELLED:
            return
        if error.raised.types[0] in SLIPS | {"NotImplementedError"}:
            raise
        raise Failure(Finding(problem=f"{met} It raised {error.raised}.", because=because), "not_a_condition") from None
    if right is None or got != right:
        raise Failure(Finding(problem=f"{met} It answered {got!r}.", because=because), "not_a_condition")


def reasons_of(raised):
    """The codes of a cancelled transaction's reasons; none for another error."""
    reasons = (raised.response or {}).get("CancellationReasons") or []
    return [reason.get("Code") for reason in reasons]


def has_reason(code):
    """Whether a raised error is a cancellation with this reason."""
    return lambda raised: code in reasons_of(raised)


def met_transaction(outcome):
    """Whether a call ended with the error that DynamoDB gives to those who meet another transaction."""
    raised = outcome.raised
    return raised is not None and (raised.code in CONFLICTS or "TransactionConflict" in reasons_of(raised))


@contextmanager
def expect_conflict(because):
    """Fail unless the block's call lets out the cancellation of its transaction, as it meets another one."""
    finding = Finding(problem="No exception came out of your function.", because=because)
    try:
        yield
    except LearnerError as error:
        if error.raised.code == CANCELLED:
            return
        if error.raised.types[0] in SLIPS | {"NotImplementedError"} or error.raised.code == "ValidationException":
            raise
        finding = Finding(problem=f"It raised {error.raised}.", because=because)
    raise Failure(finding, ("one_transaction", "not_a_condition"))


# When it is known to be which mistake


def writes_apart(seen):
    """It sent a write alone: a plain one, or a transaction of one action."""
    together = [entry.params.get("TransactItems") or () for entry in seen.entries if entry.operation not in READS]
    return any(len(actions) < 2 for actions in together)


def was_cancelled(seen):
    """DynamoDB cancelled a transaction of the learner's."""
    return any(entry.error is not None and entry.error.code == CANCELLED for entry in seen.entries)


def no_condition_failed(seen):
    """No cancellation had a false condition among its reasons."""
    errors = [entry.error for entry in seen.entries if entry.error is not None]
    reasons = [reason for error in errors for reason in (error.members or {}).get("CancellationReasons", ())]
    return all(reason.get("Code") != "ConditionalCheckFailed" for reason in reasons)


def has_other_reason(seen):
    """A cancellation had a reason that is no condition."""
    errors = [entry.error for entry in seen.entries if entry.error is not None]
    reasons = [reason for error in errors for reason in (error.members or {}).get("CancellationReasons", ())]
    return any(reason.get("Code") not in ("ConditionalCheckFailed", "None") for reason in reasons)
