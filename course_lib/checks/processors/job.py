"""What a check hands to a function as `work`, and what it learns of how the work was done.

job = Job([Part("north", 300, gives="n"), Part("south", 100, gives="s")], memory_mb=3538)
answer = submission.split_work(job, job.names, job.memory_mb)
job.took_ms, job.asked, job.most_at_once, job.left
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from course_lib.aws.services.lambda_.work import vcpus
from course_lib.checks.submission import Later


@dataclass(frozen=True)
class Part:
    """A piece of the work.

    Attributes:
        name: what `work` is called with; plain data.
        ms: of a whole virtual CPU that it takes.
        gives: what `work` returns; plain data, or one of Python's exceptions, as what has come of the part.
        raises: what it raises instead, one of Python's exceptions.
        ends: whether the process that computes it ends in the middle, as one that is killed.
        exits: whether it ends in the middle by itself, and says that all is well: with status 0.
    """

    name: Any
    ms: float
    gives: Any = None
    raises: Exception | None = None
    ends: bool = False
    exits: bool = False


@dataclass(frozen=True)
class Asked:
    """One call of `work`.

    Attributes:
        part: its place in the job's list; None of what is none of them.
        process: 0 for the one that the function was called in, then by their first calls.
        began, ended: milliseconds on the job's clock; `ended` is None while it is not done.
    """

    part: int | None
    process: int
    began: float
    ended: float | None


@dataclass
class Job:
    """All of the work, and the function's memory, which says how many virtual CPUs there are.

    Attributes:
        parts: the pieces.
        memory_mb: the function's memory.
        asked: the calls of `work`, in their order.
        took_ms: how long the call took.
        most_at_once: the most processes that there were beside the one that the function was called in.
        left: how many of them were still there when it had ended.
        stuck: whether all of them waited for each other, and it was ended.
    """

    parts: Sequence[Part]
    memory_mb: int
    asked: list[Asked] = field(default_factory=list)
    took_ms: float = 0.0
    most_at_once: int = 0
    left: int = 0
    stuck: bool = False

    @property
    def names(self) -> list[Any]:
        """What the function is handed as the parts."""
        return [part.name for part in self.parts]

    @property
    def vcpus(self) -> float:
        """How many virtual CPUs the memory pays for."""
        return vcpus(self.memory_mb)

    def begin(self) -> None:
        """A call begins: forget another one."""
        self.asked, self.took_ms, self.most_at_once, self.left, self.stuck = [], 0.0, 0, 0, False

    def __repr__(self) -> str:
        return "work"


def job_of(call: Later) -> Job | None:
    """The job that a call is handed, if it is."""
    return next((each for each in (*call.arguments, *call.keywords.values()) if isinstance(each, Job)), None)
