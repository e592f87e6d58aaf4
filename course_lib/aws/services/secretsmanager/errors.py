"""The errors of Secrets Manager, in its words.

Codes: botocore's model. Words: recorded on AWS by public test suites and quoted in public issue trackers, where they
are known; docs/fidelity.md lists those that are not.
"""

from __future__ import annotations

from course_lib.aws.http.messages import AwsError

THROTTLED = AwsError("ThrottlingException", "Rate exceeded")
BROKEN = AwsError("InternalServiceError", "An error occurred on the server side.", 500)


class Refused(Exception):
    """Secrets Manager answers with an error.

    Attributes:
        error: as AWS words it.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.error = AwsError(code, message)


def not_found() -> Refused:
    return Refused("ResourceNotFoundException", "Secrets Manager can't find the specified secret.")


def no_value(what: str) -> Refused:
    """
    Args:
        what: "VersionId: …" or "staging label: …".
    """
    words = f"Secrets Manager can't find the specified secret value for {what}"
    return Refused("ResourceNotFoundException", words)


def other_label() -> Refused:
    words = "You provided a VersionStage that is not associated to the provided VersionId."
    return Refused("InvalidRequestException", words)


def exists(name: str) -> Refused:
    words = f"The operation failed because the secret {name} already exists."
    return Refused("ResourceExistsException", words)


def token_used(token: str, arn: str) -> Refused:
    words = (
        f"You can't use ClientRequestToken {token} because that value is already in use for a version of secret {arn}."
    )
    return Refused("ResourceExistsException", words)


def scheduled() -> Refused:
    words = "You can't perform this operation on the secret because it was marked for deletion."
    return Refused("InvalidRequestException", words)


def scheduled_name() -> Refused:
    words = "You can't create this secret because a secret with this name is already scheduled for deletion."
    return Refused("InvalidRequestException", words)


def scheduled_already() -> Refused:
    words = "You tried to perform the operation on a secret that's currently marked deleted."
    return Refused("InvalidRequestException", words)


def invalid(message: str) -> Refused:
    return Refused("InvalidParameterException", message)


def limit() -> Refused:
    words = "The request failed because it would exceed one of the Secrets Manager quotas."
    return Refused("LimitExceededException", words)


def too_long(member: str, most: int, value: str | None = None) -> Refused:
    """
    Args:
        value: as it came; None of a secret, which AWS does not repeat.
    """
    told = "Value" if value is None else f"Value '{value}'"
    words = f"1 validation error detected: {told} at '{member}' failed to satisfy constraint: "
    return Refused("ValidationException", f"{words}Member must have length less than or equal to {most}")
