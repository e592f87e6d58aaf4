"""The walls around the fork server: bubblewrap shows it Python and the worker's own code, and nothing else.

No network, no /proc, no home, no exam, no other submission, no environment of ours; everything read-only but a small
/scratch. Of this project the packages in `SHOWN` are seen, wherever it lies. Inside, each submission gets process,
mount and IPC namespaces of its own (`autograder.worker.cell`), so that nothing of it outlives it. See docs/security.md.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

from course_lib.errors import CourseError

ROOT = Path(__file__).parent.parent.parent
SHOWN = ("course_lib", "autograder/__init__.py", "autograder/line", "autograder/worker")  # all that is seen of ROOT
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
    python = {Path(sys.prefix), Path(sys.base_prefix), _interpreter_folder(), *map(Path, package_folders())}
    outside = sorted(path for path in python if not path.is_relative_to(ROOT) and not _in_system(path))
    yield from _shown(outside)
    yield from ("--perms", "0755", "--tmpfs", str(_hidden()))  # it may lie in a folder that is shown
    inside = sorted(path for path in python if path.is_relative_to(_hidden()))
    yield from _shown([*inside, *(ROOT / name for name in SHOWN)])
    yield from ("--remount-ro", str(_hidden()))
    if not any(Path("/tmp") in path.parents for path in (*python, ROOT / "autograder")):
        yield from ("--symlink", SCRATCH, "/tmp")
    yield from ("--remount-ro", "/", "--chdir", SCRATCH)


def _shown(paths: Sequence[Path]) -> Iterator[str]:
    """Show files and folders at their places, read-only."""
    # bubblewrap makes folders on the way with mode 0700, which the worker's own user cannot pass
    for folder in sorted({parent for path in paths for parent in path.parents} - {Path("/")}):
        yield from ("--perms", "0755", "--dir", str(folder))
    for path in paths:
        yield from ("--ro-bind", str(path), str(path))


def _in_system(path: Path) -> bool:
    return any(path.is_relative_to(folder) for folder in SYSTEM)


def _hidden() -> Path:
    """What is empty inside but for `SHOWN`: the whole clone, or, where only packages are installed, ours."""
    return ROOT if (ROOT / "notebooks").exists() else ROOT / "autograder"


def _interpreter_folder() -> Path:
    """Where the interpreter's own link leads: a virtual environment's python is a link into another folder."""
    real = Path(os.path.realpath(sys.executable))
    return real.parent.parent if real.parent.name == "bin" else real.parent


def package_folders() -> list[str]:
    """The folders on Python's path that hold what the worker imports."""
    found = {str(Path(spec.origin).parents[1]) for name in NEEDED if (spec := find_spec(name)) and spec.origin}
    return sorted(found)
