"""The exam of exam_question_coins."""

from course_lib.checks.exercise import Exam
from course_lib.lessons.transactions.practice.exam_question_coins import NAME, QUESTION
from course_lib.lessons.transactions.questions import chooses_best_option

exam = Exam()


@exam.check(points=2)
def exam_best_option(submission, cloud):
    """The chosen option changes both tables or neither, whatever happens."""
    chooses_best_option(submission, NAME, QUESTION)
