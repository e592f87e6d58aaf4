"""How a rule refuses a request, and the wrapper that some operations put around it.

Since 2026 DynamoDB reports what is wrong with a PutItem, UpdateItem or DeleteItem *request* inside the sentence
"1 validation error detected: …", and what is wrong with it *against the table or the item* without. Other
operations never wrap. Source: the captures of the public dynamodb-conformance suite, us-east-1 and eu-west-2,
October 2026; moto's own tests verified against AWS show the same.
"""

from __future__ import annotations

from typing import Any

from course_lib.aws.http.messages import AwsError
from course_lib.aws.services.dynamodb.contracts import ENVELOPED

INVALID = "One or more parameter values were invalid: "


class BadRequest(Exception):
    """The request is wrong whatever the table holds. `message` is AWS's, without the wrapper."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Refused(Exception):
    """The request is refused with exactly this error.

    Attributes:
        error: as AWS words it.
        whole: one action of a transaction meets it, and the whole request is refused with it, not cancelled.
    """

    def __init__(self, error: AwsError, whole: bool = False) -> None:
        super().__init__(error.message)
        self.error, self.whole = error, whole


def invalid(message: str) -> Refused:
    """A ValidationException that is never wrapped."""
    return Refused(AwsError("ValidationException", message))


def serialization(message: str) -> Refused:
    """The request is not of the shape the operation reads."""
    return Refused(AwsError("SerializationException", message))


def not_found() -> Refused:
    """There is no such table."""
    return Refused(AwsError("ResourceNotFoundException", "Requested resource not found"))


def condition_failed(item: dict[str, Any] | None) -> Refused:
    """The condition was false; `item` is what is stored, where the caller asked to see it."""
    members = {"Item": item} if item else {}
    return Refused(AwsError("ConditionalCheckFailedException", "The conditional request failed", members=members))


def wrapped(operation: str, problem: BadRequest) -> AwsError:
    """A bad request as this operation reports it."""
    envelope = "1 validation error detected: " if operation in ENVELOPED else ""
    return AwsError("ValidationException", envelope + problem.message)
