"""The exam of get_report."""

from course_lib.checks import Exam
from course_lib.lessons.caching import data as lab
from course_lib.lessons.caching.practice.get_report import (
    crashes,
    leaves_lock,
    lets_out,
    loses_cache,
    needs_cache,
    once,
    outlives,
    reports,
    waits,
)

exam = Exam()


def somebody(submission):
    """The user_id of a runner who has runs."""
    return f"r-{submission.random.randrange(101, 113)}"


@exam.check(points=2)
def exam_computes(submission, cloud):
    """The report is computed, stored for its time, and returned; the next call takes it from the cache."""
    lab.prepare(cloud)
    user_id = f"Zoë {submission.random.randrange(1000)}'s"
    kilometres = [submission.random.randrange(1, 60) for _ in range(submission.random.randrange(2, 6))]
    lab.put(cloud, *lab.runs_of(user_id, *kilometres), table="runs")
    reports(submission, cloud, user_id)
    for number, user_id in enumerate(lab.NAMESAKES):
        lab.put(cloud, *lab.runs_of(user_id, *range(number + 1)), table="runs")
    for user_id in lab.NAMESAKES:
        reports(submission, cloud, user_id)
    reports(submission, cloud, f"nobody-{submission.random.randrange(1000)}")


@exam.check(points=3)
def exam_once(submission, cloud):
    """When two ask at the same moment, in whatever order their requests arrive, the report is computed once."""
    once(submission, cloud, lab.prepare, somebody(submission))


@exam.check(points=3)
def exam_expired(submission, cloud):
    """Who was slower than the lock lasts does not take it from its next owner."""
    leaves_lock(submission, cloud, lab.prepare, somebody(submission))


@exam.check(points=3)
def exam_dies(submission, cloud):
    """Wherever the one who computes dies, the next one gets the report."""
    outlives(submission, cloud, lab.prepare, somebody(submission))


@exam.check(points=2)
def exam_crashes(submission, cloud):
    """Whatever happens to a request, the report is there when the call is made again, and the lock is free."""
    crashes(submission, cloud, lab.prepare, somebody(submission))


@exam.check(points=1)
def exam_waits(submission, cloud):
    """Who waits looks every few seconds, and gives up in time."""
    lab.prepare(cloud)
    waits(submission, cloud, somebody(submission))


@exam.check(points=1)
def exam_database(submission, cloud):
    """When the database fails, its error comes out, and the lock is free."""
    lets_out(submission, cloud, somebody(submission))


@exam.check(points=1)
def exam_cache(submission, cloud):
    """When the cache fails, its error comes out, and nothing is computed."""
    lab.prepare(cloud)
    needs_cache(submission, cloud, somebody(submission))
    loses_cache(submission, cloud, lab.prepare, somebody(submission))
