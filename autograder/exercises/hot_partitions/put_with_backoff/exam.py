"""The exam of put_with_backoff."""

from course_lib.checks import Exam
from course_lib.checks.kit import hard, refusing
from course_lib.lessons.hot_partitions import data as lab
from course_lib.lessons.hot_partitions.practice.put_with_backoff import (
    gives_up_after,
    lets_a_lost_answer_out,
    passes_on,
    programs_differ,
    shares,
    spreads,
    succeeds,
    turned_away,
)
from course_lib.lessons.hot_partitions.throttled import ACCOUNT, ON_DEMAND, PROVISIONED

exam = Exam()


def some_item(submission):
    return lab.ballots([submission.random.randrange(1000, 9000)], note="from the exam")[0]


@exam.check(points=1)
def exam_first_time(submission, cloud):
    """An item that is let through at once is sent once, and the answer is 1."""
    lab.prepare(cloud)
    succeeds(submission, cloud, {**hard.attributes(), **some_item(submission)}, (), advice="item")
    for candidate in ("ana", "bo", "ana"):  # nothing is remembered
        succeeds(submission, cloud, {"ballot_id": "B-0001", "candidate": candidate}, (), advice="item")


@exam.check(points=2)
def exam_three_codes(submission, cloud):
    """Each code for throttling is worth another attempt, also when they alternate."""
    lab.prepare(cloud)
    errors = [PROVISIONED, ON_DEMAND, ACCOUNT]
    submission.random.shuffle(errors)
    succeeds(submission, cloud, some_item(submission), (*errors, errors[0]), advice="codes")


@exam.check(points=2)
def exam_gives_up(submission, cloud):
    """After the last attempt its error comes out as it is, and nothing is waited for."""
    lab.prepare(cloud)
    attempts = submission.random.randrange(3, 7)
    errors = [PROVISIONED, ON_DEMAND] * 5
    gives_up_after(submission, cloud, attempts, errors)
    gives_up_after(submission, cloud, 1, [ACCOUNT, PROVISIONED])
    turned_away(submission, cloud, 100, [ON_DEMAND] * 100, 1e-28, 0.02)  # as often as it may be; 2 ** 98 is long


@exam.check(points=2)
def exam_other_errors(submission, cloud):
    """An error that is not throttling comes out at once, whatever it is."""
    lab.prepare(cloud)
    passes_on(submission, cloud, {"ballot_id": "", "candidate": "bo"}, "ValidationException")
    for code in ("LimitExceededException", "ItemCollectionSizeLimitExceededException", "InternalServerError"):
        with refusing(cloud, ["PutItem"], code, "Rate of requests exceeds the allowed throughput: throttling"):
            passes_on(submission, cloud, some_item(submission), code)
    for code in ("TransactionConflictException", "RequestLimitExceededForPreview", "ServiceUnavailable", "SlowDown"):
        with refusing(cloud, ["PutItem"], code, "Please reduce your request rate."):
            passes_on(submission, cloud, some_item(submission), code)
    passes_on(submission, cloud, {"ballot_id": "N-1", "text": "x" * 410_000}, "ValidationException")
    lets_a_lost_answer_out(submission, cloud, some_item(submission))


@exam.check(points=1)
def exam_missing_table(submission, cloud):
    """A table that is not there does not appear by waiting."""
    passes_on(submission, cloud, some_item(submission), "ResourceNotFoundException")


@exam.check(points=2)
def exam_bounds(submission, cloud):
    """Every pause stays within its bound, which doubles up to the cap, whatever the two are."""
    lab.prepare(cloud)
    for base, cap in ((0.02, 0.3), (submission.random.randrange(2, 9) / 10, 4), (3, 1), (0.01, 100)):
        for error in (PROVISIONED, ON_DEMAND, ACCOUNT):  # patience does not depend on the code
            shares(submission, cloud, 9, base, cap, error)
    for _ in range(20):  # a first bound that is not capped shows in two of three calls
        shares(submission, cloud, 4, 3, 1)


@exam.check(points=2)
def exam_spread(submission, cloud):
    """Pauses are drawn anew from 0 up to their bound, and the bounds grow."""
    lab.prepare(cloud)
    spreads(submission, cloud, base=submission.random.choice([0.03, 0.08, 0.2]))
    programs_differ(submission, cloud)
