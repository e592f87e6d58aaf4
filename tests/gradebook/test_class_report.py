"""The page of what a class found hard: figures, submissions that are alike, and that nothing in it does anything."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
import pytest
from typer.testing import CliRunner

from autograder.catalog import load
from autograder.cli import app
from autograder.fixtures import fixtures
from autograder.gradebook import reading
from autograder.gradebook.class_report import alike
from autograder.gradebook.class_report.alike import Group, Work, likeness
from autograder.gradebook.class_report.figures import Bar, Misconception, bars, exercise_figures, misconceptions
from autograder.gradebook.class_report.page import make_page
from autograder.gradebook.class_report.works import OTHER, works
from autograder.gradebook.notebooks import read, released
from autograder.gradebook.records import Record, Version
from course_lib.lessons import source_notebook

LESSON = "conditional_writes"
NAMES = ("register_sample", "record_result", "retire_sample", "next_ticket")


def solutions(which: int) -> dict[str, str]:
    """One right solution of each exercise."""
    rights = {name: [each for each in fixtures(load(LESSON, name)) if each.kind == "right"] for name in NAMES}
    return {name: found[which % len(found)].source for name, found in rights.items()}


def stubs() -> str:
    return "\n".join(each.source for name in NAMES for each in fixtures(load(LESSON, name)) if each.name == "stub")


def renamed(code: str) -> str:
    """As somebody writes it who wants it to look like their own."""
    return re.sub(r"#.*", "# my own idea", re.sub(r"\btable\b", "store", code)).replace("error", "problem")


def work(student: str, code: dict[str, str], digest: str | None = None) -> Work:
    return Work(student, digest or student, code)


def test_right_solutions_of_different_people_are_not_alike() -> None:
    found = likeness([work(f"s{number}", solutions(number)) for number in range(4)], stubs())

    assert (found.files, found.groups, found.compared, found.left_out) == ((), (), 6, ())
    assert found.usual is not None and found.usual < 0.3


def test_a_copy_with_other_names_and_comments_is_found() -> None:
    """Three that go back to one are a group; what is the same sign by sign is said."""
    first = solutions(1)
    second = {name: renamed(code) for name, code in first.items()}
    third = {**second, "next_ticket": first["next_ticket"]}
    other = solutions(2)
    found = likeness([work("ana", first), work("ben", second), work("cho", third), work("dan", other)], stubs())

    [group] = found.groups
    assert group.students == ("ana", "ben", "cho")
    assert group.least >= alike.NEAR and group.most >= 0.95
    same = {name for name in NAMES if first[name].strip() == second[name].strip() == third[name].strip()}
    assert set(group.same) == same != set(NAMES)


def test_what_everybody_was_given_is_left_out() -> None:
    """Two who have written nothing, or three lines, are not alike for it."""
    few = "\n\ndef mine(x):\n    return x + 1\n"
    untouched = {name: next(e.source for e in fixtures(load(LESSON, name)) if e.name == "stub") for name in NAMES}
    found = likeness([work("ana", untouched), work("ben", {**untouched, OTHER: few})], stubs())

    assert (found.files, found.groups, found.compared) == ((), (), 0)


def test_the_same_file_is_said_to_be_the_same_file() -> None:
    code = solutions(1)
    found = likeness([work("ben", code, "d1"), work("ana", code, "d1"), work("cho", {}, "d1")], stubs())

    assert (found.files, found.groups) == ((("ana", "ben"),), ())


@pytest.mark.parametrize(
    "text", ["a.b" + ".b" * 200_000, "def (:\n" * 100_000, "'" * 500_000, "\\begin{x}" * 90_000, "\0"]
)
def test_code_that_is_made_to_keep_us_busy_costs_its_own_row_at_most(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The others are compared."""
    monkeypatch.setattr(alike, "SECONDS", 2.0)
    one, other = solutions(1), {name: renamed(code) for name, code in solutions(1).items()}
    found = likeness([work("ana", one), work("eve", {"next_ticket": text}), work("ben", other)], stubs())

    assert [group.students for group in found.groups] == [("ana", "ben")]
    assert set(found.left_out) <= {"eve"}


def check(name: str, verdict: str, points: float = 0, most: float = 2, advice: str | None = None) -> dict[str, Any]:
    return {"name": name, "verdict": verdict, "points": points, "max": most, "advice": advice}


def record(student: str, points: float, *exercises: dict[str, Any], needs_person: bool = False) -> Record:
    version = Version("exam", "judge")
    return Record(student, "", version, None, points, 10.0, needs_person, 0.0, {}, (), exercises, 0.1)


def exercise(name: str, *checks: dict[str, Any]) -> dict[str, Any]:
    points, most = (sum(each[key] for each in checks) for key in ("points", "max"))
    return {"name": name, "points": points, "max": most, "checks": list(checks)}


