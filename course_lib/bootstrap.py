# ruff: noqa: E402, UP032  (the version is looked at before the imports; f-strings are too new, see below)
"""Set up this course: make .venv and install into it exactly what the lock files list.

    python3 course_lib/bootstrap.py           what learning and grading need
    python3 course_lib/bootstrap.py --test    what checking the project needs as well

It runs before anything is installed, so it needs Python and nothing else. An old Python 3 must read this file
to its end before it can say that it is too old: no f-strings, no annotated variables, no newer syntax here.
"""

import sys

TOO_OLD = (
    "This course needs Python 3.11 or newer; this is {version} ({path}). "
    "Install a newer Python, then run this again with it (make: add PYTHON=python3.12)."
)


def too_old(major: int, minor: int, micro: int, path: str) -> str:
    """Return the sentence that turns an old Python away, or "" when this one will do."""
    if (major, minor) >= (3, 11):
        return ""
    return TOO_OLD.format(version="{}.{}.{}".format(major, minor, micro), path=path)


_problem = too_old(sys.version_info[0], sys.version_info[1], sys.version_info[2], sys.executable)
if _problem:
    sys.exit(_problem)

import contextlib
import errno
import hashlib
import importlib.util
import os
import shutil
import subprocess
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = {"learn": "requirements.lock", "test": "requirements-test.lock"}
NEEDS = {"learn": ["learn"], "test": ["learn", "test"]}
STAMP = "set-up.txt"  # in .venv; one line for each finished set-up, or the word UNFINISHED
UNFINISHED = "unfinished"
PARTS = (".", "./autograder")  # distributions of this project; learners have no autograder
LOG = "set-up.log"  # in .venv: what pip said
MB_NEEDED = 1500  # measured: 0.9 GB installed, the rest for what pip downloads on the way

NO_VENV_MODULE = (
    "Python {version} here cannot make virtual environments: its venv or ensurepip module is missing. "
    "On Debian or Ubuntu, run: sudo apt install python3-venv (or python{version}-venv)."
)
NOT_OURS = "{venv} is in the way: it is not a virtual environment. Move it, then run this again."
NO_SPACE = "Only {free} MB of disk is free at {root}; free some until it is {needed} MB, then run this again."
DISK_FULL = "The disk is full. Free about {needed} MB at {root}, then run this again."
NO_PERMISSION = (
    "Cannot write to {path}: permission denied. "
    "Move the course to a folder that is yours, or change the folder's owner."
)
NO_NETWORK = (
    "pip could not reach the place it downloads packages from. Check the network (and the proxy), then run this again."
)
PIP_FAILED = "pip could not install {what}; its last lines are above, all of them in {log}."
OTHER = "It stopped here: {error}."

NETWORK_SIGNS = (
    "Failed to establish a new connection",
    "NameResolutionError",
    "Temporary failure in name resolution",
    "Read timed out",
    "ProxyError",
    "Network is unreachable",
)


class SetupError(Exception):
    """Set-up cannot go on; the message is a sentence for the person who ran it."""


def python_of(venv: Path) -> Path:
    """Return where this system keeps the Python of a virtual environment."""
    return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def stamp_of(root: Path, kind: str) -> str:
    """Return what a finished set-up of `kind` ("learn" or "test") is stamped with.

    It changes with the lock files and pyproject.toml, with the Python that .venv stands on, and with the
    folder's place: scripts in a virtual environment hold its full path, so a moved folder needs a new one.
    """
    digest = hashlib.sha256()
    names = [*(LOCKS[needed] for needed in NEEDS[kind]), *(part + "/pyproject.toml" for part in PARTS)]
    for path in (root / name for name in names):
        digest.update(path.read_bytes() if path.exists() else b"")
    digest.update(str(root).encode())
    digest.update(os.path.realpath(python_of(root / ".venv")).encode())
    return kind + " " + digest.hexdigest()


def read_stamps(root: Path) -> list[str]:
    """Return the lines of .venv's stamp; none when there is no stamp."""
    try:
        return (root / ".venv" / STAMP).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return []


