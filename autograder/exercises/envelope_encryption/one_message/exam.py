"""The exam of one_message."""

from course_lib.checks.exercise import Exam
from course_lib.lessons.envelope_encryption.practice.one_message import QUESTION
from course_lib.lessons.envelope_encryption.questions import chooses_best_option

exam = Exam()


@exam.check(points=2)
def exam_best_option(submission, cloud):
    """The chosen option names the limit that stands in the way."""
    chooses_best_option(submission, "one_message", QUESTION)
