"""The cell that one submission lives in: namespaces, limits and a user of its own, all of which end with it.

The keeper stays outside the cell, where nothing inside can see or signal it. It ends the cell, whatever is in it,
when the judge hangs up: the worker is the first process of its namespace, and the kernel kills the others with it.
"""

from __future__ import annotations

import ctypes
import os
import resource
import select
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from autograder.line.channel import Channel

# Linux system call numbers and flags that Python 3.11 does not name. Sources: sched.h, mount.h, prctl.h, capability.h.
NEW_PIDS, NEW_MOUNTS, NEW_IPC, NEW_NET = 0x20000000, 0x00020000, 0x08000000, 0x40000000
MOUNT_READ_ONLY = 1
PR_SET_NO_NEW_PRIVS = 38
CAPABILITY_VERSION_3 = 0x20080522

MEGABYTE = 1024 * 1024
LIMITS = {
    resource.RLIMIT_AS: 512 * MEGABYTE,
    resource.RLIMIT_NPROC: 64,
    resource.RLIMIT_FSIZE: 16 * MEGABYTE,
    resource.RLIMIT_NOFILE: 128,
    resource.RLIMIT_CPU: 120,
    resource.RLIMIT_CORE: 0,
}
# An empty file takes about 1 KB of the kernel's memory, which no size counts.
PRIVATE_FOLDERS = {
    "/scratch": b"size=64m,nr_inodes=20000,mode=1777",
    "/dev/shm": b"size=16m,nr_inodes=1000,mode=1777",
}


def keep(
    life: Channel, run: Callable[[], None], walled: bool, user: int | None, system_calls: Any | None = None
) -> NoReturn:
    """Run `run` in a cell of its own and end the cell when the judge closes the other end of `life`.

    Args:
        life: carries nothing; its end is what counts.
        run: what happens in the cell.
        walled: whether this process may make namespaces (it runs inside bubblewrap).
        user: the user id to give root up for; None when this process is not root.
        system_calls: the filter to load; None for none.
    """
    status = 1
    try:
        if walled:
            _system("unshare", NEW_PIDS | NEW_MOUNTS | NEW_IPC | NEW_NET)
        child = os.fork()
        if child == 0:
            _live(life, run, walled, user, system_calls)
        _wait(life, child, walled)
        status = 0
    finally:
        os._exit(status)


def cover(folder: Path) -> None:
    """Put an empty folder that nobody can write to over this one, for this process and those that it forks.

    Raises:
        OSError: this process may not, since it does not run inside bubblewrap.
    """
    _system("mount", b"tmpfs", os.fsencode(folder), b"tmpfs", MOUNT_READ_ONLY, b"size=4k,mode=0755")


def _wait(life: Channel, child: int, walled: bool) -> None:
    process = os.pidfd_open(child)
    select.select([life.fileno(), process], [], [])
    try:
        (os.kill if walled else os.killpg)(child, signal.SIGKILL)
    except ProcessLookupError:
        pass
    os.waitpid(child, 0)


def _live(life: Channel, run: Callable[[], None], walled: bool, user: int | None, system_calls: Any | None) -> NoReturn:
    try:
        os.setsid()
        life.close()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        if walled:
            _furnish()
            _give_up_privileges(user)
            if system_calls is not None:
                system_calls.load()
        run()
    finally:
        os._exit(0)


def _furnish() -> None:
    """Empty folders that nobody else sees, and the limits."""
    for folder, options in PRIVATE_FOLDERS.items():
        _system("mount", b"tmpfs", folder.encode(), b"tmpfs", 0, options)
    os.chdir("/scratch")
    os.umask(0o077)
    for limit, most in LIMITS.items():
        resource.setrlimit(limit, (most, most))


def become(user: int) -> None:
    """Give root up for this user and nobody else."""
    os.setgroups([])
    os.setgid(user)
    os.setuid(user)


def _give_up_privileges(user: int | None) -> None:
    if user is not None:
        become(user)
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    _system("capset", header, (ctypes.c_uint32 * 6)())
    _system("prctl", PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)


def _system(name: str, *arguments: object) -> None:
    """Call the C library; an OSError if it fails."""
    library = ctypes.CDLL(None, use_errno=True)
    if getattr(library, name)(*arguments) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")
