"""What docs/adding-an-exercise.md tells an author to do is enough: it is done here, in a copy, word by word."""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path

import pytest

import autograder.exercises
import course_lib.lessons
from autograder import catalog
from autograder.prove import prove
from course_lib.prepare import student_version

ROOT = Path(__file__).resolve().parents[2]
LESSON, NAME = "conditional_writes", "claim_sample"
PAGE = (ROOT / "docs" / "adding-an-exercise.md").read_text(encoding="utf-8")


def block(title: str, language: str = "python") -> str:
    """The first code block in a language after a bold title of the page."""
    found = re.search(rf"^\*\*`?{re.escape(title)}`?\*\*.*?^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    assert found is not None, f"the page shows nothing for {title}"
    return found[1]


def cell(title: str, cell_id: str) -> dict[str, object]:
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": cell_id,
        "metadata": json.loads(block(title, "json")),
        "outputs": [],
        "source": block(title).rstrip("\n"),
    }


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A copy of the lesson's folders and notebook, which the catalog takes for the course's."""
    for package in (autograder.exercises, course_lib.lessons):
        copy = tmp_path / package.__name__.rpartition(".")[2]
        shutil.copytree(package.__path__[0], copy, ignore=shutil.ignore_patterns("__pycache__"))
        monkeypatch.setattr(package, "__path__", [str(copy)])
    shutil.copytree(course_lib.lessons.NOTEBOOKS / LESSON, tmp_path / "notebooks" / LESSON)
    monkeypatch.setattr(course_lib.lessons, "NOTEBOOKS", tmp_path / "notebooks")
    forget()
    yield tmp_path
    forget()


def forget() -> None:
    """What was loaded before is loaded anew."""
    catalog.load.cache_clear()
    course_lib.lessons.load_exercise.cache_clear()
    loaded = (f"autograder.exercises.{LESSON}", f"course_lib.lessons.{LESSON}")
    for name in [name for name in sys.modules if name.startswith(loaded)]:
        del sys.modules[name]


def add_exercise(course: Path) -> Path:
    """Follow the page: one practice file, one folder, one pair of cells before Part 3. Returns the notebook's path."""
    folder = course / "exercises" / LESSON / NAME
    for kind in ("right", "wrong"):
        (folder / kind).mkdir(parents=True)
    practice = course / "lessons" / LESSON / "practice" / f"{NAME}.py"
    practice.write_text(block("practice/claim_sample.py"), encoding="utf-8")
    files = ("exam.py", "right/client_style.py", "wrong/get_then_set.py", "wrong/says_no.py")
    for name in files:
        (folder / name).write_text(block(name), encoding="utf-8")
    solution = cell("The solution cell", "solve-claim-sample")
    reference = re.sub(r" *### (BEGIN|END) SOLUTION\n", "", f"{solution['source']}\n")
    (folder / "reference.py").write_text(reference, encoding="utf-8")
    path = course / "notebooks" / LESSON / f"{LESSON}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    part_3 = [one["id"] for one in notebook["cells"]].index("part-3")
    notebook["cells"][part_3:part_3] = [solution, cell("The check cell", "check-claim-sample")]
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return path


def test_a_folder_and_a_pair_of_cells_are_an_exercise(course):
    """The new exercise takes its place in the lesson, and proves itself with no miss."""
    notebook = add_exercise(course)

    names = catalog.exercises(LESSON)
    assert names == ["register_sample", "record_result", NAME, "retire_sample", "next_ticket", "exam_question"]

    for name in set(names) - {NAME}:  # proved elsewhere
        (course / "lessons" / LESSON / "practice" / f"{name}.py").unlink()
    (proof,) = prove(LESSON, workers=1)
    assert proof.misses == []
    assert (proof.id, proof.checks, proof.right, proof.wrong) == (f"{LESSON}.{NAME}", 4, 1, 2)

    copy = student_version(notebook.read_text(encoding="utf-8"), ROOT)
    assert "Claim a sample for testing" in copy
    assert "attribute_not_exists(worker)" not in copy


def test_the_page_shows_the_points_of_its_exam():
    """`points` in the check cell's metadata is the sum of the exam's."""
    points = sum(map(int, re.findall(r"@exam\.check\(points=(\d+)\)", block("exam.py"))))
    assert json.loads(block("The check cell", "json"))["nbgrader"]["points"] == points
