"""The errors of Parameter Store, in its words.

Codes: botocore's model. Words: quoted in public issue trackers, where they are known; docs/fidelity.md lists those that
are not.
"""

from __future__ import annotations

from course_lib.aws.http.messages import AwsError

THROTTLED = AwsError("ThrottlingException", "Rate exceeded")
_TIERS = "https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html"


class Refused(Exception):
    """Parameter Store answers with an error.

    Attributes:
        error: as AWS words it.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.error = AwsError(code, message)


def not_found() -> Refused:
    return Refused("ParameterNotFound", "")


def no_version(name: str, version: int) -> Refused:
    words = f"Systems Manager could not find version {version} of {name}. Verify the version and try again."
    return Refused("ParameterVersionNotFound", words)


def exists() -> Refused:
    words = "The parameter already exists. To overwrite this value, set the overwrite option in the request to true."
    return Refused("ParameterAlreadyExists", words)


def invalid(message: str) -> Refused:
    return Refused("ValidationException", message)


def too_long(most: int) -> Refused:
    if most == 4096:
        return invalid(
            f"Standard tier parameters support a maximum parameter value of {most} characters. To create a larger "
            "parameter value, upgrade the parameter to use the advanced-parameter tier. "
            f"For more information, see {_TIERS}"
        )
    return invalid(
        f"Advanced tier parameters support a maximum parameter value of {most} characters. For more information, see "
        f"{_TIERS}"
    )


def other_type() -> Refused:
    words = "You can't change the type of a parameter. Delete it and create another one of the same name."
    return Refused("HierarchyTypeMismatchException", words)


def too_deep() -> Refused:
    words = "A hierarchy can have a maximum of 15 levels. For more information, see Requirements and constraints for "
    return Refused("HierarchyLevelLimitExceededException", words + "parameter names in the Systems Manager User Guide.")
