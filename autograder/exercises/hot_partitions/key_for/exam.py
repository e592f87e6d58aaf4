"""The exam of key_for."""

from course_lib.checks import Exam
from course_lib.lessons.hot_partitions.practice.key_for import fits, refuses_all
from course_lib.lessons.hot_partitions.workloads import ORDERS, READINGS, VOTES

exam = Exam()


@exam.check(points=2)
def exam_readings(submission, cloud):
    """A sensor's readings of a day are found under one key, and all sensors are served."""
    fits(submission, READINGS, cloud, submission.random.random())


@exam.check(points=3)
def exam_votes(submission, cloud):
    """A candidate's votes are found under few enough keys, and all of them are served."""
    fits(submission, VOTES, cloud, submission.random.random())


@exam.check(points=3)
def exam_orders(submission, cloud):
    """An order is found under one key, and the largest tenant is served as well as the others."""
    fits(submission, ORDERS, cloud, submission.random.random())


@exam.check(points=1)
def exam_another_one(submission, cloud):
    """A workload that nobody knows is refused by both functions."""
    refuses_all(submission, f"w{submission.random.randrange(100)}")
