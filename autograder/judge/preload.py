"""Imports what judging needs, most of which is imported late, once: in the process that a pool's processes come from.

Every lesson's clouds offer DynamoDB; what else one offers is imported by each process that needs it.
"""

import autograder.judge.run
from course_lib.aws.account import Cloud

__all__ = ["autograder"]

with Cloud() as cloud:
    cloud.client("dynamodb", who="course").list_tables()
