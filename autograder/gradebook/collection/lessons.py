"""Which lesson a notebook is of: by its name, else by the lesson's cells and checks that are in it."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cached_property
from pathlib import Path

from nbformat import NotebookNode

from autograder.gradebook.notebooks import Damaged, exercise_of, map_exercises, read
from autograder.judge.alarm import Overrun, step

READING_SECONDS = 20  # of processor time


class Lessons:
    """The lessons of a course.

    Args:
        course: the folder whose `notebooks/<lesson>/<lesson>.ipynb` are the source notebooks.
    """

    def __init__(self, course: Path) -> None:
        folder = course / "notebooks"
        found = sorted(folder.glob("*/*.ipynb"))
        self._sources = {path.stem: path for path in found if path.stem == path.parent.name}

    @property
    def slugs(self) -> Collection[str]:
        """Their slugs."""
        return self._sources.keys()

    def named(self, stem: str) -> str | None:
        """The lesson that a file's name, without its ending, speaks of; None where it is none, or two."""
        text = re.sub(r"[^a-z0-9]+", "_", stem.casefold())
        found = [slug for slug in self.slugs if re.search(rf"(?<![a-z0-9]){re.escape(slug)}(?![a-z])", text)]
        longest = [slug for slug in found if not any(slug != other and slug in other for other in found)]
        return longest[0] if len(longest) == 1 else None

    def rest_of_name(self, stem: str, lesson: str) -> str:
        """What a file's name says besides the lesson, such as a student's id."""
        pattern = re.escape(lesson).replace("_", r"[\W_]+")
        return re.sub(pattern, "", stem, count=1, flags=re.IGNORECASE).strip(" _-.+()")

    def inside(self, path: Path) -> str | None:
        """The lesson that most of the cells and checks in a notebook are of; None where that cannot be told."""
        try:
            with step("reading", READING_SECONDS):
                notebook = read(path).notebook
        except (Damaged, Overrun, MemoryError, RecursionError):
            return None
        except Exception:  # whatever an odd file makes our readers raise, it is not told apart here
            return None
        return self._most_alike(notebook)

    def _most_alike(self, notebook: NotebookNode) -> str | None:
        marks = _marks(notebook)
        alike = sorted(((len(marks & theirs), slug) for slug, theirs in self._known.items()), reverse=True)
        if not alike or alike[0][0] == 0 or (len(alike) > 1 and alike[0][0] == alike[1][0]):
            return None
        return alike[0][1]

    @cached_property
    def _known(self) -> dict[str, set[str]]:
        return {slug: _marks_of_source(read(path).notebook) for slug, path in self._sources.items()}


def _marks(notebook: NotebookNode) -> set[str]:
    """What tells a lesson: the grade ids of its cells, and the exercises that are checked."""
    found = set[str]()
    for cell in notebook.cells:
        meta = cell.metadata.get("nbgrader")
        if isinstance(meta, dict) and isinstance(meta.get("grade_id"), str):
            found.add(f"cell {meta['grade_id']}")
        exercise = exercise_of(cell)
        if exercise:
            found.add(f"exercise {exercise}")
    return found


def _marks_of_source(source: NotebookNode) -> set[str]:
    return _marks(source) | {f"exercise {exercise.name}" for exercise in map_exercises(source)}
