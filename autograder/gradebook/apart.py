"""A process that marks for another one, which has no main thread to spare or must not die with it.

`python -m autograder.gradebook.apart FD` answers parcels on that socket until the other end is gone.
"""

from __future__ import annotations

import os
import select
import socket
import subprocess
import sys
import threading
from multiprocessing.connection import Connection

from autograder.gradebook.parcels import mark_parcel
from autograder.judge.alarm import be_mortal
from autograder.judge.died import Died


class Apart:
    """Such a process, started when this is made."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            command = [sys.executable, "-m", "autograder.gradebook.apart", str(theirs.fileno())]
            self._process = subprocess.Popen(command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL)
        self._line = Connection(ours.detach())

    def mark(self, parcel: bytes) -> bytes:
        """Have a parcel marked.

        Raises:
            Died: the process died of it; it is of no more use.
        """
        try:
            self._line.send_bytes(parcel)
            return self._line.recv_bytes()
        except (EOFError, OSError):
            self.close()
            raise Died from None

    def close(self) -> None:
        """End it."""
        self._line.close()
        self._process.wait()


def main(descriptor: int) -> None:
    """Mark what is sent until the other end is gone; then end at once, whatever is under way."""
    line = Connection(descriptor)

    def watch() -> None:
        waiting = select.poll()
        waiting.register(descriptor, 0)  # nothing but its end
        waiting.poll()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
    be_mortal(lambda _: None)
    while True:
        line.send_bytes(mark_parcel(line.recv_bytes()))


if __name__ == "__main__":
    main(int(sys.argv[1]))
