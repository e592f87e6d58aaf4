"""Cancelled transactions: what their reasons say, and what was seen when one did not come, or not alone."""

from contextlib import contextmanager

from course_lib.checks import SLIPS, Failure, Finding, LearnerError
from course_lib.checks.kit import READS

CANCELLED = "TransactionCanceledException"
CONFLICTS = ("TransactionConflictException", "TransactionInProgressException")


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
