"""Every lesson's notebook and its exercise folders agree, and its practice checks accept right solutions in a notebook.

What the judge says of every fixture, practice and exam, is proved by `autograder prove`.
"""

from __future__ import annotations

import ast
import re
import sys
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import nbformat
import pytest

from autograder.catalog import exercises, lessons, load, source_notebook
from autograder.fixtures import Fixture, fixtures
from course_lib.aws.account import Cloud
from course_lib.aws.sdk.on_clock import pass_pauses_to
from course_lib.checks.here.apart import AT_MOST_SECONDS
from course_lib.checks.here.local import LocalSubmission
from course_lib.checks.results import CheckResult, Verdict
from course_lib.checks.run import run_check
from course_lib.lessons import services
from course_lib.prepare import student_version

MARKS = re.compile(r" *### (BEGIN|END) SOLUTION\n")
SOLUTION = re.compile(r"### BEGIN SOLUTION.*?### END SOLUTION", re.DOTALL)
ROOT = Path(__file__).resolve().parents[2]
LESSONS = lessons()
EXERCISES = [(lesson, name) for lesson in LESSONS for name in exercises(lesson)]
FUNCTIONS = [(lesson, name) for lesson, name in EXERCISES if "(" in load(lesson, name).exercise.call]
each_lesson = pytest.mark.parametrize("lesson", LESSONS)
each_exercise = pytest.mark.parametrize(("lesson", "name"), EXERCISES)
each_function = pytest.mark.parametrize(("lesson", "name"), FUNCTIONS)


@cache
def notebook(lesson: str) -> Any:
    return nbformat.read(source_notebook(lesson), as_version=4)


def graded_cell(lesson: str, name: str) -> Any:
    """An exercise's check cell, or the cell `<exercise>_solution`."""
    return next(cell for cell in notebook(lesson).cells if cell.metadata.get("nbgrader", {}).get("grade_id") == name)


@each_lesson
def test_the_notebook_has_every_folder_in_order(lesson):
    """The catalog's order is the notebook's, and no folder is left out; a question needs none."""
    loaded = [load(lesson, name) for name in exercises(lesson)]
    folders = {path.parent.name for path in loaded[0].folder.parent.glob("*/exam.py")}
    assert {each.name for each in loaded if each.question is None} == folders
    cells = [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in notebook(lesson).cells]
    assert [name for name in cells if name in exercises(lesson)] == list(exercises(lesson))


