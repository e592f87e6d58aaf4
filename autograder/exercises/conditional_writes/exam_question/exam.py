"""The exam of exam_question."""

from course_lib.checks.exercise import Exam
from course_lib.lessons.conditional_writes.practice.exam_question import chooses_best_option

exam = Exam()


@exam.check(points=2)
def exam_best_option(submission, cloud):
    """The chosen option refuses the second writer, at the lowest price."""
    chooses_best_option(submission)
