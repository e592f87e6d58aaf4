"""The walls around the warm parent: bubblewrap shows it Python and the worker's own code, and nothing else.

No network, no /proc, no home, no exam, no other submission, no environment of ours; everything read-only but a small
/scratch. Inside, each submission gets process, mount and IPC namespaces of its own (`autograder.worker.cell`), so that
nothing
of it outlives it. See docs/security.md.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from course_lib.errors import CourseError

ROOT = Path(__file__).parent.parent.parent
SHOWN = (
    "course_lib",
    "autograder/__init__.py",
    "autograder/line",
    "autograder/worker",
)
SCRATCH = "/scratch"
NEEDED = ("boto3", "botocore", "msgpack", "IPython", "traitlets")
SYSTEM = ("/usr", "/lib", "/lib32", "/lib64", "/bin", "/sbin", "/etc/ld.so.cache", "/etc/localtime", "/etc/ssl")
INSTALL = (
    "Grading other people's notebooks needs bubblewrap, which keeps their code away from your files and the network. "
    "Install it with `sudo apt-get install bubblewrap` (Debian, Ubuntu) or `sudo dnf install bubblewrap` (Fedora)."
)


def bubblewrap() -> str | None:
    """Where bubblewrap is, if it is installed."""
    return shutil.which("bwrap") if sys.platform == "linux" else None


def require_bubblewrap() -> str:
    """Where bubblewrap is.

    Raises:
        CourseError: it is not installed.
    """
    found = bubblewrap()
    if found is None:
        raise CourseError(INSTALL)
    return found


def wrap(command: list[str]) -> list[str]:
    """The command line that runs `command` inside the walls.

    Raises:
        CourseError: bubblewrap is not installed.
    """
    return [require_bubblewrap(), *_namespaces(), *_files(), "--", *command]


def _namespaces() -> Iterator[str]:
    yield from ("--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try")
    yield from ("--die-with-parent", "--new-session", "--cap-drop", "ALL", "--cap-add", "CAP_SYS_ADMIN")
    if os.geteuid() == 0:  # the worker gives root up for a user of its own, see autograder.worker.cell
        yield from ("--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID", "--cap-add", "CAP_KILL")
    else:
        yield from ("--unshare-user", "--disable-userns", "--uid", "1000", "--gid", "1000")


def _files() -> Iterator[str]:
    for path in SYSTEM:
        if os.path.islink(path):
            yield from ("--symlink", os.readlink(path), path)
        elif os.path.exists(path):
            yield from ("--ro-bind", path, path)
    yield from ("--dev", "/dev", "--tmpfs", SCRATCH)
    folders = {sys.prefix, sys.base_prefix, _interpreter_folder(), *package_folders()}
    shown = [folder for folder in sorted(folders) if not f"{folder}/".startswith("/usr/")]
    shown += [str(ROOT / name) for name in SHOWN]
    # bubblewrap makes folders on the way with mode 0700, which the worker's own user cannot pass
    for folder in sorted({str(parent) for path in shown for parent in Path(path).parents} - {"/"}):
        yield from ("--perms", "0755", "--dir", folder)
    for path in shown:
        yield from ("--ro-bind", path, path)
    if not any(path.startswith("/tmp/") for path in shown):
        yield from ("--symlink", SCRATCH, "/tmp")
    yield from ("--remount-ro", "/", "--chdir", SCRATCH)


def _interpreter_folder() -> str:
    """Where the interpreter's own link leads: a virtual environment's python is a link into another folder."""
    real = Path(os.path.realpath(sys.executable))
    return str(real.parent.parent if real.parent.name == "bin" else real.parent)


def package_folders() -> list[str]:
    """The folders on Python's path that hold what the worker imports."""
    found = {str(Path(spec.origin).parents[1]) for name in NEEDED if (spec := find_spec(name)) and spec.origin}
    return sorted(found)
