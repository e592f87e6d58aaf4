"""One submission's process: runs its cells, reads its globals, and forks instances that run its functions."""

from __future__ import annotations

import os
import signal
import tempfile
from typing import Any, NoReturn

from autograder.line.channel import Channel
from autograder.line.messages import (
    Done,
    EndOthers,
    ForkInstance,
    HowItEnded,
    PlantFiles,
    ReadFiles,
    ReadGlobal,
    ReadLeftFiles,
    RunCell,
)
from autograder.worker import function, instance
from autograder.worker.cloud_link import CloudLink
from autograder.worker.definitions import definitions_of
from autograder.worker.folders import folder
from autograder.worker.run_cells import run_given_cell, run_own_cell
from autograder.worker.shell import make_shell
from course_lib.aws.runtime.inside import LOG_FILE
from course_lib.aws.runtime.log import left_in
from course_lib.aws.sdk.on_clock import REAL_SLEEP
from course_lib.aws.values import BadValue, pack, unpack
from course_lib.checks.folders import plant_files, read_files


def serve(channel: Channel) -> None:
    """Do what the judge asks until it is gone."""
    link = CloudLink(channel)
    link.open()
    kinds = (RunCell, ReadGlobal, ForkInstance, ReadFiles, ReadLeftFiles, PlantFiles, EndOthers, HowItEnded)
    link.serve(lambda message: Done(_do(message, channel, link)), kinds)


def _do(message: Any, channel: Channel, link: CloudLink) -> Any:
    match message:
        case RunCell(source, given, only_definitions):
            source = definitions_of(source) if only_definitions else source
            return (run_given_cell if given else run_own_cell)(source)
        case ReadGlobal(name):
            return _value(name)
        case ForkInstance():
            return _fork_instance(channel, link)
        case ReadFiles(directory):
            return _files(folder(directory))
        case ReadLeftFiles():
            return _files(tempfile.gettempdir(), besides="directories")
        case PlantFiles(directory, files):
            return plant_files(folder(directory), unpack(files))
        case HowItEnded():
            return _how_it_ended()
    return _end_others()


def _files(directory: str, besides: str = "") -> bytes:
    try:
        found = read_files(directory)
    except OSError:
        return pack({})
    return pack({name: data for name, data in found.items() if not besides or name.split("/")[0] != besides})


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
    _FORKED.append(child)
    return True


_FORKED: list[int] = []
ENDING = 100  # times a hundredth of a second that an instance has to be gone when its line is closed


def _how_it_ended() -> list[int | str | None]:
    return [_status(), left_in(function.folder(os.getpid()) / LOG_FILE)]


def _status() -> int | None:
    """The exit status of the last instance; one that does not end by itself within a second is ended."""
    try:
        for _ in range(ENDING if _FORKED else 0):
            process, status = os.waitpid(_FORKED[-1], os.WNOHANG)
            if process:
                return os.waitstatus_to_exitcode(status)
            REAL_SLEEP(0.01)
        for each in _FORKED[-1:]:
            os.kill(each, signal.SIGKILL)
            os.waitpid(each, 0)
    except (ChildProcessError, ProcessLookupError):
        pass
    return None


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
