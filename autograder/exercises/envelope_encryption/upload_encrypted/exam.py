"""The exam of upload_encrypted and read_range."""

from autograder.exercises.envelope_encryption.stream import sealed
from course_lib.aws.services.kms.longer_blobs import LongerBlobs
from course_lib.checks import Exam
from course_lib.checks.kit import KMS_REFUSALS
from course_lib.lessons.envelope_encryption import data as lab
from course_lib.lessons.envelope_encryption.practice.upload_encrypted import (
    CONTEXT,
    NAME,
    begins_no_half,
    breaks_off,
    fetches_little,
    keeps_the_old_one,
    leaves_nothing,
    lets_s3_errors_out,
    meets_no_answer,
    passes_read_refusals_on,
    reads_ranges,
    refuses_damage,
    stores_the_stream,
    uploads_as_it_reads,
)
from course_lib.lessons.envelope_encryption.sealed import archived

exam = Exam()
ELSEWHERE = ("results", "2026/Zoë + 1.env")


def another_place(cloud):
    """A bucket and a name that no learner knows."""
    lab.objects(cloud).create_bucket(Bucket=ELSEWHERE[0])
    return ELSEWHERE


@exam.check(points=3)
def exam_whole_object(submission, cloud):
    """The object holds the encrypted stream, long or short."""
    lab.prepare(cloud)
    long = 5 * 2**20 + submission.random.randrange(2**20)
    for size, frame_size in ((long, 100_000), (submission.random.randrange(1, 3000), 256), (0, 512)):
        stores_the_stream(submission, cloud, size, frame_size)
    stores_the_stream(submission, cloud, submission.random.randrange(1, 3000), 256, another_place(cloud))
    theirs = [lab.begin_upload(cloud, NAME)]
    stores_the_stream(submission, cloud, 700, 256, theirs=theirs)


@exam.check(points=2)
def exam_part_by_part(submission, cloud):
    """A part is uploaded as soon as it is full, while the rest is still unread."""
    lab.prepare(cloud)
    part = 5 * 2**20 + submission.random.randrange(2**19, 2**20)
    uploads_as_it_reads(submission, cloud, 2 * part + 2**20, 90_000, part)


@exam.check(points=3)
def exam_clean_after_failure(submission, cloud):
    """Whichever request is refused, or the source breaks: the error comes out, and nothing of it is left."""
    lab.prepare(cloud)
    leaves_nothing(submission, cloud, submission.random.randbytes(submission.random.randrange(1, 3000)))
    size, place = 11 * 2**19 + submission.random.randrange(1, 9000), submission.random.randrange(1, 3000)
    keeps_the_old_one(submission, cloud, bytes(3000), 256, ((0, 3000), (place, 3000), (3000, 3000)))
    breaks_off(submission, cloud, bytes(size), 2**18, ((size - 1, size),))  # after a part was sent
    begins_no_half(submission, cloud, bytes(3000), 256)
    meets_no_answer(submission, cloud, size, 2**18)


@exam.check(points=3)
def exam_ranges(submission, cloud):
    """read_range gives the bytes asked for, wherever they lie."""
    lab.prepare(cloud)
    size, frames = submission.random.randrange(100, 400), submission.random.randrange(5, 9)
    data = submission.random.randbytes(size * frames)
    starts = [submission.random.randrange(len(data)) for _ in range(4)]
    some = [(start, submission.random.randrange(1, len(data) - start + 1)) for start in starts]
    wanted = [(0, len(data)), (size, size), (size - 1, 1), (len(data) - 1, 1), *some]
    reads_ranges(submission, cloud, sealed(cloud, data, size, CONTEXT), wanted)
    for by in (2, 5800):  # KMS gives 6,144 bytes at most
        with cloud.use(LongerBlobs(by)):
            reads_ranges(submission, cloud, sealed(cloud, data, size, CONTEXT), wanted[:3])
    reads_ranges(submission, cloud, sealed(cloud, data[:size], 2**31 + size, CONTEXT), [(size - 2, 2)])
    longer = sealed(cloud, data + b"\x01", size, CONTEXT)
    reads_ranges(submission, cloud, longer, [(len(data) - 1, 2), (len(data), 1)])
    reads_ranges(submission, cloud, longer, [(0, 1)], another_place(cloud))
    reads_ranges(submission, cloud, archived(cloud, longer, CONTEXT), wanted[:2])


@exam.check(points=2)
def exam_little_traffic(submission, cloud):
    """Only the header and the frames that hold the range are fetched."""
    lab.prepare(cloud)
    place = submission.random.randrange(2, 6)
    wanted = ((place * 50_000 + 7, 9), (place * 50_000 - 3, 6), (50_000, 50_000))
    fetches_little(submission, cloud, sealed(cloud, bytes(9 * 50_000), 50_000, CONTEXT), wanted)


@exam.check(points=3)
def exam_verified_range(submission, cloud):
    """A frame that was changed, swapped or taken from another object is refused; so is another context."""
    lab.prepare(cloud)
    size = submission.random.randrange(100, 400)
    stream = sealed(cloud, submission.random.randbytes(7 * size), size, CONTEXT)
    another = sealed(cloud, bytes(7 * size), size, CONTEXT)
    refuses_damage(submission, cloud, stream, another, submission.random.randrange(2, 4), 3)
    passes_read_refusals_on(submission, cloud, stream, KMS_REFUSALS)
    lets_s3_errors_out(submission, cloud, lambda fresh: sealed(fresh, stream.data, size, CONTEXT))
