"""One invocation of a function: what it runs, whether it may run now, and what came of it."""

from __future__ import annotations

import random

from course_lib.aws.services.lambda_ import concurrency, declared, errors, report
from course_lib.aws.services.lambda_.instances import Instances, Target
from course_lib.aws.services.lambda_.names import arn, named, version_of
from course_lib.aws.services.lambda_.report import Done
from course_lib.aws.services.lambda_.request import Asked
from course_lib.aws.services.lambda_.state import LATEST

KEPT_LOGS = 100  # of a function


def target_of(asked: Asked) -> Target:
    """What a request's invocation runs.

    Raises:
        Refused: there is no such function or version, or it is not ready.
    """
    wanted = named(asked)
    function, version = version_of(asked, wanted)
    configuration = version.configuration if version else function.in_use(asked.clock.now())
    if configuration is None or (version and asked.clock.now() < version.ready):
        failed = version is None and function.failure is not None and function.is_ready(asked.clock.now())
        raise errors.still_pending("Failed" if failed else "Pending")
    executed = str(version.number) if version else LATEST
    place = arn(asked, function.name, wanted.qualifier)
    return Target(function, executed, configuration, place, asked.call.region)


def carry_out(asked: Asked, target: Target, payload: bytes, request_id: str) -> Done:
    """Run one invocation.

    Raises:
        Refused: it is throttled, or the function's role cannot be used.
        NotSimulated: no code of functions can run here.
    """
    function = target.function
    with concurrency.one_more(asked.store, function):
        number = asked.store.invoked[function.number] = asked.store.invoked.get(function.number, 0) + 1
        if declared.is_declared(target):
            done = declared.carry_out(asked, target, request_id, number)
        else:
            done = _run(asked, target, payload, request_id, number)
    function.logs.append(done.log)
    del function.logs[:-KEPT_LOGS]
    return done


def _run(asked: Asked, target: Target, payload: bytes, request_id: str, number: int) -> Done:
    instances: Instances = asked.account.kept(asked.call.service)
    carried = instances.carry_out(target, payload, request_id)
    chance = random.Random(f"{asked.seed} {target.function.name} {number}").random()
    took = report.times(carried, chance)
    with asked.clock.held():
        asked.clock.advance(milliseconds=report.beyond(carried, took))
    return report.done(target, request_id, carried, took, asked.clock.now())
