"""The exam of exam_no_recovery."""

from course_lib.lessons.dynamodb_backups.practice.exam_no_recovery import GOAL, QUESTION
from course_lib.lessons.dynamodb_backups.questions import examine

exam = examine("exam_no_recovery", QUESTION, GOAL)
