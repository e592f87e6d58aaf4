"""The judge's hold on the warm parent, and on the workers that it forks."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from autograder.channel import Channel, ChannelClosed, ChannelGarbled, ChannelTimeout
from course_lib.errors import CourseError

START_SECONDS = 60
ROOT = Path(__file__).parent.parent.parent


@dataclass
class Worker:
    """One submission's process: its channel, and its process group's number."""

    channel: Channel
    pid: int

    def kill(self) -> None:
        """End it and everything that it started in its group."""
        self.channel.close()
        try:
            os.killpg(self.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass


class Parent:
    """The warm parent process; made once, it serves any number of submissions."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="course-judge-")
        self._control, theirs = Channel.pair()
        environment = {
            "PATH": os.defpath,
            "HOME": self._folder.name,
            "TMPDIR": self._folder.name,
            "IPYTHONDIR": self._folder.name,
            "MPLCONFIGDIR": self._folder.name,
            "LANG": "C.UTF-8",
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-s", "-m", "autograder.worker", str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            env=environment,
            cwd=self._folder.name,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        theirs.close()
        self._expect("ready")

    def _expect(self, key: str) -> object:
        try:
            return self._control.receive(time.monotonic() + START_SECONDS).get(key)
        except (ChannelClosed, ChannelGarbled, ChannelTimeout) as error:
            raise CourseError(
                f"The process that runs submissions did not start ({type(error).__name__}). "
                "Run `course doctor` to see whether the installation is whole."
            ) from None

    def fork(self) -> Worker:
        """A new worker, before any cell has run.

        Raises:
            CourseError: the warm parent is gone.
        """
        ours, theirs = Channel.pair()
        self._control.send({"op": "fork"}, passing=theirs)
        theirs.close()
        pid = self._expect("pid")
        if not isinstance(pid, int):
            raise CourseError("The process that runs submissions answered in a way it never should.")
        return Worker(ours, pid)

    def close(self) -> None:
        """End the warm parent."""
        self._control.close()
        try:
            self._process.wait(timeout=START_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._folder.cleanup()

    def __enter__(self) -> Parent:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
