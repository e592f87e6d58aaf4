"""The exam of exam_one_item."""

from course_lib.lessons.dynamodb_backups.practice.exam_one_item import GOAL, QUESTION
from course_lib.lessons.dynamodb_backups.questions import examine

exam = examine("exam_one_item", QUESTION, GOAL)
