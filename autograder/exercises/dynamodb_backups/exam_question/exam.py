"""The exam of exam_question."""

from ..questions import examine
from .practice import GOAL, QUESTION

exam = examine("exam_question", QUESTION, GOAL)
