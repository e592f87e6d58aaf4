"""What our steps write into a notebook, one at a time."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import nbformat
import pytest
from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.utils import determine_grade

from autograder.gradebook import judging, report
from autograder.gradebook.judging import CannotJudge
from autograder.gradebook.preprocessors import NO_NOTES, HideExam, Judge, Repair
from course_lib.checks.results import CheckResult, ExerciseResult, SubmissionResult
from course_lib.errors import CourseError
from tests.gradebook.small_course import LESSON, WORTH, cell_of, result_of, source


def judged(result: SubmissionResult | Exception, **notes: Any) -> tuple[NotebookNode, ResourcesDict]:
    """The lesson's notebook after the Judge step, the judge saying this."""

    def says(notebook: NotebookNode, lesson: str) -> SubmissionResult:
        if isinstance(result, Exception):
            raise result
        return result

    notebook = source()
    if notes:
        notebook.metadata["submission"] = {**NO_NOTES, **notes}
    resources = ResourcesDict(nbgrader={"assignment": LESSON, "notebook": LESSON, "student": "ana"})
    graded, resources = Judge(judge=says).preprocess(notebook, resources)
    nbformat.validate(graded)
    return graded, resources


def scores(notebook: NotebookNode) -> list[tuple[float, float]]:
    """What nbgrader reads, with the most there is to get, exercise by exercise."""
    return [determine_grade(cell_of(notebook, f"check_{name}")) for name in WORTH]


def text_of(cell: NotebookNode) -> str:
    return str(cell.outputs[0].data["text/html"])


@pytest.mark.parametrize(("add", "half"), [(0, 0), (2.5, 0.25), (4, 2)])
def test_nbgrader_reads_the_judges_points(add: float, half: float) -> None:
    """Nothing, a part with its fraction, and everything."""
    notebook, resources = judged(result_of(add=add, half=half))

    assert scores(notebook) == [(add, 4), (half, 2)]
    assert resources["needs_manual_grade"] == []


def test_points_are_scaled_to_what_the_cell_is_worth() -> None:
    """A cell worth 4 in the notebook gives 3 for 6 of 8 exam points: full marks are full marks."""
    [add, half] = result_of(add=4, half=2).exercises
    check = replace(add.checks[0], points=6, max=8)

    notebook, _ = judged(SubmissionResult(LESSON, (replace(add, checks=(check,)), half)))

    assert scores(notebook) == [(3, 4), (2, 2)]


def test_an_exercise_without_exam_points_gives_none() -> None:
    """Nothing to earn is 0, not a division by it."""
    assert report.score(ExerciseResult("small.add", ()), 4) == 0


def test_a_judge_that_fails_is_our_fault() -> None:
    """Every exercise asks for a person, and no word of the failure is shown."""
    notebook, resources = judged(RuntimeError("secret"))

    assert resources["needs_manual_grade"] == ["check_add", "check_half"]
    assert scores(notebook) == [(0, 4), (0, 2)]
    assert "Our fault, not yours: this exercise could not be judged." in text_of(cell_of(notebook, "check_add"))
    assert "secret" not in nbformat.writes(notebook)


def test_an_exercise_the_judge_did_not_judge_asks_for_a_person() -> None:
    """The others keep what they earned."""
    notebook, resources = judged(result_of(half=2))

    assert resources["needs_manual_grade"] == ["check_add"]
    assert scores(notebook) == [(0, 4), (2, 2)]


def test_an_unreadable_submission_is_not_judged() -> None:
    """The reason stands at every check cell; it is not our fault, so nobody has to look."""
    notebook, resources = judged(RuntimeError("not called"), unreadable=True, problems=["a.ipynb is empty."])

    assert resources["needs_manual_grade"] == []
    assert scores(notebook) == [(0, 4), (0, 2)]
    assert "Your submission could not be read: a.ipynb is empty." in text_of(cell_of(notebook, "check_half"))


def test_problems_stand_at_the_top() -> None:
    """What was repaired, then what the judge says about the whole notebook; as text, on one line each."""
    result = result_of(["It said <b>\x1b[31mno\x1b[0m</b>\n\nand `x` again"])
    notebook, _ = judged(result, problems=["One was put back."])

    assert notebook.cells[0].source == (
        '<div class="tex2jax_ignore"><b>About your notebook</b><ul><li>One was put back.</li>'
        "<li>It said &lt;b&gt;no&lt;/b&gt; and <code>x</code> again</li></ul></div>"
    )


def test_a_report_is_bounded() -> None:
    """A report that would bury the page is cut, and says so; the points stand."""
    [add, half] = result_of(add=4, half=0).exercises
    long = CheckResult("works", "w" * 300_000, add.checks[0].verdict, 4, 4)

    notebook, _ = judged(SubmissionResult(LESSON, (replace(add, checks=(long,)), half)))

    shown = text_of(cell_of(notebook, "check_add"))
    assert len(shown) < 50_000
    assert "… the rest of this report is left out." in shown
    assert scores(notebook)[0] == (4, 4)


def test_the_exam_is_hidden_after_scoring() -> None:
    """The check cell keeps its call; a learner's own cell with such marks in it is left alone."""
    notebook = source()
    marks = "### BEGIN HIDDEN TESTS\nx = 1"
    cell_of(notebook, "write_add").source = marks

    hidden, _ = HideExam().preprocess(notebook, ResourcesDict())

    assert cell_of(hidden, "check_add").source == 'check("add")'
    assert cell_of(hidden, "write_add").source == marks


def test_repair_outside_nbgrader_says_where_it_belongs() -> None:
    """Without a course directory there is no source notebook to compare with."""
    with pytest.raises(CourseError, match=r"^The Repair step has to be run by nbgrader's autograde"):
        Repair().preprocess(source(), ResourcesDict(nbgrader={"assignment": LESSON, "notebook": LESSON}))


def test_a_machine_that_cannot_judge_grades_nobody() -> None:
    """It is no submission's fault, and no student gets a 0 for it."""
    with pytest.raises(CannotJudge, match="needs bubblewrap"):
        judged(CannotJudge("Grading other people's notebooks needs bubblewrap."))


def test_a_fork_server_that_broke_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    """What one submission did to the fork server does not cost the next one: it is judged again with a new one."""
    parents, used = iter(["first", "second"]), []

    @cache
    def fork_server(lesson: str, walled: bool | None) -> str:
        return next(parents)

    def judge_notebook(notebook: NotebookNode, lesson: str, fork_server: str, salt: str) -> SubmissionResult:
        used.append(fork_server)
        if fork_server == "first":
            raise CourseError("The process that runs submissions did not start.")
        return result_of(add=4, half=2)

    monkeypatch.setattr(judging, "fork_server_for", fork_server)
    monkeypatch.setattr(judging, "drop_fork_servers", fork_server.cache_clear)
    monkeypatch.setattr("autograder.judge.judge_notebook", judge_notebook)

    assert judging.warm_judge(source(), LESSON).points == 6
    assert used == ["first", "second"]
