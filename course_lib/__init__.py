"""What a learner imports: open a lab, check an exercise, ask for a hint.

Importing this package costs nothing; each function imports what it needs when it is called.
"""

from course_lib.check import check, exam, hint, sent, solution
from course_lib.lab import open_lab
from course_lib.quiz import quiz
from course_lib.submit import submit

__all__ = ["check", "exam", "hint", "open_lab", "quiz", "sent", "solution", "submit"]
