"""The exam of seal and open_sealed."""

from course_lib.checks import Exam
from course_lib.checks.kit import KMS_REFUSALS, hard
from course_lib.lessons.envelope_encryption import data as lab
from course_lib.lessons.envelope_encryption.practice.seal import (
    AS_PEOPLE_WRITE,
    comes_back,
    has_own_keys,
    has_three_parts,
    passes_refusals_on,
    refuses_almost,
    refuses_changes,
    switched_off,
)

exam = Exam()


def some_data(submission) -> bytes:
    """More than KMS would take, of a length that no learner knows."""
    return submission.random.randbytes(submission.random.randrange(5000, 60000))


def some_context(submission) -> dict[str, str]:
    """A context that no learner knows, of values that careless code evens out."""
    return {**AS_PEOPLE_WRITE, "run": str(submission.random.randrange(1000))}


@exam.check(points=2)
def exam_opens_again(submission, cloud):
    """What was sealed comes back byte for byte, long or short."""
    lab.prepare(cloud)
    for data, key_id in zip((some_data(submission), b"", b"\x00"), lab.ways_to_name(cloud, lab.KEY), strict=True):
        comes_back(submission, cloud, data, some_context(submission), key_id)
    for key_id in lab.ways_to_name(cloud, lab.ARCHIVE):
        comes_back(submission, cloud, b"ACGT", some_context(submission), key_id)
    for data in hard.BLOBS:
        comes_back(submission, cloud, data, some_context(submission))


@exam.check(points=2)
def exam_three_parts(submission, cloud):
    """The result has exactly the three parts of the contract, and no plain key."""
    lab.prepare(cloud)
    has_three_parts(submission, cloud, some_data(submission), some_context(submission))
    has_three_parts(submission, cloud, b"ACGT", {})


@exam.check(points=2)
def exam_other_context(submission, cloud):
    """An envelope opens only with the encryption context that it was sealed with, letter by letter."""
    lab.prepare(cloud)
    refuses_almost(submission, cloud, some_context(submission))


@exam.check(points=1)
def exam_own_key(submission, cloud):
    """Every object has a data key of its own."""
    lab.prepare(cloud)
    has_own_keys(submission, cloud, some_data(submission))


@exam.check(points=2)
def exam_changed_bytes(submission, cloud):
    """A changed bit, or other bytes, wherever in ciphertext, tag or nonce, and open_sealed raises Tampered."""
    lab.prepare(cloud)
    data = some_data(submission)
    place = submission.random.randrange(len(data))
    refuses_changes(submission, cloud, data, (("ciphertext", place), ("ciphertext", -3), ("nonce", 11)))
    refuses_changes(submission, cloud, b"", (("ciphertext", 0), ("nonce", 0)))


@exam.check(points=1)
def exam_key_switched_off(submission, cloud):
    """When the KMS key is disabled, nothing opens any more or is sealed, and KMS's own error comes out."""
    lab.prepare(cloud)
    switched_off(submission, cloud, some_data(submission))


@exam.check(points=2)
def exam_not_allowed(submission, cloud):
    """Whatever KMS refuses, its own error comes out of seal and of open_sealed."""
    lab.prepare(cloud)
    passes_refusals_on(submission, cloud, some_data(submission), KMS_REFUSALS)
