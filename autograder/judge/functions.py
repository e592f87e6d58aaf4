"""Functions of an account, in the judge: each instance has a cell of its own, in which no cell of the notebook ran.

Nothing of a function's code is looked at, unpacked or run in this process. What an instance says is taken as what the
function could have returned, and nothing more.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from autograder.judge.limits import Meter, Patience, TooMuch
from autograder.judge.requests import LONGEST_PAUSE, waiting
from autograder.judge.workers import ForkServer
from autograder.line.channel import ChannelClosed, ChannelGarbled, ChannelTimeout
from autograder.line.line import Line
from autograder.line.messages import BeginFunction, Done, ForkInstance, FunctionRan, HowItEnded, RunFunction, SendToAws
from course_lib.aws.runtime.interface import LOG, PAYLOAD, Ending, Instance, Invocation, Outside, Program, Ran, Runtime

_KILLED = -9


class SandboxedRuntime:
    """Starts instances where submissions run.

    Args:
        fork_server: forks their workers.
        patience: how long anything may take.
    """

    def __init__(self, fork_server: ForkServer, patience: Patience) -> None:
        self._fork_server, self._patience = fork_server, patience
        self._meter = Meter(patience.limits.traffic)

    def of_account(self) -> Runtime:
        return SandboxedRuntime(self._fork_server, self._patience)

    def start(self, program: Program) -> Instance:
        return SandboxedInstance(self._fork_server, self._patience, self._meter, program)


class SandboxedInstance:
    """A worker of its own, and the process in it that holds the code."""

    def __init__(self, fork_server: ForkServer, patience: Patience, meter: Meter, program: Program) -> None:
        self._fork_server, self._patience, self._meter, self._program = fork_server, patience, meter, program
        self._worker = fork_server.fork()
        self._line, theirs = Line.pair()
        deadline = self._patience.until(self._patience.limits.call)
        try:
            self._worker.line.ask(ForkInstance(), deadline, passing=[theirs])
            self._worker.line.receive(deadline, Done)
        except BaseException:
            self.close()
            raise
        finally:
            theirs.close()

    def begin(self, outside: Outside) -> Ran:
        given = self._program
        message = BeginFunction(given.code, given.handler, dict(given.environment), given.memory_mb, _now(outside))
        return self._ask(message, outside)

    def run(self, invocation: Invocation, outside: Outside) -> Ran:
        return self._ask(
            RunFunction(
                invocation.event,
                invocation.request_id,
                invocation.arn,
                invocation.deadline.timestamp(),
                _now(outside),
            ),
            outside,
        )

    def close(self) -> None:
        self._line.close()
        self._worker.kill()

    def _ask(self, message: BeginFunction | RunFunction, outside: Outside) -> Ran:
        """Ask for something, and answer requests until it is done or cannot be."""
        try:
            return self._asked(message, outside)
        except ChannelTimeout:
            self._patience.report_timeout(self._program.handler)
            return replace(self.stop(), ending=Ending.TIMED_OUT)
        except TooMuch:
            return Ran(Ending.EXITED, status=_KILLED)
        except ChannelGarbled:
            return Ran(Ending.EXITED, status=1)
        except ChannelClosed:
            return self.stop()

    def _asked(self, message: BeginFunction | RunFunction, outside: Outside) -> Ran:
        self._line.ask(message, self._patience.until_call())
        while True:
            heard: Any = self._line.receive(self._patience.until_call(), FunctionRan, SendToAws)
            if isinstance(heard, FunctionRan):
                self._meter.count(len(heard.payload) + len(heard.log))
                return _ran(heard)
            sent = waiting(heard)
            self._meter.look_at(sent.request)
            response = outside.answer(sent.request, sent.slept)
            self._meter.add(response)
            self._line.reply(response, self._patience.until_call(), _now(outside))

    def stop(self) -> Ran:
        """As its worker says that it has ended."""
        if self._fork_server.memory and self._fork_server.memory.said:
            return Ran(Ending.EXITED, status=_KILLED)
        deadline = self._patience.until(self._patience.limits.call)
        try:
            self._worker.line.ask(HowItEnded(), deadline)
            told = self._worker.line.receive(deadline, Done).value
        except (ChannelClosed, ChannelGarbled, ChannelTimeout):
            return Ran(Ending.EXITED)
        status, log = told if isinstance(told, list) and len(told) == 2 else (None, "")
        known = type(status) is int and -64 <= status <= 255
        return Ran(Ending.EXITED, log=log[:LOG] if isinstance(log, str) else "", status=status if known else None)


def _ran(told: FunctionRan) -> Ran:
    """
    Raises:
        ChannelGarbled: no runtime says that.
    """
    try:
        ran = Ran(Ending(told.ending), told.payload, told.log[:LOG], told.slept, told.status)
    except ValueError:
        raise ChannelGarbled("an ending that there is not") from None
    if not 0 <= told.slept <= LONGEST_PAUSE:
        raise ChannelGarbled("a pause that is too long")
    if len(told.payload) > PAYLOAD:
        raise ChannelGarbled(f"a payload of {len(told.payload)} bytes")
    known = told.status is None or -64 <= told.status <= 255
    return ran if known else replace(ran, status=1)


def _now(outside: Outside) -> float:
    return outside.now().timestamp()
