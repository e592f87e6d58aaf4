"""Which lesson a notebook is of: by its name, else by the lesson's cells and checks that are in it."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cached_property
from pathlib import Path

from autograder.gradebook.notebooks import FILE_BYTES
from autograder.gradebook.submissions import is_file

_CELL = re.compile(rb"""["']grade_id["']\s{0,20}:\s{0,20}["']([\w. -]{1,100})["']""")
_CHECK = re.compile(rb"""\bcheck\(\s{0,20}\\?["']([A-Za-z_]\w{0,100})\\?["']""")


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
        words = r"[\W_]+".join(map(re.escape, lesson.split("_")))
        pattern = rf"[\W_]*{words}[\W_]*"
        return re.sub(pattern, "_", stem, count=1, flags=re.IGNORECASE).strip(" _-.+()")

    def inside(self, path: Path) -> str | None:
        """The lesson that most of the cells and checks in a notebook are of; None where that cannot be told.

        The file is searched, not parsed: it may be damaged, or made to cost memory.
        """
        try:
            marks = _marks(path)
        except OSError:
            return None
        alike = sorted(((len(marks & theirs), slug) for slug, theirs in self._known.items()), reverse=True)
        if not alike or alike[0][0] == 0 or (len(alike) > 1 and alike[0][0] == alike[1][0]):
            return None
        return alike[0][1]

    @cached_property
    def _known(self) -> dict[str, set[bytes]]:
        return {slug: _marks(path) for slug, path in self._sources.items()}


def _marks(path: Path) -> set[bytes]:
    """What tells a lesson: the grade ids of its cells, and the exercises that are checked."""
    if not is_file(path, FILE_BYTES):
        return set()
    data = path.read_bytes()
    return {b"cell " + name for name in _CELL.findall(data)} | {b"check " + name for name in _CHECK.findall(data)}
