"""The fork server: pays for the imports once, then forks a keeper with a worker for each submission."""

from __future__ import annotations

import os
import resource
import signal
from collections.abc import Collection
from typing import Any

from autograder.line.channel import Channel, ChannelClosed
from autograder.line.messages import Bound, BoundSet, Fork, Forked, Ready, from_wire, to_wire
from autograder.worker import absent, chance, cloud_link, isolation, worker
from autograder.worker.shell import run_cell
from autograder.worker.system_calls import make_filter


def serve(descriptor: int, walled: bool, services: Collection[str]) -> None:
    """Fork a worker for every message that brings its two sockets, until the judge is gone.

    Args:
        descriptor: of the channel to the judge.
        walled: whether this process runs inside bubblewrap.
        services: what calls are handed clients, resources and engines of.
    """
    control = Channel.of_descriptor(descriptor)
    run_cell("pass")  # IPython imports a good deal for its first cell
    cloud_link.warm_up(services)
    chance.prepare()
    system_calls = make_filter() if walled else None
    if walled:
        absent.cover_package()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # keepers are reaped by the system
    control.send(to_wire(Ready()))
    while True:
        try:
            asked: Any = from_wire(control.receive(), Fork, Bound)
        except ChannelClosed:
            return
        if isinstance(asked, Bound):
            _bound(asked)
            control.send(to_wire(BoundSet()))
            continue
        user = asked.user
        end, life = control.take_passed(), control.take_passed()
        if os.fork() == 0:
            control.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            isolation.keep(life, lambda end=end: worker.serve(end), walled, user, system_calls)  # type: ignore[misc]
        end.close()
        life.close()
        control.send(to_wire(Forked()))


def _bound(asked: Bound) -> None:
    """As the user whose process it is: whoever has the same user ids needs no privilege for it (prlimit(2))."""
    child = os.fork()
    if child == 0:
        try:
            if asked.user is not None:
                isolation.become(asked.user)
            resource.prlimit(asked.process, resource.RLIMIT_DATA, (asked.most, asked.most))
        finally:
            os._exit(0)
    try:
        os.waitpid(child, 0)
    except ChildProcessError:  # SIGCHLD is ignored: the wait ends when the child is gone
        pass
