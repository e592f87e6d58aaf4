"""Processes that each do one task at a time: one that dies, hangs or grows takes no other's task with it."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import queue
import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from autograder.judge import alarm
from autograder.judge.died import Died

SECONDS = 1800  # of real time for one task: it has ended long before, unless a process hangs
GROWN = 600  # megabytes in use after a task: the process is replaced by a new one
END_SECONDS = 30


@dataclass(frozen=True)
class _Step:
    """A message of a process: what it is at."""

    name: str


@dataclass(frozen=True)
class _Ended:
    """A message of a process: what came of its task, and how many megabytes it holds now."""

    output: Any = None
    error: BaseException | None = None
    megabytes: float = 0


class Staff(Executor):
    """An executor with so many processes, started as they are needed.

    Args:
        workers: how many.
        method: how multiprocessing starts them.
    """

    def __init__(self, workers: int, method: str) -> None:
        self._context = multiprocessing.get_context(method)
        self._life, self._ours = self._context.Pipe(duplex=False)
        self._waiting: queue.SimpleQueue[tuple[Future[Any], Any] | None] = queue.SimpleQueue()
        self._members = [_Member(self._context, self._life) for _ in range(workers)]
        self._threads = [threading.Thread(target=self._serve, args=(each,), daemon=True) for each in self._members]
        for thread in self._threads:
            thread.start()

    def submit(self, work: Callable[..., Any], /, *arguments: Any, **keywords: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self._waiting.put((future, (work, arguments, keywords)))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        if cancel_futures:
            while not self._waiting.empty():
                found = self._waiting.get()
                if found is not None:
                    found[0].cancel()
        for _ in self._threads:
            self._waiting.put(None)
        if wait:
            for thread in self._threads:
                thread.join()
        self.kill()
        self._life.close()

    def kill(self) -> None:
        """End the processes now, whatever they are at."""
        self._ours.close()

    def _serve(self, member: _Member) -> None:
        while (found := self._waiting.get()) is not None:
            future, task = found
            if not future.set_running_or_notify_cancel():
                continue
            try:
                future.set_result(member.do(task))
            except BaseException as error:
                future.set_exception(error)
            del found, future, task  # nothing is kept of a task while the next one is waited for
        member.end()


class _Member:
    """One process, and the next one when it is gone."""

    def __init__(self, context: Any, life: Connection) -> None:
        self._context, self._life = context, life
        self._process: Any = None
        self._line: Connection | None = None

    def do(self, task: Any) -> Any:
        """Have a task done.

        Raises:
            Died: the process has died of it, or was ended.
            whatever the task raised.
        """
        line, at = self._line or self._start(), ""
        try:
            line.send(task)
            deadline = time.monotonic() + SECONDS
            while True:
                if not line.poll(max(deadline - time.monotonic(), 0)):
                    raise EOFError
                message = line.recv()
                if isinstance(message, _Ended):
                    break
                at = message.name
        except (EOFError, OSError):
            self._drop(kill=True)
            raise Died(at) from None
        if message.megabytes > GROWN:
            self._drop(kill=False)
        if message.error is not None:
            raise message.error
        return message.output

    def _start(self) -> Connection:
        self._line, theirs = self._context.Pipe()
        self._process = self._context.Process(target=_work, args=(theirs, self._life), daemon=True)
        self._process.start()
        theirs.close()
        return self._line

    def _drop(self, kill: bool) -> None:
        if self._line is None:
            return
        self._line.close()
        if kill:
            self._process.kill()
        self._process.join(END_SECONDS)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self._line = self._process = None

    def end(self) -> None:
        """Let it end."""
        self._drop(kill=False)


def _work(line: Connection, life: Connection) -> None:
    """What a process does: tasks, until the other end of its line is gone."""
    _live_with(life)
    alarm.be_mortal(lambda name: line.send(_Step(name)))
    while True:
        try:
            work, arguments, keywords = line.recv()
        except (EOFError, OSError):
            return
        try:
            ended = _Ended(work(*arguments, **keywords), None, _megabytes())
        except Exception as error:
            ended = _Ended(None, _portable(error), _megabytes())
        del work, arguments, keywords
        line.send(ended)
        del ended


def _portable(error: Exception) -> Exception:
    """The error, as far as it can be sent to another process."""
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error


def _live_with(life: Connection) -> None:
    """End this process when the one that holds the other end of `life` has gone; leave Ctrl-C to that one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def watch() -> None:
        try:
            life.recv()
        except (EOFError, OSError):
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _megabytes() -> float:
    """What this process holds in memory now; 0 where the system does not tell."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGESIZE") / 2**20
    except OSError:
        return 0
