"""A submission in this process: the functions of an open notebook."""

from __future__ import annotations

import contextlib
import copy
import dataclasses
import io
import queue
import shutil
import tempfile
import threading
import weakref
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from course_lib.aws.clock import Clock
from course_lib.aws.http.messages import Request, Response
from course_lib.aws.sdk.botocore_hook import CallerDied, forget_retries
from course_lib.aws.sdk.clients import Bindings
from course_lib.aws.sdk.on_clock import living_by
from course_lib.aws.sdk.ports import Handle, PortClosed
from course_lib.aws.values import plain
from course_lib.checks.calling import call_function
from course_lib.checks.file_changes import dies_before_change
from course_lib.checks.files import Directory, Reader, Sink, Source, Writer, disk_is_full_after
from course_lib.checks.folders import plant_files, read_files
from course_lib.checks.here.end_thread import end_thread
from course_lib.checks.here.memory_limit import peak_of
from course_lib.checks.here.own_process import call_in_own_process
from course_lib.checks.here.time_limit import TimeIsUp, run_for_at_most
from course_lib.checks.lent import MUTABLE
from course_lib.checks.processors.job import Job, job_of
from course_lib.checks.processors.work import Work
from course_lib.checks.submission import Caller, Ending, Later, Outcome, Raised, Submission, name_memory

STEP_SECONDS = 10  # for a call, or a caller's way to its next request; real ones
STOP_SECONDS = 1  # for what a stopped caller still does, such as its `finally`


class LocalSubmission(Submission):
    """The functions in a notebook's namespace.

    Args:
        namespace: the notebook's globals.
        seed: for `random`.
        clock: what pauses move on, and the time of day follows, while a function runs; without it, pauses wait.
        seconds: of real time that a call may take.
    """

    def __init__(
        self,
        namespace: Mapping[str, Any],
        seed: str = "practice",
        clock: Clock | None = None,
        seconds: float = STEP_SECONDS,
    ) -> None:
        super().__init__(seed)
        self._namespace, self._clock, self._seconds = namespace, clock, seconds
        self._folders: dict[str, str] = {}

    def run(self, call: Later) -> Outcome:
        job = job_of(call)
        if job is not None:
            return call_in_own_process(call.function, job, lambda work: self._with(work, call), self._seconds)
        printed, logged = io.StringIO(), io.StringIO()
        arguments = [self._hand_over(value) for value in call.arguments]
        keywords = {name: self._hand_over(value) for name, value in call.keywords.items()}
        handed = [*call.arguments, *call.keywords.values()]
        folder = next((value for value in handed if isinstance(value, Directory)), Directory())
        try:
            said = contextlib.redirect_stdout(printed), contextlib.redirect_stderr(logged)
            disk = disk_is_full_after(folder.room), self._death(folder)
            with said[0], said[1], self._time(), disk[0], disk[1], peak_of(self._memory) as peak:
                outcome = run_for_at_most(
                    self._seconds, lambda: call_function(self._namespace, call.function, arguments, keywords)
                )
        except CallerDied as end:
            outcome = Outcome(Ending.DIED, problem=str(end))
        except TimeIsUp:
            outcome = Outcome(Ending.TIMED_OUT, problem=_endless(call.function, self._seconds))
        if peak.passed:
            outcome = Outcome(Ending.RAISED, raised=Raised(("MemoryError", "Exception"), ""))
        outcome = name_memory(outcome, self._memory)
        return dataclasses.replace(outcome, printed=printed.getvalue(), logged=logged.getvalue())

    def _with(self, work: Work, call: Later) -> Outcome:
        arguments = [work if isinstance(value, Job) else value for value in call.arguments]
        keywords = {name: work if isinstance(value, Job) else value for name, value in call.keywords.items()}
        return call_function(self._namespace, call.function, arguments, keywords)

    def _death(self, folder: Directory) -> contextlib.AbstractContextManager[None]:
        if folder.dies_before is None:
            return contextlib.nullcontext()
        return dies_before_change(self._folder(folder), folder.dies_before, _die)

    def files(self, directory: Directory) -> dict[str, bytes]:
        return read_files(self._folder(directory))

    def plant(self, directory: Directory, files: Mapping[str, bytes]) -> None:
        plant_files(self._folder(directory), files)

    def _folder(self, directory: Directory) -> str:
        if directory.token not in self._folders:
            folder = tempfile.mkdtemp(prefix="lesson-")
            weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
            self._folders[directory.token] = folder
        return self._folders[directory.token]

    def _hand_over(self, value: Any) -> Any:
        """What a function gets for an argument of a call."""
        if isinstance(value, Directory):
            return self._folder(value)
        if isinstance(value, (Source, Sink)):
            value.begin()
            return Reader(value.read) if isinstance(value, Source) else Writer(value.write)
        return copy.deepcopy(value) if type(value) in MUTABLE else value  # the check goes on using its own

    def _time(self) -> contextlib.AbstractContextManager[None]:
        return living_by(self._clock) if self._clock else contextlib.nullcontext()

    def value(self, name: str) -> Any:
        return plain(self._namespace.get(name))

    def run_in_turns(
        self, calls: Sequence[Later], cloud: Any, first: int = 0, elsewhere: bool = False
    ) -> Sequence[Caller]:
        return [self._caller(call, cloud) for call in calls]

    def _caller(self, call: Later, cloud: Any) -> ThreadCaller:
        given = [_Given(value, cloud, self._hand_over) for value in call.arguments]
        named = {name: _Given(value, cloud, self._hand_over) for name, value in call.keywords.items()}
        handles = [each.handle for each in (*given, *named.values())]
        who = next((handle.who for handle in handles if handle), "you")

        def run(resolve: Callable[[Handle], Any]) -> Outcome:
            arguments = [each.get(resolve) for each in given]
            keywords = {name: each.get(resolve) for name, each in named.items()}
            return call_function(self._namespace, call.function, arguments, keywords)

        return ThreadCaller(who, run, cloud.clock, self._seconds)


