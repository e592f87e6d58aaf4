"""The exam of exam_question_vouchers."""

from course_lib.checks.exercise import Exam
from course_lib.lessons.transactions.practice.exam_question_vouchers import NAME, QUESTION
from course_lib.lessons.transactions.questions import chooses_best_option

exam = Exam()


@exam.check(points=2)
def exam_best_option(submission, cloud):
    """The chosen statement is true of both designs."""
    chooses_best_option(submission, NAME, QUESTION)
