"""A class graded by nbgrader's commands and by `grade_class`: the same scores, the same feedback, nobody left out."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pytest

from autograder.gradebook.book import Book
from autograder.gradebook.grade import ClassResult, grade_class
from autograder.gradebook.judging import CannotJudge
from autograder.gradebook.marking import Marked
from autograder.gradebook.printing import print_table
from course_lib.checks.results import SubmissionResult
from course_lib.errors import CourseError
from tests.gradebook.small_course import LESSON, cell_of, handed_in, judge, make_course, submit

FULL = "def add(x):\n    return x  # earns 4"
NOT_JSON = "small.ipynb is not a notebook: it is not JSON (line 1). Open it in JupyterLab, save it, and submit again."
PUT_BACK = "The check cell of add was missing; it was put back."

POINTS = {"ana": 6, "ben": 2.5, "cho": 0, "dan": 0, "eva": 4, "fay": 4, "gus": 0, "hal": 4}
PROBLEMS = {
    "ana": [],
    "ben": ["A cell <i>stopped</i>."],
    "cho": [],
    "dan": [NOT_JSON],
    "eva": [PUT_BACK],
    "fay": [],
    "gus": ["It could not be judged, which is our fault (ZeroDivisionError: a fault of the judge)."],
    "hal": ["The nbgrader settings of all 5 cells were missing; every cell was known by its content."],
}


@dataclass(frozen=True)
class Graded:
    """The same class graded twice."""

    course: Path
    log: str
    ours: ClassResult


def hand_in_all(folder: Path) -> None:
    submit(folder, "ana", handed_in(write_add=FULL, write_half="def half(x): ...  # earns 2"))
    submit(folder, "ben", handed_in(write_add="def add(x): ...  # earns 2.5\n# stops"))
    submit(folder, "cho", handed_in())
    submit(folder, "dan", "Dear teacher, my notebook is in the attachment.")
    deleted = handed_in(write_add=FULL)
    deleted.cells.remove(cell_of(deleted, "check_add"))
    submit(folder, "eva", deleted)
    submit(folder, "fay", handed_in(write_add=FULL, write_half="def half(x): ...  # breaks a check"))
    submit(folder, "gus", handed_in(write_add=FULL + "  # breaks the judge"))
    stripped = handed_in(write_add=FULL)
    for cell in stripped.cells:
        cell.metadata = {}
    submit(folder, "hal", stripped)


def nbgrader(course: Path, *arguments: str) -> str:
    ran = subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments], cwd=course, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stderr


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Graded:
    course = make_course(tmp_path_factory.mktemp("course"))
    hand_in_all(course / "submitted")
    log = nbgrader(course, "generate_assignment", LESSON)
    log += nbgrader(course, "autograde", LESSON)
    log += nbgrader(course, "generate_feedback", LESSON)
    log += nbgrader(course, "export")
    ours = grade_class(LESSON, course / "submitted", course / "build", course=course, judge=judge)
    return Graded(course, log, ours)


def test_nbgraders_commands_grade_everyone(graded: Graded) -> None:
    """`nbgrader autograde` ends well with a submission that is no notebook and one that breaks the judge among them."""
    with open(graded.course / "grades.csv", encoding="utf-8") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}

    assert {student: float(row["score"]) for student, row in rows.items()} == POINTS
    assert {float(row["max_score"]) for row in rows.values()} == {6}
    assert "SAWarning" not in graded.log


def test_grade_class_gives_the_same_scores(graded: Graded) -> None:
    """Judged elsewhere and written by one process: the grade book says what nbgrader's own says."""
    assert {row.student: row.points for row in graded.ours.rows} == POINTS
    assert {row.max for row in graded.ours.rows} == {6}
    assert {row.student: list(row.problems) for row in graded.ours.rows} == PROBLEMS


def test_the_judges_own_faults_ask_for_a_person(graded: Graded) -> None:
    """A check that broke is marked for manual grading in both grade books, and nothing else is."""
    flags = [_flags(graded.course), _flags(graded.course / "build")]

    assert flags == [{("fay", "check_half"), ("gus", "check_add"), ("gus", "check_half")}] * 2
    assert [row.student for row in graded.ours.rows if row.needs_manual_grade] == ["fay", "gus"]


def _flags(root: Path) -> set[tuple[str, str]]:
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as book:
        return {
            (submission.student.id, grade.name)
            for submission in book.assignment_submissions(LESSON)
            for notebook in submission.notebooks
            for grade in notebook.grades
            if grade.needs_manual_grade
        }


