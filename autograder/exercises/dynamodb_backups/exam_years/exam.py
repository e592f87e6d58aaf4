"""The exam of exam_years."""

from course_lib.lessons.dynamodb_backups.practice.exam_years import GOAL, QUESTION
from course_lib.lessons.dynamodb_backups.questions import examine

exam = examine("exam_years", QUESTION, GOAL)
