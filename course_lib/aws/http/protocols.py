"""Requests and answers, read and written by botocore's models of the services.

moto's core has the server's half of AWS's protocols (which operation a request asks for, its parameters, an answer's
bytes); botocore has the client's (an answer's members, a request's bytes). Services whose JSON is taken as it travels
do not come by here; see `wire`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit
from xml.sax.saxutils import escape

from course_lib.aws.http.addresses import aws_url
from course_lib.aws.http.messages import Answer, AwsError, Call, Request, Response

if TYPE_CHECKING:
    from course_lib.aws.service import AwsService

_CHUNKED = "STREAMING-"  # how x-amz-content-sha256 starts when the body is in chunks


def read_request(service: AwsService, request: Request, region: str, account: str) -> tuple[str, dict[str, Any]]:
    """The operation's name, and its parameters as boto3 names them. XML that cannot be read gives none.

    Raises:
        LookupError: the service has no such operation.
        ValueError: its parameters cannot be read.
    """
    from moto.core.parse import PROTOCOL_PARSERS, RequestParserError
    from moto.core.routing import get_service_router
    from werkzeug.exceptions import NotFound

    received = to_moto(service, request, region, account)
    try:
        operation, labels = get_service_router(service.name).match(received)
    except NotFound:
        raise LookupError(f"{request.method} {request.url}") from None
    parts = {
        "method": request.method,
        "values": received.values,
        "headers": received.headers,
        "body": object_body(request),
        "url_path": received.path,
        "url_params": labels,
    }
    try:
        params = PROTOCOL_PARSERS[service.protocol](operation).parse(parts)
    except RecursionError:
        raise
    except (RequestParserError, ValueError, TypeError, AttributeError, RuntimeError, OverflowError) as error:
        # The last two are botocore's, of a moment that is none.
        if service.protocol != "rest-xml":
            raise ValueError(f"{operation.name}: {error}") from None
        params = {}  # moto says what is wrong with it
    return operation.name, {name: value for name, value in (params or {}).items() if value not in (None, {}, [])}


def operation_at(service: AwsService, request: Request) -> str:
    """The operation that a request's method and path ask for; empty where there is none."""
    for method, path, operation in _bindings(service.name):
        if request.method == method and path.fullmatch(urlsplit(request.url).path):
            return operation
    return ""


@cache
def _bindings(service: str) -> list[tuple[str, re.Pattern[str], str]]:
    """By method and path, a service's operations; paths without a parameter first."""
    model = _client_model(service)
    found = []
    for name in model.operation_names:
        told = model.operation_model(name).http
        path = re.sub(r"\\\{(\w+)\\\}", "[^/]+", re.escape(told["requestUri"].partition("?")[0]))
        found.append((told["method"], re.compile(path + "/?"), name))
    return sorted(found, key=lambda each: "[^/]+" in each[1].pattern)


def to_moto(service: AwsService, request: Request, region: str, account: str) -> Any:
    """A request as moto's handlers take it."""
    from moto.core.request import Request as MotoRequest

    headers = {name: value for name, value in request.headers.items() if _is_the_clients(name.lower())}
    headers["x-moto-account-id"] = account
    return MotoRequest.from_primitives(request.method, aws_url(service, request, region), headers, request.body)


# moto obeys headers of its own, such as one that names the account. A client sends these, and what begins with x-amz-.
# Source: Amazon S3 API reference, "Common request headers", and the operations' own.
_CLIENTS = frozenset(
    """
    accept accept-encoding authorization cache-control content-disposition content-encoding content-language
    content-length content-md5 content-type date expect expires if-match if-modified-since if-none-match
    if-unmodified-since range transfer-encoding user-agent
    """.split()
)


def _is_the_clients(name: str) -> bool:
    return name.startswith("x-amz-") or name in _CLIENTS


def object_body(request: Request) -> bytes:
    """What a request carries, without the framing of an upload in chunks, which S3 alone has.

    Source: Signature Version 4, "Transferring payload in multiple chunks": size in hexadecimal, perhaps a signature,
    then the bytes; a chunk of size 0 ends it.
    """
    if not request.header("x-amz-content-sha256").startswith(_CHUNKED):
        return request.body
    chunks: list[bytes] = []
    body, place = request.body, 0
    while True:
        end = body.find(b"\r\n", place)
        head = body[place : end if end >= 0 else len(body)]
        size = int(head.partition(b";")[0] or b"0", 16)
        if size <= 0:
            return b"".join(chunks)
        place = end + 2 if end >= 0 else len(body)
        chunks.append(body[place : place + size])
        place += size + 2


