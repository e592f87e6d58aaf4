"""Grading again gives the same and keeps marks by hand; what changed a grade is remembered and said."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from autograder.cli import app
from autograder.gradebook import reading, records
from autograder.gradebook.grade import ClassResult, grade_class
from autograder.gradebook.reading import history_lines, print_summary, read_records, summarise, summary_json
from course_lib.checks.results import SubmissionResult
from course_lib.errors import CourseError
from tests.gradebook.small_course import LESSON, handed_in, judge, make_course, result_of, submit

FULL = "def add(x):\n    return x  # earns 4"
PART = "def add(x):\n    return x  # earns 1"


class Class:
    """A class of one, `ana`, graded as often as a test likes."""

    def __init__(self, folder: Path) -> None:
        self.course, self.folder, self.out = make_course(folder / "course"), folder / "in", folder / "out"

    def hand_in(self, **sources: str) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        submit(self.folder, "ana", handed_in(**sources))

    def grade(self, judge: Any = judge) -> ClassResult:
        return grade_class(LESSON, self.folder, self.out, course=self.course, judge=judge)

    def history(self) -> list[str]:
        """The lines without their times."""
        lines = history_lines(read_records(LESSON, self.out, None, "ana"))
        return [line[18:] if line[0] == "2" else line for line in lines]

    def by_hand(self, **marks: float | None) -> None:
        from nbgrader.api import Gradebook

        with Gradebook(f"sqlite:///{self.out / 'gradebook.db'}") as book:
            grade = book.find_grade("check_half", LESSON, LESSON, "ana")
            for name, value in marks.items():
                setattr(grade, name, value)
            book.find_comment("write_half", LESSON, LESSON, "ana").manual_comment = "See me & bring <cake>."
            book.db.commit()


@pytest.fixture
def one(tmp_path: Path) -> Class:
    return Class(tmp_path)


def test_grading_again_what_has_not_changed_is_remembered_once(one: Class) -> None:
    """Three gradings that agree are one line."""
    one.hand_in(write_add=FULL)
    results = [one.grade() for _ in range(3)]

    assert one.history() == ["4 of 6 points"]
    assert [row.changes for result in results for row in result.rows] == [(), (), ()]


def test_a_new_notebook_explains_the_new_points(one: Class) -> None:
    one.hand_in(write_add=PART)
    one.grade()
    one.hand_in(write_add=FULL)
    again = one.grade()

    assert one.history() == [
        "1 of 6 points",
        "4 of 6 points",
        "    another notebook was handed in",
        "    check_add: 1 became 4",
    ]
    assert again.rows[0].changes == (
        "It had 1 points before: another notebook was handed in; check_add: 1 became 4.",
    )  # fmt: skip


def test_marks_by_hand_stay_and_are_said(one: Class) -> None:
    """They count, the page shows them and the comment, and the history says that a person gave them."""
    one.hand_in(write_add=FULL)
    one.grade()
    one.by_hand(manual_score=1.5, extra_credit=0.5)
    again = one.grade()

    assert (again.rows[0].points, again.rows[0].needs_manual_grade) == (6, True)
    assert one.history()[1:] == [
        "6 of 6 points, a person has to look",
        "    check_half was marked by hand, 1.5 points and 0.5 extra",
    ]
    page = again.rows[0].feedback
    assert page is not None
    assert "6 of 6 points</td>" in page.read_text()
    assert "See me &amp; bring" in page.read_text()


def test_a_changed_exam_explains_the_new_points(one: Class, monkeypatch: pytest.MonkeyPatch) -> None:
    one.hand_in(write_add=FULL)
    one.grade()
    monkeypatch.setattr(records, "version", lambda *_: records.Version("another", records._judge_digest()))

    def stricter(notebook: Any, lesson: str) -> SubmissionResult:
        result = judge(notebook, lesson)
        return SubmissionResult(lesson, (*result_of(add=0).exercises, *result.exercises[1:]))

    one.grade(stricter)

    assert one.history()[2:4] == ["    the lesson or its exam was changed", "    check_add: 4 became 0"]


def test_points_that_hang_on_chance_are_told(one: Class) -> None:
    """The same notebook, exam and judge, and other points: the instructor has to know."""
    one.hand_in(write_add=FULL)
    one.grade()

    def unlucky(notebook: Any, lesson: str) -> SubmissionResult:
        for cell in notebook.cells:
            cell.source = cell.source.replace("earns 4", "earns 2")
        return judge(notebook, lesson)

    again = one.grade(unlucky)

    assert again.rows[0].changes == (
        "It had 4 points before: the same notebook earned something else this time, so its code depends on time or "
        "chance; check_add: 4 became 2.",
    )


def test_a_run_that_was_interrupted_under_another_exam_is_not_gone_on_with(
    one: Class, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half a class by the old exam and half by the new would be unfair: all are graded by the new."""
    one.hand_in(write_add=FULL)
    monkeypatch.setattr("autograder.gradebook.book.Book.finish", lambda *_: None)
    assert [one.grade().resumed, one.grade().resumed] == [0, 1]
    monkeypatch.setattr(records, "version", lambda *_: records.Version("another", "judge"))

    assert one.grade().resumed == 0


