"""The exam of decrypt_stream."""

from course_lib.checks.exercise import Exam
from course_lib.lessons.envelope_encryption import data as lab
from course_lib.lessons.envelope_encryption.practice.decrypt_stream import (
    finds_changed_heads,
    finds_changes,
    finds_more,
    finds_the_cut,
    finds_wrong_order,
    holds_little,
    knows_the_header,
    needs_the_key,
    opens_genuine,
    writes_verified_only,
)

exam = Exam()


def some(submission) -> tuple[bytes, int]:
    """Data of seven full frames, and their size."""
    size = submission.random.randrange(150, 700)
    return submission.random.randbytes(7 * size), size


@exam.check(points=3)
def exam_opens(submission, cloud):
    """Genuine streams open, whatever their last frame is like."""
    lab.prepare(cloud)
    data, size = some(submission)
    rest = submission.random.randrange(1, size)
    for each, empty_end in ((data, False), (data[:-rest], False), (data, True), (b"", False), (data[:size], False)):
        opens_genuine(submission, cloud, each, size, empty_end)


@exam.check(points=2)
def exam_truncated(submission, cloud):
    """A stream that was cut off, between two frames or within one, is Truncated."""
    lab.prepare(cloud)
    data, size = some(submission)
    finds_the_cut(submission, cloud, data, size, (0, 2, 5), (1, submission.random.randrange(2, 2 * size)))


@exam.check(points=2)
def exam_out_of_order(submission, cloud):
    """Genuine frames that are swapped, repeated or missing are OutOfOrder."""
    lab.prepare(cloud)
    data, size = some(submission)
    first, *middle, last = range(1, 8)
    shuffled = middle[1:] + middle[:1]
    orders = ([first, *shuffled, last], [first, first, *middle, last], [*middle, last], [last, *middle, first])
    finds_wrong_order(submission, cloud, data, size, orders)


@exam.check(points=2)
def exam_tampered(submission, cloud):
    """A changed bit in a frame's ciphertext, tag or nonce, or a frame of another stream: Tampered."""
    lab.prepare(cloud)
    data, size = some(submission)
    for number in (1, 7):
        finds_changes(submission, cloud, data, size, number, submission.random.randrange(size))


@exam.check(points=2)
def exam_heads(submission, cloud):
    """A changed bit in the first 8 bytes of the header, or in a frame's head, is refused."""
    lab.prepare(cloud)
    data, size = some(submission)
    finds_changed_heads(submission, cloud, data, size, submission.random.randrange(2, 7))


@exam.check(points=2)
def exam_verified_first(submission, cloud):
    """Of a frame that does not verify, not a byte is written."""
    lab.prepare(cloud)
    data, size = some(submission)
    writes_verified_only(submission, cloud, data, size, submission.random.randrange(1, 7))


@exam.check(points=1)
def exam_trailing(submission, cloud):
    """Bytes after the last frame are TrailingData."""
    lab.prepare(cloud)
    finds_more(submission, cloud, *some(submission))


@exam.check(points=2)
def exam_other_context(submission, cloud):
    """With another context, or a changed wrapped key, it is WrongContext; other errors of KMS come out."""
    lab.prepare(cloud)
    needs_the_key(submission, cloud, *some(submission))


@exam.check(points=1)
def exam_no_header(submission, cloud):
    """What is no stream of this format is BadHeader."""
    lab.prepare(cloud)
    for other in (b"", b"EN", b"\x89PNG\r\n" * 90, b"env1" + bytes(300)):
        knows_the_header(submission, cloud, other)


@exam.check(points=1)
def exam_little_memory(submission, cloud):
    """However long the stream, no more than four frames of it are in memory at once."""
    lab.prepare(cloud)
    holds_little(submission, cloud, bytes(40 * 8192 + 5), 8192)
