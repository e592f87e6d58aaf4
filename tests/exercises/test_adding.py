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
from course_lib.checks.question_file import read_question
from course_lib.prepare import student_version

ROOT = Path(__file__).resolve().parents[2]
LESSON, NAME, QUESTION = "conditional_writes", "claim_sample", "who_gets_it"
PAGE = (ROOT / "docs" / "adding-an-exercise.md").read_text(encoding="utf-8")


def block(title: str, language: str = "python") -> str:
    """The first code block in a language after a bold title of the page."""
    found = re.search(rf"^\*\*`?{re.escape(title)}`?\*\*.*?^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    assert found is not None, f"the page shows nothing for {title}"
    return found[1]


def cell(title: str, metadata: dict[str, object], name: str = NAME) -> dict[str, object]:
    """A code cell of the page, for an exercise of another name if need be."""
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": str(metadata["grade_id"]).replace("_", "-"),
        "metadata": {"nbgrader": metadata},
        "outputs": [],
        "source": block(title).rstrip("\n").replace(NAME, name),
    }


def nbgrader(title: str, **changes: object) -> dict[str, object]:
    """A cell's metadata, as the page shows them."""
    return {**json.loads(block(title, "json"))["nbgrader"], **changes}


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


def add_exercise(course: Path) -> list[dict[str, object]]:
    """One practice file and one folder. Returns the pair of cells."""
    folder = course / "exercises" / LESSON / NAME
    for kind in ("right", "wrong"):
        (folder / kind).mkdir(parents=True)
    practice = course / "lessons" / LESSON / "practice" / f"{NAME}.py"
    practice.write_text(block("practice/claim_sample.py"), encoding="utf-8")
    for name in ("exam.py", "mistakes.py", "right/client_style.py", "wrong/get_then_set.py"):
        (folder / name).write_text(block(name), encoding="utf-8")
    solution = cell("The solution cell", nbgrader("The solution cell"))
    reference = re.sub(r" *### (BEGIN|END) SOLUTION\n", "", f"{solution['source']}\n")
    (folder / "reference.py").write_text(reference, encoding="utf-8")
    return [solution, cell("The check cell", nbgrader("The check cell"))]


def add_question(course: Path) -> list[dict[str, object]]:
    """One file. Returns the pair of cells."""
    file = course / "lessons" / LESSON / "questions" / f"{QUESTION}.toml"
    file.write_text(block(f"questions/{QUESTION}.toml", "toml"), encoding="utf-8")
    asked = nbgrader("The solution cell", grade_id=f"{QUESTION}_solution")
    checked = nbgrader("The check cell", grade_id=QUESTION, points=read_question(file).points)
    return [cell("The question's cell", asked), cell("The check cell", checked, QUESTION)]


def add_cells(course: Path, cells: list[dict[str, object]]) -> Path:
    """Put cells before Part 3 of the notebook, and return its path."""
    path = course / "notebooks" / LESSON / f"{LESSON}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    part_3 = [one["id"] for one in notebook["cells"]].index("part-3")
    notebook["cells"][part_3:part_3] = cells
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return path


def test_what_the_page_adds_is_an_exercise_and_a_question(course):
    """Both take their places in the lesson, and prove themselves with no miss."""
    notebook = add_cells(course, [*add_exercise(course), *add_question(course)])

    names = catalog.exercises(LESSON)
    added = [NAME, QUESTION]
    assert names == ["register_sample", "record_result", *added, "retire_sample", "next_ticket", "exam_question"]

    lesson = course / "lessons" / LESSON
    for path in [*lesson.glob("practice/*.py"), *lesson.glob("questions/*.toml")]:
        if path.stem not in added:  # proved elsewhere
            path.unlink()
    exercise, question = prove(LESSON, workers=1)
    assert exercise.misses == question.misses == []
    assert (exercise.id, exercise.checks, exercise.right, exercise.wrong) == (f"{LESSON}.{NAME}", 4, 1, 3)
    assert (question.id, question.checks, question.right, question.wrong) == (f"{LESSON}.{QUESTION}", 3, 2, 4)

    copy = student_version(notebook.read_text(encoding="utf-8"), ROOT)
    assert "Claim a sample for testing" in copy
    assert "attribute_not_exists(worker)" not in copy
    assert f'{QUESTION} = \\"B\\"' not in copy


def test_the_question_s_cell_is_what_solution_shows(course):
    """The page's cell without its marks is the answer that follows from the page's file."""
    (shown, _) = add_question(course)
    assert re.sub(r"### (BEGIN|END) SOLUTION\n?", "", str(shown["source"])) == catalog.load(LESSON, QUESTION).reference


def test_the_page_shows_the_points_of_its_exam():
    """`points` in the check cell's metadata is the sum of the exam's."""
    points = sum(map(int, re.findall(r"@exam\.check\(points=(\d+)\)", block("exam.py"))))
    assert json.loads(block("The check cell", "json"))["nbgrader"]["points"] == points
