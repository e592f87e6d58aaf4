"""The exam of exam_question_vouchers."""

from autograder.checks import Exam

from ..questions import chooses_best_option
from .practice import NAME, QUESTION

exam = Exam()


@exam.check(points=2)
def exam_best_option(submission, cloud):
    """The chosen statement is true of both designs."""
    chooses_best_option(submission, NAME, QUESTION)
