"""The judge's hold on the fork server, and on the workers that it forks."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from autograder.judge import processes, sandbox
from autograder.judge.memory_watch import MemoryWatch
from autograder.line.channel import Channel, ChannelClosed, ChannelGarbled, ChannelTimeout
from autograder.line.line import Line
from autograder.line.messages import Bound, BoundSet, Fork, Forked, Ready, from_wire, to_wire
from course_lib.aws.services import SERVICES
from course_lib.checks.processors.tree import below
from course_lib.errors import CourseError

START_SECONDS = 60
ALL = tuple(SERVICES)
END_SECONDS = 10
FIRST_USER, USERS = 200_000, 50_000  # user ids for workers when the judge runs as root


@dataclass
class Worker:
    """One submission's process: the line to it, the channel whose end is its end, and where it goes to end."""

    line: Line
    life: Channel
    ending: list[Channel]

    def kill(self) -> None:
        """End it and everything that it started; the next `ForkServer.fork` waits until it is gone."""
        self.life.hang_up()
        self.line.close()
        self.ending.append(self.life)


class ForkServer:
    """The fork server; made once, it serves any number of submissions.

    Args:
        walled: run it inside bubblewrap. Without, a submission's code can read what you can read.
        services: what calls are handed clients, resources and engines of; these are ready before a submission comes.

    Attributes:
        memory: bounds what its workers hold together; None without walls.
    """

    def __init__(self, walled: bool | None = None, services: Sequence[str] = ALL) -> None:
        self.walled = sandbox.bubblewrap() is not None if walled is None else walled
        if self.walled:
            sandbox.require_bubblewrap()
        self._services = services
        self._another: ForkServer | None = None
        self._ending: list[Channel] = []
        # Behind walls it has a folder that no kill can leave behind.
        self._folder = None if self.walled else tempfile.TemporaryDirectory(prefix="course-judge-")
        self._control, theirs = Channel.pair()
        home = self._folder.name if self._folder else sandbox.SCRATCH
        python = [sys.executable, "-P", "-s", "-m", "autograder.worker", str(theirs.fileno())]
        command = sandbox.wrap([*python, "walled", *services]) if self.walled else [*python, "open", *services]
        self._process = subprocess.Popen(
            command,
            pass_fds=[theirs.fileno()],
            env=_environment(home),
            cwd=self._folder.name if self._folder else "/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        theirs.close()
        self.memory = MemoryWatch(self._process.pid) if self.walled else None
        self._expect(Ready)

    def _expect(self, kind: type) -> None:
        try:
            from_wire(self._control.receive(time.monotonic() + START_SECONDS), kind)
        except (ChannelClosed, ChannelGarbled, ChannelTimeout) as error:
            raise CourseError(
                f"The process that runs submissions did not start ({type(error).__name__}). "
                "Run `course doctor` to see whether the installation is whole."
            ) from None

    def another(self) -> ForkServer:
        """One more, as another machine would be: another interpreter, in which `hash(text)` is another. Made once."""
        if self._another is None:
            self._another = ForkServer(self.walled, self._services)
        return self._another

    def fork(self) -> Worker:
        """A new worker, before any cell has run. Processes of those that were killed no longer count against it.

        Raises:
            CourseError: the fork server is gone.
        """
        self._await_ends()
        if self.memory:
            self.memory.said = ""
        line, its_end = Line.pair()
        life, its_life = Channel.pair()
        try:
            self._control.send(to_wire(Fork(self._user)), passing=[its_end, its_life])
        except ChannelClosed:
            raise CourseError("The process that runs submissions has ended.") from None
        finally:
            its_end.close()
            its_life.close()
        self._expect(Forked)
        return Worker(line, life, self._ending)

    @property
    def _user(self) -> int | None:
        return FIRST_USER + os.getpid() % USERS if self.walled and os.geteuid() == 0 else None

    def bounding(self, size: int) -> Callable[[], None]:
        """Bound what there is now, together, and then the processes that are new, each: `size` bytes more.

        Args:
            size: bytes.

        Returns:
            a function to call when the process is there that is to be bounded.

        Raises, when that is called:
            CourseError: the fork server is gone.
        """
        if self.memory is None:
            return lambda: None
        rooms = self.memory.bounded(size)

        def bound() -> None:
            for room in rooms():
                self._control.send(to_wire(Bound(room.process, self._user, room.most)))
                self._expect(BoundSet)

        return bound

    def newcomers(self) -> Callable[[], list[int]]:
        """A function that says which processes of submissions there are that are not there now, the first one first."""

        def found() -> list[int]:
            return processes.inside(self._process.pid) if self.walled else list(below(self._process.pid))

        before, known = set(found()), dict[int, None]()

        def newcomers() -> list[int]:
            now = found()
            known.update(dict.fromkeys(each for each in now if each not in before))
            return [each for each in known if each in now]

        return newcomers

    def _await_ends(self) -> None:
        deadline = time.monotonic() + END_SECONDS
        while self._ending:
            life = self._ending.pop()
            life.wait_for_end(deadline)
            life.close()

    def close(self) -> None:
        """End the fork server, and the other one where there is one."""
        if self._another is not None:
            self._another.close()
        if self.memory:
            self.memory.close()
        self._await_ends()
        self._control.close()
        try:
            self._process.wait(timeout=START_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._folder:
            self._folder.cleanup()

    def __enter__(self) -> ForkServer:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _environment(home: str) -> dict[str, str]:
    """All that a submission sees of an environment."""
    return {
        "PATH": os.defpath,
        "HOME": home,
        "TMPDIR": home,
        "IPYTHONDIR": home,
        "MPLCONFIGDIR": home,
        "LANG": "C.UTF-8",
        "TZ": "<+0545>-05:45",  # no machine's local time is part of a right answer
        "PYTHONPATH": os.pathsep.join([str(sandbox.ROOT), *sandbox.package_folders()]),
        "PYTHONDONTWRITEBYTECODE": "1",
        "MALLOC_ARENA_MAX": "1",  # else a few threads' empty arenas, 64 MB each, use up the limit on memory
    }
