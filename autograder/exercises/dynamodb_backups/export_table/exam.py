"""The exam of export_table."""

from course_lib.checks import Exam
from course_lib.checks.kit import uses_what_it_is_handed
from course_lib.lessons.dynamodb_backups import data as lab
from course_lib.lessons.dynamodb_backups.practice.export_table import (
    exports,
    exports_anew,
    exports_twice,
    fails,
    refuses,
    refuses_reuse,
    survives,
    waits,
)

exam = Exam()


def token(submission):
    """A token nobody has seen."""
    return f"job-{submission.random.randrange(10**6)}"


@exam.check(points=2)
def exam_exported(submission, cloud):
    """The table is exported once, to the place that was asked for, and its manifest's key is returned."""
    lab.prepare(cloud)
    lab.make_table(cloud, "patients")
    lab.turn_on_recovery(cloud, "patients")
    lab.put(cloud, *lab.RESULTS[: submission.random.randrange(3, 20)], table="patients")
    exports(submission, cloud, f"archive/{submission.random.randrange(100)}", token(submission), "patients")


@exam.check(points=1)
def exam_patient(submission, cloud):
    """A long export is waited for, with few questions, and noticed soon after its end."""
    lab.prepare(cloud)
    waits(submission, cloud, submission.random.randrange(31, 38))


@exam.check(points=2)
def exam_failed(submission, cloud):
    """An export that fails is reported with the reasons that AWS gives."""
    lab.prepare(cloud)
    with fails(cloud, "S3NoSuchBucket"):
        bucket = f"lab-exports-{submission.random.randrange(1000)}"
        submission.export_table(cloud.client("dynamodb"), lab.arn(cloud), bucket, "daily", token(submission))


@exam.check(points=1)
def exam_again(submission, cloud):
    """A second call with the same token begins no second export."""
    lab.prepare(cloud)
    cloud.clock.advance(hours=8, minutes=submission.random.randrange(40, 55))  # midnight lies between, here and in UTC
    name = token(submission)
    exports_twice(submission, cloud, name, hours=7)
    given = (lab.arn(cloud), lab.BUCKET, "daily", name)
    uses_what_it_is_handed(cloud, lambda who: submission.export_table(cloud.client("dynamodb", who=who), *given))


@exam.check(points=2)
def exam_dies_anywhere(submission, cloud):
    """When the program dies at any of its requests and runs again, or an answer is lost, there is one export."""
    survives(submission, cloud, token(submission))


@exam.check(points=1)
def exam_refused(submission, cloud):
    """What AWS refuses comes out as it is."""
    lab.prepare(cloud)
    refuses(submission, cloud, f"orders-{submission.random.randrange(100)}")


@exam.check(points=1)
def exam_hours(submission, cloud):
    """An export of hours is waited for to its end."""
    lab.prepare(cloud)
    waits(submission, cloud, submission.random.randrange(200, 300))


@exam.check(points=1)
def exam_another_token(submission, cloud):
    """Another token is another export, of the same table and to the same place, however alike the two are."""
    lab.prepare(cloud)
    first = f"{token(submission)}, all results for the archive, on behalf of the head of the laboratory: x"
    exports_anew(submission, cloud, first, first[:-1] + "X")


@exam.check(points=1)
def exam_used_token(submission, cloud):
    """A token that names another export is refused, and the refusal comes out."""
    lab.prepare(cloud)
    refuses_reuse(submission, cloud, token(submission))
