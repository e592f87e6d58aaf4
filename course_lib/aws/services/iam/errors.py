"""How IAM and its simulator refuse a request.

Codes: IAM API reference, "Errors" of the operations. Words: as public trackers quote them.
"""

from __future__ import annotations

from course_lib.aws.http.messages import AwsError


class Refused(Exception):
    """The request is refused with exactly this error."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(f"{code}: {message}")
        self.error = AwsError(code, message, status)


def malformed(message: str) -> Refused:
    """A policy document is wrong."""
    return Refused("MalformedPolicyDocument", message)


def too_much(message: str) -> Refused:
    """More than a quota allows."""
    return Refused("LimitExceeded", message, 409)


def no_such(message: str) -> Refused:
    """Somebody or something is not there."""
    return Refused("NoSuchEntity", message, 404)


def invalid_input(message: str) -> Refused:
    """A parameter has a value that it may not have."""
    return Refused("InvalidInput", message)
