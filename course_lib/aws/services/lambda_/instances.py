"""Instances of functions: started when none is free, warm for a while, ended with the account.

Sources: Lambda developer guide, "Understanding the Lambda execution environment lifecycle", "Understanding Lambda
function scaling" (an instance runs one invocation at a time) and "Using Lambda environment variables" (those that the
runtime sets).
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from course_lib.aws.access import Keys
from course_lib.aws.http.messages import Request, Response
from course_lib.aws.runtime.interface import Ending, Instance, Invocation, Program, Ran, TimeIsUp
from course_lib.aws.service import Account
from course_lib.aws.services.lambda_ import role
from course_lib.aws.services.lambda_.state import Configuration, Function

WARM = timedelta(minutes=10)  # AWS promises nothing; it is some minutes
OLDEST = timedelta(minutes=44)  # so that the role's session outlives the longest invocation in it
INIT = timedelta(seconds=10)  # a beginning that takes longer is made again, with the function's timeout
_CUT_OFF = "INIT_REPORT Init Duration: 10000.00 ms\tPhase: init\tStatus: timeout"
REQUESTS = 2000  # that one invocation may send
MOST_WARM = 8  # processes that wait


@dataclass(frozen=True)
class Target:
    """What an invocation runs.

    Attributes:
        function: which.
        executed: the version, "$LATEST" for the newest.
        configuration: of that version.
        arn: as the function was named.
        region: where it is.
    """

    function: Function
    executed: str
    configuration: Configuration
    arn: str
    region: str

    @property
    def who(self) -> str:
        """The caller's name in the journal. No learner's caller has a space in its name."""
        return f"function {self.function.name}"

    @property
    def memory_mb(self) -> int:
        return int(self.configuration.settings["MemorySize"])

    @property
    def timeout(self) -> int:
        """Seconds."""
        return int(self.configuration.settings["Timeout"])

    @property
    def key(self) -> tuple[int, str, str]:
        """What instances are of."""
        code = self.configuration.code.sha256, sorted(self.configuration.settings.items())
        return self.function.number, self.executed, repr(code)


@dataclass
class _Warm:
    instance: Instance
    keys: Keys
    started: datetime
    used: datetime


@dataclass(frozen=True)
class Carried:
    """What an instance did: how its beginning went, if it is new, and the invocation if there was one.

    Attributes:
        ran: the invocation; the beginning, where that failed.
        init: how long the beginning took, on the account's clock; none of a warm instance.
        took: how long the invocation took.
        log: everything that was printed.
        began: whether the handler was reached.
    """

    ran: Ran
    init: timedelta | None
    took: timedelta
    log: str
    began: bool


class Instances:
    """Those of an account.

    Args:
        account: which.
    """

    def __init__(self, account: Account) -> None:
        self._account, self._runtime = account, account.runtime.of_account()
        self._idle: defaultdict[tuple[int, str, str], list[_Warm]] = defaultdict(list)

    def carry_out(self, target: Target, payload: bytes, request_id: str) -> Carried:
        """Run one invocation, in a warm instance if one is free.

        Raises:
            Refused: the function's role cannot be used.
            NotSimulated: no code of functions can run here.
        """
        with self._account.clock.held():
            warm = self._take(target)
            if warm is not None:
                return self._run(warm, target, payload, request_id, self._account.clock.now())
            before = self._account.clock.now()
            begun = self._begin(target)
            init = self._account.clock.now() - before
            if init <= INIT:
                if not isinstance(begun, _Warm):
                    return Carried(begun, init, timedelta(), begun.log, began=False)
                carried = self._run(begun, target, payload, request_id, self._account.clock.now())
                return replace(carried, init=init)
            return self._begin_again(begun, init, target, payload, request_id)

    def _begin_again(
        self, begun: _Warm | Ran, init: timedelta, target: Target, payload: bytes, request_id: str
    ) -> Carried:
        """A beginning that takes too long is cut off, and made again in the invocation's own time."""
        clock = self._account.clock
        started = clock.now() - init
        clock.advance(seconds=INIT.total_seconds())
        if isinstance(begun, _Warm) and init < timedelta(seconds=target.timeout):
            carried = self._run(begun, target, payload, request_id, started + INIT)
        else:
            if isinstance(begun, _Warm):
                begun.instance.close()
            carried = Carried(Ran(Ending.TIMED_OUT), None, timedelta(seconds=target.timeout), "", began=True)
        return replace(carried, log=f"{_CUT_OFF}\n{carried.log}")

    def _run(self, warm: _Warm, target: Target, payload: bytes, request_id: str, started: datetime) -> Carried:
        """Call the handler; its time counts from `started` on."""
        clock = self._account.clock
        deadline = started + timedelta(seconds=target.timeout)
        invocation = Invocation(payload or b"{}", request_id, target.arn, deadline)
        try:
            ran = warm.instance.run(invocation, _Outside(self._account, target.who, warm.keys, deadline))
        except TimeIsUp:
            ran = replace(warm.instance.stop(), ending=Ending.TIMED_OUT)
        except BaseException:
            warm.instance.close()
            raise
        clock.advance(seconds=ran.slept)
        if clock.now() >= deadline and ran.ending is not Ending.EXITED:
            ran = replace(ran, ending=Ending.TIMED_OUT)
        if ran.ending is Ending.TIMED_OUT:
            clock.advance(seconds=max(0.0, (deadline - clock.now()).total_seconds()))
        self._give_back(target, warm, ran)
        return Carried(ran, None, min(clock.now(), deadline) - started, ran.log, began=True)

    def close(self) -> None:
        """End all of them."""
        for each in self._idle.values():
            for warm in each:
                warm.instance.close()
        self._idle.clear()

    def _take(self, target: Target) -> _Warm | None:
        """A warm instance, the last used first; those that have waited too long are ended."""
        now = self._account.clock.now()
        for key, waiting in list(self._idle.items()):
            for warm in [each for each in waiting if now - each.used > WARM or now - each.started > OLDEST]:
                waiting.remove(warm)
                warm.instance.close()
            if not waiting:
                del self._idle[key]
        return self._idle[target.key].pop() if target.key in self._idle and self._idle[target.key] else None

    def _begin(self, target: Target) -> _Warm | Ran:
        """A new instance whose code is imported; what came of it instead."""
        now = self._account.clock.now()
        wanted = str(target.configuration.settings["Role"])
        keys = role.session(self._account, target.region, wanted, target.function.name)
        settings = target.configuration.settings
        program = Program(
            target.configuration.code.content,
            str(settings["Handler"]),
            _environment(target, keys, now),
            target.memory_mb,
        )
        instance = self._runtime.start(program)
        deadline = now + max(INIT, timedelta(seconds=target.timeout))
        try:
            ran = instance.begin(_Outside(self._account, target.who, keys, deadline))
        except TimeIsUp:
            ran = replace(instance.stop(), ending=Ending.TIMED_OUT)
        except BaseException:
            instance.close()
            raise
        self._account.clock.advance(seconds=ran.slept)
        if ran.ending is Ending.READY:
            return _Warm(instance, keys, now, now)
        instance.close()
        return ran

    def _give_back(self, target: Target, warm: _Warm, ran: Ran) -> None:
        if ran.ending not in (Ending.RETURNED, Ending.RAISED):
            warm.instance.close()
            return
        warm.used = self._account.clock.now()
        self._idle[target.key].append(warm)
        every = sorted(itertools.chain.from_iterable(self._idle.values()), key=lambda each: each.used)
        for old in every[: max(0, len(every) - MOST_WARM)]:
            old.instance.close()
            for waiting in self._idle.values():
                waiting[:] = [each for each in waiting if each is not old]


