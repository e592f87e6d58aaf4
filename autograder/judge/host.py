"""One submission's workers: runs its cells, and starts over without a cell that never ends or that ends the process."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from typing import Any

from autograder.channel import Channel, ChannelClosed, ChannelGarbled, ChannelTimeout
from autograder.judge.limits import Limits
from autograder.judge.parent import Parent, Worker
from autograder.judge.questions import answer_from_scratch, read_question, reply
from autograder.values import BadValue, unpack
from course_lib.cloud.core import Cloud


class Host:
    """A submission with its cells run, whatever they did.

    Args:
        parent: forks the workers.
        cells: the sources of the code cells, in order.
        scratch: answers the clients that the submission makes itself.
        limits: how long anything may take.
        given: cells that came with the lesson. An error in one of these is not told: they show things in a lab, which
            the judge does not have.
    """

    def __init__(
        self,
        parent: Parent,
        cells: Sequence[str],
        scratch: Cloud,
        limits: Limits,
        given: Collection[str] = (),
    ) -> None:
        self._parent, self._cells, self.scratch, self.limits = parent, cells, scratch, limits
        self._given = given
        self._skipped: dict[int, str] = {}
        self._failed: dict[int, str] = {}
        self._worker: Worker | None = None

    @property
    def problems(self) -> list[str]:
        """One sentence per cell that failed or was skipped, in the notebook's order."""
        return [text for _, text in sorted({**self._failed, **self._skipped}.items())]

    def worker(self) -> Worker:
        """The worker, with every cell run that can be."""
        while self._worker is None:
            candidate = self._parent.fork()
            if self._run_cells(candidate):
                self._worker = candidate
            else:
                candidate.kill()
        return self._worker

    def kill(self) -> None:
        """End the worker with everything that it started; the next use makes a new one."""
        if self._worker is not None:
            self._worker.kill()
            self._worker = None

    def instance(self) -> Channel:
        """A fresh copy of the worker that runs calls.

        Raises:
            ChannelClosed, ChannelGarbled, ChannelTimeout: the worker does not answer.
        """
        channel = self.worker().channel
        deadline = time.monotonic() + self.limits.call
        ours, theirs = Channel.pair()
        try:
            channel.send({"op": "instance"}, passing=[theirs], deadline=deadline)
            if self._answer_until(channel, "forked", deadline) is not True:
                raise ChannelClosed
        except (ChannelClosed, ChannelGarbled, ChannelTimeout):
            ours.close()
            self.kill()
            raise
        finally:
            theirs.close()
        return ours

    def clear(self) -> None:
        """End whatever earlier calls left running beside the worker."""
        channel = self.worker().channel
        deadline = time.monotonic() + self.limits.call
        try:
            channel.send({"op": "clear"}, deadline=deadline)
            self._answer_until(channel, "cleared", deadline)
        except (ChannelClosed, ChannelGarbled, ChannelTimeout):
            self.kill()

    def value(self, name: str) -> Any:
        """A global of the notebook as plain data; None when there is none or it cannot be had."""
        channel = self.worker().channel
        deadline = time.monotonic() + self.limits.call
        try:
            channel.send({"op": "value", "name": name}, deadline=deadline)
            data = self._answer_until(channel, "value", deadline)
            return unpack(data) if isinstance(data, bytes) else None
        except (ChannelClosed, ChannelGarbled, ChannelTimeout, BadValue):
            self.kill()
            return None

    def _run_cells(self, worker: Worker) -> bool:
        """Run the cells; False when one more has to be skipped and everything run again."""
        end = time.monotonic() + self.limits.notebook
        for index, source in enumerate(self._cells):
            if index in self._skipped:
                continue
            if len(self._skipped) > self.limits.restarts:
                self._skipped[index] = f"{name_cell(source)} was not run: too many cells before it never ended."
                continue
            deadline = min(end, time.monotonic() + self.limits.cell)
            try:
                worker.channel.send({"op": "cell", "source": source}, deadline=deadline)
                error = self._answer_until(worker.channel, "error", deadline)
            except ChannelTimeout:
                self._skipped[index] = (
                    f"{name_cell(source)} did not end within {self.limits.cell:g} seconds, so it was skipped."
                )
                return False
            except (ChannelClosed, ChannelGarbled):
                self._skipped[index] = f"{name_cell(source)} ended the process, so it was skipped."
                return False
            if isinstance(error, str) and source not in self._given:
                self._failed[index] = f"{name_cell(source)} stopped with {error[:300]}"
        return True

    def _answer_until(self, channel: Channel, key: str, deadline: float) -> Any:
        while True:
            message = channel.receive(deadline)
            if key in message:
                return message[key]
            question = read_question(message)
            if question is None:
                raise ChannelGarbled(f"neither {key} nor a request")
            reply(channel, answer_from_scratch(question, self.scratch), deadline)


def name_cell(source: str) -> str:
    """Name a cell by its first line of code."""
    lines = [line.strip() for line in source.splitlines() if line.strip() and not line.strip().startswith("#")]
    first = lines[0] if lines else "(empty)"
    return f"The cell that begins with `{first[:60]}`"
