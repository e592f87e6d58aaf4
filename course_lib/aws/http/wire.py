"""Between HTTP messages and calls, for the AWS services that are simulated.

The calls of a service that is `verbatim` are read and written here: the operation is in the X-Amz-Target header,
parameters and results are JSON and stay as they travel. The other services' are in `protocols`.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from course_lib.aws.http import addresses, protocols
from course_lib.aws.http.addresses import DEFAULT_REGION, access_key
from course_lib.aws.http.fates import FATE_HEADER
from course_lib.aws.http.messages import Answer, AwsError, Call, NotSimulated, Request, Response
from course_lib.aws.http.protocols import error_type
from course_lib.aws.services import SERVICES

if TYPE_CHECKING:
    from course_lib.aws.service import AwsService

__all__ = ["DEFAULT_REGION", "access_key"]

NOT_SIMULATED_HEADER = "x-course-not-simulated"
_UNREADABLE = AwsError("SerializationException", "")


def read_call(request: Request, who: str, account: str, offered: Collection[str]) -> Call:
    """Take a request apart.

    Raises:
        NotSimulated: it is for a service that this cloud does not offer, or for none of its operations.
        ValueError: its body is not JSON.
    """
    prefix, _, operation = request.header("x-amz-target").partition(".")
    service = SERVICES.by_target.get(prefix)
    if service is None or not service.verbatim or service.name not in offered or not operation:
        return _read_modelled(request, who, account, offered)
    params = json.loads(request.body or b"{}")
    if not isinstance(params, dict):
        raise ValueError("the parameters are not a JSON object")
    return Call(service.name, operation, params, who, addresses.region_of(request), account, request)


def _read_modelled(request: Request, who: str, account: str, offered: Collection[str]) -> Call:
    service = addresses.service_of(request, offered)
    if service is None or service.verbatim or service.name not in offered:
        raise NotSimulated(_refusal(request, offered))
    region = addresses.region_of(request)
    try:
        operation, params = protocols.read_request(service, request, region, account)
    except LookupError:
        raise NotSimulated(f"{service.title} is simulated here, but not {_asked(request)}.") from None
    return Call(service.name, operation, params, who, region, account, request)


def write_response(call: Call, answer: Answer, request_id: str) -> Response:
    """Put an answer on the wire."""
    if answer.response is not None and FATE_HEADER in answer.response.headers:
        return answer.response
    service = SERVICES.aws[call.service]
    if not service.verbatim:
        return _write_modelled(service, call, answer, request_id)
    if answer.response is not None:
        status, body = answer.response.status, answer.response.body
    elif answer.error is not None:
        status, body = answer.error.status, _error_body(service, answer.error)
    else:
        status, body = 200, json.dumps(answer.result or {}).encode()
    headers = {**_request_id(service, request_id), "Content-Type": service.content_type}
    if service.checksum:
        headers["x-amz-crc32"] = str(zlib.crc32(body))
    return Response(status, headers, body)


def _request_id(service: AwsService, request_id: str) -> dict[str, str]:
    name, length = service.request_id
    return {name: request_id[:length]}


def _error_body(service: AwsService, error: AwsError) -> bytes:
    # AWS spells a validation error's text "message", a modelled error's "Message" or "message"; SDKs read
    # either.
    told = {"message": error.message} if error.message else {}
    return json.dumps({"__type": error_type(service, error), **told, **error.members}).encode()


def _write_modelled(service: AwsService, call: Call, answer: Answer, request_id: str) -> Response:
    response = answer.response
    if response is None and answer.error is not None:
        response = protocols.write_error(service, answer.error, request_id)
    elif response is None:
        response = protocols.write_result(service, call.operation, answer.result or {}, request_id)
    return Response(response.status, {**response.headers, **_request_id(service, request_id)}, response.body)


def unreadable_response(request: Request, offered: Collection[str], request_id: str) -> Response:
    """What a request is answered that cannot be read."""
    service = addresses.service_of(request, offered)
    if service is None or service.protocol == "json":
        return _error_response(service, _UNREADABLE, request_id)
    return _error_response(service, service.malformed, request_id)


def broken_response(request: Request, offered: Collection[str], request_id: str) -> Response:
    """What a request is answered when something of ours goes wrong with it."""
    service = addresses.service_of(request, offered)
    broken = AwsError("InternalFailure", "", 500) if service is None else service.broken
    return _error_response(service, broken, request_id)


def _error_response(service: AwsService | None, error: AwsError, request_id: str) -> Response:
    if service is None:
        body = json.dumps({"__type": error.code}).encode()
        return Response(error.status, {"Content-Type": "application/x-amz-json-1.0"}, body)
    if service.protocol != "json":
        response = protocols.write_error(service, error, request_id)
    else:
        told = {"message": error.message} if error.message else {}
        body = json.dumps({"__type": error_type(service, error), **told}, separators=(",", ":")).encode()
        response = Response(error.status, {"Content-Type": service.content_type}, body)
    return Response(response.status, {**response.headers, **_request_id(service, request_id)}, response.body)


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


def error_code(response: Response) -> str:
    """The code of an error of the JSON protocol; empty where there is none."""
    try:
        body = json.loads(response.body)
    except ValueError:
        return ""
    return str(body.get("__type", "")).rpartition("#")[2] if isinstance(body, dict) else ""


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


def _refusal(request: Request, offered: Collection[str]) -> str:
    have = ", ".join(SERVICES[name].title for name in offered if name in SERVICES.aws)
    scope = addresses.signed_for(request)
    name = _title(scope) if scope else addresses.host_of(request)
    asked = _asked(request)
    return f"{name} is not part of this lesson's cloud, so {asked} was not sent anywhere. Here you can use: {have}."


def _asked(request: Request) -> str:
    """The operation of a request in any of AWS's protocols, as well as it can be told."""
    target = request.header("x-amz-target").partition(".")[2]
    if target:
        return target
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
