"""Make the learner's copies: `work/`, from `notebooks/`, without solutions and exam.

A copy that the learner has begun is never overwritten: `work/.course/prepared.json` remembers what each copy was
when it was made. An untouched copy follows its source; a touched one stays, and the learner is told that there is a
newer one. `reset` gets the newer one and puts the old copy beside it.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from course_lib.errors import CourseError, NotFound

START = "start.ipynb"
OWN_FOLDER = ".course"  # in the work folder: what the course remembers
RECORD = "prepared.json"
CONFIG = "nbgrader_config.py"
PACKAGE = Path(__file__).resolve().parent
MARKS = ("BEGIN SOLUTION", "END SOLUTION", "BEGIN HIDDEN TESTS", "END HIDDEN TESTS")


class State(Enum):
    """What became of one copy."""

    CREATED = "created"
    REFRESHED = "refreshed"
    UNCHANGED = "unchanged"
    KEPT = "kept"  # begun; its source is what it was
    KEPT_OLD = "kept, there is a newer one"  # begun; its source has changed since


@dataclass(frozen=True)
class Copy:
    """One prepared file. `name` is its path under both folders, with forward slashes."""

    name: str
    state: State


@dataclass(frozen=True)
class Course:
    """Where a course is: `root` holds notebooks/ and nbgrader_config.py, `work` the learner's copies."""

    root: Path
    work: Path

    @classmethod
    def find(cls, here: Path) -> Course:
        """The course that a folder lies in, or else the one that this package belongs to.

        Installed from a wheel, the package brings its notebooks along, and the learner's copies go to `here`.
        """
        around = (folder for folder in (here, *here.parents) if (folder / "notebooks" / START).exists())
        root = next(around, PACKAGE.parent)
        if (root / "notebooks" / START).exists() or not (PACKAGE / "notebooks" / START).exists():
            return cls(root, root / "work")
        begun = (folder / "work" for folder in (here, *here.parents))
        mine = (work for work in begun if (work / OWN_FOLDER / RECORD).exists())
        return cls(PACKAGE, next(mine, here / "work"))

    @property
    def from_wheel(self) -> bool:
        """Whether it was installed with its notebooks, and is not a clone or an unpacked bundle."""
        return self.root == PACKAGE

    @property
    def notebooks(self) -> Path:
        return self.root / "notebooks"

    @property
    def record_file(self) -> Path:
        return self.work / OWN_FOLDER / RECORD

    def lessons(self) -> list[str]:
        """The lessons there are, by slug."""
        return sorted(path.stem for path in self.notebooks.glob("*/*.ipynb") if path.stem == path.parent.name)


def prepare(course: Course) -> list[Copy]:
    """Make or refresh every copy that the learner has not begun.

    Returns:
        What became of each copy, the start page first.

    Raises:
        CourseError: there are no notebooks here, or one cannot be made into a learner's copy.
        OSError: no permission, or the disk is full; nothing is left half-written.
    """
    names = _names(course.notebooks)
    if START not in names:
        raise CourseError(f"There is no {START} in {course.notebooks}: run this in the course's own folder.")
    record = _read_record(course)
    before = dict(record)
    try:
        return [Copy(name, _prepare_one(course, name, record)) for name in names]
    finally:
        if record != before:
            _write_record(course, record)


def reset(course: Course, lesson: str) -> Path | None:
    """Give a lesson's notebook anew, and keep the learner's copy beside it under a numbered name.

    Args:
        lesson: a lesson's slug, or "start".

    Returns:
        Where the old copy is now; None when there was none, or it was the same as the new one.

    Raises:
        NotFound: there is no such lesson.
        OSError: no permission, or the disk is full; the learner's copy is then where it was.
    """
    if lesson not in [*course.lessons(), "start"]:
        raise NotFound("lesson", lesson, course.lessons())
    name = START if lesson == "start" else f"{lesson}/{lesson}.ipynb"
    content = learners_copy(course, name)
    target = course.work / name
    kept = None
    if target.exists() and target.read_bytes() != content:
        kept = free_name(target)
        write_atomically(kept, target.read_bytes())
    write_atomically(target, content)
    _write_record(course, {**_read_record(course), name: _entry(course, name, content)})
    return kept


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file whole or not at all; a reader sees the old content or the new."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with open(temporary, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()


def _prepare_one(course: Course, name: str, record: dict[str, dict[str, str]]) -> State:
    target = course.work / name
    known = record.get(name, {})
    newer = known.get("source") != _source_hash(course, name)
    there = target.exists()
    if there and known.get("prepared") != _fingerprint(name, target.read_bytes()):
        return State.KEPT_OLD if newer else State.KEPT
    if there and not newer:
        return State.UNCHANGED
    content = learners_copy(course, name)
    write_atomically(target, content)
    record[name] = _entry(course, name, content)
    return State.REFRESHED if there else State.CREATED


def _names(notebooks: Path) -> list[str]:
    """Every file to copy: the start page, then the lessons' notebooks and whatever lies beside them."""
    found = [path.relative_to(notebooks) for path in notebooks.rglob("*") if path.is_file()]
    shown = [path for path in found if not any(part.startswith((".", "__")) for part in path.parts)]
    return sorted((path.as_posix() for path in shown), key=lambda name: (name != START, name))


