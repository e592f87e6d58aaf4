"""What several exercises of this lesson ask of a cloud.

The verdict of a check rests on answers and on what is stored. What was sent only decides which advice fits.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from course_lib.aws.layers.faults import Throttle
from course_lib.aws.services import is_read
from course_lib.aws.services.dynamodb.contracts import CONTRACTS
from course_lib.aws.values import plain, same, show
from course_lib.checks.exercise import SLIPS, Failure
from course_lib.checks.results import Finding
from course_lib.checks.submission import LearnerError

CANCELLED = "TransactionCanceledException"
CONFLICTS = ("TransactionConflictException", "TransactionInProgressException")


@contextmanager
def busy(cloud) -> Iterator[None]:
    """For the length of the block DynamoDB turns every call away, however often it is tried."""
    with ExitStack() as layers:
        for operation in CONTRACTS:
            layers.enter_context(cloud.use(Throttle(operation)))
        yield


def reasons_of(raised):
    """The codes of a cancelled transaction's reasons; none for another error."""
    reasons = (raised.response or {}).get("CancellationReasons") or []
    return [reason.get("Code") for reason in reasons]


def met_transaction(outcome):
    """Whether a call ended with the error that DynamoDB gives to those who meet another transaction."""
    raised = outcome.raised
    return raised is not None and (raised.code in CONFLICTS or "TransactionConflict" in reasons_of(raised))


@contextmanager
def expect_conflict(cloud, because) -> Iterator[None]:
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
    raise Failure(finding, "one_transaction" if writes_apart(cloud) else "not_a_condition")


def operations(cloud):
    """What the learner's code sent, by AWS's names."""
    return [entry.operation for entry in cloud.journal.learner_entries()]


def has_read(cloud) -> bool:
    """Whether the learner's code looked at a table."""
    return any(map(is_read, cloud.journal.learner_entries()))


def writes_apart(cloud) -> bool:
    """Whether the learner's code sent a write alone: a plain one, or a transaction of one action."""
    sent = [entry for entry in cloud.journal.learner_entries() if not is_read(entry)]
    together = [entry.params.get("TransactItems") or () for entry in sent]
    return any(len(actions) < 2 for actions in together)


def changed_items(before, after):
    """What differs between two states of everything, by `<table>/<key>`: (before, after), None where there is none."""
    names = sorted(before.keys() | after.keys())
    return {name: (before.get(name), after.get(name)) for name in names if before.get(name) != after.get(name)}


def expect_found(cloud, what, got, expected, because, advice=None, none="nothing"):
    """Fail unless what was found after a call, such as what is stored, is as expected; `none` is the word for None.

    A function that has sent nothing is told so (see `checks`) in place of what was found.
    """
    got, expected = plain(got), plain(expected)
    if same(got, expected):
        return
    found, wanted = (none if value is None else show(value) for value in (got, expected))
    problem = f"{what}: {found}." if cloud.journal.learner_entries() else None
    raise Failure(Finding(problem=problem, expected=wanted, because=because), advice)
