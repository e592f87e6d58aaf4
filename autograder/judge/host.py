"""One submission's workers: runs its cells, and starts over without a cell that never ends or that ends the process."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from autograder.judge.alarm import Stuck, alarm
from autograder.judge.functions import SandboxedRuntime
from autograder.judge.limits import Meter, Patience, TooMuch, spoken
from autograder.judge.requests import WaitingRequest, answer_from_scratch, waiting
from autograder.judge.workers import ForkServer, Worker
from autograder.line.channel import ChannelClosed, ChannelGarbled, ChannelTimeout
from autograder.line.line import Line
from autograder.line.messages import (
    Done,
    EndOthers,
    ForkInstance,
    PlantFiles,
    ReadFiles,
    ReadGlobal,
    ReadLeftFiles,
    RunCell,
    SendToAws,
)
from autograder.line.notes import ASKED
from course_lib.aws.account import Cloud
from course_lib.aws.http.messages import Response
from course_lib.aws.values import BadValue, readable, unpack

CELL_LIMIT = 1_000_000  # characters
DEFINES = re.compile(r"^(async +)?(def|class) ", re.MULTILINE)
KEPT = " What it defines was kept."
LOST = (ChannelClosed, ChannelGarbled, ChannelTimeout)


@dataclass
class Reuse:
    """Instances that run calls again and again: forking one takes longer than most calls do.

    Attributes:
        allowed: whether instances are kept.
        happened: whether a call has met a process that earlier calls were run in, or what they left running.
    """

    allowed: bool = True
    happened: bool = False


class Host:
    """A submission with its cells run, whatever they did.

    Args:
        fork_server: forks the workers.
        cells: the sources of the code cells, in order.
        open_scratch: makes a cloud for the clients that the submission makes itself; no check looks at it.
        patience: how long anything may take.
        given: cells that came with the lesson. An error in one of these is not told: they show things in a lab, which
            the judge does not have.
        solutions: cells that hold solutions. These and the given ones have a time of their own, which the learner's
            other cells do not use up.
        reuse: that of the host whose twin this is.

    Attributes:
        runtime: runs the code of functions that the submission makes, in cells of their own.
    """

    def __init__(
        self,
        fork_server: ForkServer,
        cells: Sequence[str],
        open_scratch: Callable[[], Cloud],
        patience: Patience,
        given: Collection[str] = (),
        reuse: Reuse | None = None,
        solutions: Collection[str] = (),
    ) -> None:
        self._fork_server, self._cells, self._open_scratch, self.patience = fork_server, cells, open_scratch, patience
        self._given, self._solutions = given, solutions
        self._skipped: dict[int, str] = {}
        self._partly: set[int] = set()  # of those, the cells of which only the definitions are run
        self._failed: dict[int, str] = {}
        self._worker: Worker | None = None
        self._scratch: Cloud | None = None
        self._meter = Meter(patience.limits.traffic)
        self._twins: list[Host] = []
        self._forked: set[Line] = set()  # instances that have not been ended by us
        self._idle: defaultdict[int, list[Line]] = defaultdict(list)
        self.reuse = reuse or Reuse()
        self.runtime = SandboxedRuntime(fork_server, patience)
        self._strays = self._restarts = 0

    @property
    def problems(self) -> list[str]:
        """One sentence per cell that failed or was skipped, in the notebook's order."""
        return [text for _, text in sorted({**self._failed, **self._skipped}.items())]

    @property
    def strays(self) -> int:
        """How many requests calls have sent with clients that they were not given."""
        return self._strays + sum(twin.strays for twin in self._twins)

    def of_caller(self, number: int) -> Host:
        """The host of one of several callers at once, counted from 0.

        Each has a worker of its own, in which the cells were run for it: what two callers share on one machine, such
        as memory or a lock file, two Lambda instances do not share. Those behind the first run in another interpreter.
        """
        if number == 0:
            return self
        while len(self._twins) < number:
            mine = (self._cells, self._open_scratch, self.patience, self._given, self.reuse, self._solutions)
            twin = Host(self._fork_server.another(), *mine)
            twin._skipped, twin._partly = dict(self._skipped), set(self._partly)
            twin.worker()
            self._twins.append(twin)
            self.patience.begin_check()  # running the cells once more is not the check's time
        return self._twins[number - 1]

    def worker(self) -> Worker:
        """The worker, with every cell run that can be."""
        while self._worker is None:
            self._forget_scratch()
            candidate = self._fork_server.fork()
            if self._run_cells(candidate.line):
                self._worker = candidate
            else:
                candidate.kill()
        return self._worker

    def kill(self) -> None:
        """End the worker with everything that it started; the next use makes a new one."""
        self._forget_instances()
        if self._worker is not None:
            self._worker.kill()
            self._worker = None

    def close(self) -> None:
        """End everything that was started for this submission."""
        for host in (self, *self._twins):
            host.kill()
            host._forget_scratch()

    def instance(self, again: bool = False, role: int = 0) -> Line:
        """A copy of the worker that runs calls.

        Args:
            again: whether it may be one that has run calls before, and was kept.
            role: for which of a run's calls it was kept.

        Raises:
            ChannelClosed, ChannelGarbled, ChannelTimeout: the worker does not answer.
        """
        if again and self._idle[role]:
            self.reuse.happened = True
            return self._idle[role].pop()
        forked = self._fork()
        self._forked.add(forked)
        return forked

    def bounded_instance(self, memory: int) -> Line:
        """A copy of the worker that may take so many bytes more than it has, as may all that it starts, together.

        Call `unbounded` when its call has ended.

        Raises:
            ChannelClosed, ChannelGarbled, ChannelTimeout: the worker does not answer.
        """
        self.clear()
        self.worker()
        bound = self._fork_server.bounding(memory)
        forked = self._fork()
        bound()
        return forked

    def watched_instance(self) -> tuple[Line, Callable[[], list[int]]]:
        """A copy of the worker beside which nothing runs, and a function that says which processes it is by now: itself
        first, then those that it has started.

        Raises:
            ChannelClosed, ChannelGarbled, ChannelTimeout: the worker does not answer.
        """
        self.clear()
        self.worker()
        newcomers = self._fork_server.newcomers()
        forked = self._fork()
        newcomers()
        return forked, newcomers

    def unbounded(self) -> None:
        """The usual bound on memory holds again."""
        if self._fork_server.memory:
            self._fork_server.memory.unbounded()

    @property
    def took_too_much(self) -> str:
        """Why the worker was ended, if it was for its memory, as the end of a sentence."""
        return self._fork_server.memory.said if self._fork_server.memory else ""

    def _fork(self) -> Line:
        line = self.worker().line
        deadline = self.patience.until(self.patience.limits.call)
        ours, theirs = Line.pair()
        try:
            line.ask(ForkInstance(), deadline, passing=[theirs])
            if self._done(line, deadline) is not True:
                raise ChannelClosed
        except LOST:
            ours.close()
            self.kill()
            raise
        finally:
            theirs.close()
        return ours

    def keep(self, instance: Line, role: int = 0) -> None:
        """Take back an instance whose calls have all come to their ends, for the same part in another run."""
        if self.reuse.allowed and instance in self._forked:
            self._idle[role].append(instance)
        else:
            instance.close()

    def _forget_instances(self) -> None:
        self._forked.clear()
        for instance in itertools.chain.from_iterable(self._idle.values()):
            instance.close()
        self._idle.clear()

    def clear(self) -> None:
        """End whatever earlier calls left running beside the workers, kept instances included."""
        for host in (self, *self._twins):
            host._forget_instances()
            if host is self or host._worker is not None:
                host._ask(EndOthers())

    def value(self, name: str) -> Any:
        """A global of the notebook as plain data; None when there is none or it cannot be had."""
        data = self._ask(ReadGlobal(name))
        try:
            return unpack(data) if isinstance(data, bytes) else None
        except BadValue:
            return None

    def files(self, directory: str) -> dict[str, bytes]:
        """The files in one of the submission's folders; none when they cannot be had."""
        return self._files(ReadFiles(directory))

    def left_files(self) -> dict[str, bytes]:
        """The files that it has written elsewhere; none when they cannot be had."""
        return self._files(ReadLeftFiles())

    def _files(self, message: ReadFiles | ReadLeftFiles) -> dict[str, bytes]:
        data = self._ask(message)
        try:
            found = unpack(data) if isinstance(data, bytes) else {}
        except BadValue:
            return {}
        return {str(name): each for name, each in found.items() if isinstance(each, bytes)}

    def plant(self, directory: str, files: bytes) -> None:
        """Put packed files into one of the submission's folders."""
        self._ask(PlantFiles(directory, files))

    def answer_stray(self, sent: WaitingRequest) -> Response:
        """Answer a client that a call was not given.

        Raises:
            TooMuch: the submission has sent more than it may.
        """
        self._strays += 1
        return self._answer(sent)

    def _answer(self, sent: WaitingRequest) -> Response:
        if self._scratch is None:
            self._scratch = self._open_scratch()
            self._meter = Meter(self.patience.limits.traffic)
        self._meter.look_at(sent.request)
        try:
            with alarm(self.patience.limits.answer):
                response = answer_from_scratch(sent, self._scratch)
        except Stuck:
            self._forget_scratch()
            raise TooMuch(f"a request kept the judge busy for {spoken(self.patience.limits.answer)}") from None
        self._meter.look_at(response)
        return response

    def _forget_scratch(self) -> None:
        if self._scratch is not None:
            self._scratch.close()
            self._scratch = None

    def _run_cells(self, line: Line) -> bool:
        """Run the cells; False when one more has to be skipped and everything run again."""
        end = self.patience.until_end_of_cells()
        for index, source in enumerate(self._cells):
            if index in self._skipped and index not in self._partly:
                continue
            if len(source) > CELL_LIMIT:
                self._skip(index, f"was not run: it has more than {CELL_LIMIT:,} characters.")
                continue
            deadline = self.patience.until_end_of_cell()
            if not self._has_time_of_its_own(source):
                deadline = min(end, deadline)
            try:
                line.ask(RunCell(source, source in self._given, index in self._partly), deadline)
                error = self._done(line, deadline)
            except LOST as problem:
                self._lose(index, self._fate(problem), late=deadline == end)
                return False
            if isinstance(error, str) and source not in self._given and index not in self._partly:
                self._failed[index] = f"{name_cell(source)} {_told(readable(error, 300))}"
        return True

    def _has_time_of_its_own(self, source: str) -> bool:
        return source in self._given or source in self._solutions

    def _lose(self, index: int, fate: str, late: bool) -> None:
        """Skip a cell, and those after it when time is up or too many were lost; those before it are run again."""
        self._restarts += 1
        if index in self._partly:
            self._partly.remove(index)
            self._skipped[index] = self._skipped[index].removesuffix(KEPT)
        elif DEFINES.search(self._cells[index]) and not late:
            self._partly.add(index)
            self._skip(index, fate + KEPT)
        else:
            self._skip(index, fate)
        reason = None
        if late:
            reason = f"was not run: all cells together may take {spoken(self.patience.limits.notebook)}."
        elif self._restarts > self.patience.limits.restarts:
            reason = "was not run: too many cells before it never ended."
        if reason:
            for later in range(index + 1, len(self._cells)):
                if not (late and self._has_time_of_its_own(self._cells[later])):
                    self._skip(later, reason)

    def _fate(self, problem: Exception) -> str:
        """What became of a cell, as the end of a sentence."""
        if self.took_too_much:
            return f"was ended and skipped: {self.took_too_much}."
        if isinstance(problem, ChannelTimeout):
            return f"did not end within {spoken(self.patience.limits.cell)}, so it was skipped."
        if isinstance(problem, ChannelGarbled):
            return f"disturbed the line to the judge ({problem}), so it was skipped."
        return "ended the process, so it was skipped."

    def _skip(self, index: int, fate: str) -> None:
        self._skipped.setdefault(index, f"{name_cell(self._cells[index])} {fate}")

    def _ask(self, message: Any) -> Any:
        """Ask the worker for something; None, and a worker less, when it does not answer."""
        line = self.worker().line
        deadline = self.patience.until(self.patience.limits.call)
        try:
            line.ask(message, deadline)
            return self._done(line, deadline)
        except LOST:
            self.kill()
            return None

    def _done(self, line: Line, deadline: float) -> Any:
        while True:
            message: Any = line.receive(deadline, Done, SendToAws)
            if isinstance(message, Done):
                return message.value
            try:
                response = self._answer(waiting(message))
            except TooMuch as reason:
                raise ChannelGarbled(str(reason)) from None
            line.reply(response, deadline)


def _told(error: str) -> str:
    if error == ASKED:
        return "asked for input(), which nobody answers while it is graded; it went on with an empty text."
    return f"stopped with {error}"


def name_cell(source: str) -> str:
    """Name a cell by its first line of code."""
    lines = (line.strip() for line in source.splitlines())
    first = next((line for line in lines if line and not line.startswith("#")), "(empty)")
    return f"The cell that begins with `{readable(first, 60)}`"
