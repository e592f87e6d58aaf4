"""The exam of encrypt_stream."""

from course_lib.aws.services.kms.longer_blobs import LongerBlobs
from course_lib.checks import Exam, require
from course_lib.checks.files import Sink, Source
from course_lib.checks.kit import KMS_REFUSALS, hard
from course_lib.lessons.envelope_encryption import data as lab
from course_lib.lessons.envelope_encryption.practice.encrypt_stream import (
    CONTEXT,
    binds_frames,
    has_a_wrapped_key,
    holds_everything,
    holds_little,
    marks_the_end,
    passes_faults_on,
    passes_refusals_on,
    repeats_no_nonce,
    switched_off,
)

exam = Exam()
LONG = 80 * 1024 * 1024
LONG_KEY = 5800  # bytes that a wrapped key is longer than usual: KMS gives 6,144 at most


def some(submission, frame_size):
    """Data of three lengths: some frames and a rest, full frames only, none."""
    frames = submission.random.randrange(2, 6)
    rest = submission.random.randrange(1, frame_size)
    return [submission.random.randbytes(length) for length in (frames * frame_size + rest, frames * frame_size, 0)]


@exam.check(points=3)
def exam_opens_again(submission, cloud):
    """The stream holds all the data, in frames of frame_size."""
    lab.prepare(cloud)
    size = submission.random.randrange(200, 900)
    for data, key_id in zip(some(submission, size), lab.ways_to_name(cloud, lab.KEY), strict=True):
        holds_everything(submission, cloud, data, size, {"Run": f" {size} ö"}, key_id)
    for key_id in lab.ways_to_name(cloud, lab.ARCHIVE):
        holds_everything(submission, cloud, b"ACGT", 3, {}, key_id)
    long, half = submission.random.randbytes(2**22 + 7), 2**21 + size  # so long that reading it at once seems too much
    holds_everything(submission, cloud, long, half, CONTEXT)
    for blob in hard.BLOBS:  # in the last frame, which is short, and in the only one
        for frame_size in (len(blob) - 1, len(blob) + 1):
            holds_everything(submission, cloud, bytes(len(blob) - 1) + blob, frame_size, CONTEXT)
    for frame_size in (1, 2**31 + size, 2**32 - 1):  # as few as there are, and as many as 4 bytes can tell
        holds_everything(submission, cloud, b"ACGTA", frame_size, CONTEXT)


@exam.check(points=1)
def exam_broken(submission, cloud):
    """When reading or writing fails, that error comes out, and no frame says that it is the last."""
    lab.prepare(cloud)
    size = submission.random.randrange(200, 900)
    places = (0, submission.random.randrange(1, size), size, 2 * size + 1, 5 * size)
    passes_faults_on(submission, cloud, bytes(5 * size), size, places)


@exam.check(points=2)
def exam_nonces(submission, cloud):
    """No nonce comes twice."""
    lab.prepare(cloud)
    repeats_no_nonce(submission, cloud, bytes(600 * 16), 16)


@exam.check(points=2)
def exam_bound(submission, cloud):
    """Each frame is bound to the header and to its own place."""
    lab.prepare(cloud)
    size = submission.random.randrange(200, 900)
    for data in some(submission, size)[:2]:
        binds_frames(submission, cloud, data, size)
    binds_frames(submission, cloud, bytes(16 * 300), 16)


@exam.check(points=2)
def exam_end_marked(submission, cloud):
    """Exactly the last frame says that it is the last."""
    lab.prepare(cloud)
    size = submission.random.randrange(200, 900)
    for data in some(submission, size):
        marks_the_end(submission, cloud, data, size)


@exam.check(points=2)
def exam_own_key(submission, cloud):
    """Every stream has a data key of its own, wrapped and bound to the context; the plain one is gone."""
    lab.prepare(cloud)
    with cloud.use(LongerBlobs(LONG_KEY)):
        has_a_wrapped_key(submission, cloud, b"ACGT" * 200, {"run": str(submission.random.randrange(1000))})


@exam.check(points=2)
def exam_little_memory(submission, cloud):
    """However long the data, no more than four frames of it are in memory at once."""
    lab.prepare(cloud)
    holds_little(submission, cloud, bytes(40 * 8192 + 5), 8192)


@exam.check(points=2)
def exam_long_stream(submission, cloud):
    """80 MiB are encrypted with 64 MB of memory."""
    lab.prepare(cloud)
    source, sink = Source.random(submission.random.randrange(1000), LONG), Sink(len, limit=2 * LONG)
    with submission.memory(megabytes=64):
        submission.encrypt_stream(cloud.client("kms"), lab.KEY, source, sink, dict(CONTEXT))
    require(sink.size > LONG, "Less was written than was read.", advice="frames")


@exam.check(points=1)
def exam_refused(submission, cloud):
    """Whatever KMS refuses, its own error comes out, and nothing is written."""
    lab.prepare(cloud)
    passes_refusals_on(submission, cloud, KMS_REFUSALS)
    switched_off(submission, cloud)
