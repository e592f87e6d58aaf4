"""A class with hostile and damaged submissions among it, graded by the real judge: innocent rows are as without them.

`tools/hostile_class.py` does it with 200 submissions and every kind; here are those that end quickly.
"""

from __future__ import annotations

import pytest

from autograder.gradebook.grade import Row, grade_class
from tests.attacks.outcome import WALLED
from tools import hostile_class

pytestmark = pytest.mark.skipif(not WALLED, reason="bubblewrap is not installed")

SLOW = {
    "def (: without end",
    "mathematics without end",
    "an endless cell",
    "a fork bomb",
    "deletes everything",
    "prints 1 GB",
    "threads that never end",
    "endless at each call",
    "takes memory at each call",
    "stores 300 MB at each call",
}
INNOCENT = 4


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Row]]:
    """By class, the rows by student."""
    folder = tmp_path_factory.mktemp("classes")
    for name in ("quiet", "hostile"):
        hostile_class.write_innocents(folder / name, INNOCENT)
    kinds = [kind for kind in hostile_class.KINDS if kind.name not in SLOW]
    assert len(kinds) == len(hostile_class.KINDS) - len(SLOW)
    hostile_class.write_hostile(folder / "hostile", kinds)
    lesson, both = hostile_class.LESSON, ("quiet", "hostile")
    results = {name: grade_class(lesson, folder / name, folder / f"{name} out", 2) for name in both}
    return {name: {row.student: row for row in result.rows} for name, result in results.items()}


def test_every_innocent_row_is_as_in_a_class_without_them(rows: dict[str, dict[str, Row]]) -> None:
    """Points, problems and flags; what the judge thinks of the others costs nobody."""
    assert len(rows["quiet"]) == INNOCENT
    for student, row in rows["quiet"].items():
        assert hostile_class.told(rows["hostile"][student]) == hostile_class.told(row)


def test_everybody_has_a_row_and_is_told_why(rows: dict[str, dict[str, Row]]) -> None:
    """What harms only its own cell costs only that: right solutions after it have all their points."""
    hostile = {student.partition(" ")[2]: row for student, row in rows["hostile"].items() if " " in student}

    assert all(row.problems for row in hostile.values() if row.points == 0)
    full = {name for name, row in hostile.items() if row.points == row.max}
    assert {"10 GB", "shared memory", "a full disk", "a million files", "kills everybody", "ends the process"} <= full
    assert {"Colab's widgets", "a script", "no settings", "a picture that is not there", "40 MB of output"} <= full
    assert not {"empty file", "cut off", "a link to the source", "a pipe", "dies at each call"} & full