def test_feedback_and_autograded_copies_are_the_same(graded: Graded) -> None:
    """What formgrader and the learner open does not depend on which command made it."""
    for student in POINTS:
        theirs, ours = (root / "autograded" / student / LESSON / f"{LESSON}.ipynb" for root in _roots(graded))
        assert nbformat.read(theirs, 4) == nbformat.read(ours, 4)
        theirs, ours = (root / "feedback" / student / LESSON / f"{LESSON}.html" for root in _roots(graded))
        assert theirs.read_text() == ours.read_text()


def _roots(graded: Graded) -> tuple[Path, Path]:
    return graded.course, graded.course / "build"


def page(graded: Graded, student: str) -> str:
    path = graded.course / "feedback" / student / LESSON / f"{LESSON}.html"
    return re.sub(r"<style.*?</style>|<script.*?</script>", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)


def test_feedback_tells_what_went_wrong(graded: Graded) -> None:
    """The report of each exercise, its points, and what was said about the notebook are on the page."""
    assert "2.5 of 6 points" in page(graded, "ben")
    assert "add works.   (2.5 of 4 points)" in page(graded, "ben")
    assert "<b>2.5 of 4 points</b>" in page(graded, "ben")
    assert "it must" in page(graded, "ben")
    assert "<li>A cell &lt;i&gt;stopped&lt;/i&gt;.</li>" in page(graded, "ben")
    assert "<li>The check cell of add was missing; it was put back.</li>" in page(graded, "eva")
    assert page(graded, "dan").count(NOT_JSON) == 3, "at the top, and at both check cells"
    assert page(graded, "gus").count("Our fault, not yours: this exercise could not be judged.") == 2
    assert "Our fault, not yours:</span>half works." in page(graded, "fay")


def test_feedback_shows_no_exam(graded: Graded) -> None:
    """No hidden tests, no exam's inputs or expected values, no traceback of ours; a learner's text is never markup."""
    for student in POINTS:
        copy = (graded.course / "autograded" / student / LESSON / f"{LESSON}.ipynb").read_text(encoding="utf-8")
        for text in (page(graded, student), copy):
            for secret in ("exam(", "HIDDEN TESTS", "1234", "the secret 42", "Traceback", "ZeroDivisionError"):
                assert secret not in text, (student, secret)
        assert "<script>7" not in page(graded, student)
    assert "&lt;script&gt;7&lt;/script&gt;" in page(graded, "ben")


def test_grading_again_changes_nothing_and_keeps_marks_by_hand(graded: Graded, tmp_path: Path) -> None:
    """A second run gives the same points; a mark set in formgrader stays, and its cell asks to be looked at again."""
    from nbgrader.api import Gradebook

    out = tmp_path / "out"
    first = grade_class(LESSON, graded.course / "submitted", out, course=graded.course, judge=judge)
    with Gradebook(f"sqlite:///{out / 'gradebook.db'}") as book:
        grade = book.find_grade("check_half", LESSON, LESSON, "fay")
        grade.manual_score, grade.needs_manual_grade = 1.5, False
        book.db.commit()

    again = grade_class(LESSON, graded.course / "submitted", out, course=graded.course, judge=judge)

    expected = {row.student: row.points for row in first.rows} | {"fay": 5.5}
    assert {row.student: row.points for row in again.rows} == expected
    assert {row.student: row.problems for row in again.rows} == {row.student: row.problems for row in first.rows}
    assert not (out / "replaced").exists()


def test_what_is_replaced_is_kept(tmp_path: Path) -> None:
    """A student's later submission takes the place of the earlier one, which is moved and not lost."""
    course = make_course(tmp_path / "course")
    path = submit(tmp_path / "in", "ana", handed_in())
    out = tmp_path / "out"
    grade_class(LESSON, tmp_path / "in", out, course=course, judge=judge)
    before = path.read_bytes()
    path.write_text(json.dumps(handed_in(write_add=FULL)))

    later = grade_class(LESSON, tmp_path / "in", out, course=course, judge=judge)

    assert [row.points for row in later.rows] == [4]
    assert [old.read_bytes() for old in (out / "replaced" / "ana").iterdir()] == [before]


