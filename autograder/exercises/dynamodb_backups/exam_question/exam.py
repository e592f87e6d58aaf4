"""The exam of exam_question."""

from course_lib.lessons.dynamodb_backups.practice.exam_question import GOAL, QUESTION
from course_lib.lessons.dynamodb_backups.questions import examine

exam = examine("exam_question", QUESTION, GOAL)
