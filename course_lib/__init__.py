"""What a learner imports: open a lab, check an exercise, ask for a hint.

Importing this package costs nothing; each function imports what it needs when it is called.
"""

from course_lib.check import check, exam, hint, sent, solution
from course_lib.lab import open_lab
from course_lib.mock_exam import mock_exam
from course_lib.quiz import quiz
from course_lib.review import review
from course_lib.submit import submit

__all__ = ["check", "exam", "hint", "mock_exam", "open_lab", "quiz", "review", "sent", "solution", "submit"]
