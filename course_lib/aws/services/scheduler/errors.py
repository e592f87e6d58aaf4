"""The errors of EventBridge Scheduler, in its words.

Codes and statuses: botocore's model. Words: recorded on AWS by public test suites and quoted in public issue trackers;
docs/fidelity.md lists those that are not.
"""

from __future__ import annotations

from course_lib.aws.http.messages import AwsError

THROTTLED = AwsError("ThrottlingException", "Rate exceeded", 429)


class Refused(Exception):
    """The Scheduler answers with an error.

    Attributes:
        error: as AWS words it.
    """

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.error = AwsError(code, message, status)


def invalid(message: str) -> Refused:
    return Refused("ValidationException", message)


def no_schedule(name: str) -> Refused:
    return Refused("ResourceNotFoundException", f"Schedule {name} does not exist.", 404)


def no_group(name: str) -> Refused:
    return Refused("ResourceNotFoundException", f"Schedule group {name} does not exist.", 404)


def exists(what: str, name: str) -> Refused:
    return Refused("ConflictException", f"{what} {name} already exists.", 409)
