"""Invocations: the declared work takes its time on the cloud's clock, and the log's tail says what is billed.

Sources: API reference, Invoke; developer guide, "Lambda function logs" (START, END and REPORT lines; the last 4 KB in
base64), "Understanding the Lambda execution environment lifecycle" (INIT of a new instance) and "Lambda function
states" (a function that is being made cannot be invoked; during an update the configuration before it is used).
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from course_lib.aws.http.messages import NotSimulated
from course_lib.aws.services.lambda_ import errors
from course_lib.aws.services.lambda_.names import named, version_of
from course_lib.aws.services.lambda_.request import Asked
from course_lib.aws.services.lambda_.state import LATEST, Configuration, Function
from course_lib.aws.services.lambda_.work import FILE, Run, Work, declared, run

WARM = timedelta(minutes=10)  # AWS promises nothing; it is some minutes
PAYLOAD = 6_291_556  # bytes of a request that waits for its answer
_OVERHEAD = 30  # MB that the runtime itself takes


def invoke(asked: Asked) -> dict[str, Any]:
    asked.takes_only({"FunctionName", "InvocationType", "LogType", "Payload", "Qualifier"})
    wanted = named(asked)
    function, version = version_of(asked, wanted)
    executed = str(version.number) if version else LATEST
    configuration = version.configuration if version else function.in_use(asked.clock.now())
    if configuration is None or (version and asked.clock.now() < version.ready):
        raise errors.still_pending("Pending")
    _check_payload(asked)
    kind = asked.params.get("InvocationType", "RequestResponse")
    if kind == "DryRun":
        return {"StatusCode": 204}
    if kind != "RequestResponse":
        raise NotSimulated("AWS Lambda is simulated here, but not Invoke with the InvocationType Event.")
    done = _carry_out(asked, function, executed, configuration)
    answer = {"StatusCode": 200, "ExecutedVersion": executed, "Payload": json.dumps(done.payload).encode()}
    if done.failed:
        answer["FunctionError"] = "Unhandled"
    if asked.params.get("LogType") == "Tail":
        answer["LogResult"] = base64.b64encode(done.log.encode()[-4096:]).decode()
    return answer


class _Done:
    """What came of an invocation."""

    def __init__(self, payload: Any, log: str, failed: bool) -> None:
        self.payload, self.log, self.failed = payload, log, failed


def _carry_out(asked: Asked, function: Function, executed: str, configuration: Configuration) -> _Done:
    work = _work(configuration)
    memory, limit = int(configuration.settings["MemorySize"]), int(configuration.settings["Timeout"])
    key = function.number, executed, repr((configuration.code.sha256, sorted(configuration.settings.items())))
    last = asked.store.instances.get(key)
    cold = last is None or asked.clock.now() - last > WARM
    number = asked.store.invoked[function.number] = asked.store.invoked.get(function.number, 0) + 1
    took = run(work, memory, cold, f"{asked.seed} {function.name} {number}")
    request = asked.new_id()
    killed = memory < work.needs_mb + _OVERHEAD
    late = not killed and took.duration_ms > limit * 1000
    if late:
        took = Run(limit * 1000.0, took.init_ms)
    asked.clock.advance(milliseconds=took.duration_ms + took.init_ms)
    if killed or late:
        asked.store.instances.pop(key, None)
    else:
        asked.store.instances[key] = asked.clock.now()
    used = min(memory, work.needs_mb + _OVERHEAD)
    log = [f"START RequestId: {request} Version: {executed}"]
    payload: Any = {"done": True}
    if killed:
        words = "Error: Runtime exited with error: signal: killed"
        payload = {"errorType": "Runtime.ExitError", "errorMessage": f"RequestId: {request} {words}"}
    elif late:
        words = f"Error: Task timed out after {limit:.2f} seconds"
        payload = {"errorType": "Sandbox.Timedout", "errorMessage": f"RequestId: {request} {words}"}
    log += [f"END RequestId: {request}", _report(request, took, memory, used, killed, late)]
    return _Done(payload, "\n".join(log) + "\n", killed or late)


def _report(request: str, took: Run, memory: int, used: int, killed: bool, late: bool) -> str:
    parts = [
        f"REPORT RequestId: {request}",
        f"Duration: {took.duration_ms:.2f} ms",
        f"Billed Duration: {took.billed_ms} ms",
        f"Memory Size: {memory} MB",
        f"Max Memory Used: {used} MB",
    ]
    if took.init_ms:
        parts.append(f"Init Duration: {took.init_ms:.2f} ms")
    if killed:
        parts += ["Status: error", "Error Type: Runtime.ExitError"]
    if late:
        parts.append("Status: timeout")
    return "\t".join(parts) + "\t"


def _work(configuration: Configuration) -> Work:
    """
    Raises:
        NotSimulated: the zip file declares no work.
    """
    text = configuration.code.files.get(FILE)
    try:
        if text is None:
            raise ValueError(f"there is no {FILE}")
        return declared(text)
    except (ValueError, TypeError) as problem:
        raise NotSimulated(
            "AWS Lambda is simulated here, but no code of a function runs: its zip file declares how much work a call "
            f"is, in {FILE}, as course_lib.aws.services.lambda_.work.zip_of makes it. In this one, {problem}."
        ) from None


def _check_payload(asked: Asked) -> None:
    payload = bytes(asked.params.get("Payload") or b"")
    if len(payload) > PAYLOAD:
        words = (
            f"{len(payload)} byte payload is too large for the RequestResponse invocation type (limit {PAYLOAD} bytes)"
        )
        raise errors.Refused("RequestTooLargeException", words, 413)
    try:
        json.loads(payload or b"{}")
    except ValueError:
        words = "Could not parse request body into json: Could not parse payload into json"
        raise errors.Refused("InvalidRequestContentException", words) from None


OPERATIONS: Mapping[str, Callable[[Asked], dict[str, Any]]] = {"Invoke": invoke}