def test_points_are_counted_in_ten_bars() -> None:
    """The most there is belongs to the last one; points above it, given by hand, too."""
    counted = bars([record(str(points), points) for points in (0, 0.9, 1, 9.9, 10, 11)])

    assert counted[0] == Bar(0, 1, 2)
    assert counted[1] == Bar(1, 2, 1)
    assert counted[9] == Bar(9, 10, 3)
    assert sum(bar.students for bar in counted) == 6


def test_an_exercise_is_measured_on_those_who_tried_it() -> None:
    """Passing `sharp` goes with the rest of the points, passing `blunt` against it."""
    found = []
    for number in range(12):
        good = number % 2 == 0
        sharp = check("sharp", "passed", 2) if good else check("sharp", "failed", advice="looks_first")
        blunt = check("blunt", "failed") if good else check("blunt", "passed", 2)
        rest = check("rest", "passed", 4, 4) if good else check("rest", "failed", 0, 4, advice="looks_first")
        found.append(record(f"s{number}", 4, exercise("add", sharp, blunt), exercise("half", rest)))
    found.append(record("idle", 0, exercise("add", check("sharp", "not attempted"), check("blunt", "not attempted"))))

    add, half = exercise_figures(found)

    assert (add.name, add.tried, add.mean, half.mean) == ("add", 12, 0.5, 0.5)
    sharp, blunt = add.checks
    assert sharp.separates == pytest.approx(1.0)
    assert blunt.separates == pytest.approx(-1.0)
    assert (sharp.summary.passed, sharp.summary.attempted, sharp.summary.students) == (6, 12, 13)
    assert misconceptions(found) == [Misconception("add", "looks_first", 6), Misconception("half", "looks_first", 6)]


def test_what_few_tried_or_all_passed_separates_nobody() -> None:
    few = exercise_figures([record(str(n), 2, exercise("add", check("one", "passed", 2))) for n in range(9)])
    all_passed = exercise_figures([record(str(n), 2, exercise("add", check("one", "passed", 2))) for n in range(12)])

    assert few[0].checks[0].separates is None
    assert all_passed[0].checks[0].separates is None


def test_nothing_of_a_student_is_markup_and_the_page_does_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ids, names of checks and advice are text. No script, nothing from elsewhere, and a policy that says so."""
    monkeypatch.setattr("autograder.gradebook.class_report.page.advice_text", lambda *_: "")
    evil = '<img src="x" onerror="alert(1)">'
    one = exercise("add", check("<b>bold</b>", "failed", advice="<i>key</i>"))
    found = alike.Likeness(((evil, "ben"),), (Group((evil, "cho"), 0.9, 0.95, ("<u>add</u>",)),), 0.1, 3, (evil,))
    page = make_page("small", [record(evil, 1, one, needs_person=True)], found)

    assert "<img" not in page and "<b>bold" not in page and "<i>key" not in page and "<u>" not in page
    assert page.count("&lt;img src=") == 4
    assert "<script" not in page and "http://" not in page and "https://" not in page
    assert "default-src &#39;none&#39;" in page


def test_students_own_code_is_read_from_what_grading_kept(tmp_path: Path) -> None:
    """By exercise; own cells are kept apart, questions and what was given are left out, a lost copy is empty."""
    notebook = released(read(source_notebook(LESSON)).notebook)
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source = f"answer = {cell.metadata['nbgrader']['grade_id']!r}"
    notebook.cells.append(nbformat.v4.new_code_cell("helper = 1"))
    place = tmp_path / "autograded" / "ana" / LESSON / f"{LESSON}.ipynb"
    place.parent.mkdir(parents=True)
    nbformat.write(notebook, place)
    found = [replace(record("ana", 1), submission="d1"), record("ben", 0)]

    [ana, ben], given = works(LESSON, found, tmp_path)

    assert set(ana.code) == {*NAMES, OTHER}
    assert ana.code[OTHER] == "helper = 1"
    assert (ana.digest, ben.digest, ben.code) == ("d1", None, {})
    assert "def register_sample" in given and "exam(" not in given


def test_the_command_writes_the_page_or_says_why_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = exercise("next_ticket", check("exam_race", "failed", advice="two_steps"))
    monkeypatch.setattr(reading, "read_records", lambda *_, **__: [record("ana", 1, one)])
    target = tmp_path / "page.html"
    runner = CliRunner()

    written = runner.invoke(app, ["report", LESSON, "--html", str(target)])
    refused = runner.invoke(app, ["report", LESSON, "--html", str(tmp_path)])

    assert written.exit_code == 0 and f"The page is {target}." in written.output.replace("\n", "")
    assert "next_ticket" in target.read_text(encoding="utf-8")
    assert refused.exit_code == 1
    assert "could not be written" in refused.output
