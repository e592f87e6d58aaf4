"""The exam of seal and open_sealed."""

from course_lib.checks import Exam, expect_client_error, require
from course_lib.checks.kit import KMS_USES, forbidden, sent
from course_lib.lessons.envelope_encryption import data as lab
from course_lib.lessons.envelope_encryption.practice.seal import (
    PATIENT,
    comes_back,
    has_own_keys,
    has_three_parts,
    refuses_changes,
    refuses_context,
    seals,
    stays_shut,
    switched_off,
)

exam = Exam()


def some_data(submission) -> bytes:
    """More than KMS would take, of a length that no learner knows."""
    return submission.random.randbytes(submission.random.randrange(5000, 60000))


@exam.check(points=2)
def exam_opens_again(submission, cloud):
    """What was sealed comes back byte for byte, long or short."""
    lab.prepare(cloud)
    for data in (some_data(submission), b"", b"\x00"):
        comes_back(submission, cloud, data, {"run": str(submission.random.randrange(1000))})


@exam.check(points=2)
def exam_three_parts(submission, cloud):
    """The result has exactly the three parts of the contract, and no plain key."""
    lab.prepare(cloud)
    has_three_parts(submission, cloud, some_data(submission), {"run": str(submission.random.randrange(1000))})


@exam.check(points=2)
def exam_other_context(submission, cloud):
    """An envelope opens only with the encryption context that it was sealed with."""
    lab.prepare(cloud)
    refuses_context(submission, cloud, {**PATIENT, "copy": str(submission.random.randrange(1000))})


@exam.check(points=1)
def exam_own_key(submission, cloud):
    """Every object has a data key of its own."""
    lab.prepare(cloud)
    has_own_keys(submission, cloud, some_data(submission))


@exam.check(points=2)
def exam_changed_bytes(submission, cloud):
    """A changed bit, wherever in ciphertext, tag or nonce, and open_sealed raises Tampered."""
    lab.prepare(cloud)
    data = some_data(submission)
    place = submission.random.randrange(len(data))
    refuses_changes(submission, cloud, data, (("ciphertext", place), ("ciphertext", -3), ("nonce", 11)))


@exam.check(points=1)
def exam_key_switched_off(submission, cloud):
    """When the KMS key is disabled, nothing opens any more, and KMS's own error comes out."""
    lab.prepare(cloud)
    switched_off(submission, cloud, some_data(submission))


@exam.check(points=2)
def exam_not_allowed(submission, cloud):
    """A caller who may not use the key gets KMS's own error, from seal and from open_sealed."""
    lab.prepare(cloud)
    because = "only KMS knows why it refused"
    sealed = seals(submission, cloud, some_data(submission), PATIENT)
    asked = len(sent(cloud))
    with forbidden(cloud, "kms", KMS_USES, "genome-reader"):
        with expect_client_error("AccessDeniedException", because, advice="own_errors"):
            submission.seal(cloud.client("kms"), lab.KEY, b"ACGT", {**PATIENT, "copy": "2"})
            silent = len(sent(cloud)) == asked
            require(not silent, "seal did not ask KMS for a data key.", because, advice="one_key")
        stays_shut(submission, cloud, sealed, PATIENT, "AccessDeniedException", because)
