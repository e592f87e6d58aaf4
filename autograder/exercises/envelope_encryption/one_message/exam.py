"""The exam of one_message."""

from autograder.checks import Exam

from ..questions import chooses_best_option
from .practice import QUESTION

exam = Exam()


@exam.check(points=2)
def exam_best_option(submission, cloud):
    """The chosen option names the limit that stands in the way."""
    chooses_best_option(submission, "one_message", QUESTION)
