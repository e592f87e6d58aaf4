"""What has been proved already: which fixtures did what they claim, and a digest of all that this hangs on."""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from importlib.metadata import distributions
from pathlib import Path

import autograder
import course_lib
from autograder.catalog import Loaded
from autograder.fixtures import Fixture, notebook_of
from autograder.judge.run import code_cells
from course_lib.errors import CourseError
from course_lib.lessons import data

RECORD = Path(__file__).parent.parent / "build" / "proved.json"
EXERCISES = ("practice", "questions")  # the folders of a lesson that hold a file for each exercise
JUDGING = ("judge", "line", "worker", "catalog.py", "fixtures.py", "prove.py", "questions.py")


class Ground:
    """What verdicts hang on, as digests: as long as a fixture's digest is the same, so are its verdicts.

    Files are read when they are first asked for: make a new one for each proof.
    """

    def __init__(self) -> None:
        self._exercises: dict[str, str] = {}

    def of(self, loaded: Loaded, fixture: Fixture, seed: int) -> str:
        """The digest of a solution with its claims, of its exercise, and of what judges it.

        Raises:
            CourseError: the lesson has no notebook.
        """
        if loaded.id not in self._exercises:
            cells = code_cells(notebook_of(loaded.lesson))
            self._exercises[loaded.id] = _digest([self._judging, *cells, *_contents(own_files(loaded))])
        claims = (str(claim) for claim in (fixture.fails, fixture.advice))
        return _digest([self._exercises[loaded.id], fixture.name, fixture.source, *claims, str(seed)])

    @cached_property
    def _judging(self) -> str:
        """The code that judges, Python, every package that is installed, and the course's settings."""
        packages = sorted(f"{each.name} {each.version}" for each in distributions())
        settings = sorted(f"{name}={value}" for name, value in os.environ.items() if name.startswith("COURSE_"))
        return _digest([sys.version, *settings, *packages, *_contents(judging_files())])


def own_files(loaded: Loaded) -> list[Path]:
    """What of an exercise and its lesson verdicts hang on: not its solutions, which count one by one."""
    lesson = Path(str(data(loaded.lesson).__file__)).parent
    found = [path for path in _files(lesson) if path.parent.name not in EXERCISES or path.stem == loaded.name]
    solutions = {loaded.folder / "right", loaded.folder / "wrong"}
    found += [path for path in _files(loaded.folder) if not solutions & set(path.parents)]
    return [path for path in found if path.name != "mistakes.py"]


def judging_files() -> list[Path]:
    """What verdicts of every lesson hang on: the simulated account, the checks, the judge and its workers."""
    learners, judges = Path(course_lib.__file__).parent, Path(autograder.__file__).parent
    lessons = learners / "lessons"
    found = [path for path in _files(learners) if path.parent == lessons or lessons not in path.parents]
    return found + [path for path in _files(judges) if path.relative_to(judges).parts[0] in JUDGING]


class Record:
    """Which fixtures have done what they claim, kept in a file outside git.

    Args:
        path: the file, `RECORD` unless given; it need not be there yet, and one that cannot be read counts as empty.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or RECORD
        self._digests: dict[str, str] = {}
        try:
            kept = json.loads(self.path.read_text(encoding="utf-8"))
            self._digests = {str(key): str(digest) for key, digest in kept.items()}
        except (OSError, ValueError, AttributeError):
            pass

    def has(self, key: str, digest: str) -> bool:
        """Whether this fixture was proved when everything was as it is now."""
        return self._digests.get(key) == digest

    def keep(self, exercise: str, passed: Mapping[str, str]) -> None:
        """Note what of an exercise holds; nothing else of it does any more.

        Args:
            exercise: its id.
            passed: the digests of the fixtures that did what they claim, by key. A key begins with the exercise's id.

        Raises:
            CourseError: the file cannot be written.
        """
        others = {key: digest for key, digest in self._digests.items() if key.partition(" ")[0] != exercise}
        self._digests = {**others, **passed}
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            _write_at_once(self.path, json.dumps(self._digests, indent=1, sort_keys=True) + "\n")
        except OSError as error:
            raise CourseError(f"What was proved could not be noted in {self.path}: {error.strerror}.") from None


def _write_at_once(path: Path, text: str) -> None:
    """Whoever reads the file at any moment finds the old text or the new one, whole."""
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False) as file:
        file.write(text)
    os.replace(file.name, path)


def _files(folder: Path) -> list[Path]:
    found = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return sorted(found)


def _contents(files: Iterable[Path]) -> Iterator[str | bytes]:
    for path in files:
        yield f"{path.parent.name}/{path.name}"
        yield path.read_bytes()


def _digest(parts: Iterable[str | bytes]) -> str:
    total = hashlib.sha256()
    for part in parts:
        encoded = part.encode("utf-8", "replace") if isinstance(part, str) else part
        total.update(f"{len(encoded)} ".encode() + encoded)  # the length keeps "ab", "c" apart from "a", "bc"
    return total.hexdigest()
