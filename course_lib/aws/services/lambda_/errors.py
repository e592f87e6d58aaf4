"""The errors of Lambda, in its words.

Codes and statuses: botocore's model. Words: recorded on AWS by public test suites and quoted in public issue trackers;
docs/fidelity.md lists those that are not.
"""

from __future__ import annotations

from collections.abc import Mapping

from course_lib.aws.http.messages import AwsError

USER = {"Type": "User"}
THROTTLED = AwsError("TooManyRequestsException", "Rate exceeded", 429, {**USER, "Reason": "CallerRateLimitExceeded"})


UNASSUMABLE = "The role defined for the function cannot be assumed by Lambda."


class Refused(Exception):
    """Lambda answers with an error.

    Attributes:
        error: as AWS words it.
    """

    def __init__(
        self, code: str, message: str, status: int = 400, told: bool = True, members: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.error = AwsError(code, message, status, {**(USER if told else {}), **(members or {})})


def no_function(arn: str) -> Refused:
    return Refused("ResourceNotFoundException", f"Function not found: {arn}", 404)


def no_alias(arn: str, updating: bool = False) -> Refused:
    words = "Alias not found" if updating else "Cannot find alias arn"
    return Refused("ResourceNotFoundException", f"{words}: {arn}", 404)


def function_exists(name: str) -> Refused:
    return Refused("ResourceConflictException", f"Function already exist: {name}", 409)


def alias_exists(arn: str) -> Refused:
    return Refused("ResourceConflictException", f"Alias already exists: {arn}", 409)


def update_in_progress(arn: str) -> Refused:
    words = "The operation cannot be performed at this time. An update is in progress for resource: "
    return Refused("ResourceConflictException", words + arn, 409)


def still_pending(state: str) -> Refused:
    words = "The operation cannot be performed at this time. The function is currently in the following state: "
    return Refused("ResourceConflictException", words + state, 409)


def throttled(reason: str) -> Refused:
    return Refused("TooManyRequestsException", "Rate Exceeded.", 429, members={"Reason": reason})


def other_revision() -> Refused:
    words = (
        "The Revision Id provided does not match the latest Revision Id. "
        "Call the GetFunction/GetAlias API to retrieve the latest Revision Id"
    )
    return Refused("PreconditionFailedException", words, 412)


def invalid(message: str) -> Refused:
    return Refused("InvalidParameterValueException", message)


def breaks_a_constraint(value: object, member: str, constraint: str) -> Refused:
    """A request of which the API's front refuses one member."""
    at = f"Value '{value}' at '{member}'" if value is not None else f"Value at '{member}'"
    message = f"1 validation error detected: {at} failed to satisfy constraint: {constraint}"
    return Refused("ValidationException", message, told=False)


def request_too_large(most: int, operation: str) -> Refused:
    words = f"Request must be smaller than {most} bytes for the {operation} operation"
    return Refused("RequestEntityTooLargeException", words, 413, told=False)
