"""A submission in this process: the functions of an open notebook."""

from __future__ import annotations

import contextlib
import dataclasses
import io
import queue
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from autograder.calling import call_function
from autograder.submission import Caller, Ending, Later, Outcome, Submission
from autograder.values import plain
from course_lib.cloud.clients import Bindings, Handle
from course_lib.cloud.messages import Request, Response

STEP_SECONDS = 10


class LocalSubmission(Submission):
    """The functions in a notebook's namespace.

    Args:
        namespace: the notebook's globals.
        seed: for `random`.
    """

    def __init__(self, namespace: Mapping[str, Any], seed: str = "practice") -> None:
        super().__init__(seed)
        self._namespace = namespace

    def run(self, call: Later) -> Outcome:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            outcome = call_function(self._namespace, call.function, call.arguments, call.keywords)
        return dataclasses.replace(outcome, printed=printed.getvalue())

    def value(self, name: str) -> Any:
        return plain(self._namespace.get(name))

    def run_in_turns(self, calls: Sequence[Later], cloud: Any) -> Sequence[Caller]:
        return [self._caller(call, cloud) for call in calls]

    def _caller(self, call: Later, cloud: Any) -> ThreadCaller:
        handles = [cloud.handle_of(argument) for argument in call.arguments]
        who = next((handle.who for handle in handles if handle), "you")

        def run(resolve: Callable[[Handle], Any]) -> Outcome:
            arguments = [
                resolve(handle) if handle else argument
                for handle, argument in zip(handles, call.arguments, strict=True)
            ]
            return call_function(self._namespace, call.function, arguments, call.keywords)

        return ThreadCaller(who, run)


class _Stopped(BaseException):
    """Unwinds a caller's thread; not an Exception, so that a learner's `except Exception` lets it pass."""


class ThreadCaller(Caller):
    """A function that runs in a thread of its own and waits at each AWS request.

    Args:
        who: the caller's name.
        run: the function; it is given a way to get the boto3 objects whose requests stop here.
    """

    def __init__(self, who: str, run: Callable[[Callable[[Handle], Any]], Outcome]) -> None:
        self.who = who
        self._out: queue.Queue[Request | Outcome] = queue.Queue()
        self._in: queue.Queue[Response | None] = queue.Queue()
        self._bindings = Bindings(self, pooled=True)
        self._run = run
        self._thread = threading.Thread(target=self._main, name=f"caller {who}", daemon=True)
        self._printed = io.StringIO()

    def _main(self) -> None:
        try:
            outcome = self._run(lambda handle: self._bindings.get(handle.kind, handle.service, handle.who))
        except _Stopped:
            return
        except BaseException as error:
            outcome = Outcome(Ending.DIED, problem=f"The call ended with {type(error).__name__}.")
        self._out.put(outcome)

    def send(self, request: Request, who: str) -> Response:
        """What the caller's boto3 objects call: wait for a turn."""
        self._out.put(request)
        response = self._in.get()
        if response is None:
            raise _Stopped
        return response

    def step(self) -> Request | Outcome:
        if not self._thread.is_alive() and self._thread.ident is None:
            self._thread.start()
        try:
            # Only this caller runs while we wait, so whatever is printed is its.
            with contextlib.redirect_stdout(self._printed):
                state = self._out.get(timeout=STEP_SECONDS)
            if isinstance(state, Outcome):
                return dataclasses.replace(state, printed=self._printed.getvalue())
            return state
        except queue.Empty:
            problem = f"After {STEP_SECONDS} seconds {self.who}'s call had neither returned nor sent a request."
            return Outcome(Ending.TIMED_OUT, problem=problem)

    def answer(self, response: Response) -> None:
        self._in.put(response)

    def stop(self) -> None:
        self._in.put(None)
        if self._thread.ident is not None:
            self._thread.join(timeout=STEP_SECONDS)
        if not self._thread.is_alive():
            self._bindings.release()
