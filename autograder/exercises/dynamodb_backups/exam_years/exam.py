"""The exam of exam_years."""

from ..questions import examine
from .practice import GOAL, QUESTION

exam = examine("exam_years", QUESTION, GOAL)
