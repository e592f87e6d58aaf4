"""The bottom of the stack: moto keeps the state, one AWS account per cloud.

moto is called as a library, below its own botocore hook, so nothing of it is active in the process. It finds the
account in the `x-moto-account-id` header and the region in the credential scope.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any

from course_lib.cloud.messages import Answer, Call, Forward, NotSimulated, Response
from course_lib.cloud.wire import SERVICES, read_answer

# moto answers these, but not as AWS does: its PartiQL loses conditions and quotes.
UNSOUND = {"ExecuteStatement", "BatchExecuteStatement", "ExecuteTransaction"}

_LOCK = threading.RLock()  # moto keeps all accounts in shared dictionaries
_HANDLERS: dict[str, Callable[..., Any]] = {}


class MotoState:
    """Answers every call that reaches it from moto's state."""

    def __call__(self, call: Call, forward: Forward) -> Answer:
        from moto.core.exceptions import HTTPException
        from moto.core.request import Request as MotoRequest

        service = SERVICES[call.service]
        if call.operation in UNSOUND:
            raise NotSimulated(_not_simulated(service.title, call.operation))
        url = f"https://{call.service}.{call.region}.amazonaws.com/"
        headers = {
            "Content-Type": service.content_type,
            "X-Amz-Target": f"{service.target}.{call.operation}",
            "Authorization": f"AWS4-HMAC-SHA256 Credential=course/20260302/{call.region}/{call.service}/aws4_request, "
            "SignedHeaders=host, Signature=0",
            "x-moto-account-id": call.account,
        }
        body = call.request.body if call.request is not None else json.dumps(call.params).encode()
        request = MotoRequest.from_primitives("POST", url, headers, body)
        with _LOCK:
            try:
                status, _, content = _handler(call.service)(request, url, request.headers)
            except HTTPException as error:
                status, content = error.code, error.get_body()
            except NotImplementedError:
                raise NotSimulated(_not_simulated(service.title, call.operation)) from None
        return read_answer(Response(int(status), {}, content.encode() if isinstance(content, str) else bytes(content)))


def _not_simulated(service: str, operation: str) -> str:
    return f"{service} is simulated here, but not its operation {operation}. Nothing was sent anywhere."


def forget(account: str) -> None:
    """Drop everything that moto keeps for an account."""
    from moto.core.base_backend import BackendDict

    with _LOCK:
        for backends in BackendDict._instances:
            backends.pop(account, None)


def _handler(service: str) -> Callable[..., Any]:
    if service not in _HANDLERS:
        from moto.dynamodb.responses import DynamoHandler

        _HANDLERS["dynamodb"] = DynamoHandler.dispatch
    return _HANDLERS[service]
