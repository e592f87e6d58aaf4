"""The exam of which_call."""

from autograder.checks import Exam

from ..questions import chooses_best_option
from .practice import QUESTION

exam = Exam()


@exam.check(points=2)
def exam_best_option(submission, cloud):
    """The chosen option encrypts the whole object, and its key stays under the control of KMS."""
    chooses_best_option(submission, "which_call", QUESTION)
