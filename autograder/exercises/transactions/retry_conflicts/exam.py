"""The exam of retry_conflicts."""

from course_lib.aws.http.messages import AwsError
from course_lib.checks import Exam
from course_lib.checks.kit import uses_what_it_is_handed
from course_lib.lessons.transactions import data as lab
from course_lib.lessons.transactions.cancelled import CANCELLED
from course_lib.lessons.transactions.practice.retry_conflicts import (
    draws_pauses,
    ends_at_once,
    gives_up,
    happens_twice,
    hears_nothing,
    is_busy,
    keeps_token,
    passes_on,
    payment,
    refuses,
    stays_within_bounds,
    succeeds,
)

exam = Exam()


@exam.check(points=2)
def exam_tries(submission, cloud):
    """After any number of conflicts the next try is carried out, and its response returned."""
    lab.prepare(cloud)
    for number, conflicts in enumerate((0, 1, submission.random.randrange(2, 7))):
        request = payment(10 * number + submission.random.randrange(1, 10))
        item = ("players", "dan" if conflicts == 1 else "ana")
        succeeds(submission, cloud, request, conflicts, conflicts + submission.random.randrange(1, 3), item)
    there = {"TableName": "players", "Key": {"player_id": "ana"}, "ConditionExpression": "attribute_exists(coins)"}
    looks = {"TransactItems": [{"ConditionCheck": there}]}
    uses_what_it_is_handed(cloud, lambda who: submission.retry_conflicts(cloud.resource("dynamodb", who=who), looks, 2))


@exam.check(points=1)
def exam_limit(submission, cloud):
    """The transaction is sent so often as was said, and no more."""
    lab.prepare(cloud)
    for tries in (1, 2, submission.random.randrange(3, 8)):
        gives_up(submission, cloud, payment(3), tries)


@exam.check(points=2)
def exam_conditions(submission, cloud):
    """A false condition comes out at once, alone or beside a conflict."""
    lab.prepare(cloud)
    request = payment(submission.random.randrange(600, 900))
    refuses(submission, cloud, request, 0, "dan has fewer coins")
    refuses(submission, cloud, request, 5, "dan has fewer coins, whatever becomes of the conflict")


@exam.check(points=1)
def exam_other_errors(submission, cloud):
    """Other errors, and cancellations for other reasons, come out at once."""
    lab.prepare(cloud)
    request = payment(submission.random.randrange(1, 30))
    passes_on(submission, cloud, {**request, "ClientRequestToken": "t" * 37}, "ValidationException")
    is_busy(submission, cloud, request)
    hears_nothing(submission, cloud, request)
    codes = ("ThrottlingError", "ProvisionedThroughputExceeded", "ValidationError", "ItemCollectionSizeLimitExceeded")
    reasons = [("TransactionConflict", code) for code in codes] + [(code, "None") for code in codes]
    reasons += [("None", "None"), ("None", "TransactionConflict", "ConditionalCheckFailed")]
    for some in reasons:
        message = f"Transaction cancelled, please refer cancellation reasons for specific reasons [{', '.join(some)}]"
        members = {"CancellationReasons": [{"Code": code} for code in some]}
        ends_at_once(submission, cloud, request, AwsError(CANCELLED, message, members=members))
    for code in (
        "TransactionConflictException",
        "TransactionInProgressException",
        "IdempotentParameterMismatchException",
        "ConditionalCheckFailedException",
        "AccessDeniedException",
    ):
        ends_at_once(submission, cloud, request, AwsError(code, "TransactionConflict is not the matter here"))


@exam.check(points=2)
def exam_pauses(submission, cloud):
    """The pauses stay within their bounds, differ from each other, and grow."""
    lab.prepare(cloud)
    stays_within_bounds(submission, cloud, payment(3), submission.random.randrange(7, 10))
    draws_pauses(submission, cloud, payment(3))


@exam.check(points=2)
def exam_tokens(submission, cloud):
    """One token for all tries of a call, another for another call."""
    lab.prepare(cloud)
    given = f"payment-{submission.random.randrange(1000, 9999)}"
    keeps_token(submission, cloud, {**payment(3), "ClientRequestToken": given}, given)
    keeps_token(submission, cloud, payment(4), None)
    happens_twice(submission, cloud, payment(5), 5)
