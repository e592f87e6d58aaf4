"""The exam of shards_needed."""

from course_lib.checks import Exam
from course_lib.lessons.hot_partitions.practice.shards_needed import needs, refuses

exam = Exam()


@exam.check(points=1)
def exam_small_items(submission, cloud):
    """Small items cost one unit, and a partition serves a thousand."""
    thousands = submission.random.randrange(3, 40)
    needs(submission, thousands, thousands * 1000, 1024)
    needs(submission, thousands + 1, thousands * 1000 + 1, submission.random.randrange(1, 1025))


@exam.check(points=1)
def exam_larger_items(submission, cloud):
    """Each begun kilobyte costs a unit, for each write by itself."""
    kilobytes = submission.random.randrange(2, 300)
    needs(submission, kilobytes, 1_000, kilobytes * 1024)
    needs(submission, kilobytes + 1, 1_000, kilobytes * 1024 + 1)
    needs(submission, 400, 1_000, 400 * 1024)


@exam.check(points=1)
def exam_transactions(submission, cloud):
    """In a transaction a write costs twice what it costs alone."""
    for kilobytes in submission.random.sample(range(1, 9), 8):
        needs(submission, 14 * kilobytes, 7_000, kilobytes * 1024, transactional=True)
    needs(submission, 4, 1_000, 1_025, transactional=True)
    thousands = submission.random.randrange(1, 30)
    needs(submission, 2 * thousands + 1, thousands * 1000 + 400, 1024, transactional=True)  # rounded once, at the end
    needs(submission, 800, 1_000, 409_600, transactional=True)


@exam.check(points=2)
def exam_with_room(submission, cloud):
    """With some room left it takes more shards, and exactly as many as it takes."""
    for percent in (29, 57, 58, 70, submission.random.randrange(30, 100)):
        needs(submission, 20, 200 * percent, 100, percent=percent)
    needs(submission, 21, 200 * 70 + 1, 100, percent=70)
    needs(submission, 400, 1_000, 2_000, transactional=True, percent=1)
    for percent in range(1, 101):
        count = submission.random.randrange(2, 400)
        needs(submission, count, count * 10 * percent, 1024, percent=percent)
        needs(submission, count + 1, count * 10 * percent + 1, 0, percent=percent)


@exam.check(points=1)
def exam_little(submission, cloud):
    """One shard is the least, and an empty item costs a unit."""
    needs(submission, 1, 0, 0)
    needs(submission, 1, 0, 5_000, transactional=True, percent=30)
    needs(submission, 2, 1_001, 0)


@exam.check(points=1)
def exam_impossible(submission, cloud):
    """What cannot be is refused, at either end."""
    for arguments in (
        (10, -1),
        (-5, 5),
        (10, 500_000),
        (10, 10, False, 101),
        (0, 10, True, -10),
        (-1, 0),
        (0, -1),
        (0, 0, False, 0),
        (1, 409_601),
    ):
        refuses(submission, *arguments)