@each_lesson
def test_the_notebook_is_valid_and_its_cell_ids_are_words(lesson):
    """nbformat 4.5 with an id per cell that a person gave, so that a diff shows what has changed."""
    nbformat.validate(notebook(lesson))
    ids = [cell.id for cell in notebook(lesson).cells]
    assert len(set(ids)) == len(ids)
    assert [one for one in ids if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", one)] == []


@each_lesson
def test_every_code_cell_was_run_in_order_and_none_failed(lesson):
    """Saved outputs come from one run from top to bottom."""
    code = [cell for cell in notebook(lesson).cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert [cell.id for cell in code for output in cell.outputs if output.output_type == "error"] == []


@each_lesson
def test_no_cell_gives_another_meaning_to_a_name_that_an_exercise_uses(lesson):
    """A submission's cells run in one namespace, so the later value would count in the earlier exercise too.

    Exceptions may come again: who raises and who catches one looks it up under the same name.
    """
    given = dict[str, str]()
    for name in exercises(lesson):
        stub = SOLUTION.sub("raise NotImplementedError()", graded_cell(lesson, f"{name}_solution").source)
        for each in ast.parse(stub).body:
            if isinstance(each, ast.Assign):
                for target in map(ast.unparse, each.targets):
                    assert given.setdefault(target, ast.unparse(each)) == ast.unparse(each), f"{name}: {target}"


@each_exercise
def test_check_cell(lesson, name):
    """A locked autograder test whose points are the exam's."""
    cell = graded_cell(lesson, name)
    assert cell.source == (
        f'check("{name}")\n### BEGIN HIDDEN TESTS\nfrom course_lib import exam\n\nexam("{name}")\n### END HIDDEN TESTS'
    )
    exam = load(lesson, name).exam
    assert exam is not None
    assert cell.metadata["nbgrader"] == {
        "grade": True,
        "grade_id": name,
        "locked": True,
        "points": exam.max,
        "schema_version": 3,
        "solution": False,
        "task": False,
    }


@each_exercise
def test_solution_cell_is_the_reference(lesson, name):
    """`solution()` shows what stands in the source notebook, contract included."""
    cell = graded_cell(lesson, f"{name}_solution")
    assert cell.metadata["nbgrader"]["solution"] is True
    assert MARKS.sub("", cell.source + "\n") == load(lesson, name).reference


@each_function
def test_contract_is_the_stub(lesson, name):
    """The function that is called is the one that the learner is given, with a contract in its docstring."""
    stub = graded_cell(lesson, f"{name}_solution").source
    on_one_line = re.sub(r",?\s+\)", ")", re.sub(r"\(\s+", "(", re.sub(r",\s+", ", ", stub)))
    assert f"def {load(lesson, name).exercise.call}:" in on_one_line
    takes_something = "()" not in load(lesson, name).exercise.call  # what takes nothing can also refuse nothing
    for part in ("Args:", "Returns:", "Raises:") if takes_something else ("Returns:",):
        assert part in stub


@each_exercise
def test_section_is_a_heading(lesson, name):
    """The place where a report sends the learner exists."""
    part, _, title = load(lesson, name).exercise.section.partition(", ")
    texts = [cell.source for cell in notebook(lesson).cells if cell.cell_type == "markdown"]
    headings = [line for text in texts for line in text.splitlines()]
    assert f"## {part}: {title.strip(chr(34))}" in headings


@each_exercise
def test_fixtures(lesson, name):
    """Enough of each kind, and every advice is shown to somebody."""
    loaded = load(lesson, name)
    found = fixtures(loaded)
    assert len([one for one in found if one.kind == "wrong"]) >= 4
    assert len([one for one in found if one.kind == "right"]) >= 2
    assert len(loaded.exercise.hints) == 3 and all(loaded.exercise.hints)
    assert frozenset().union(*(one.advice.sure for one in found)) == frozenset(loaded.exercise.advice)


@each_lesson
def test_the_learners_copy_hides_solution_and_exam(lesson):
    """What a learner gets: the contract, a line to replace, the practice check, and no output."""
    copy = nbformat.reads(student_version(source_notebook(lesson).read_text(encoding="utf-8"), ROOT), as_version=4)
    by_id = {cell.metadata["nbgrader"]["grade_id"]: cell for cell in copy.cells if "nbgrader" in cell.metadata}
    for name in exercises(lesson):
        stub = "# YOUR CODE HERE raise NotImplementedError()"
        given = SOLUTION.sub(stub, graded_cell(lesson, f"{name}_solution").source)
        assert by_id[f"{name}_solution"].source.split() == given.split()
        assert by_id[name].source.strip() == f'check("{name}")'
    assert [cell.id for cell in copy.cells if cell.get("outputs") or "exam(" in cell.source] == []


# What a learner sees in a notebook


def practise(lesson: str, name: str, fixture: Fixture) -> list[CheckResult]:
    """The practice checks on a fixture, in this process, below the references of the exercises before it."""
    before = [one for one in exercises(lesson) if (lesson, one) in FUNCTIONS]
    before = before[: before.index(name)] if name in before else []
    sources = [str(load(lesson, one).reference) for one in before]
    results = []
    for check in load(lesson, name).exercise.checks:
        with Cloud(services=services(lesson), pooled=True) as cloud:
            namespace = run_cells([*sources, fixture.source], cloud)
            submission = LocalSubmission(namespace, check.name, cloud.clock, AT_MOST_SECONDS)
            results.append(run_check(check, load(lesson, name).exercise, submission, cloud))
    return results


def run_cells(sources: list[str], cloud: Cloud) -> dict[str, Any]:
    """The namespace of a module in which the sources were run; `from time import sleep` gets the cloud's."""
    module = sys.modules["cells"] = ModuleType("cells")  # SQLAlchemy looks names up in a class's module
    namespace = vars(module)
    pass_pauses_to(cloud.clock)
    try:
        for source in sources:
            exec(compile(source, "cell", "exec"), namespace)
    except NotImplementedError:  # the stub of an answer, which is not a function
        pass
    finally:
        pass_pauses_to(None)
    return namespace


def of_kind(*kinds: str) -> list[Any]:
    found = [(*one, fixture) for one in EXERCISES for fixture in fixtures(load(*one)) if fixture.kind in kinds]
    return [pytest.param(*one, id=f"{one[0]}-{one[1]}-{one[2].name}") for one in found]


@pytest.mark.parametrize(("lesson", "name", "fixture"), of_kind("reference", "right"))
def test_right_solutions_pass_every_practice_check(lesson, name, fixture):
    """`check()` accepts every honest way of writing it."""
    assert [result.message for result in practise(lesson, name, fixture) if not result.passed] == []


@pytest.mark.parametrize(("lesson", "name", "fixture"), of_kind("stub"))
def test_stub_is_not_attempted(lesson, name, fixture):
    """An untouched notebook gets no red crosses."""
    assert {result.verdict for result in practise(lesson, name, fixture)} == {Verdict.NOT_ATTEMPTED}


# Callers of a race share a notebook's globals: what a function remembers there is not what it remembers in the judge.
# And a client of one's own needs the account that an open lab makes the default.
DIFFERENT = ("wrong/remembers", "wrong/client_of_its_own")
WRONG = [
    param
    for param in of_kind("wrong")
    if param.values[0] == "conditional_writes" and not param.values[2].name.startswith(DIFFERENT)
]


@pytest.mark.parametrize(("lesson", "name", "fixture"), WRONG)
def test_wrong_solutions_fail_the_practice_checks_they_claim(lesson, name, fixture):
    """`check()` in a notebook agrees with the judge, and shows no other advice. One lesson stands for all."""
    failed = [result for result in practise(lesson, name, fixture) if not result.passed]
    visible = {check.name for check in load(lesson, name).exercise.checks}
    assert {result.name for result in failed} == fixture.fails.sure & visible
    assert {result.advice for result in failed if result.advice} <= fixture.advice.named
    assert all(result.verdict in (Verdict.FAILED, Verdict.CRASHED) for result in failed)
