"""The exam of scan_to_s3."""

from course_lib.checks import Exam
from course_lib.lessons.dynamodb_backups import data as lab
from course_lib.lessons.dynamodb_backups.practice.scan_to_s3 import (
    MIXED,
    copies,
    copies_side_by_side,
    goes_on_after,
    keeps_pace,
    large_items,
    lets_refusals_out,
    nothing_to_copy,
    promises_nothing,
    reads_nothing,
    reads_short_pages,
    small_table,
    survives,
)

exam = Exam()


@exam.check(points=2)
def exam_whole_table(submission, cloud):
    """Workers copy the whole table, each item once and with all its types, and each returns its number."""
    lab.prepare(cloud)
    lab.make_table(cloud, "visits", "patient", "day")
    random = submission.random
    pairs = {(f"P-{random.randrange(9)}", f"2026-02-{random.randrange(10, 29)}") for _ in range(20)}
    items = [{"patient": patient, "day": day, "raw": random.randbytes(5)} for patient, day in sorted(pairs)]
    mixed = [{"patient": f"P-{number}", "day": "-", **item} for number, item in enumerate(MIXED)]
    lab.put(cloud, *items, *mixed, table="visits")
    copies(submission, cloud, f"a/b-{random.randrange(100)}", random.randrange(2, 6), 3, 40.0, "visits")


@exam.check(points=2)
def exam_pace(submission, cloud):
    """It consumes no more capacity per second than agreed, and is not much slower than that."""
    lab.prepare(cloud)
    large_items(cloud, submission.random)
    keeps_pace(submission, cloud, submission.random.choice([0.4, 0.7, 1.1]))


@exam.check(points=1)
def exam_quick_pace(submission, cloud):
    """Short pauses are kept as exactly as long ones."""
    lab.prepare(cloud)
    keeps_pace(submission, cloud, submission.random.choice([6.1, 7.3, 8.7]))  # half a unit a page: 0.06 to 0.08 seconds


@exam.check(points=1)
def exam_short_pages(submission, cloud):
    """A page that ends before it is full is not the last one."""
    small_table(cloud, 7)
    reads_short_pages(submission, cloud)


@exam.check(points=1)
def exam_many_workers(submission, cloud):
    """Workers whose numbers begin alike do not get into each other's way."""
    lab.prepare(cloud)
    copies_side_by_side(submission, cloud, 13, [11, 10, 1, 0])


@exam.check(points=3)
def exam_dies_anywhere(submission, cloud):
    """When the program dies at any request, or an answer is lost, the next run goes on and finishes."""
    goes_on_after(submission, cloud, submission.random.randrange(14, 18))
    survives(submission, cloud, submission.random.choice([4, 5]))


@exam.check(points=1)
def exam_done_is_last(submission, cloud):
    """A program that dies leaves no done.json unless everything is there."""
    promises_nothing(submission, cloud, submission.random.choice([4, 5]))


@exam.check(points=1)
def exam_done_already(submission, cloud):
    """Called again when it is done, it reads nothing and returns the same number, also where there is no item."""
    lab.prepare(cloud)
    reads_nothing(submission, cloud, submission.random.randrange(3, 6))
    lab.make_table(cloud, "empty")
    reads_nothing(submission, cloud, 3, "empty")


@exam.check(points=1)
def exam_missing(submission, cloud):
    """A failure comes out as it is: here there is no such table."""
    lab.prepare(cloud)
    nothing_to_copy(submission, cloud, f"orders-{submission.random.randrange(100)}")


@exam.check(points=1)
def exam_refused(submission, cloud):
    """Whatever AWS refuses comes out, and there is no done.json."""
    lets_refusals_out(submission, cloud)