def test_every_layout_is_found(tmp_path: Path) -> None:
    """One file a student, one folder a student, another name, no notebook at all: each is a row."""
    course, folder = make_course(tmp_path / "course"), tmp_path / "in"
    text = json.dumps(handed_in(write_add=FULL))
    for name in ("ana.ipynb", f"ben/{LESSON}.ipynb", f"cho/{LESSON}/{LESSON} (1).ipynb", "eva/a.ipynb", "eva/b.ipynb"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    (folder / "dan").mkdir()
    (folder / "dan" / "homework.docx").write_text("")
    (folder / "README.md").write_text("")
    (folder / ".ipynb_checkpoints").mkdir()
    (folder / "gil.ipynb").symlink_to(folder / "ana.ipynb")

    got = grade_class(LESSON, folder, tmp_path / "out", course=course, judge=judge)

    assert [(row.student, row.points, row.problems) for row in got.rows] == [
        ("ana", 4, ()),
        ("ben", 4, ()),
        ("cho", 4, ("The notebook is called small (1).ipynb; it was graded as small.ipynb.",)),
        ("dan", 0, ("No notebook was handed in: there is no small.ipynb. There is only: homework.docx.",)),
        ("eva", 0, ("There is no small.ipynb, and more than one other notebook: a.ipynb, b.ipynb.",)),
        ("gil", 0, ("gil.ipynb is a link to another file. Submit the notebook itself.",)),
    ]


def test_a_submission_that_cannot_be_written_does_not_stop_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When nbgrader fails at one student, that row says so, nothing of it is entered, and the others are graded."""
    from nbgrader.api import Gradebook

    course, whole = make_course(tmp_path / "course"), Book._enter
    for student in ("ana", "ben", "cho"):
        submit(tmp_path / "in", student, handed_in(write_add=FULL))

    def fails_at_ben(self: Book, book: object, student: str, marked: Marked, *more: Any) -> object:
        submitted = whole(self, book, student, marked, *more)
        if student == "ben":
            raise ValueError("a surprise")
        return submitted

    monkeypatch.setattr(Book, "_enter", fails_at_ben)

    got = grade_class(LESSON, tmp_path / "in", tmp_path / "out", course=course, judge=judge)

    assert [row.points for row in got.rows] == [4, 0, 4]
    assert got.rows[1].problems == (
        "There is no grade for this submission: nbgrader failed (ValueError: a surprise).",
    )  # fmt: skip
    assert not (tmp_path / "out" / "autograded" / "ben").exists()
    with Gradebook(f"sqlite:///{tmp_path / 'out' / 'gradebook.db'}") as book:
        assert [student.id for student in book.students] == ["ana", "cho"]


def test_the_json_is_the_contract(graded: Graded) -> None:
    """`autograder grade --json` writes these keys."""
    document = json.loads(json.dumps(graded.ours.to_json()))

    assert list(document) == ["schema", "lesson", "submissions", "seconds", "peak_mb"]
    assert (document["schema"], document["lesson"], document["peak_mb"] > 0) == (1, LESSON, True)
    row = next(row for row in document["submissions"] if row["student"] == "eva")
    assert {key: row[key] for key in ("student", "points", "max", "problems")} == {
        "student": "eva", "points": 4, "max": 6, "problems": [PUT_BACK],
    }  # fmt: skip
    assert list(row) == ["student", "points", "max", "problems", "seconds"]


def test_the_table_shows_points_problems_and_where_feedback_is(
    graded: Graded, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One line a student; square brackets in a problem are not taken for colours."""
    monkeypatch.setenv("COLUMNS", "160")

    print_table(graded.ours)

    shown = capsys.readouterr().out
    assert "ben" in shown and "2.5 of 6" in shown and PUT_BACK in shown
    assert "A person has to look at it in formgrader." in shown
    assert "feedback" in shown


def test_a_folder_without_submissions_is_said(tmp_path: Path) -> None:
    """The two layouts are named; nothing is made."""
    course = make_course(tmp_path / "course")
    (tmp_path / "in").mkdir()

    with pytest.raises(
        CourseError, match=r"^There are no submissions in .*in\. Expected .*<student>/small/small\.ipynb"
    ):
        grade_class(LESSON, tmp_path / "in", tmp_path / "out", course=course, judge=judge)

    assert not (tmp_path / "out").exists()


def test_a_lesson_that_lost_cells_is_not_mixed_with_older_grades(tmp_path: Path) -> None:
    """When the lesson's cells are no longer those of the grade book, grading stops and says what to do."""
    course = make_course(tmp_path / "course")
    submit(tmp_path / "in", "ana", handed_in(write_add=FULL))
    grade_class(LESSON, tmp_path / "in", tmp_path / "out", course=course, judge=judge)
    path = course / "notebooks" / LESSON / f"{LESSON}.ipynb"
    lesson = nbformat.read(path, 4)
    lesson.cells.remove(cell_of(lesson, "check_half"))
    nbformat.write(lesson, path)

    with pytest.raises(
        CourseError, match=r"^The lesson small does not fit the grade book in .*grade into a new folder"
    ):
        grade_class(LESSON, tmp_path / "in", tmp_path / "out", course=course, judge=judge)


def test_a_process_that_dies_costs_one_submission(tmp_path: Path) -> None:
    """What its neighbours had under way is judged again; only what kills its process alone too is left to a person."""
    course = make_course(tmp_path / "course")
    for name in ("ana", "ben", "cho", "dan"):
        deadly = "  # kills its process" if name == "ben" else ""
        submit(tmp_path / "in", name, handed_in(write_add=FULL + deadly))

    got = grade_class(LESSON, tmp_path / "in", tmp_path / "out", 2, course=course, judge=judge)

    fault = "It could not be judged, which is our fault: the process that judged it died three times."
    assert [(row.student, row.points, row.problems, row.needs_manual_grade) for row in got.rows] == [
        ("ana", 4, (), False),
        ("ben", 0, (fault,), True),
        ("cho", 4, (), False),
        ("dan", 4, (), False),
    ]


def test_the_course_directory_itself_can_be_graded(tmp_path: Path) -> None:
    """Graded into the course directory, submissions stay where they are and its settings are not touched."""
    course = make_course(tmp_path)
    path = submit(course / "submitted", "ana", handed_in(write_add=FULL))
    before, settings = path.stat().st_mtime_ns, (course / "nbgrader_config.py").read_text()

    got = grade_class(LESSON, course / "submitted", course, course=course, judge=judge)

    assert [row.points for row in got.rows] == [4]
    assert (path.stat().st_mtime_ns, (course / "nbgrader_config.py").read_text()) == (before, settings)
    assert sorted(entry.name for entry in course.iterdir()) == [
        "autograded", "feedback", "gradebook.db", "nbgrader_config.py", "notebooks", "submitted",
    ]  # fmt: skip


def test_another_course_is_not_overwritten(tmp_path: Path) -> None:
    """A folder with an nbgrader_config.py that is not ours is somebody's course."""
    course, other = make_course(tmp_path / "course"), tmp_path / "other"
    submit(tmp_path / "in", "ana", handed_in())
    other.mkdir()
    (other / "nbgrader_config.py").write_text("c = get_config()\n")

    with pytest.raises(CourseError, match=r"belongs to another course\. Grade into a folder of its own\.$"):
        grade_class(LESSON, tmp_path / "in", other, course=course, judge=judge)

    assert (other / "nbgrader_config.py").read_text() == "c = get_config()\n"


def test_without_a_judge_the_class_is_not_graded(tmp_path: Path) -> None:
    """When this machine cannot run submissions, that is said at once, and no grade is written."""
    course = make_course(tmp_path / "course")
    submit(tmp_path / "in", "ana", handed_in(write_add=FULL))

    def cannot(notebook: object, lesson: str) -> SubmissionResult:
        raise CannotJudge("Grading other people's notebooks needs bubblewrap.")

    with pytest.raises(CourseError, match=r"^Grading other people's notebooks needs bubblewrap\.$"):
        grade_class(LESSON, tmp_path / "in", tmp_path / "out", course=course, judge=cannot)

    assert not (tmp_path / "out" / "autograded").exists()


def test_ctrl_c_is_answered_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """No traceback; the exit status that shells give for it; the bar is told how far it is."""
    from typer.testing import CliRunner

    from autograder.cli import app

    def interrupted(*_: object, watch: Callable[[int, int], None], **__: object) -> None:
        watch(3, 10)
        raise KeyboardInterrupt

    monkeypatch.setattr("autograder.gradebook.grade.grade_class", interrupted)

    got = CliRunner().invoke(app, ["grade", LESSON, "--submitted", "in"])

    assert got.exit_code == 130
    assert got.stderr.endswith("Interrupted. Nothing is lost: the same command goes on from there.\n")