def _entry(course: Course, name: str, content: bytes) -> dict[str, str]:
    return {"source": _source_hash(course, name), "prepared": _fingerprint(name, content)}


def _source_hash(course: Course, name: str) -> str:
    """A hash of what a copy is made from."""
    config = course.root / CONFIG
    digest = hashlib.sha256((course.notebooks / name).read_bytes())
    if config.exists():
        digest.update(config.read_bytes())
    return digest.hexdigest()


def _fingerprint(name: str, content: bytes) -> str:
    """A hash that changes when the learner did something: wrote in a notebook, or ran a cell that shows something.

    Opening a notebook is not enough, though JupyterLab then saves it with more metadata; nor is running the start
    page, which only shows progress.
    """
    with contextlib.suppress(ValueError, KeyError, TypeError):  # what is not a notebook counts as it is
        cells = json.loads(content)["cells"]
        parts = ("cell_type",) if name == START else ("cell_type", "outputs")
        content = json.dumps([["".join(cell["source"]), *map(cell.get, parts)] for cell in cells]).encode()
    return hashlib.sha256(content).hexdigest()


def _read_record(course: Course) -> dict[str, dict[str, str]]:
    """What is remembered; nothing when the file is missing or damaged: then every copy counts as begun."""
    try:
        files = json.loads(course.record_file.read_text(encoding="utf-8"))["files"]
        return {str(name): dict(entry) for name, entry in files.items()}
    except (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _write_record(course: Course, record: dict[str, dict[str, str]]) -> None:
    text = json.dumps({"schema": 1, "files": record}, indent=1, sort_keys=True)
    write_atomically(course.record_file, text.encode())


def free_name(path: Path) -> Path:
    """A name beside a file that no file has yet, such as `lesson.old-1.ipynb`."""
    number = 1
    while (kept := path.with_name(f"{path.stem}.old-{number}{path.suffix}")).exists():
        number += 1
    return kept


def learners_copy(course: Course, name: str) -> bytes:
    """A notebook as a learner receives it.

    Args:
        name: its path below `notebooks/`.

    Raises:
        CourseError: it cannot be made.
    """
    content = (course.notebooks / name).read_bytes()
    if name == START or not name.endswith(".ipynb"):
        return content
    try:
        return student_version(content.decode(), course.root).encode()
    except CourseError:
        raise
    except Exception as error:  # nbgrader's steps raise anything
        first = str(error).strip().split("\n")[0]
        raise CourseError(f"{course.notebooks / name} cannot be made into a learner's copy: {first}.") from error


def release_notebooks(root: Path, lessons: Iterable[str] | None = None) -> dict[str, str]:
    """The notebooks as a class receives them: the start page, and lessons without solutions and exam.

    Args:
        root: the course's own folder.
        lessons: slugs; all unless told.

    Returns:
        the notebooks' JSON text, by path below `root`.

    Raises:
        CourseError: there are no notebooks here, or something of a solution or of the exam would be left in.
    """
    course = Course(root, root / "work")
    if not (course.notebooks / START).exists():
        raise CourseError(f"There is no {START} in {course.notebooks}: run this in a clone of the course.")
    names = [START, *(f"{slug}/{slug}.ipynb" for slug in (course.lessons() if lessons is None else lessons))]
    return {f"notebooks/{name}": learners_copy(course, name).decode() for name in names}


def student_version(source: str, root: Path) -> str:
    """Return a source notebook as `nbgrader generate_assignment` would release it.

    These are nbgrader's own steps with the course's nbgrader_config.py, except the one that writes the gradebook
    (nbgrader 0.9.6, converters/generate_assignment.py). A notebook that was released already stays as it is.

    Args:
        source: the notebook's JSON text.
        root: the folder of nbgrader_config.py.

    Raises:
        CourseError: something of a solution or of the exam would be left in.
    """
    import nbformat

    notebook = nbformat.reads(source, as_version=nbformat.current_nbformat)
    if any("checksum" in cell.metadata.get("nbgrader", {}) for cell in notebook.cells):
        return source
    resources: dict[str, Any] = {}
    with contextlib.chdir(root):
        for step in _steps(root):
            notebook, resources = step(notebook, resources)
    text: str = nbformat.writes(notebook)
    left = [mark for mark in MARKS if mark in text]
    if left:
        raise CourseError(f"{left[0]!r} would be left in it")
    return text if text.endswith("\n") else text + "\n"


def _steps(root: Path) -> list[Any]:
    from nbgrader.converters import GenerateAssignment
    from nbgrader.coursedir import CourseDirectory
    from nbgrader.preprocessors import SaveCells
    from traitlets.config import Config, PyFileConfigLoader

    config = Config()
    if (root / CONFIG).exists():
        config = PyFileConfigLoader(CONFIG, path=str(root)).load_config()
    converter = GenerateAssignment(coursedir=CourseDirectory(config=config), config=config)
    return [step(config=config) for step in converter.preprocessors if step is not SaveCells]
