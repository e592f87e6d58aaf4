"""The exam of which_call."""

from course_lib.checks.exercise import Exam
from course_lib.lessons.envelope_encryption.practice.which_call import QUESTION
from course_lib.lessons.envelope_encryption.questions import chooses_best_option

exam = Exam()


@exam.check(points=2)
def exam_best_option(submission, cloud):
    """The chosen option encrypts the whole object, and its key stays under the control of KMS."""
    chooses_best_option(submission, "which_call", QUESTION)
