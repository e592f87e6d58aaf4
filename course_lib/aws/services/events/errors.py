"""The errors of EventBridge, in its words.

Words: recorded on AWS by public test suites and quoted in public issue trackers; docs/fidelity.md lists those that are
not.
"""

from __future__ import annotations

from course_lib.aws.http.messages import AwsError

THROTTLED = AwsError("ThrottlingException", "Rate exceeded")


class Refused(Exception):
    """EventBridge answers with an error.

    Attributes:
        error: as AWS words it.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.error = AwsError(code, message)


def no_bus(name: str) -> Refused:
    return Refused("ResourceNotFoundException", f"Event bus {name} does not exist.")


def no_rule(name: str) -> Refused:
    return Refused("ResourceNotFoundException", f"Rule {name} does not exist on EventBus default.")


def invalid(message: str) -> Refused:
    return Refused("ValidationException", message)


def too_many() -> Refused:
    return Refused("LimitExceededException", "The requested resource exceeds the maximum number allowed.")