class _Outside:
    """The account as one instance meets it."""

    def __init__(self, account: Account, who: str, keys: Keys, deadline: datetime) -> None:
        self._account, self._who, self._keys = account, who, keys
        self._deadline, self._left = deadline, REQUESTS

    def now(self) -> datetime:
        return self._account.clock.now()

    def answer(self, request: Request, slept: float) -> Response:
        self._account.clock.advance(seconds=slept)
        self._left -= 1
        if self.now() >= self._deadline or self._left < 0:
            raise TimeIsUp
        role.sign(self._account, self._keys, self._who)  # another instance of the function may have another role
        response = self._account.send(request, self._who)
        if self.now() >= self._deadline:
            raise TimeIsUp
        return response


def _environment(target: Target, keys: Keys, now: datetime) -> dict[str, str]:
    settings = target.configuration.settings
    group = f"/aws/lambda/{target.function.name}"
    given: dict[str, Any] = dict(settings.get("Environment") or {})
    return {
        **given,
        "_HANDLER": str(settings["Handler"]),
        "AWS_ACCESS_KEY_ID": keys.access_key,
        "AWS_SECRET_ACCESS_KEY": keys.secret_key,
        **({"AWS_SESSION_TOKEN": keys.token} if keys.token else {}),
        "AWS_REGION": target.region,
        "AWS_DEFAULT_REGION": target.region,
        "AWS_EXECUTION_ENV": f"AWS_Lambda_{settings['Runtime']}",
        "AWS_LAMBDA_FUNCTION_NAME": target.function.name,
        "AWS_LAMBDA_FUNCTION_VERSION": target.executed,
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(target.memory_mb),
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_LAMBDA_LOG_GROUP_NAME": group,
        "AWS_LAMBDA_LOG_STREAM_NAME": f"{now:%Y/%m/%d}/[{target.executed}]{target.function.number:032x}",
        "LAMBDA_RUNTIME_DIR": "/var/runtime",
    }
