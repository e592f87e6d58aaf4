"""Events that wait: delivered when the account's clock moves, tried again after errors, given up in the end.

Sources: Lambda developer guide, "How Lambda handles errors and retries with asynchronous invocation" (two more tries, a
minute and two minutes later; throttled ones are tried again for up to six hours, from one second to five minutes
later) and "Capturing records of Lambda asynchronous invocations" (the record that a destination gets); API reference,
PutFunctionEventInvokeConfig (0 to 2 retries, 60 to 21,600 seconds).
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from course_lib.aws.http.messages import Call, NotSimulated
from course_lib.aws.services.lambda_ import role, running
from course_lib.aws.services.lambda_.errors import Refused
from course_lib.aws.services.lambda_.instances import Target
from course_lib.aws.services.lambda_.names import named
from course_lib.aws.services.lambda_.report import Done
from course_lib.aws.services.lambda_.request import Asked
from course_lib.aws.services.lambda_.state import LATEST, EventConfig, Function

AFTER = (timedelta(minutes=1), timedelta(minutes=2))  # an error, and the next one
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Waiting:
    """An event in a function's queue.

    Attributes:
        asked: the request that brought it.
        function: for which it is: another one of the same name gets nothing.
        payload: JSON.
        request_id: of all its tries.
        accepted: when it came.
        tries: how often the function has failed with it.
        throttled: how often it was throttled.
    """

    asked: Asked
    function: Function
    payload: bytes
    request_id: str
    accepted: datetime
    tries: int = 0
    throttled: int = 0


def accept(asked: Asked, payload: bytes) -> None:
    """Put an event into the queue. It is delivered with the clock's next move, twice if the account is told so."""
    function = running.target_of(asked).function
    waiting = Waiting(asked, function, payload, asked.new_id(), asked.clock.now())
    for _ in range(1 + asked.take_a_duplicate()):
        _later(waiting, timedelta())


def _later(waiting: Waiting, after: timedelta) -> None:
    clock = waiting.asked.clock
    clock.at(clock.now() + after, lambda: _deliver(waiting))


def _deliver(waiting: Waiting) -> None:
    """Try once. Nothing that goes wrong with it is anybody's who moves the clock."""
    with waiting.asked.account.lock:
        try:
            _try(waiting)
        except NotSimulated as problem:
            waiting.function.logs.append(f"{problem}\n")
        except Exception:
            _LOG.exception("An event for %s could not be delivered", waiting.function.name)


def _try(waiting: Waiting) -> None:
    asked, function = waiting.asked, waiting.function
    if asked.store.functions.get(function.name) is not function:
        return
    config = _config(waiting)
    age = asked.clock.now() - waiting.accepted
    if age > timedelta(seconds=config.seconds):
        _record(waiting, config.on_failure, "EventAgeExceeded", None, None)
        return
    try:
        target = running.target_of(asked)
        done = running.carry_out(asked, target, waiting.payload, waiting.request_id)
    except Refused:
        pause = timedelta(seconds=min(300, 2**waiting.throttled))
        _later(replace(waiting, throttled=waiting.throttled + 1), pause)
        return
    waiting = replace(waiting, tries=waiting.tries + 1)
    if not done.failed:
        _record(waiting, config.on_success, "Success", target, done)
    elif waiting.tries > config.retries:
        _record(waiting, config.on_failure, "RetriesExhausted", target, done)
    else:
        _later(waiting, AFTER[waiting.tries - 1])


def _config(waiting: Waiting) -> EventConfig:
    qualifier = named(waiting.asked).qualifier
    return waiting.function.event_configs.get("" if qualifier == LATEST else qualifier, EventConfig())


def _record(waiting: Waiting, destination: str, condition: str, target: Target | None, done: Done | None) -> None:
    """Tell a destination, if there is one, what became of an event."""
    if not destination:
        return
    asked, clock = waiting.asked, waiting.asked.clock
    record: dict[str, Any] = {
        "version": "1.0",
        "timestamp": f"{clock.now():%Y-%m-%dT%H:%M:%S}.{clock.now().microsecond // 1000:03}Z",
        "requestContext": {
            "requestId": waiting.request_id,
            "functionArn": _arn(waiting, target),
            "condition": condition,
            "approximateInvokeCount": waiting.tries,
        },
        "requestPayload": _read(waiting.payload or b"{}"),
    }
    if target is not None and done is not None:
        record["responseContext"] = {"statusCode": 200, "executedVersion": target.executed}
        if done.failed:
            record["responseContext"]["functionError"] = "Unhandled"
        record["responsePayload"] = _read(done.payload)
    params = {"FunctionName": destination, "InvocationType": "Event", "Payload": json.dumps(record).encode()}
    call = Call(
        asked.call.service, "Invoke", params, f"function {waiting.function.name}", asked.call.region, asked.call.account
    )
    error = role.ask_as(
        asked.account, str(waiting.function.configuration.settings["Role"]), waiting.function.name, call
    )
    if error is not None:
        waiting.function.logs.append(f"The destination {destination} was not reached: {error.message}\n")


def _arn(waiting: Waiting, target: Target | None) -> str:
    asked = waiting.asked
    plain = f"arn:aws:lambda:{asked.call.region}:{asked.call.account}:function:{waiting.function.name}"
    return f"{plain}:{target.executed if target else '$LATEST'}"


def _read(payload: bytes) -> Any:
    """What a payload says; a text where it cannot be read here."""
    try:
        return json.loads(payload)
    except (ValueError, RecursionError):
        return payload.decode(errors="replace")
