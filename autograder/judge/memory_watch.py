"""A bound on the memory of a whole submission, which is measured from outside: all its processes together."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from autograder.judge import processes

MOST = 1024**3  # bytes; a worker has about 80 MB, and one process can have 512 MB at most
SLACK = 16 * 2**20  # bytes that a bound from outside is wider than the one that an instance sets itself, which is exact
PAUSE = 0.1  # seconds from one look to the next
SAID = "it took more than {:g} MB of memory in all its processes together"


@dataclass(frozen=True)
class Room:
    """How many bytes of data a process may have; its number is that in the fork server's namespace."""

    process: int
    most: int


class MemoryWatch:
    """Ends the cells below one fork server when they hold too much.

    Args:
        bubblewrap: the process that the fork server was started with.

    Attributes:
        said: why cells were ended, as the end of a sentence; empty while none were.
    """

    def __init__(self, bubblewrap: int) -> None:
        self._bubblewrap, self._most = bubblewrap, MOST
        self._over = threading.Event()
        self.said = ""
        threading.Thread(target=self._watch, name="memory of a submission", daemon=True).start()

    def _watch(self) -> None:
        while not self._over.wait(PAUSE):
            with suppress(OSError, ValueError, IndexError):  # of a process that ends half is told at times
                self.look()

    def look(self) -> None:
        """Measure once, and end what is too large."""
        found, most = processes.inside(self._bubblewrap), self._most
        if processes.memory(found, most) > most:
            self.said = SAID.format(most / 2**20)
            processes.end_cells(found)

    def bounded(self, size: int) -> Callable[[], list[Room]]:
        """Until `unbounded`, what there is now may take so much more.

        Args:
            size: bytes.

        Returns:
            a function to call when the process is there that is to be bounded: what each that is new may have.
        """
        before = set(processes.inside(self._bubblewrap))
        self._most = min(MOST, processes.memory(before, 0) + size + SLACK)

        def rooms() -> list[Room]:
            new = set(processes.inside(self._bubblewrap)) - before
            numbers = {each: processes.number_in(each, self._bubblewrap) for each in new}
            return [Room(number, processes.data(each) + size + SLACK) for each, number in numbers.items() if number]

        return rooms

    def unbounded(self) -> None:
        """From now on the usual bound holds. Processes keep theirs."""
        self._most = MOST

    def close(self) -> None:
        """Look no more."""
        self._over.set()
