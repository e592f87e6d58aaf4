"""The bottom of the stack: moto keeps the state, one AWS account per cloud.

moto is called as a library, below its own botocore hook, so nothing of it is active in the process. It finds the
account in the `x-moto-account-id` header and the region in the credential scope or the address.

moto and its web framework are imported when a call first comes here: they take most of a second.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from course_lib.aws.clock import Clock
from course_lib.aws.http import protocols
from course_lib.aws.http.messages import Answer, Call, Forward, NotSimulated, Response
from course_lib.aws.http.wire import read_answer
from course_lib.aws.layers.moto_backend import LOCK, at_time
from course_lib.aws.services import SERVICES

if TYPE_CHECKING:
    from course_lib.aws.service import AwsService

_OWN_HEADERS = {"date", "server", "status", "x-amzn-requestid"}  # moto's own; a cloud puts its request id


class MotoState:
    """Answers every call that reaches it from moto's state.

    Args:
        clock: of the account; moto goes by it too.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def __call__(self, call: Call, forward: Forward) -> Answer:
        service = SERVICES.aws[call.service]
        if not service.backend.knows(call.operation):
            raise NotSimulated(_not_simulated(service.title, call.operation))
        with at_time(self._clock.now()):
            return _verbatim(call, service) if service.verbatim else _modelled(call, service)


def _verbatim(call: Call, service: AwsService) -> Answer:
    from moto.core.request import Request as MotoRequest

    url = f"https://{call.service}.{call.region}.amazonaws.com/"
    headers = {
        "Content-Type": service.content_type,
        "X-Amz-Target": f"{service.target}.{call.operation}",
        "Authorization": f"AWS4-HMAC-SHA256 Credential=course/20260302/{call.region}/{call.service}/aws4_request, "
        "SignedHeaders=host, Signature=0",
        "x-moto-account-id": call.account,
    }
    body = call.request.body if call.request is not None else json.dumps(call.params).encode()
    return read_answer(_handled(call, service, MotoRequest.from_primitives("POST", url, headers, body)))


def _modelled(call: Call, service: AwsService) -> Answer:
    request = call.request or protocols.write_request(service, call)
    response = _handled(call, service, protocols.to_moto(service, request, call.region, call.account))
    return protocols.read_answer(service, call.operation, response)


def _handled(call: Call, service: AwsService, request: Any) -> Response:
    from moto.core.exceptions import HTTPException

    handler = service.backend.handler()
    with LOCK:
        try:
            status, headers, content = handler(request, request.raw_url, request.headers)
        except HTTPException as error:
            status, headers, content = error.code, dict(error.get_headers()), error.get_body()
        except NotImplementedError:
            raise NotSimulated(_not_simulated(service.title, call.operation)) from None
    told = {name: str(value) for name, value in headers.items() if name.lower() not in _OWN_HEADERS}
    kept = service.backend.headers(call.operation, told)
    return Response(int(status), kept, content.encode() if isinstance(content, str) else bytes(content))


def _not_simulated(service: str, operation: str) -> str:
    return f"{service} is simulated here, but not its operation {operation}. Nothing was sent anywhere."


def forget(account: str) -> None:
    """Drop everything that moto keeps for an account."""
    from moto.core.base_backend import BackendDict
    from moto.core.model_instances import reset_model_data

    with LOCK:
        for service in SERVICES.aws.values():
            service.backend.forget(account)
        for backends in BackendDict._instances:
            backends.pop(account, None)
        reset_model_data()  # moto's dashboard would hold on to every item ever made, of every account
