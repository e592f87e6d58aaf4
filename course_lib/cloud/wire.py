"""Between HTTP messages and calls, for the services this cloud simulates.

DynamoDB speaks AWS's JSON protocol: the operation is in the X-Amz-Target header, parameters and results are JSON.
Source: botocore's service models (`protocol`, `targetPrefix`, `jsonVersion`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from course_lib.cloud.messages import Answer, AwsError, Call, NotSimulated, Request, Response

NOT_SIMULATED_HEADER = "x-course-not-simulated"
FATE_HEADER = "x-course-fate"
# What a caller gets in place of an answer. `botocore_hook` acts on the header, in the caller's process; to anything
# else it looks like a gateway that gave up.
CONNECTION_CLOSED = Response(504, {FATE_HEADER: "connection closed"})
CALLER_DIES = Response(504, {FATE_HEADER: "caller dies"})
DEFAULT_REGION = "us-east-1"


@dataclass(frozen=True)
class Service:
    """A service that is simulated: how its calls are recognised, and its errors' prefix on the wire."""

    name: str
    title: str
    target: str
    content_type: str
    error_prefix: str


SERVICES = {
    "dynamodb": Service(
        "dynamodb",
        "Amazon DynamoDB",
        "DynamoDB_20120810",
        "application/x-amz-json-1.0",
        "com.amazonaws.dynamodb.v20120810#",
    ),
}
_BY_TARGET = {service.target: service for service in SERVICES.values()}


def read_call(request: Request, who: str, account: str, offered: Iterable[str]) -> Call:
    """Take a request apart.

    Raises:
        NotSimulated: it is for a service that this cloud does not offer.
        ValueError: its body is not JSON.
    """
    prefix, _, operation = request.header("x-amz-target").partition(".")
    service = _BY_TARGET.get(prefix)
    if service is None or service.name not in offered or not operation:
        raise NotSimulated(_refusal(request, operation, offered))
    params = json.loads(request.body or b"{}")
    if not isinstance(params, dict):
        raise ValueError("the parameters are not a JSON object")
    return Call(service.name, operation, params, who, _region(request), account, request)


def write_response(call: Call, answer: Answer, request_id: str) -> Response:
    """Put an answer on the wire."""
    if answer.response is not None and FATE_HEADER in answer.response.headers:
        return answer.response
    service = SERVICES[call.service]
    headers = {"x-amzn-RequestId": request_id, "Content-Type": service.content_type}
    if answer.response is not None:
        return Response(answer.response.status, headers, answer.response.body)
    if answer.error is None:
        return Response(200, headers, json.dumps(answer.result or {}).encode())
    error = answer.error
    # AWS spells a DynamoDB validation error's text "message", a modelled error's "Message" or "message"; SDKs read
    # either.
    body = {"__type": _error_type(service, error), "message": error.message, **error.members}
    return Response(error.status, headers, json.dumps(body).encode())


def _error_type(service: Service, error: AwsError) -> str:
    common = error.code in (
        "ValidationException",
        "ThrottlingException",
        "AccessDeniedException",
        "SerializationException",
    )
    return ("com.amazon.coral.validate#" if common else service.error_prefix) + error.code


def read_answer(response: Response) -> Answer:
    """Take a response of the JSON protocol apart."""
    try:
        body = json.loads(response.body or b"{}")
    except ValueError:
        body = {}
    if response.status < 300:
        return Answer(result=body, response=response)
    members = {key: value for key, value in body.items() if key not in ("__type", "message", "Message")}
    code = str(body.get("__type", "InternalServerError")).rpartition("#")[2]
    message = str(body.get("message") or body.get("Message") or "")
    return Answer(error=AwsError(code, message, response.status, members), response=response)


def not_simulated_response(message: str) -> Response:
    """How a refusal to simulate travels to another process."""
    body = json.dumps({"__type": "NotSimulated", "message": message}).encode()
    headers = {
        NOT_SIMULATED_HEADER: "1",
        "Content-Type": "application/x-amz-json-1.0",
        "x-amzn-errortype": "NotSimulated",
    }
    return Response(501, headers, body)


def raise_if_not_simulated(response: Response) -> Response:
    """Turn such a refusal back into an exception in the caller's process.

    Raises:
        NotSimulated: the response says so.
    """
    if response.status == 501 and NOT_SIMULATED_HEADER in response.headers:
        raise NotSimulated(json.loads(response.body)["message"])
    return response


_SCOPE = re.compile(r"Credential=[^/]*/\d{8}/([a-z0-9-]+)/([a-z0-9-]+)/aws4_request")


def _region(request: Request) -> str:
    scope = _SCOPE.search(request.header("authorization"))
    return scope[1] if scope else DEFAULT_REGION


def access_key(request: Request) -> str:
    """The access key id the request was signed with, or an empty string."""
    found = re.search(r"Credential=([^/,\s]+)/", request.header("authorization"))
    return found[1] if found else ""


def _refusal(request: Request, operation: str, offered: Iterable[str]) -> str:
    have = ", ".join(SERVICES[name].title for name in offered)
    scope = _SCOPE.search(request.header("authorization"))
    name = _title(scope[2]) if scope else _host(request)
    what = operation or _action(request)
    return f"{name} is not part of this lesson's cloud, so {what} was not sent anywhere. Here you can use: {have}."


def _host(request: Request) -> str:
    return re.sub(r"^https?://([^/:]+).*", r"\1", request.url)


def _action(request: Request) -> str:
    """The operation of a request in one of AWS's other protocols, as well as it can be told."""
    found = re.search(rb"(?:^|&)Action=([A-Za-z0-9]+)", request.body)
    return found[1].decode() if found else f"{request.method} {re.sub(r'^https?://[^/]+', '', request.url) or '/'}"


def _title(signing_name: str) -> str:
    """The service's full name in botocore's model, where its signing name is also its name there."""
    from botocore.session import get_session

    try:
        metadata: dict[str, Any] = get_session().get_service_model(signing_name).metadata
    except Exception:
        return signing_name
    return str(metadata.get("serviceFullName", signing_name))