def is_done(root: Path, kind: str) -> bool:
    """Say whether .venv already holds what `kind` needs."""
    return python_of(root / ".venv").exists() and stamp_of(root, kind) in read_stamps(root)


def must_start_over(root: Path) -> bool:
    """Say whether .venv has to be made anew: it is missing, half-made, broken, or was made elsewhere."""
    venv = root / ".venv"
    if not (venv / "pyvenv.cfg").exists() or read_stamps(root) == [UNFINISHED]:
        return True
    script = venv / python_of(venv).parent.name / ("pip.exe" if os.name == "nt" else "pip")
    works = [str(python_of(venv)), "-c", "import pip, sys; sys.exit(sys.version_info < (3, 11))"]
    try:
        if subprocess.run(works, capture_output=True, check=False).returncode:
            return True
        return str(root).encode() not in script.read_bytes()
    except OSError:
        return True


def explain_os_error(error: OSError, root: Path, needed: int = MB_NEEDED) -> str:
    """Return one sentence for what the operating system refused; `needed` is the disk space to free, in MB."""
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return NO_PERMISSION.format(path=error.filename or root)
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DISK_FULL.format(needed=needed, root=root)
    return OTHER.format(error=error)


def explain_pip(output: str, what: str, root: Path) -> str:
    """Return one sentence for why pip failed, from what it printed."""
    if "No space left on device" in output:
        return DISK_FULL.format(needed=MB_NEEDED, root=root)
    if "Permission denied" in output:
        return NO_PERMISSION.format(path=root / ".venv")
    if any(sign in output for sign in NETWORK_SIGNS):
        return NO_NETWORK
    return PIP_FAILED.format(what=what, log=root / ".venv" / LOG)


def last_lines(output: str, count: int = 8) -> str:
    """Return the last lines that say something; what is usual in pip's output only when there is nothing else."""
    lines = [line.rstrip() for line in output.splitlines() if line.strip()]
    telling = [line for line in lines if not line.startswith(("WARNING", "Requirement already"))]
    return "\n".join((telling or lines)[-count:])


