"""The exam of decrypt_stream."""

from autograder.exercises.envelope_encryption.stream import sealed
from course_lib.aws.services.kms.longer_blobs import LongerBlobs
from course_lib.checks import Exam
from course_lib.checks.kit import KMS_REFUSALS, hard
from course_lib.lessons.envelope_encryption import data as lab
from course_lib.lessons.envelope_encryption.practice.decrypt_stream import (
    CONTEXT,
    finds_changed_heads,
    finds_changed_lengths,
    finds_changes,
    finds_more,
    finds_the_cut,
    finds_wrong_order,
    header_is_whole,
    holds_little,
    knows_the_header,
    needs_the_key,
    opens_genuine,
    opens_long_frames,
    opens_long_key,
    passes_faults_on,
    reads_little_of_the_rest,
    trusts_no_length,
    writes_verified_only,
)
from course_lib.lessons.envelope_encryption.sealed import archived

exam = Exam()


def some(submission) -> tuple[bytes, int]:
    """Data of seven full frames, and their size."""
    size = submission.random.randrange(150, 700)
    return submission.random.randbytes(7 * size), size


def stream_of(submission, cloud):
    """A genuine stream of seven full frames."""
    return sealed(cloud, *some(submission), CONTEXT)


@exam.check(points=3)
def exam_opens(submission, cloud):
    """Genuine streams open, whatever their last frame is like."""
    lab.prepare(cloud)
    data, size = some(submission)
    rest = submission.random.randrange(1, size)
    for each, empty_end in ((data, False), (data[:-rest], False), (data, True), (b"", False), (data[:size], False)):
        opens_genuine(submission, cloud, sealed(cloud, each, size, CONTEXT, empty_end))
    opens_genuine(submission, cloud, archived(cloud, sealed(cloud, data, size, CONTEXT), CONTEXT))
    for blob in hard.BLOBS:
        opens_genuine(submission, cloud, sealed(cloud, blob, len(blob) + 1, CONTEXT))


@exam.check(points=1)
def exam_any_length(submission, cloud):
    """The wrapped key may have any length, and a frame too: one byte, or some MiB."""
    lab.prepare(cloud)
    opens_genuine(submission, cloud, sealed(cloud, b"ACGTA", 1, CONTEXT))
    for frame_size in (2**31 + submission.random.randrange(2**20), 2**32 - 1):  # up to what 4 bytes can tell
        opens_long_frames(submission, cloud, sealed(cloud, b"ACGTA", frame_size, CONTEXT))
    long, size = submission.random.randbytes(2**21 + 7), 2**20 + submission.random.randrange(2**19)
    opens_long_frames(submission, cloud, sealed(cloud, long, size, CONTEXT))
    for by in (2, 5800):  # KMS gives 6,144 bytes at most
        with cloud.use(LongerBlobs(by)):
            opens_long_key(submission, cloud, stream_of(submission, cloud))


@exam.check(points=1)
def exam_broken(submission, cloud):
    """When reading or writing fails, that error comes out, and nothing but verified data was written."""
    lab.prepare(cloud)
    stream = stream_of(submission, cloud)
    size = stream.frame_size
    places = (0, submission.random.randrange(1, size), len(stream.frames[0]), 3 * len(stream.frames[0]), 3 * size)
    passes_faults_on(submission, cloud, stream, places)


@exam.check(points=2)
def exam_truncated(submission, cloud):
    """A stream that was cut off, between two frames or within one, is Truncated."""
    lab.prepare(cloud)
    finds_the_cut(submission, cloud, stream_of(submission, cloud), (0, submission.random.randrange(1, 6), 6))


@exam.check(points=2)
def exam_out_of_order(submission, cloud):
    """Genuine frames that are swapped, repeated or missing are OutOfOrder."""
    lab.prepare(cloud)
    stream = stream_of(submission, cloud)
    first, *middle, last = range(1, 8)
    shuffled = middle[1:] + middle[:1]
    orders = ([first, *shuffled, last], [first, first, *middle, last], [*middle, last], [last, *middle, first])
    finds_wrong_order(submission, cloud, stream, orders)
    many = sealed(cloud, submission.random.randbytes(16 * 300), 16, CONTEXT)
    finds_wrong_order(submission, cloud, many, ([1, *range(258, 301)],))


@exam.check(points=2)
def exam_tampered(submission, cloud):
    """A changed bit in a frame's ciphertext, tag or nonce, or a frame of another stream: Tampered."""
    lab.prepare(cloud)
    stream = stream_of(submission, cloud)
    another = sealed(cloud, bytes(len(stream.data)), stream.frame_size, CONTEXT)
    for number in (1, 7):
        place = submission.random.randrange(stream.frame_size)
        finds_changes(submission, cloud, stream, another, number, place)


@exam.check(points=2)
def exam_heads(submission, cloud):
    """A changed bit in the first 8 bytes of the header, or in a frame's head, is refused."""
    lab.prepare(cloud)
    stream = stream_of(submission, cloud)
    finds_changed_heads(submission, cloud, stream, submission.random.randrange(2, 7))
    finds_changed_lengths(submission, cloud, stream)


@exam.check(points=2)
def exam_verified_first(submission, cloud):
    """Of a frame that does not verify, not a byte is written."""
    lab.prepare(cloud)
    stream = stream_of(submission, cloud)
    writes_verified_only(submission, cloud, stream, submission.random.randrange(1, 7))


@exam.check(points=1)
def exam_trailing(submission, cloud):
    """Bytes after the last frame are TrailingData."""
    lab.prepare(cloud)
    finds_more(submission, cloud, stream_of(submission, cloud))


@exam.check(points=2)
def exam_other_context(submission, cloud):
    """With another context, or a changed wrapped key, it is WrongContext; other errors of KMS come out."""
    lab.prepare(cloud)
    needs_the_key(submission, cloud, stream_of(submission, cloud), KMS_REFUSALS)


@exam.check(points=1)
def exam_no_header(submission, cloud):
    """What is no stream of this format is BadHeader."""
    lab.prepare(cloud)
    for other in (b"", b"EN", b"\x89PNG\r\n" * 90, b"env1" + bytes(300)):
        knows_the_header(submission, cloud, other)
    header_is_whole(submission, cloud, stream_of(submission, cloud))


@exam.check(points=1)
def exam_little_memory(submission, cloud):
    """However long the stream, no more than four frames of it are in memory at once."""
    lab.prepare(cloud)
    stream = sealed(cloud, bytes(40 * 8192 + 5), 8192, CONTEXT)
    holds_little(submission, cloud, stream)
    reads_little_of_the_rest(submission, cloud, stream)
    trusts_no_length(submission, cloud, stream, submission.random.randrange(1, 9))
