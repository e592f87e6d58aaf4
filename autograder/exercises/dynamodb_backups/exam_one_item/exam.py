"""The exam of exam_one_item."""

from ..questions import examine
from .practice import GOAL, QUESTION

exam = examine("exam_one_item", QUESTION, GOAL)
