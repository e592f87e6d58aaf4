"""One submission's process: runs its cells, reads its globals, and forks instances that run its functions."""

from __future__ import annotations

import os
import signal
from typing import Any, NoReturn

from autograder.line.channel import Channel
from autograder.worker import instance
from autograder.worker.cloud_link import CloudLink
from autograder.worker.folders import folder
from autograder.worker.run_cells import run_given_cell, run_own_cell
from autograder.worker.shell import make_shell
from course_lib.aws.values import BadValue, pack, unpack
from course_lib.checks.folders import plant_files, read_files


def serve(channel: Channel) -> None:
    """Do what the judge asks until it is gone."""
    link = CloudLink(channel)
    link.open()
    link.serve(lambda message: _do(message, channel, link))


def _do(message: dict[str, Any], channel: Channel, link: CloudLink) -> dict[str, Any]:
    operation = message["op"]
    if operation == "cell":
        return {"error": (run_given_cell if message["given"] else run_own_cell)(message["source"])}
    if operation == "value":
        return {"value": _value(message["name"])}
    if operation == "instance":
        return {"forked": _fork_instance(channel, link)}
    if operation == "files":
        return {"files": _files(message["directory"])}
    if operation == "plant":
        plant_files(folder(message["directory"]), unpack(message["files"]))
        return {"planted": True}
    _end_others()
    return {"cleared": True}


def _files(directory: str) -> bytes:
    try:
        return pack(read_files(folder(directory)))
    except OSError:
        return pack({})


def _value(name: str) -> bytes:
    try:
        return pack(make_shell().user_ns.get(name))
    except BadValue:
        return pack(None)


def _fork_instance(channel: Channel, link: CloudLink) -> bool:
    """False when the submission has used up the processes that it may have."""
    end = channel.take_passed()
    try:
        child = os.fork()
    except OSError:
        return False
    if child == 0:
        _become_instance(channel, end, link)
    end.close()
    _reap()
    return True


def _become_instance(channel: Channel, end: Channel, link: CloudLink) -> NoReturn:
    status = 1
    try:
        channel.close()
        link.move_to(end)
        instance.serve(link)
        status = 0
    finally:
        os._exit(status)


def _end_others() -> None:
    """End what earlier calls left running. In its cell the worker is process 1, and -1 means all the others."""
    if os.getpid() == 1:
        try:
            os.kill(-1, signal.SIGKILL)
        except ProcessLookupError:
            pass
        while True:
            try:
                os.waitpid(-1, 0)
            except ChildProcessError:
                return


def _reap() -> None:
    """Collect instances that have ended."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass
