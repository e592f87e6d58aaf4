"""Every lesson of the course is told from the others, by what a file is called and by what is in it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from autograder import catalog
from autograder.gradebook.collection.lessons import Lessons

ROOT = Path(__file__).resolve().parents[3]
LESSONS = Lessons(ROOT)
NAMES = {
    "conditional_writes": "conditional_writes", "Conditional Writes (final)": "conditional_writes",
    "conditional-writes-1": "conditional_writes", "hw3_transactions_v2": "transactions",
    "transactions2": "transactions", "mytransactionsheet": None, "homework": None,
    "transactions and consistency": None,
}  # fmt: skip


@pytest.mark.parametrize("lesson", catalog.lessons())
def test_a_notebook_tells_its_lesson(lesson: str, tmp_path: Path) -> None:
    """As it is, with its nbgrader settings stripped, and cut off in the middle."""
    whole = (ROOT / "notebooks" / lesson / f"{lesson}.ipynb").read_text(encoding="utf-8")
    stripped = json.loads(whole)
    for cell in stripped["cells"]:
        cell["metadata"] = {}
    for text in (whole, json.dumps(stripped), whole[: len(whole) * 2 // 3]):
        path = tmp_path / "homework.ipynb"
        path.write_text(text, encoding="utf-8")

        assert LESSONS.inside(path) == lesson


@pytest.mark.parametrize(("stem", "lesson"), NAMES.items(), ids=list(NAMES))
def test_a_name_tells_a_lesson_or_none(stem: str, lesson: str | None) -> None:
    """Whatever stands around it; two lessons in one name are none."""
    assert LESSONS.named(stem) == lesson


def test_what_is_left_of_a_name() -> None:
    """A student's id beside the lesson's name, however that is written."""
    names = ("conditional_writes_ana", "ana-Conditional Writes", "conditional-writes", "ana_conditional_writes_1")

    assert [LESSONS.rest_of_name(name, "conditional_writes") for name in names] == ["ana", "ana", "", "ana_1"]


def test_what_is_no_notebook_tells_nothing(tmp_path: Path) -> None:
    """Nor does what is not there, or a link."""
    (tmp_path / "a.ipynb").write_bytes(b"Dear teacher")
    (tmp_path / "b.ipynb").symlink_to(ROOT / "notebooks" / "transactions" / "transactions.ipynb")

    assert [LESSONS.inside(tmp_path / f"{name}.ipynb") for name in "abc"] == [None, None, None]
