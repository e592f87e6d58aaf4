"""How much a submission may take, and how much of its time is left."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass

from course_lib.aws.http.messages import Request, Response


@dataclass(frozen=True)
class Limits:
    """Bounds on one submission, in seconds of real time unless said otherwise.

    Attributes:
        cell: one cell of the notebook.
        notebook: all cells together.
        call: one call of a learner's function, from its start or its last AWS answer to its next request or its end.
        hurried: the same, once two calls of an exercise have run out of time.
        check: all calls of one check together; ten times `hurried`, once two calls have run out of time.
            The judge's own work for a check may take as much processor time.
        answer: the judge's own work for one request of a client that no check looks at; processor time.
        submission: everything together.
        restarts: how many cells may have to be skipped because they never end or end the process.
        traffic: bytes to and from one cloud, requests and answers together.
    """

    cell: float = 10
    notebook: float = 60
    call: float = 5
    hurried: float = 1
    check: float = 60
    answer: float = 10
    submission: float = 300
    restarts: int = 5
    traffic: int = 64 * 1024 * 1024


MOST_CROWDED = 4


class Patience:
    """How long the judge still waits for one submission.

    Attributes:
        timeouts: how many calls of the exercise have run out of time.
    """

    TIMEOUTS = 2  # in one exercise; after them its calls are hurried

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._end = time.monotonic() + limits.submission
        self._check_seconds, self._check_end = limits.check, self._end
        self.timeouts = 0

    @property
    def used_up(self) -> bool:
        """Whether the submission has had all its time."""
        return time.monotonic() >= self._end

    @property
    def check_used_up(self) -> bool:
        """Whether the check has had all its time."""
        return time.monotonic() >= min(self._check_end, self._end)

    def begin_exercise(self) -> None:
        """Forget the time-outs of the exercise before."""
        self.timeouts = 0

    def begin_check(self) -> None:
        """A check starts now."""
        self._check_seconds = min(self.limits.check, 10 * self.limits.hurried) if self._hurried else self.limits.check
        self._check_end = time.monotonic() + self._check_seconds * crowding()

    def until(self, seconds: float) -> float:
        """A deadline, as `time.monotonic()` tells it: so many seconds from now, or when the submission's time is up."""
        return min(time.monotonic() + seconds, self._end)

    def until_end_of_cell(self) -> float:
        """The deadline of a cell that begins now."""
        return self.until(self.limits.cell * crowding())

    def until_end_of_cells(self) -> float:
        """The deadline of all cells together, the first of which begins now."""
        return self.until(self.limits.notebook * crowding())

    def until_call(self) -> float:
        """The deadline of a call's next request or of its end."""
        return min(self.until(self._call_seconds * crowding()), self._check_end)

    @property
    def _hurried(self) -> bool:
        return self.timeouts >= self.TIMEOUTS and self.limits.hurried < self.limits.call

    @property
    def _call_seconds(self) -> float:
        return self.limits.hurried if self._hurried else self.limits.call

    def report_timeout(self, function: str) -> str:
        """Count a call that ran out of time; return the sentence that says which limit it met."""
        now, hurried, waited = time.monotonic(), self._hurried, spoken(self._call_seconds)
        self.timeouts += 1
        if now >= self._end:
            return self.no_time_left()
        if now >= self._check_end:
            return f"`{function}` did not return within the {spoken(self._check_seconds)} that one check may take."
        if hurried:
            return (
                f"`{function}` did not return within {waited}. It was given less time than at first, because two calls "
                f"in this exercise had not returned within {spoken(self.limits.call)}."
            )
        return f"`{function}` did not return within {waited}."

    def no_time_left(self) -> str:
        """Why nothing more is run."""
        return f"It was not run to its end: the whole notebook has used up its {spoken(self.limits.submission)}."


def crowding() -> float:
    """How many times longer work takes now than on a quiet machine, from 1 to `MOST_CROWDED`.

    That is how many processes want each core, over the last minute: a busy machine takes no mark.
    """
    try:
        return min(max(os.getloadavg()[0] / (os.cpu_count() or 1), 1), MOST_CROWDED)
    except (AttributeError, OSError):  # Windows has none
        return 1


def spoken(seconds: float) -> str:
    """Such as "1 second" or "0.5 seconds"."""
    return f"{seconds:g} second{'' if seconds == 1 else 's'}"


class TooMuch(Exception):
    """A submission moved more bytes than it may."""


@dataclass
class Meter:
    """Counts what is moved to and from one cloud: all of it stays in the cloud's journal.

    Attributes:
        moved: bytes.
        parts: members of lists and maps, each of which takes many times the room of the bytes that it is written with.
    """

    limit: int
    moved: int = 0
    parts: int = 0
    PER_MESSAGE = 500  # bytes that a message takes however small it is
    MOST_PARTS = 4_000_000  # about 400 MB

    def look_at(self, message: Request | Response) -> None:
        """Add a request or an answer.

        Raises:
            TooMuch: a limit is passed.
        """
        self.add(message)
        self.count(0)

    def add(self, message: Request | Response) -> None:
        """Add a request or an answer; the next one that is looked at finds out whether it was too much."""
        self.moved += len(message.body)
        self.parts += _parts(message)

    def count(self, size: int) -> None:
        """Add one message of `size` bytes.

        Raises:
            TooMuch: the limit is passed.
        """
        self.moved += size + self.PER_MESSAGE
        if self.moved > self.limit:
            raise TooMuch(f"more than {self.limit / 2**20:g} MB were sent to and got from AWS")
        if self.parts > self.MOST_PARTS:
            raise TooMuch(f"more than {self.MOST_PARTS:,} values were sent to and got from AWS")


def _parts(message: Request | Response) -> int:
    """How many values a message holds at most, by the signs that begin or part them. An S3 object is one value."""
    headers = {name.lower(): value for name, value in message.headers.items()}
    json = "x-amz-target" in headers or "json" in headers.get("content-type", "")
    return sum(map(message.body.count, (b"{", b"[", b",") if json else (b"<",)))
