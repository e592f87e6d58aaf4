"""What travels: an HTTP request and response, and the AWS call and answer that they stand for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlsplit

from course_lib.aws.access import Access, Identity
from course_lib.errors import CourseError


@dataclass(frozen=True)
class Request:
    """An HTTP request as an AWS client sends it. Header names are matched whatever their case.

    `from_network`: it came over HTTP, so that its signature has to be looked at; one of this process is believed.
    """

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes = b""
    from_network: bool = False

    @cached_property
    def _lower(self) -> dict[str, str]:
        return {name.lower(): value for name, value in self.headers.items()}

    def header(self, name: str) -> str:
        """One header's value, or an empty string."""
        return self._lower.get(name.lower(), "")

    @property
    def token(self) -> str | None:
        """The session token that it carries, as a header or, presigned, in the address."""
        found = self.header("x-amz-security-token") or dict(parse_qsl(urlsplit(self.url).query)).get(
            "X-Amz-Security-Token"
        )
        return found or None


@dataclass(frozen=True)
class Response:
    """An HTTP response as AWS sends it."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True)
class AwsError:
    """An error as AWS words it.

    Attributes:
        code: such as "ConditionalCheckFailedException".
        message: AWS's own words.
        status: the HTTP status.
        members: further members of the error, such as Item or CancellationReasons, as they travel.
    """

    code: str
    message: str
    status: int = 400
    members: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Call:
    """One AWS call, taken apart.

    Attributes:
        service: botocore's name of the service ("dynamodb").
        operation: "PutItem".
        params: the parameters as they travel (DynamoDB: typed values such as {"S": "x"}).
        who: the caller's name, for the journal.
        region, account: where it is answered.
        request: the request as it came, when the parameters are still those.
        identity: who signed it, where the account knows that; None is its root, or a part of the cloud itself.
        source: the ARN of what a service of AWS makes it for by itself, such as a rule; `who` is the service then, such
            as "events.amazonaws.com", and the policy of what is called decides whether it may.
        via: the service of AWS that makes it for `identity`, as `kms:ViaService` names it, such as
            "s3.us-east-1.amazonaws.com"; what `identity` may decides.
    """

    service: str
    operation: str
    params: Mapping[str, Any]
    who: str
    region: str
    account: str
    request: Request | None = None
    identity: Identity | None = None
    source: str = ""
    via: str = ""


@dataclass(frozen=True)
class Answer:
    """What came of a call: either a result (as it travels) or an error; and who was allowed what for it."""

    result: Mapping[str, Any] | None = None
    error: AwsError | None = None
    response: Response | None = None
    access: Access | None = None


Forward = Callable[[Call], Answer]


class Layer(Protocol):
    """One AWS behaviour: answers a call, or forwards it and may change what comes back."""

    def __call__(self, call: Call, forward: Forward) -> Answer: ...


_NOT_OURS = "course_not_ours"


def not_ours(error: Exception) -> None:
    """Mark what a caller's own code raised while a call was answered: it goes through to that caller."""
    error.__dict__[_NOT_OURS] = True


def is_ours(error: Exception) -> bool:
    """Whether something went wrong in a service, and not in a caller's own code."""
    return _NOT_OURS not in error.__dict__


class NotSimulated(CourseError):
    """The cloud has no such service or operation. Nothing was sent anywhere."""
