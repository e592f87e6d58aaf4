"""The process that instances of a notebook's and a plain account's functions are forked from.

    python -m course_lib.aws.runtime.server SOCKET

It has paid for boto3. For each connection it forks a keeper, and the keeper the instance: when that has ended without
a word, the keeper says how. It ends when whoever started it does.
"""

from __future__ import annotations

import gc
import os
import resource
import selectors
import shutil
import signal
import socket
import sys
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NoReturn

from course_lib.aws.clock import Clock
from course_lib.aws.http.messages import Request, Response
from course_lib.aws.runtime.inside import LOG_FILE, Function
from course_lib.aws.runtime.interface import Ending, Ran
from course_lib.aws.runtime.link import SocketLink, as_map, invocation_of, program_of, tell
from course_lib.aws.runtime.log import left_in
from course_lib.aws.runtime.own_tmp import lead_to
from course_lib.aws.runtime.processes import Turns
from course_lib.aws.sdk.on_clock import Life, living_by
from course_lib.aws.sdk.ready import ready_session
from course_lib.aws.sdk.wall import WALL
from course_lib.aws.services import SERVICES

READY = b"ready\n"


def serve(address: str) -> None:
    """Fork an instance for each connection until standard input ends."""
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(address)
    listener.listen(64)
    _warm_up()
    os.write(1, READY)
    life = os.dup(0)
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nothing, descriptor)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a notebook's interrupt is for its kernel
    with selectors.DefaultSelector() as selector:
        selector.register(life, selectors.EVENT_READ)
        selector.register(listener, selectors.EVENT_READ)
        while life not in {key.fd for key, _ in selector.select()}:
            accepted, _ = listener.accept()
            if os.fork() == 0:
                selector.close()
                listener.close()
                os.close(life)
                _keep(Connection(accepted.detach()), Path(address).parent)
            accepted.close()
    shutil.rmtree(Path(address).parent, ignore_errors=True)


def _warm_up() -> None:
    import boto3

    WALL.raise_to(_nowhere, Clock())
    with living_by(Clock()):
        pass  # imports what time needs
    wanted = [(kind, name) for name, service in SERVICES.aws.items() for kind in service.warm]
    boto3.DEFAULT_SESSION = ready_session(WALL.send, wanted)
    gc.freeze()


def _nowhere(request: Request) -> Response:
    raise RuntimeError("no function runs yet")


def _keep(connection: Connection, base: Path) -> NoReturn:
    """Fork the instance, and wait for its end."""
    status = 1
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        folder = base / str(os.getpid())
        for name in ("task", "tmp"):
            (folder / name).mkdir(parents=True)
        instance = os.fork()
        if instance == 0:
            _live(connection, folder)
        ended = os.waitstatus_to_exitcode(os.waitpid(instance, 0)[1])
        log = left_in(folder / LOG_FILE)
        shutil.rmtree(folder, ignore_errors=True)
        tell(connection, ran=as_map(Ran(Ending.EXITED, log=log, status=ended)))
        status = 0
    finally:
        os._exit(status)


def _live(connection: Connection, folder: Path) -> NoReturn:
    try:
        os.setpgid(0, 0)
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        _serve(SocketLink(connection, Turns(folder / "turns")), folder)
    finally:
        os._exit(1)  # the account is gone


def _serve(link: SocketLink, folder: Path) -> None:
    """Do what the account asks until it is gone."""
    import boto3

    WALL.raise_to(link.send, link, boto3.DEFAULT_SESSION)
    life = Life(link)
    life.begin()
    link.on_time(life.follow)
    os.environ["TMPDIR"] = str(folder / "tmp")
    lead_to(folder / "tmp")
    function: Function | None = None
    link.introduce()
    while True:
        message = link.hear()
        link.set_clock(message["now"])
        _bound(message["seconds"])
        if "program" in message:
            program = program_of(message["program"])
            function = Function(program, link, folder)
            link.ended(function.begin())
        elif function is not None:
            invocation = invocation_of(message["invocation"])
            link.ended(function.run(invocation))


def _bound(seconds: int) -> None:
    """From now on, so much processor time and no more."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    most = int(used.ru_utime + used.ru_stime) + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (most, resource.getrlimit(resource.RLIMIT_CPU)[1]))


if __name__ == "__main__":
    serve(sys.argv[1])