def write_request(service: AwsService, call: Call) -> Request:
    """A request that carries a call's parameters, for calls that did not come as one."""
    from botocore.serialize import create_serializer

    parts = create_serializer(service.protocol).serialize_to_request(
        dict(call.params), _client_model(service.name).operation_model(call.operation)
    )
    query = parts["query_string"]
    query = query if isinstance(query, str) else urlencode(query, doseq=True)
    joint = "&" if "?" in parts["url_path"] else "?"
    url = f"https://{service.name}.{call.region}.amazonaws.com{parts['url_path']}" + (joint + query if query else "")
    body = parts["body"]
    if isinstance(body, Mapping):
        body = urlencode(body)
    body = body.encode() if isinstance(body, str) else body
    scope = f"AWS4-HMAC-SHA256 Credential=course/20260302/{call.region}/{service.name}/aws4_request"
    return Request(parts["method"], url, {**parts["headers"], "Authorization": scope}, body)


def read_answer(service: AwsService, operation: str, response: Response) -> Answer:
    """Take a response apart. What streams (an S3 object) is given as its bytes."""
    from botocore.awsrequest import HeadersDict
    from botocore.parsers import create_parser

    model = _client_model(service.name).operation_model(operation)
    shape = model.output_shape
    streams = response.status < 300 and model.has_streaming_output
    parts = {
        "status_code": response.status,
        "headers": HeadersDict(response.headers),
        "body": b"" if streams else response.body,
        "context": {"operation_name": operation},
    }
    parsed = create_parser(service.protocol).parse(parts, shape)
    parsed.pop("ResponseMetadata", None)
    if response.status >= 300:
        return Answer(error=_error(parsed, response.status), response=response)
    if streams:
        parsed[shape.serialization["payload"]] = response.body
    return Answer(result=parsed, response=response)


def _error(parsed: dict[str, Any], status: int) -> AwsError:
    told = parsed.pop("Error", {})
    members = {name: value for name, value in (parsed | told).items() if name not in _NOT_MEMBERS}
    return AwsError(str(told.get("Code", "")), str(told.get("Message", "")), status, members)


_NOT_MEMBERS = {"Code", "Message", "message", "RequestId", "HostId", "Type"}


def write_result(service: AwsService, operation: str, result: Mapping[str, Any], request_id: str) -> Response:
    """Put a result that a layer made on the wire."""
    from moto.core.serialize import SerializationContext, get_serializer_class
    from moto.core.utils import get_service_model

    model = get_service_model(service.name).operation_model(operation)
    serializer = get_serializer_class(service.name, service.protocol)(model, SerializationContext(request_id))
    parts = serializer.serialize(dict(result))
    body = parts["body"]
    headers = {name: str(value) for name, value in parts["headers"].items()}
    members = model.output_shape.members if model.output_shape else {}
    told = [name for name, member in members.items() if member.serialization.get("location") == "statusCode"]
    status = next((int(result[name]) for name in told if name in result), parts["status_code"])
    return Response(status, headers, body.encode() if isinstance(body, str) else body)


def write_error(service: AwsService, error: AwsError, request_id: str) -> Response:
    """Put an error that a layer made on the wire."""
    headers = {"Content-Type": service.content_type}
    if service.protocol == "json":
        # KMS sends no words at all with some of its errors.
        words = {"message": error.message} if error.message else {}
        body = {"__type": error_type(service, error), **words, **error.members}
        return Response(error.status, headers, json.dumps(body).encode())
    if service.protocol == "rest-json":
        # An error's members are spelled as the model has them: of Lambda's, some say Message and some message.
        shape = _client_model(service.name).shape_for_error_code(error.code) or ()
        name = "Message" if shape and "Message" in shape.members else "message"
        body = {**error.members, name: error.message}
        return Response(error.status, {**headers, "x-amzn-ErrorType": error.code}, json.dumps(body).encode())
    told = f"<Code>{escape(error.code)}</Code><Message>{escape(error.message)}</Message>"
    told += "".join(f"<{name}>{escape(str(value))}</{name}>" for name, value in error.members.items())
    request = f"<RequestId>{request_id}</RequestId>"
    if service.protocol == "rest-xml":
        text = f"<Error>{told}{request}</Error>"
    elif service.protocol == "query":
        text = f"<ErrorResponse><Error><Type>Sender</Type>{told}</Error>{request}</ErrorResponse>"
    else:
        text = f"<Response><Errors><Error>{told}</Error></Errors><RequestID>{request_id}</RequestID></Response>"
    return Response(error.status, headers, text.encode())


def error_type(service: AwsService, error: AwsError) -> str:
    """An error's code as it stands on the wire of the JSON protocol."""
    return service.error_prefixes.get(error.code, service.error_prefix) + error.code


@cache
def _client_model(service: str) -> Any:
    import botocore.session

    return botocore.session.get_session().get_service_model(service)
