"""What the notebook shows: functions that compute with a Lambda function's CPUs, timed and drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from course_lib.checks.calling import call_function
from course_lib.checks.here.own_process import call_in_own_process
from course_lib.checks.processors.job import Job, Part
from course_lib.checks.submission import value_of
from course_lib.pictures.inert import INERT, graded

BRANCHES = (900, 200, 150, 700, 250, 100, 300, 150, 100, 150)  # milliseconds of a whole CPU: two are large
SECONDS = 20.0  # of real time in which something has to happen
Function = Callable[[Any, list[Any], int], Any]


def branches() -> list[Part]:
    """Suggestions for ten branches: 3 seconds of work."""
    return [Part(f"branch {number}", ms, gives=number) for number, ms in enumerate(BRANCHES, 1)]


def run(function: Function, memory_mb: int) -> Job:
    """Call a function as split_work is called, with a Lambda function's CPUs, and say how it went.

    Args:
        function: takes work, parts and memory_mb. The processes that it starts are real ones.
        memory_mb: of the function.

    Raises:
        LearnerError, CallProblem: it did not return.
    """
    job = Job(branches(), memory_mb)
    name = getattr(function, "__name__", "your function")

    def call(work: Any) -> Any:
        return call_function({name: function}, name, [work, job.names, memory_mb], {})

    value_of(call_in_own_process(name, job, call, SECONDS))
    return job


def compare(functions: Sequence[Function], sizes: Sequence[int]) -> Any:
    """Print how long each function takes with each size of memory.

    Args:
        functions: as for `run`.
        sizes: in MB.
    """
    if graded():
        return INERT
    print(" " * 14 + "".join(f"{size:8,} MB" for size in sizes))
    for function in functions:
        took = [run(function, size).took_ms / 1000 for size in sizes]
        print(f"{function.__name__:14}" + "".join(f"{seconds:9.2f} s" for seconds in took))
    return None
