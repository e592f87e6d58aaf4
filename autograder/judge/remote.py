"""A submission in a worker process, as a check sees it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from hashlib import sha256
from typing import Any

from autograder.judge.host import Host
from autograder.judge.limits import Meter, TooMuch
from autograder.judge.processes import end
from autograder.judge.requests import WaitingRequest, answer_file, read_outcome, waiting
from autograder.judge.transcripts import Remembered, Transcripts, Unsteady
from autograder.line.channel import ChannelClosed, ChannelGarbled, ChannelTimeout
from autograder.line.line import Line
from autograder.line.messages import Call, Came, ReadFile, SendToAws, WriteFile
from course_lib.aws.account import Cloud, Request, Response
from course_lib.aws.values import handed_over, pack
from course_lib.checks.files import Directory, Sink, Source
from course_lib.checks.processors.exchange import Exchange, Late
from course_lib.checks.processors.job import Job, job_of
from course_lib.checks.processors.questions import Stuck
from course_lib.checks.submission import Caller, Ending, Found, Later, Outcome, Submission, name_memory

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
        self._seed = seed
        self._explorations = 0
        self._transcripts: Transcripts | None = None
        self._words: dict[str, str] = {}

    def run(self, call: Later) -> Outcome:
        alone = bool(self._memory or job_of(call))
        if alone:
            self.close()  # a bound, or what is to be as on Lambda, stays with an instance for ever
        words = self._words  # whoever is handed something else in a later call gets another object
        caller = RemoteCaller(call, self._cloud, self._host, self._meter, self._instance, self._memory, words=words)
        caller.again = not alone
        for _ in range(CALL_LIMIT):
            state = caller.step()
            self._instance = caller.line
            if isinstance(state, Outcome):
                if alone:
                    caller.stop()
                    self._instance = None
                return name_memory(state, self._memory)
            caller.answer(self._cloud.send(state, caller.who))
        caller.stop()
        self._instance = None
        return Outcome(Ending.TIMED_OUT, problem=f"`{call.function}` sent more than {CALL_LIMIT} requests.")

    def run_in_turns(
        self, calls: Sequence[Later], cloud: Cloud, first: int = 0, elsewhere: bool = False
    ) -> Sequence[Caller]:
        meter = Meter(self._host.patience.limits.traffic)
        hosts = [self._host.of_caller(place) for place in self._places(calls, elsewhere)]
        role = first if len(calls) == 1 else 0  # of several, each has a host of its own
        callers = [
            RemoteCaller(call, cloud, host, meter, chance=self._chance(number), role=role)
            for number, (call, host) in enumerate(zip(calls, hosts, strict=True), first)
        ]
        return [self._remembered(caller) for caller in callers]

    def _places(self, calls: Sequence[Later], elsewhere: bool) -> Sequence[int]:
        """On which machine each call is made. Which of two callers gets the first one differs between explorations."""
        if len(calls) == 1:
            given = [*calls[0].arguments, *calls[0].keywords.values()]
            return [int(elsewhere and not any(isinstance(value, Directory) for value in given))]
        turned = int(self._chance(-1), 16) % len(calls)
        return [(place + turned) % len(calls) for place in range(len(calls))]

    def explore(self, search: Callable[[], Found]) -> Found:
        """As the base class says; callers that do what is known of them need no process.

        If a caller turns out not to do the same when it is told the same, the search is begun anew without that.
        """
        self._explorations += 1
        calls = len(self.calls)
        self._transcripts = Transcripts(self._host.patience.limits.traffic)
        try:
            with suppress(Unsteady):
                return search()
            self._transcripts = None
            del self.calls[calls:]
            return search()
        finally:
            self._transcripts = None

    def _remembered(self, caller: RemoteCaller) -> Caller:
        """Whose instance runs calls again does as it did, or `Unsteady` tells: as long as what it did is kept.

        An instance plays the same role in each run: what a call has left in memory, neither its second try nor the
        next call of that run finds.
        """
        if self._transcripts is None or self._memory or caller.reaches_files:
            return caller
        caller.again = not self._transcripts.full
        return Remembered(caller, self._transcripts)

    def _chance(self, caller: int) -> str:
        """What a caller draws its random numbers from. The seed does not show in it: checks' inputs come from that."""
        return sha256(f"{self._seed} chance {self._explorations} {caller}".encode()).hexdigest()

    def value(self, name: str) -> Any:
        return self._host.value(name)

    def files(self, directory: Directory) -> dict[str, bytes]:
        return self._host.files(directory.token)

    def left_files(self) -> dict[str, bytes]:
        return self._host.left_files()

    def plant(self, directory: Directory, files: Mapping[str, bytes]) -> None:
        self._host.plant(directory.token, pack(dict(files)))

    def close(self) -> None:
        """Give back this check's instance."""
        if self._instance is not None:
            self._host.keep(self._instance)
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
        chance: what it draws random numbers from, such as those of its ids; empty for real chance.
        role: which of a run's calls it is. Instances that run calls again keep to theirs.
        words: what its instance has heard so far in place of names, by name; this call's are added.

    Attributes:
        again: whether its instance may have run other calls, and may run more when this one has ended.
        reaches_files: whether it was handed files or folders.
        strayed: whether it has sent something with a client that it was not given.
    """

    def __init__(
        self,
        call: Later,
        cloud: Cloud,
        host: Host,
        meter: Meter,
        line: Line | None = None,
        memory: int = 0,
        chance: str = "",
        role: int = 0,
        words: dict[str, str] | None = None,
    ) -> None:
        self._call, self._cloud, self._host, self._meter, self.line = call, cloud, host, meter, line
        self._memory, self._chance, self._role, self.again = memory, chance, role, False
        given = [*call.arguments, *call.keywords.values()]
        self._files = [value for value in given if isinstance(value, (Source, Sink))]
        self.reaches_files = any(isinstance(value, (Source, Sink, Directory)) for value in given)
        handles = [cloud.handle_of(value) for value in given]
        names = [handle.who for handle in handles if handle]
        # What its process hears in place of a name, since no caller is to know which of several it is.
        words = {} if words is None else words
        self._names = {words.setdefault(name, f"you {len(words)}" if words else "you"): name for name in names}
        self.who = names[0] if names else "you"
        self._started = self.strayed = self._ended = False
        self._job = job_of(call)
        self._exchange: Exchange | None = None
        self._processes: Callable[[], list[int]] = list

    @property
    def time_is_up(self) -> bool:
        """Whether its check has had all its time."""
        return self._host.patience.check_used_up

    def step(self) -> Request | Outcome:
        did = self.hear()
        return did if isinstance(did, Outcome) else self.take(did)

    def hear(self) -> WaitingRequest | Outcome:
        """What it does next. Nothing has come of a request yet: `take` it."""
        name = self._call.function
        try:
            return self._hear()
        except ChannelTimeout:
            return self._lost(Ending.TIMED_OUT, self._host.patience.report_timeout(name))
        except TooMuch as reason:
            return self._lost(Ending.TIMED_OUT, f"`{name}` was ended: {reason}.")
        except Late:
            return self._lost(Ending.TIMED_OUT, self._host.patience.report_timeout(name))
        except Stuck as reason:
            return self._lost(Ending.TIMED_OUT, f"`{name}` {reason}.")
        except ChannelClosed:
            if self._host.took_too_much:
                return self._lost(Ending.TIMED_OUT, f"`{name}` was ended: {self._host.took_too_much}.")
            return self._lost(
                Ending.DIED, f"The process ended while `{name}` ran: it exited, or crashed the interpreter."
            )
        except ChannelGarbled as reason:
            return self._lost(Ending.GARBLED, f"`{name}` disturbed the line to the judge ({reason}).")

    def take(self, sent: WaitingRequest) -> Request | Outcome:
        """Let one of its requests count, whenever it was heard, and time pass up to it."""
        try:
            self._meter.look_at(sent.request)
        except TooMuch as reason:
            return self._lost(Ending.TIMED_OUT, f"`{self._call.function}` was ended: {reason}.")
        self.who = self._names[sent.who]
        self._cloud.clock.advance(seconds=sent.slept)
        return sent.request

    def _hear(self) -> WaitingRequest | Outcome:
        anew, asked = self.line is None, self.message  # what cannot cross is told before there is an instance
        if self.line is None:
            self.line = self._new_line()
        deadline = self._host.patience.until_call()
        if not self._started:
            for file in self._files:
                file.begin()
            self.line.ask(replace(asked, anew=anew), deadline, [self._exchange.theirs] if self._exchange else ())
            self._started = True
        while True:
            if self._exchange:
                self._exchange.attend(self.line.fileno(), self._host.patience.until_call)
                deadline = self._host.patience.until_call()
            message: Any = self.line.receive(deadline, Came, SendToAws, ReadFile, WriteFile)
            if isinstance(message, Came):
                self._ended = True
                if self._exchange:
                    self._exchange.end(deadline)
                return read_outcome(message)
            if isinstance(message, SendToAws):
                sent = waiting(message)
                if sent.who in self._names:
                    return sent
                self.strayed = True
                self.line.reply(self._host.answer_stray(sent), deadline)
                continue
            self._meter.count(0)
            deadline = self._host.patience.until_call()
            self.line.tell(answer_file(message, self._files), deadline)

    def _new_line(self) -> Line:
        if self._memory:
            return self._host.bounded_instance(self._memory)
        if self._job is None:
            return self._host.instance(self.again, self._role)
        line, self._processes = self._host.watched_instance()
        self._exchange = Exchange(self._job, self._processes)
        return line

    @cached_property
    def message(self) -> Call:
        """What asks for the call, at the time when this is first looked at."""
        return Call(
            self._call.function,
            [self._argument(value) for value in self._call.arguments],
            {name: self._argument(value) for name, value in self._call.keywords.items()},
            now=pack(self._cloud.clock.now()),
            chance=self._chance,
            memory=self._memory,
            anew=False,
        )

    def _argument(self, value: Any) -> bytes | list[str | int | None]:
        handle = self._cloud.handle_of(value)
        if handle:
            word = next(word for word, name in self._names.items() if name == handle.who)
            return [handle.kind, handle.service, word]
        if isinstance(value, (Source, Sink)):
            return ["source" if isinstance(value, Source) else "sink", self._files.index(value)]
        if isinstance(value, Job):
            return ["work", value.memory_mb]
        if isinstance(value, Directory):
            return ["directory", value.token, value.room, value.dies_before]
        return handed_over(value, self._call.function)

    def _lost(self, ending: Ending, problem: str) -> Outcome:
        self.stop()
        if ending is not Ending.DIED:
            self._host.kill()
        return Outcome(ending, problem=problem)

    def answer(self, response: Response) -> None:
        self._meter.add(response)
        self.reply(response)

    def reply(self, response: Response) -> None:
        """Tell its process the answer, if it has one."""
        if self.line is None:
            return
        try:
            self.line.reply(response, self._host.patience.until_call())
        except (ChannelClosed, ChannelTimeout):
            pass  # the next step finds out

    def stop(self) -> None:
        if self._memory:
            self._host.unbounded()
        if self._exchange:
            self._exchange.close()
            self._exchange = None
            end(self._processes())
        if self.line is not None:
            if self._ended and self.again:
                self._host.keep(self.line, self._role)
            else:
                self.line.close()
            self.line = None