@contextlib.contextmanager
def one_at_a_time(root: Path) -> Iterator[None]:
    """Let one set-up at a time work on .venv. The lock ends with the process, however it ends."""
    try:
        import fcntl
    except ImportError:  # Windows
        yield
        return
    with open(root / "pyproject.toml", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Another set-up is at work here; waiting for it.", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        except OSError:  # a network folder without locks
            pass
        yield


def make_venv(root: Path) -> None:
    """Make an empty .venv, marked as unfinished before anything else is in it.

    Raises:
        SetupError: Python's venv or ensurepip is missing, the disk is nearly full, or something else is called .venv.
    """
    venv = root / ".venv"
    if venv.exists() and not (venv.is_dir() and looks_like_venv(venv)):
        raise SetupError(NOT_OURS.format(venv=venv))
    if any(importlib.util.find_spec(name) is None for name in ("venv", "ensurepip")):
        raise SetupError(NO_VENV_MODULE.format(version="{}.{}".format(*sys.version_info[:2])))
    print("Making .venv with Python " + sys.version.split()[0] + " ...", flush=True)
    if venv.is_symlink():
        venv.unlink()
    elif venv.exists():
        shutil.rmtree(venv)
    free = shutil.disk_usage(root).free // 1_000_000
    if free < MB_NEEDED:
        raise SetupError(NO_SPACE.format(free=free, root=root, needed=MB_NEEDED))
    venv.mkdir()
    (venv / STAMP).write_text(UNFINISHED + "\n", encoding="utf-8")
    command = [sys.executable, "-m", "venv", str(venv)]
    made = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if made.returncode:
        print(last_lines(made.stdout), file=sys.stderr)
        raise SetupError(OTHER.format(error="`python -m venv` failed; its last lines are above"))


def looks_like_venv(venv: Path) -> bool:
    """Say whether a folder holds nothing but what a (half-made) virtual environment holds."""
    names = {one.name for one in venv.iterdir()}
    parts = {"bin", "lib", "lib64", "include", "Scripts", "Lib", "Include", "share", "etc"}
    return "pyvenv.cfg" in names or STAMP in names or names <= parts


def pip(root: Path, arguments: list[str], what: str, total: int) -> None:
    """Run .venv's pip, and count what it has looked at (of `total`) when somebody watches.

    Raises:
        SetupError: pip failed; its last lines have been printed.
    """
    options = ["--no-input", "--progress-bar=off", "--disable-pip-version-check", "--no-warn-script-location"]
    command = [str(python_of(root / ".venv")), "-m", "pip", "install", *options, *arguments]
    seen, installing = 0, False
    with open(root / ".venv" / LOG, "w+", encoding="utf-8") as log:
        with subprocess.Popen(
            command,
            cwd=root,
            env=clean_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        ) as process:
            for line in process.stdout or ():
                log.write(line)
                seen += line.startswith(("Collecting", "Processing", "Ignoring", "Requirement already"))
                installing = installing or line.startswith("Installing collected packages")
                if total:
                    show("unpacking" if installing else "{} of {}".format(seen, total))
        show("")
        if process.returncode:
            log.seek(0)
            output = log.read()
            print(last_lines(output), file=sys.stderr)
            raise SetupError(explain_pip(output, what, root))


def show(text: str) -> None:
    """Show a short text in place of the one before, on a terminal only."""
    if sys.stdout.isatty():
        print("\r" + text.ljust(20) + ("" if text else "\r"), end="", flush=True)


def clean_environment() -> dict[str, str]:
    """Return this process's environment without what would send pip's work somewhere other than .venv."""
    away = {"PYTHONHOME", "PYTHONPATH", "PIP_TARGET", "PIP_PREFIX", "PIP_USER"}
    return {**{name: value for name, value in os.environ.items() if name not in away}, "PIP_USER": "0"}


def write_stamps(root: Path, stamps: Iterable[str]) -> None:
    """Write .venv's stamp, one line each."""
    (root / ".venv" / STAMP).write_text("".join(stamp + "\n" for stamp in stamps), encoding="utf-8")


def install(root: Path, kind: str) -> None:
    """Install one lock file and stamp .venv; until then .venv counts as unfinished.

    Raises:
        SetupError: pip failed. If it had not begun to install, .venv counts as what it was before.
    """
    before = read_stamps(root)
    lock = LOCKS[kind]
    names = [line for line in (root / lock).read_text(encoding="utf-8").splitlines() if line[:1].isalnum()]
    print("Installing " + str(len(names)) + " packages from " + lock + " ...", flush=True)
    write_stamps(root, [UNFINISHED])
    try:
        pip(root, ["--require-hashes", "-r", lock], lock, len(names))
    except SetupError:
        if "Installing collected packages" not in (root / ".venv" / LOG).read_text(encoding="utf-8"):
            write_stamps(root, before)
        raise
    if kind == "learn":
        for part in PARTS:
            if (root / part / "pyproject.toml").exists():
                pip(root, ["--no-deps", "--no-build-isolation", "-e", part], "the course itself", 0)
    others = [stamp for stamp in before if not stamp.startswith((kind, UNFINISHED))]
    write_stamps(root, [*others, stamp_of(root, kind)])


def set_up(root: Path, kind: str) -> None:
    """Do whatever is left to do; nothing when .venv is stamped as finished.

    Raises:
        SetupError: with a sentence that says what is wrong and what to do.
        OSError: the disk or a permission; see `explain_os_error`.
    """
    if is_done(root, kind):
        return
    with one_at_a_time(root):
        if is_done(root, kind):
            return
        began = time.monotonic()
        if must_start_over(root):
            make_venv(root)
        for needed in NEEDS[kind]:
            if not is_done(root, needed):
                install(root, needed)
        print("Ready, after {:.0f} seconds.".format(time.monotonic() - began), flush=True)


def main(arguments: Iterable[str]) -> int:
    """Set up; return the exit status: 0 done, 1 a problem, 2 wrong use, 130 interrupted."""
    wanted = list(arguments)
    if wanted not in ([], ["--test"]):
        print("Usage: python3 course_lib/bootstrap.py [--test]", file=sys.stderr)
        return 2
    try:
        set_up(ROOT, "test" if wanted else "learn")
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(explain_os_error(error, ROOT), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nInterrupted. Run this again to finish.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
