"""Invocations of functions whose zip file declares how much work a call is: it takes time on the account's clock."""

from __future__ import annotations

from course_lib.aws.http.messages import NotSimulated
from course_lib.aws.services.lambda_ import report
from course_lib.aws.services.lambda_.instances import WARM, Target
from course_lib.aws.services.lambda_.report import Done
from course_lib.aws.services.lambda_.request import Asked
from course_lib.aws.services.lambda_.work import FILE, Run, Work, declared, run

_OVERHEAD = 30  # MB that the runtime itself takes


def is_declared(target: Target) -> bool:
    """Whether the zip file declares work."""
    return FILE in target.configuration.code.files


def carry_out(asked: Asked, target: Target, request_id: str, number: int) -> Done:
    """One invocation.

    Args:
        number: how many there were of the function, this one included.

    Raises:
        NotSimulated: what is declared cannot be read.
    """
    work = _work(target)
    memory, limit = target.memory_mb, target.timeout
    last = asked.store.instances.get(target.key)
    cold = last is None or asked.clock.now() - last > WARM
    took = run(work, memory, cold, f"{asked.seed} {target.function.name} {number}")
    killed = memory < work.needs_mb + _OVERHEAD
    late = not killed and took.duration_ms > limit * 1000
    if late:
        took = Run(limit * 1000.0, took.init_ms)
    with asked.clock.held():
        asked.clock.advance(milliseconds=took.duration_ms + took.init_ms)
    if killed or late:
        asked.store.instances.pop(target.key, None)
    else:
        asked.store.instances[target.key] = asked.clock.now()
    payload, status = b'{"done": true}', ""
    if killed:
        payload = report.error("Runtime.ExitError", request_id, "Error: Runtime exited with error: signal: killed")
        status = "Status: error\tError Type: Runtime.ExitError"
    elif late:
        payload = report.error("Sandbox.Timedout", request_id, f"Error: Task timed out after {limit:.2f} seconds")
        status = "Status: timeout"
    log = [f"START RequestId: {request_id} Version: {target.executed}", f"END RequestId: {request_id}"]
    log.append(report.report(request_id, took, memory, work.needs_mb + _OVERHEAD, status))
    return Done(payload, "\n".join(log) + "\n", killed or late)


def _work(target: Target) -> Work:
    try:
        return declared(target.configuration.code.files[FILE])
    except (ValueError, TypeError) as problem:
        raise NotSimulated(
            f"A function's {FILE} declares how much work a call is, as zip_of in course_lib.aws.services.lambda_.work "
            f"makes it. In this one, {problem}. Without such a file, the function's code runs."
        ) from None
