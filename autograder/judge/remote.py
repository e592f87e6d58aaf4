"""A submission in a worker process, as a check sees it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from autograder.channel import ChannelClosed, ChannelGarbled, ChannelTimeout
from autograder.judge.host import Host
from autograder.judge.limits import Meter, TooMuch
from autograder.judge.line import Line
from autograder.judge.questions import answer_file, read_outcome, read_question
from autograder.submission import Caller, Ending, Later, Outcome, Submission, name_memory
from autograder.things import Directory, Sink, Source
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
        self._meter = Meter(host.patience.limits.traffic)
        self._instance: Line | None = None

    def run(self, call: Later) -> Outcome:
        if self._memory:
            self.close()  # the bound stays with an instance for ever
        caller = RemoteCaller(call, self._cloud, self._host, self._meter, self._instance, self._memory)
        for _ in range(CALL_LIMIT):
            state = caller.step()
            self._instance = caller.line
            if isinstance(state, Outcome):
                if self._memory:
                    self.close()
                return name_memory(state, self._memory)
            caller.answer(self._cloud.send(state, caller.who))
        self.close()
        return Outcome(Ending.TIMED_OUT, problem=f"`{call.function}` sent more than {CALL_LIMIT} requests.")

    def run_in_turns(self, calls: Sequence[Later], cloud: Cloud) -> Sequence[Caller]:
        meter = Meter(self._host.patience.limits.traffic)
        return [RemoteCaller(call, cloud, self._host.of_caller(n), meter) for n, call in enumerate(calls)]

    def value(self, name: str) -> Any:
        return self._host.value(name)

    def files(self, directory: Directory) -> dict[str, bytes]:
        return self._host.files(directory.token)

    def plant(self, directory: Directory, files: Mapping[str, bytes]) -> None:
        self._host.plant(directory.token, pack(dict(files)))

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
        meter: of that cloud.
        line: an instance to use again, or None for a new one.
        memory: how many bytes the call may take; 0 for as many as its process may have.
    """

    def __init__(
        self, call: Later, cloud: Cloud, host: Host, meter: Meter, line: Line | None = None, memory: int = 0
    ) -> None:
        self._call, self._cloud, self._host, self._meter, self.line = call, cloud, host, meter, line
        self._memory = memory
        given = [*call.arguments, *call.keywords.values()]
        self._files = [value for value in given if isinstance(value, (Source, Sink))]
        handles = [cloud.handle_of(value) for value in given]
        self._names = [handle.who for handle in handles if handle]
        self.who = self._names[0] if self._names else "you"
        self._started = False

    def step(self) -> Request | Outcome:
        name = self._call.function
        try:
            return self._step()
        except ChannelTimeout:
            return self._lost(Ending.TIMED_OUT, self._host.patience.report_timeout(name))
        except TooMuch as reason:
            return self._lost(Ending.TIMED_OUT, f"`{name}` was ended: {reason}.")
        except ChannelClosed:
            return self._lost(
                Ending.DIED, f"The process ended while `{name}` ran: it exited, or crashed the interpreter."
            )
        except ChannelGarbled as reason:
            return self._lost(Ending.GARBLED, f"`{name}` disturbed the line to the judge ({reason}).")

    def _step(self) -> Request | Outcome:
        if self.line is None:
            self.line = self._host.instance()
        deadline = self._host.patience.until_call()
        if not self._started:
            for file in self._files:
                file.begin()
            self.line.ask(self._message(), deadline)
            self._started = True
        while True:
            message = self.line.receive(deadline)
            if message.get("ask") in ("read", "write"):
                self._meter.count(0)
                deadline = self._host.patience.until_call()
                self.line.tell(answer_file(message, self._files), deadline)
                continue
            question = read_question(message)
            if question is None:
                return read_outcome(message)
            if question.who in self._names:
                self._meter.count(len(question.request.body))
                self.who = question.who
                self._cloud.clock.advance(seconds=question.slept)
                return question.request
            self.line.reply(self._host.answer_stray(question), deadline)

    def _message(self) -> dict[str, Any]:
        return {
            "op": "call",
            "function": self._call.function,
            "now": pack(self._cloud.clock.now()),
            "memory": self._memory,
            "arguments": [self._argument(value) for value in self._call.arguments],
            "keywords": {name: self._argument(value) for name, value in self._call.keywords.items()},
        }

    def _argument(self, value: Any) -> bytes | list[str | int]:
        handle = self._cloud.handle_of(value)
        if handle:
            return [handle.kind, handle.service, handle.who]
        if isinstance(value, (Source, Sink)):
            return ["source" if isinstance(value, Source) else "sink", self._files.index(value)]
        return ["directory", value.token] if isinstance(value, Directory) else pack(value)

    def _lost(self, ending: Ending, problem: str) -> Outcome:
        self.stop()
        if ending is not Ending.DIED:
            self._host.kill()
        return Outcome(ending, problem=problem)

    def answer(self, response: Response) -> None:
        self._meter.moved += len(response.body)  # the next request finds out whether it was too much
        if self.line is None:
            return
        try:
            self.line.reply(response, self._host.patience.until_call())
        except (ChannelClosed, ChannelTimeout):
            pass  # the next step finds out

    def stop(self) -> None:
        if self.line is not None:
            self.line.close()
            self.line = None
