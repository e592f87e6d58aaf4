"""Look at everything the course stands on, and say what to do about what is wrong."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from course_lib import bootstrap
from course_lib.errors import CourseError
from course_lib.jupyter import read_port, require_free_port
from course_lib.prepare import START, Course

DISTRIBUTION = "keep-data-safe-on-aws"
MB_FOR_WORK = 200
SET_UP = "Run `make setup` (or: python3 course_lib/bootstrap.py)."


@dataclass(frozen=True)
class Finding:
    """One thing looked at. `problem` is empty when it is well; `optional` ones never count as wrong."""

    what: str
    seen: str = ""
    problem: str = ""
    optional: bool = False

    @property
    def line(self) -> str:
        mark = "ok" if not self.problem else "--" if self.optional else "NO"
        return f"{mark}  {self.what}: {self.problem or self.seen}"


def examine(course: Course, environment: Mapping[str, str]) -> Iterator[Finding]:
    """Look at one thing after the other.

    Args:
        course: where it is.
        environment: the environment variables; COURSE_PORT is read from them.
    """
    version = sys.version.split()[0]
    yield Finding("Python", f"{version} ({sys.executable})", bootstrap.too_old(*sys.version_info[:3], sys.executable))
    if course.from_wheel:
        yield _requirements()
    else:
        yield _virtual_environment(course.root)
        yield _versions(course.root / "requirements.lock")
    yield _kernel()
    yield _notebooks(course)
    yield _permission(course.work)
    yield _disk(course.root)
    yield _port(environment)
    yield _program("bubblewrap", ["bwrap"], "what grades other people's notebooks can be locked in more tightly")
    yield _program("Chromium", ["chromium", "chromium-browser", "google-chrome"], "only the browser tests need it")


def _virtual_environment(root: Path) -> Finding:
    what = "Virtual environment"
    if sys.prefix == sys.base_prefix:
        return Finding(what, problem=f"this Python is not one. {SET_UP}")
    if Path(sys.prefix).resolve() == (root / ".venv").resolve() and not bootstrap.is_done(root, "learn"):
        return Finding(what, problem=f"{sys.prefix} is not up to date with the lock file. {SET_UP}")
    return Finding(what, sys.prefix)


def _versions(lock: Path) -> Finding:
    what = "Packages"
    if not lock.exists():
        return Finding(what, problem=f"{lock} is missing, so versions cannot be compared.")
    wanted = dict(locked_versions(lock.read_text(encoding="utf-8")))
    wrong = [
        f"{name} is {have or 'missing'}, not {version}"
        for name, version in wanted.items()
        if (have := _installed(name)) != version
    ]
    if wrong:
        more = f" and {len(wrong) - 3} more" if len(wrong) > 3 else ""
        return Finding(what, problem=f"{'; '.join(wrong[:3])}{more}. {SET_UP}")
    return Finding(what, f"{len(wanted)} as in {lock.name}")


def _requirements() -> Finding:
    """Of a course that was installed from a wheel: what pip should have brought with it."""
    from packaging.requirements import Requirement

    wanted = [Requirement(line) for line in metadata.requires(DISTRIBUTION) or ()]
    needed = [one for one in wanted if one.marker is None or one.marker.evaluate({"extra": ""})]
    wrong = [str(one) for one in needed if not one.specifier.contains(_installed(one.name) or "", prereleases=True)]
    problem = f"pip has not installed {', '.join(wrong)}. Run `pip install --upgrade {DISTRIBUTION}`." if wrong else ""
    return Finding("Packages", f"{len(needed)} that the course needs", problem)


def locked_versions(text: str) -> Iterator[tuple[str, str]]:
    """Yield name and version of what a lock file asks for on this machine.

    Args:
        text: the lock file's content, in pip's format.
    """
    from packaging.requirements import Requirement

    for line in text.splitlines():
        if line[:1].isalnum():
            requirement = Requirement(line.removesuffix("\\").strip())
            if requirement.marker is None or requirement.marker.evaluate():
                yield requirement.name, str(requirement.specifier).removeprefix("==")


def _installed(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _kernel() -> Finding:
    spec = Path(sys.prefix) / "share" / "jupyter" / "kernels" / "python3" / "kernel.json"
    return Finding("Notebook kernel", "python3", "" if spec.exists() else f"{spec} is missing. {SET_UP}")


def _notebooks(course: Course) -> Finding:
    missing = not (course.notebooks / START).exists()
    problem = f"there is no {START} in {course.notebooks}; get the course's files anew." if missing else ""
    return Finding("Notebooks", ", ".join(course.lessons()) or "no lessons yet", problem)


def _permission(work: Path) -> Finding:
    folder = next(each for each in (work, *work.parents) if each.exists())
    try:
        with tempfile.TemporaryFile(dir=folder):
            return Finding("Your folder", str(work))
    except OSError as error:
        problem = f"cannot write in {folder} ({error.strerror}). Move the course to a folder that is yours."
        return Finding("Your folder", problem=problem)


def _disk(root: Path) -> Finding:
    free = shutil.disk_usage(root).free // 1_000_000
    problem = f"only {free} MB free; free some until it is {MB_FOR_WORK} MB." if free < MB_FOR_WORK else ""
    return Finding("Disk", f"{free} MB free", problem)


def _port(environment: Mapping[str, str]) -> Finding:
    try:
        port = read_port(environment)
        require_free_port(port)
    except CourseError as error:
        return Finding("Port", problem=str(error))
    return Finding("Port", f"{port} is free")


def _program(what: str, names: list[str], use: str) -> Finding:
    found = next((path for name in names if (path := shutil.which(name))), "")
    if what == "bubblewrap" and os.name == "nt":
        return Finding(what, problem="not made for Windows; not needed to learn.", optional=True)
    return Finding(what, found, "" if found else f"not installed; {use}.", optional=True)
