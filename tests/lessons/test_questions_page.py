"""docs/questions.md: each of the fourteen original questions has its lesson, and what it names is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from course_lib.lessons import exercises, lessons

TEXT = (Path(__file__).parents[2] / "docs" / "questions.md").read_text(encoding="utf-8")
LINES = [line for line in TEXT.splitlines() if re.match(r"\| \d+ \|", line)]
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in LINES]


def test_all_fourteen_have_a_row():
    """Numbered from 1, and none is still to come."""
    assert [int(row[0]) for row in ROWS] == list(range(1, 15))
    assert "to come" not in TEXT


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_each_row_names_a_lesson_and_its_exercises(row):
    """The lesson is one of the course's, and every name in code style is an exercise of it."""
    slug, path = re.fullmatch(r"\[(\w+)\]\((.+)\)", row[2]).groups()
    assert slug in lessons()
    assert (Path(__file__).parents[2] / "docs" / path).resolve().is_file()
    assert set(re.findall(r"`(\w+)`", row[3])) <= set(exercises(slug))
