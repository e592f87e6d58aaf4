"""What several exercises of this lesson ask of a cloud.

The verdict of a check rests on answers and on what is stored. What was sent only decides which advice fits.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from course_lib.aws.layers.faults import Refuse, Throttle
from course_lib.aws.services import is_read
from course_lib.aws.values import plain, same, show
from course_lib.checks.exercise import Failure
from course_lib.checks.explore import Fault, crash_points
from course_lib.checks.results import Finding
from course_lib.checks.submission import LearnerError
from course_lib.lessons.conditional_writes import data as lab

WRITES = ("PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems", "ExecuteStatement")
REFUSED = "ConditionalCheckFailedException"


@contextmanager
def busy(cloud) -> Iterator[None]:
    """For the length of the block DynamoDB turns every write away, however often it is tried."""
    with ExitStack() as layers:
        for operation in WRITES:
            layers.enter_context(cloud.use(Throttle(operation)))
        yield


@contextmanager
def forbidden(cloud) -> Iterator[None]:
    """For the length of the block the caller's role may read, but not write."""
    with ExitStack() as layers:
        for operation in WRITES:
            sentence = (
                f"User: arn:aws:sts::{cloud.account}:assumed-role/lab-reader/you is not authorized to perform: "
                f"dynamodb:{operation} on resource: arn:aws:dynamodb:us-east-1:{cloud.account}:table/samples "
                f"because no identity-based policy allows the dynamodb:{operation} action"
            )
            layers.enter_context(cloud.use(Refuse(operation, "AccessDeniedException", sentence)))
        yield


def has_read(cloud) -> bool:
    """Whether the learner's code looked at the table."""
    return any(map(is_read, cloud.journal.learner_entries()))


def has_condition(cloud) -> bool:
    """Whether the learner's code sent a write with a condition."""
    entries = cloud.journal.learner_entries()
    return any({"ConditionExpression", "Expected", "TransactItems"} & entry.params.keys() for entry in entries)


def was_refused(cloud) -> bool:
    """Whether DynamoDB refused one of the learner's conditions."""
    return any(entry.error is not None and entry.error.code == REFUSED for entry in cloud.journal.learner_entries())


def never_in_between(submission, cloud, prepare, call, sample_id, states, because):
    """Whichever request the program dies after, one of these states of the sample is left; None is no item.

    Args:
        call: makes the call, given a cloud.
    """

    def nothing_in_between(cloud, outcomes):
        kept = plain(lab.stored(cloud, "samples", sample_id))
        if not any(same(kept, plain(state)) for state in states):
            problem = f"Left in the table: {show(kept) if kept else 'no item'}."
            expected = " or ".join(show(state) if state else "no item" for state in states)
            raise Failure(Finding(problem=problem, expected=expected, because=because), "in_one_write")

    faults = (Fault.DIED_AFTER,)
    crash_points(
        submission, cloud, prepare, lambda cloud: [call(cloud)], nothing_in_between, faults, again=False, limit=20
    )


@contextmanager
def refusal_is_an_answer(advice: str) -> Iterator[None]:
    """Fail with advice when DynamoDB's refusal itself comes out of the learner's function."""
    try:
        yield
    except LearnerError as error:
        if error.raised.code != REFUSED:
            raise
        problem = f"DynamoDB refused the write, and your function let its {REFUSED} out."
        because = "a refused condition is an answer that your function has to turn into its own"
        raise Failure(Finding(problem=problem, because=because), advice) from None


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
