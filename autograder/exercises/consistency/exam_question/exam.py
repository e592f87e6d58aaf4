"""The exam of exam_question."""

from course_lib.checks.exercise import Exam
from course_lib.lessons.consistency.practice.exam_question import chooses_best_option

exam = Exam()


@exam.check(points=2)
def exam_best_option(submission, cloud):
    """With the chosen option every trader sees the last price, at the lowest price."""
    chooses_best_option(submission)
