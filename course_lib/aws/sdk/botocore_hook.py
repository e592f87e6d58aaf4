"""Between botocore's request and response objects and ours. Imports botocore only when used."""

from __future__ import annotations

from io import BytesIO
from types import SimpleNamespace
from typing import Any

from course_lib.aws.http.fates import CALLER_DIES, CONNECTION_CLOSED, FATE_HEADER
from course_lib.aws.http.messages import Request, Response


class CallerDied(BaseException):
    """Ends the caller. Not an Exception, so that the caller's own `except Exception` lets it pass."""


class _Raw(BytesIO):
    """The body as urllib3 would hand it out."""

    def stream(self, amt: int = 2**16, **_: Any) -> Any:
        while chunk := self.read(amt):
            yield chunk


def to_request(prepared: Any) -> Request:
    """Take botocore's prepared request apart."""
    headers = {
        str(name): value.decode() if isinstance(value, bytes) else str(value)
        for name, value in prepared.headers.items()
    }
    body = prepared.body
    if body is None:
        body = b""
    elif isinstance(body, str):
        body = body.encode()
    elif not isinstance(body, (bytes, bytearray)):
        body = body.read()
    return Request(prepared.method, prepared.url, headers, bytes(body))


def to_botocore(url: str, response: Response) -> Any:
    """Make botocore's response object.

    Raises:
        ConnectionClosedError: the answer was lost on its way; botocore's own, which its retries know.
        CallerDied: the caller is to end here.
    """
    from botocore.awsrequest import AWSResponse, HeadersDict
    from botocore.exceptions import ConnectionClosedError

    fate = response.headers.get(FATE_HEADER)
    if fate == CONNECTION_CLOSED.headers[FATE_HEADER]:
        raise ConnectionClosedError(endpoint_url=url)
    if fate == CALLER_DIES.headers[FATE_HEADER]:
        raise CallerDied("The function died here: nothing of it runs on.")
    headers = HeadersDict()
    for name, value in response.headers.items():
        headers[name] = value
    return AWSResponse(url, response.status, headers, _Raw(response.body))


def client_of(boto3_object: Any) -> Any:
    """The client itself, or that of a resource."""
    return getattr(boto3_object.meta, "client", boto3_object)


def forget_retries(boto3_object: Any) -> None:
    """Let a client or resource try again as a new one would.

    botocore's standard retry mode gives a client 500 tokens for its whole life and takes some for each retry that does
    not help (botocore.retries.quota). A pooled object would have fewer each time, and one day try nothing again.
    """
    client = client_of(boto3_object)
    service = client.meta.service_model
    client.meta.events.emit(
        f"after-call.{service.service_id.hyphenize()}",
        context={"retry_quota_capacity": 500},
        http_response=SimpleNamespace(status_code=200),
        parsed={},
        model=service.operation_model(service.operation_names[0]),
    )
