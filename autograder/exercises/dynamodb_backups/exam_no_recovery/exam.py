"""The exam of exam_no_recovery."""

from ..questions import examine
from .practice import GOAL, QUESTION

exam = examine("exam_no_recovery", QUESTION, GOAL)