def _die() -> None:
    raise CallerDied("The program died here.")


def _endless(function: str, seconds: float) -> str:
    return (
        f"After {seconds:g} seconds `{function}` had not come to an end. If it waits in a loop: does the loop ask "
        "again each time round, and can its condition come true?"
    )


class _Given:
    """An argument of a caller: a boto3 object to be bound to it, or data of its own, whatever other callers do."""

    def __init__(self, value: Any, cloud: Any, hand_over: Callable[[Any], Any]) -> None:
        self.handle: Handle | None = cloud.handle_of(value)
        self._hand_over = hand_over
        self._value = value

    def get(self, resolve: Callable[[Handle], Any]) -> Any:
        return resolve(self.handle) if self.handle else self._hand_over(self._value)


class _Stopped(BaseException):
    """Unwinds a caller's thread; not an Exception, so that a learner's `except Exception` lets it pass."""


class ThreadCaller(Caller):
    """A function that runs in a thread of its own and waits at each AWS request.

    Args:
        who: the caller's name.
        run: the function; it is given a way to get the boto3 objects whose requests stop here.
        clock: what pauses move on, and the time of day follows; nothing really waits.
        seconds: of real time that it may take to its next request, or to its end.
    """

    def __init__(
        self,
        who: str,
        run: Callable[[Callable[[Handle], Any]], Outcome],
        clock: Clock,
        seconds: float = STEP_SECONDS,
    ) -> None:
        self.who, self._seconds = who, seconds
        self._out: queue.Queue[Request | Outcome] = queue.Queue()
        self._in: queue.Queue[Response | None] = queue.Queue()
        self._answers: list[Response | None] = []
        self._bindings = Bindings(self, pooled=True, learners=True)
        self._run, self._clock = run, clock
        self._thread = threading.Thread(target=self._main, name=f"caller {who}", daemon=True)
        self._printed = io.StringIO()
        self._stopped = False
        self._giver: threading.Thread | None = None  # of turns

    def _main(self) -> None:
        try:
            outcome = self._run(self._resolve)
        except CallerDied as end:
            outcome = Outcome(Ending.DIED, problem=str(end))
        except BaseException as error:
            outcome = Outcome(Ending.DIED, problem=f"The call ended with {type(error).__name__}.")
        self._out.put(outcome)

    def _resolve(self, handle: Handle) -> Any:
        bound = self._bindings.get(handle.kind, handle.service, handle.who)
        if handle.kind not in ("cache", "engine"):
            forget_retries(bound)
        return bound

    def send(self, request: Request, who: str) -> Response:
        """What the caller's boto3 objects and engines call: wait for a turn.

        Raises:
            PortClosed: nobody would give it one: its function has ended, or Python clears away in the thread that gives
                turns what the function has left behind, such as a connection.
        """
        if threading.current_thread() is self._giver or not self._thread.is_alive():
            raise PortClosed
        self._out.put(request)
        if self._stopped:
            threading.Event().wait()  # its clean-up, or a bare `except:`, goes on sending: it waits for ever
        response = self._in.get()
        if response is None:
            raise _Stopped
        return response

    def step(self) -> Request | Outcome:
        self._giver = threading.current_thread()
        try:
            state = self._next(self._seconds)
            if isinstance(state, Outcome):
                return dataclasses.replace(state, printed=self._printed.getvalue())
            return state
        except queue.Empty:
            whose = "your" if self.who == "you" else f"{self.who}'s"
            problem = f"After {self._seconds:g} seconds {whose} call had neither returned nor sent a request."
            return Outcome(Ending.TIMED_OUT, problem=problem)

    def _next(self, seconds: float) -> Request | Outcome:
        """Let it run until it sends or ends. Only this caller runs meanwhile, so what is printed or waited is its."""
        with contextlib.redirect_stdout(self._printed), living_by(self._clock):
            if self._thread.ident is None:
                self._thread.start()
            elif self._answers:
                self._in.put(self._answers.pop())
            state = self._out.get(timeout=seconds)
            if isinstance(state, Outcome):
                self._thread.join()
            return state

    def answer(self, response: Response) -> None:
        self._answers = [response]  # it goes on when it has its turn again, by its own clock

    def stop(self) -> None:
        if self._thread.is_alive() and not self._stopped:
            self._stopped = True
            self._answers = [None]
            try:
                self._next(STOP_SECONDS)
            except queue.Empty:
                end_thread(self._thread, _Stopped)
        if not self._thread.is_alive():
            self._bindings.release()
