"""The exam of schedule."""

from datetime import UTC, datetime, timedelta

from course_lib.checks import Exam
from course_lib.lessons.rds_snapshots.practice.schedule import asked, by_day, in_time, once_a_month

exam = Exam()


def some_day(submission):
    """A day of this year: the ten years after any of them end in 2036, for every answer alike."""
    return datetime(2026, 3, 2, tzinfo=UTC) + timedelta(days=submission.random.randrange(280))


@exam.check(points=1)
def exam_accepted(submission, cloud):
    """AWS accepts it: a cron expression and a time zone."""
    asked(submission)


@exam.check(points=1)
def exam_every_month(submission, cloud):
    """In ten years it comes exactly once in every month."""
    once_a_month(submission, some_day(submission))


@exam.check(points=1)
def exam_time_left(submission, cloud):
    """It comes on one of a month's first three days."""
    in_time(submission, some_day(submission))


@exam.check(points=1)
def exam_time_of_day(submission, cloud):
    """It comes at an hour that is allowed, in summer as in winter."""
    by_day(submission, some_day(submission))
