"""What came of an invocation: the answer's payload and the log, in Lambda's words.

Sources: Lambda developer guide, "Lambda function logs" (START, END and REPORT lines); the words of errors are quoted in
the same guide, "Troubleshoot execution issues in Lambda", and in public issue trackers.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from course_lib.aws.runtime.interface import Ending
from course_lib.aws.services.lambda_.instances import Carried, Target
from course_lib.aws.services.lambda_.work import NOISE, Run

RUNTIME_MB = 38  # that an instance takes at least
INIT_MS = 95.0  # that a beginning takes at least
CALL_MS = 1.3  # that an invocation takes at least
_SIGNALS = {6: "aborted", 9: "killed", 11: "segmentation fault"}  # by their numbers: Windows knows no SIGKILL


@dataclass(frozen=True)
class Done:
    """What came of an invocation.

    Attributes:
        payload: JSON.
        log: all of it.
        failed: whether the function did not return.
    """

    payload: bytes
    log: str
    failed: bool


def times(carried: Carried, chance: float) -> Run:
    """How long it took.

    Args:
        carried: on the account's clock.
        chance: from 0 to 1, for the time that AWS's part takes.
    """
    own = 1 + NOISE * chance
    duration = carried.took.total_seconds() * 1000 + (CALL_MS * own if carried.began else 0)
    init = 0.0 if carried.init is None else carried.init.total_seconds() * 1000 + INIT_MS * own
    return Run(round(duration, 2), round(init, 2))


def beyond(carried: Carried, took: Run) -> float:
    """How many milliseconds it took beyond those that have passed on the account's clock."""
    passed = carried.took if carried.init is None else carried.took + carried.init
    return max(0.0, took.duration_ms + took.init_ms - passed.total_seconds() * 1000)


def done(target: Target, request_id: str, carried: Carried, took: Run, now: datetime) -> Done:
    """An invocation of code that ran.

    Args:
        now: when it has ended.
    """
    ran = carried.ran
    lines, status, payload = [f"START RequestId: {request_id} Version: {target.executed}"], "", ran.payload
    if carried.log:
        lines.append(carried.log.rstrip("\n"))
    if ran.ending is Ending.TIMED_OUT:
        words = f"Task timed out after {target.timeout:.2f} seconds"
        lines.append(f"{now:%Y-%m-%dT%H:%M:%S}.{now.microsecond // 1000:03}Z {request_id} {words}\n")
        took = Run(target.timeout * 1000.0, took.init_ms)
        payload, status = error("Sandbox.Timedout", request_id, f"Error: {words}"), "Status: timeout"
    elif ran.ending is Ending.EXITED:
        words = f"Error: {_exit(ran.status)}"
        lines.append(f"RequestId: {request_id} {words}\nRuntime.ExitError")
        payload, status = error("Runtime.ExitError", request_id, words), "Status: error\tError Type: Runtime.ExitError"
    lines += [f"END RequestId: {request_id}", report(request_id, took, target.memory_mb, RUNTIME_MB, status)]
    return Done(payload, "\n".join(lines) + "\n", ran.ending is not Ending.RETURNED)


def error(kind: str, request_id: str, words: str) -> bytes:
    """The payload of an invocation that Lambda itself ended."""
    return json.dumps({"errorType": kind, "errorMessage": f"RequestId: {request_id} {words}"}).encode()


def report(request_id: str, took: Run, memory_mb: int, used_mb: int, status: str) -> str:
    """A REPORT line."""
    parts = [
        f"REPORT RequestId: {request_id}",
        f"Duration: {took.duration_ms:.2f} ms",
        f"Billed Duration: {took.billed_ms} ms",
        f"Memory Size: {memory_mb} MB",
        f"Max Memory Used: {min(used_mb, memory_mb)} MB",
    ]
    if took.init_ms:
        parts.append(f"Init Duration: {took.init_ms:.2f} ms")
    if status:
        parts.append(status)
    return "\t".join(parts) + "\t"


def _exit(status: int | None) -> str:
    if status == 0:
        return "Runtime exited without providing a reason"
    if status is None or status > 0:
        return f"Runtime exited with error: exit status {status or 1}"
    return f"Runtime exited with error: signal: {_SIGNALS.get(-status, f'signal {-status}')}"
