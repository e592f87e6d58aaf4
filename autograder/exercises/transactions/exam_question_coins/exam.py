"""The exam of exam_question_coins."""

from autograder.checks import Exam

from ..questions import chooses_best_option
from .practice import NAME, QUESTION

exam = Exam()


@exam.check(points=2)
def exam_best_option(submission, cloud):
    """The chosen option changes both tables or neither, whatever happens."""
    chooses_best_option(submission, NAME, QUESTION)
