"""The exam of rewrap."""

from course_lib.aws.services.kms.few_listed import FewListed
from course_lib.aws.services.kms.longer_blobs import LongerBlobs
from course_lib.checks import Exam
from course_lib.checks.kit import KMS_REFUSALS
from course_lib.lessons.envelope_encryption import data as lab
from course_lib.lessons.envelope_encryption.practice.rewrap import (
    keeps_context,
    moves,
    moves_back,
    passes_refusals_on,
    shows_nothing,
    takes_any_length,
)
from course_lib.lessons.envelope_encryption.sealed import TWO_FORMS

exam = Exam()


def some_context(submission):
    """A context that no learner knows."""
    random = submission.random
    return {"File": f" {TWO_FORMS} S-{random.randrange(5000, 9000)}", "run": str(random.randrange(100))}


@exam.check(points=2)
def exam_same_data_key(submission, cloud):
    """The new header wraps the same data key, under the new KMS key, so that the old frames still open."""
    lab.prepare(cloud)
    size = 2**32 - submission.random.randrange(1, 2**31)  # as much as 4 bytes can tell
    moves(submission, cloud, some_context(submission), b"ENV1" + size.to_bytes(4, "big"))


@exam.check(points=2)
def exam_key_stays_inside(submission, cloud):
    """The plain data key never comes into the program."""
    lab.prepare(cloud)
    shows_nothing(submission, cloud, some_context(submission))


@exam.check(points=1)
def exam_same_context(submission, cloud):
    """The new wrapping opens with the same context, and not without it."""
    lab.prepare(cloud)
    keeps_context(submission, cloud, some_context(submission))
    keeps_context(submission, cloud, {})
    with cloud.use(FewListed(1)):
        for alias in (lab.KEY, lab.ARCHIVE):
            keeps_context(submission, cloud, some_context(submission), alias)


@exam.check(points=1)
def exam_any_length(submission, cloud):
    """A wrapped key may have any length."""
    lab.prepare(cloud)
    sizes = [submission.random.randrange(*between) for between in ((1, 32), (33, 400))]
    for by in (2, 5300):  # KMS gives 6,144 bytes at most
        with cloud.use(LongerBlobs(by)):
            takes_any_length(submission, cloud, some_context(submission), sizes)


@exam.check(points=1)
def exam_back_again(submission, cloud):
    """A stream can move from any KMS key to any other, and back."""
    lab.prepare(cloud)
    _, archive, _ = lab.ways_to_name(cloud, lab.ARCHIVE)
    home, _, _ = lab.ways_to_name(cloud, lab.KEY)
    moves_back(submission, cloud, some_context(submission), archive, home)


@exam.check(points=1)
def exam_refused(submission, cloud):
    """What KMS refuses comes out as boto3 raised it."""
    lab.prepare(cloud)
    passes_refusals_on(submission, cloud, some_context(submission), KMS_REFUSALS)
