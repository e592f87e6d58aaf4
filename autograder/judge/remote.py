"""A submission in a worker process, as a check sees it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from autograder.channel import Channel, ChannelClosed, ChannelGarbled, ChannelTimeout
from autograder.judge.host import Host
from autograder.judge.questions import answer_from_scratch, read_outcome, read_question, reply
from autograder.submission import Caller, Ending, Later, Outcome, Submission
from autograder.values import pack
from course_lib.cloud.core import Cloud, Request, Response

CALL_LIMIT = 2000  # AWS requests in one call


class RemoteSubmission(Submission):
    """The functions of a submission, each check's calls in an instance of its own.

    Args:
        host: the submission's workers.
        cloud: the check's cloud.
        seed: for `random`.
    """

    def __init__(self, host: Host, cloud: Cloud, seed: str) -> None:
        super().__init__(seed)
        self._host, self._cloud = host, cloud
        self._instance: Channel | None = None

    def run(self, call: Later) -> Outcome:
        caller = RemoteCaller(call, self._cloud, self._host, self._instance)
        for _ in range(CALL_LIMIT):
            state = caller.step()
            self._instance = caller.channel
            if isinstance(state, Outcome):
                return state
            caller.answer(self._cloud.send(state, caller.who))
        self.close()
        return Outcome(Ending.TIMED_OUT, problem=f"`{call.function}` sent more than {CALL_LIMIT} requests.")

    def run_in_turns(self, calls: Sequence[Later], cloud: Cloud) -> Sequence[Caller]:
        return [RemoteCaller(call, cloud, self._host, None) for call in calls]

    def value(self, name: str) -> Any:
        return self._host.value(name)

    def close(self) -> None:
        """End this check's instance."""
        if self._instance is not None:
            self._instance.close()
            self._instance = None


class RemoteCaller(Caller):
    """One call in an instance, which stops at each AWS request.

    Args:
        call: what to call.
        cloud: whose boto3 objects its arguments are.
        host: forks the instance.
        channel: an instance to use again, or None for a new one.
    """

    def __init__(self, call: Later, cloud: Cloud, host: Host, channel: Channel | None) -> None:
        self._call, self._cloud, self._host, self.channel = call, cloud, host, channel
        handles = [cloud.handle_of(value) for value in (*call.arguments, *call.keywords.values())]
        self._names = [handle.who for handle in handles if handle]
        self.who = self._names[0] if self._names else "you"
        self._started = False

    def step(self) -> Request | Outcome:
        deadline = time.monotonic() + self._host.limits.call
        try:
            return self._step(deadline)
        except ChannelTimeout:
            self._host.kill()
            seconds = self._host.limits.call
            problem = f"`{self._call.function}` did not return within {seconds:g} seconds."
            return self._lost(Outcome(Ending.TIMED_OUT, problem=problem))
        except ChannelClosed:
            problem = f"The process ended while `{self._call.function}` ran: it exited, or crashed the interpreter."
            return self._lost(Outcome(Ending.DIED, problem=problem))
        except ChannelGarbled as error:
            self._host.kill()
            problem = f"`{self._call.function}` disturbed the line to the judge ({error})."
            return self._lost(Outcome(Ending.GARBLED, problem=problem))

    def _step(self, deadline: float) -> Request | Outcome:
        if self.channel is None:
            self.channel = self._host.instance()
        if not self._started:
            self.channel.send(self._message(), deadline=deadline)
            self._started = True
        while True:
            message = self.channel.receive(deadline)
            question = read_question(message)
            if question is None:
                return read_outcome(message)
            if question.who in self._names:
                self.who = question.who
                self._cloud.clock.advance(seconds=question.slept)
                return question.request
            reply(self.channel, answer_from_scratch(question, self._host.scratch), deadline)

    def _message(self) -> dict[str, Any]:
        return {
            "op": "call",
            "function": self._call.function,
            "arguments": [self._argument(value) for value in self._call.arguments],
            "keywords": {name: self._argument(value) for name, value in self._call.keywords.items()},
        }

    def _argument(self, value: Any) -> bytes | list[str]:
        handle = self._cloud.handle_of(value)
        return [handle.kind, handle.service, handle.who] if handle else pack(value)

    def _lost(self, outcome: Outcome) -> Outcome:
        self.stop()
        return outcome

    def answer(self, response: Response) -> None:
        if self.channel is None:
            return
        try:
            reply(self.channel, response, time.monotonic() + self._host.limits.call)
        except (ChannelClosed, ChannelTimeout):
            pass  # the next step finds out

    def stop(self) -> None:
        if self.channel is not None:
            self.channel.close()
            self.channel = None
