"""Between botocore's request and response objects and ours. Imports botocore only when used."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from course_lib.cloud.messages import Request, Response


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
    """Make botocore's response object."""
    from botocore.awsrequest import AWSResponse, HeadersDict

    headers = HeadersDict()
    for name, value in response.headers.items():
        headers[name] = value
    return AWSResponse(url, response.status, headers, _Raw(response.body))
