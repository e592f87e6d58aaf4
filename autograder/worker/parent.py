"""The warm parent: pays for the imports once, then forks a worker for each submission."""

from __future__ import annotations

import os
import signal
from typing import NoReturn

from autograder.channel import Channel, ChannelClosed
from autograder.worker import cloud_link, worker
from autograder.worker.shell import make_shell


def serve(descriptor: int) -> None:
    """Fork a worker for every message that brings a socket, until the judge is gone."""
    control = Channel.of_descriptor(descriptor)
    make_shell()
    cloud_link.warm_up()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # workers are reaped by the system
    control.send({"ready": True})
    while True:
        try:
            control.receive()
        except ChannelClosed:
            return
        end = control.take_passed()
        child = os.fork()
        if child == 0:
            _become_worker(control, end)
        end.close()
        control.send({"pid": child})


def _become_worker(control: Channel, end: Channel) -> NoReturn:
    status = 1
    try:
        control.close()
        os.setsid()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        worker.serve(end)
        status = 0
    finally:
        os._exit(status)
