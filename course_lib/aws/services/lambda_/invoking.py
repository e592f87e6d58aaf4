"""Invocations: Lambda looks at the request, runs the function or puts the event into its queue, and answers.

Sources: API reference, Invoke; developer guide, "Lambda function logs" (the last 4 KB in base64) and "Lambda function
states" (a function that is being made cannot be invoked; during an update the configuration before it is used).
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from typing import Any

from course_lib.aws.runtime.interface import PAYLOAD
from course_lib.aws.services.lambda_ import errors, queue, running
from course_lib.aws.services.lambda_.request import Asked

EVENT = 1_048_576  # bytes of an event for the queue: 1 MB since October 2025


def invoke(asked: Asked) -> dict[str, Any]:
    asked.takes_only({"FunctionName", "InvocationType", "LogType", "Payload", "Qualifier"})
    target = running.target_of(asked)
    kind = asked.params.get("InvocationType", "RequestResponse")
    payload = bytes(asked.params.get("Payload") or b"")
    _check_payload(payload, kind)
    if kind == "DryRun":
        return {"StatusCode": 204}
    if kind == "Event":
        queue.accept(asked, payload)
        return {"StatusCode": 202, "Payload": b""}
    if kind != "RequestResponse":
        allowed = "[Event, RequestResponse, DryRun]"
        raise errors.breaks_a_constraint(kind, "invocationType", f"Member must satisfy enum value set: {allowed}")
    done = running.carry_out(asked, target, payload, asked.new_id())
    answer = {"StatusCode": 200, "ExecutedVersion": target.executed, "Payload": done.payload}
    if done.failed:
        answer["FunctionError"] = "Unhandled"
    if asked.params.get("LogType") == "Tail":
        answer["LogResult"] = base64.b64encode(done.log.encode(errors="replace")[-4096:]).decode()
    return answer


def _check_payload(payload: bytes, kind: str) -> None:
    most = EVENT if kind == "Event" else PAYLOAD
    if len(payload) > most:
        words = f"{len(payload)} byte payload is too large for the {kind} invocation type (limit {most} bytes)"
        raise errors.Refused("RequestTooLargeException", words, 413)
    try:
        json.loads(payload or b"{}")
    except ValueError:
        words = "Could not parse request body into json: Could not parse payload into json"
        raise errors.Refused("InvalidRequestContentException", words) from None


OPERATIONS: Mapping[str, Callable[[Asked], dict[str, Any]]] = {"Invoke": invoke}