def test_a_notebook_handed_in_while_a_run_was_interrupted_is_graded(
    one: Class, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is gone on with is the run, not an older notebook's grade."""
    one.hand_in(write_add=PART)
    with monkeypatch.context() as patch:
        patch.setattr("autograder.gradebook.book.Book.finish", lambda *_: None)
        one.grade()
    one.hand_in(write_add=FULL)

    got = one.grade()

    assert (got.resumed, got.rows[0].points) == (0, 4)


def test_the_report_counts_who_passed_and_the_advice(one: Class) -> None:
    """Of those who tried; the advice shown most comes first."""
    submit(one.folder, "ben", handed_in(write_add=FULL))
    submit(one.folder, "cho", handed_in(write_add=PART))
    submit(one.folder, "dan", handed_in())

    def advises(notebook: Any, lesson: str) -> SubmissionResult:
        from dataclasses import replace

        from course_lib.checks.results import Verdict

        result = judge(notebook, lesson)
        add, half = (exercise.checks[0] for exercise in result.exercises)
        key = "looks_first" if add.points == 1 else None
        verdict = add.verdict if add.points else Verdict.NOT_ATTEMPTED
        exercises = [
            replace(result.exercises[0], checks=(replace(add, advice=key, verdict=verdict),)),
            replace(result.exercises[1], checks=(half,)),
        ]
        return SubmissionResult(lesson, exercises)

    one.grade(advises)
    found = read_records(LESSON, one.out)
    add = summarise(found)[0]

    assert (add.exercise, add.check, add.passed, add.attempted, add.students) == ("add", "works", 1, 2, 3)
    assert add.advice == (("looks_first", 1),)
    document = summary_json(LESSON, found)
    assert (document["schema"], document["students"], document["mean"], document["max"]) == (1, 3, 1.667, 6)
    assert json.loads(json.dumps(document["checks"][0])) == {
        "exercise": "add",
        "check": "works",
        "passed": 1,
        "attempted": 2,
        "students": 3,
        "advice": [{"key": "looks_first", "times": 1}],
    }


def test_the_report_fits_80_columns(
    one: Class, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With long names of checks and long advice: lines are broken, and nothing is cut off."""
    monkeypatch.setenv("COLUMNS", "80")
    name, advice = (
        "a_check_with_a_name_" * 6,
        "Let the table decide, in the write itself, whether to write at all. " * 3,
    )
    monkeypatch.setattr(reading, "advice_text", lambda *_: advice)
    check = {"name": name, "verdict": "failed", "advice": "looks_first"}
    tried = {"name": "add", "checks": [check, {"name": "works", "verdict": "passed", "advice": None}]}
    skipped = {"name": "add", "checks": [check, {"name": "works", "verdict": "not attempted", "advice": None}]}
    one.hand_in(write_add=FULL)
    one.grade()
    [record] = read_records(LESSON, one.out)

    print_summary(LESSON, [replace(record, exercises=(each,)) for each in (tried, skipped)])

    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 80
    assert "".join("".join(lines).split()).count("".join(f"{name}: 0 of 2 passed, 0%".split())) == 1
    assert " ".join(" ".join(lines).split()).count(f"2 x looks_first: {advice.strip()}") == 1
    assert "  works: 1 of 1 passed, 100%; 1 did not try" in lines


def test_the_commands_show_both(one: Class, tmp_path: Path) -> None:
    """`autograder history` and `autograder report`, and what they say where there is nothing."""
    one.hand_in(write_add=PART)
    one.grade()
    run = CliRunner().invoke
    told = run(app, ["history", LESSON, "ana", "--out", str(one.out)])
    report = run(app, ["report", LESSON, "--out", str(one.out), "--json", str(tmp_path / "r.json")])

    assert (told.exit_code, told.output[18:]) == (0, "1 of 6 points\n")
    assert report.exit_code == 0 and "1 students, 1.0 of 6 points on average" in report.output
    assert json.loads((tmp_path / "r.json").read_text())["students"] == 1
    with pytest.raises(CourseError, match=r"^The grade book of .*out has no grade of ben for small\.$"):
        read_records(LESSON, one.out, None, "ben")
    with pytest.raises(CourseError, match=r"^Nothing has been graded into .*\. Run `autograder grade small` first\.$"):
        read_records(LESSON, tmp_path)
