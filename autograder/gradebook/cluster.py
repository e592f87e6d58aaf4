"""Mark submissions on a Dask cluster.

A worker gets a notebook and the lesson's source, and gives back what `mark` made of them. It judges as a machine that
grades alone does: with the course and its exam installed, behind bubblewrap. The grade book never leaves this machine.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import CancelledError, Executor, Future
from contextlib import contextmanager, nullcontext
from typing import Any

from autograder.gradebook.apart import Apart
from autograder.gradebook.marking import Marked, Task, mark
from autograder.gradebook.parcels import can_be_sent, pack, unpack
from autograder.gradebook.records import Version
from autograder.judge.died import Died
from autograder.judge.pool import Crew, Done, Here
from course_lib.errors import CourseError

SECONDS_TO_CONNECT = 20

_own = threading.local()


def mark_all(address: str, tasks: Iterable[Task], by: Version) -> Generator[Done[Task, Marked], None, None]:
    """Mark tasks on a cluster; each is given back once, however many workers were lost with it.

    Args:
        address: of the scheduler, such as tcp://grading.example.org:8786.
        tasks: only a few for each of the cluster's threads are taken ahead of the results.
        by: what this machine grades by; a worker that has another course marks nothing.

    Raises:
        CourseError: Dask is not installed, the cluster cannot be reached or is lost, or it has another course.
    """
    with _client(address) as client:
        from distributed import KilledWorker

        threads = sum(client.nthreads().values())
        if not threads:
            raise CourseError(f"The cluster at {address} has no workers. Start some: dask worker {address}")
        sender = _Sender(client.get_executor(), by)
        crew = Crew(threads, lambda _: nullcontext(sender), (KilledWorker, Died))
        try:
            for done in crew.run(mark, tasks):
                yield Done(done.task, _unpacked(done.output, address), done.lost)
        except CancelledError:
            raise CourseError(
                f"The cluster at {address} was lost. Nothing else is: the same command goes on from there."
            ) from None


def _unpacked(output: Any, address: str) -> Marked | None:
    if output is None or isinstance(output, Marked):
        return output
    try:
        return unpack(output)
    except CourseError as error:
        raise CourseError(f"A worker of the cluster at {address} cannot mark: {error}") from None


@contextmanager
def _client(address: str) -> Iterator[Any]:
    try:
        from distributed import Client
    except ModuleNotFoundError:
        raise CourseError("--cluster needs Dask: pip install 'keep-data-safe-on-aws[cluster]'") from None
    try:
        client = Client(address, timeout=SECONDS_TO_CONNECT, set_as_default=False)
    except (OSError, ValueError) as error:
        reason = str(error).partition("\n")[0]
        raise CourseError(f"There is no Dask scheduler at {address} ({type(error).__name__}: {reason}).") from None
    with client:
        yield client


class _Sender(Executor):
    """Sends each task's parcel to a cluster. What has no notebook in it is marked here."""

    def __init__(self, cluster: Executor, by: Version) -> None:
        self._cluster, self._by = cluster, by

    def submit(self, work: Callable[..., Any], /, *arguments: Any, **keywords: Any) -> Future[Any]:
        [task] = arguments
        if not can_be_sent(task):
            return Here().submit(work, task)
        return self._cluster.submit(mark_there, pack(task, self._by))


def mark_there(parcel: bytes) -> bytes:
    """What a Dask worker runs. The judge needs the main thread of a process, and may take it with it: so one apart.

    Raises:
        Died: it did.
    """
    if not hasattr(_own, "process"):
        _own.process = Apart()
    try:
        marked: bytes = _own.process.mark(parcel)
        return marked
    except Died:
        del _own.process
        raise
