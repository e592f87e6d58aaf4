"""The lesson's notebook and its exercise folders agree, and its checks say in a notebook what some fixtures claim.

What the judge says of every fixture is proved by `autograder prove`.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
import pytest

from autograder.catalog import exercises, load, source_notebook
from autograder.checks import Check, run_check
from autograder.local import LocalSubmission
from autograder.prove import Fixture, fixtures
from autograder.results import CheckResult, Verdict
from course_lib.cloud.core import Cloud
from course_lib.cloud.on_clock import pass_pauses_to
from course_lib.prepare import student_version
from course_lib.scenarios import dynamodb_backups as scenario

LESSON = "dynamodb_backups"
FUNCTIONS = ("protect", "restore_before", "export_table", "download_export", "changes_since", "scan_to_s3")
QUESTIONS = ("exam_question", "exam_one_item", "exam_years", "exam_no_recovery")
NAMES = FUNCTIONS + QUESTIONS
MARKS = re.compile(r" *### (BEGIN|END) SOLUTION\n")
ROOT = Path(__file__).resolve().parents[2]


@cache
def notebook() -> Any:
    return nbformat.read(source_notebook(LESSON), as_version=4)


def graded_cell(name: str) -> Any:
    """An exercise's check cell, or the cell `<exercise>_solution`."""
    return next(cell for cell in notebook().cells if cell.metadata.get("nbgrader", {}).get("grade_id") == name)


def test_the_notebook_has_every_exercise_in_order():
    """The catalog's order is the notebook's."""
    assert exercises(LESSON) == list(NAMES)


def test_the_notebook_is_valid_and_its_cell_ids_are_words():
    """nbformat 4.5 with an id per cell that a person gave, so that a diff shows what has changed."""
    nbformat.validate(notebook())
    ids = [cell.id for cell in notebook().cells]
    assert len(set(ids)) == len(ids)
    assert [one for one in ids if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", one)] == []


def test_every_code_cell_was_run_in_order_and_none_failed():
    """Saved outputs come from one run from top to bottom."""
    code = [cell for cell in notebook().cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert [cell.id for cell in code for output in cell.outputs if output.output_type == "error"] == []


@pytest.mark.parametrize("name", NAMES)
def test_check_cell(name):
    """A locked autograder test whose points are the exam's."""
    cell = graded_cell(name)
    assert cell.source == (
        f'check("{name}")\n### BEGIN HIDDEN TESTS\nfrom course_lib import exam\n\nexam("{name}")\n### END HIDDEN TESTS'
    )
    exam = load(LESSON, name).exam
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


@pytest.mark.parametrize("name", NAMES)
def test_solution_cell_is_the_reference(name):
    """`solution()` shows what stands in the source notebook, contract included."""
    cell = graded_cell(f"{name}_solution")
    assert cell.metadata["nbgrader"]["solution"] is True
    assert MARKS.sub("", cell.source + "\n") == (load(LESSON, name).folder / "reference.py").read_text()


@pytest.mark.parametrize("name", FUNCTIONS)
def test_contract_is_the_stub(name):
    """The function that is called is the one that the learner is given, with a contract in its docstring."""
    stub = graded_cell(f"{name}_solution").source
    flat = re.sub(r"\(\s+", "(", re.sub(r"\s+\)", ")", stub))
    assert f"def {load(LESSON, name).exercise.call}:" in flat
    for part in ("Args:", "Returns:", "Raises:"):
        assert part in stub


@pytest.mark.parametrize("name", NAMES)
def test_section_is_a_heading(name):
    """The place where a report sends the learner exists."""
    part, _, title = load(LESSON, name).exercise.section.partition(", ")
    headings = [line for cell in notebook().cells if cell.cell_type == "markdown" for line in cell.source.splitlines()]
    assert f"## {part}: {title.strip(chr(34))}" in headings


@pytest.mark.parametrize("name", NAMES)
def test_fixtures(name):
    """Enough of each kind, and every advice is shown to somebody."""
    loaded = load(LESSON, name)
    found = fixtures(loaded)
    assert len([one for one in found if one.kind == "wrong"]) >= 4
    assert len([one for one in found if one.kind == "right"]) >= 2
    assert len(loaded.exercise.hints) == 3 and all(loaded.exercise.hints)
    assert frozenset().union(*(one.advice for one in found)) == frozenset(loaded.exercise.advice)


def test_the_learners_copy_hides_solution_and_exam():
    """What a learner gets: the contract, a line to replace, the practice check, and no output."""
    copy = nbformat.reads(student_version(source_notebook(LESSON).read_text(encoding="utf-8"), ROOT), as_version=4)
    by_id = {cell.metadata["nbgrader"]["grade_id"]: cell for cell in copy.cells if "nbgrader" in cell.metadata}
    for name in NAMES:
        source = by_id[f"{name}_solution"].source
        given = graded_cell(f"{name}_solution").source.partition("### BEGIN SOLUTION")[0].rstrip(" ")
        assert source.startswith(given)
        assert source.removeprefix(given).split() == "# YOUR CODE HERE raise NotImplementedError()".split()
        assert by_id[name].source.strip() == f'check("{name}")'
    assert [cell.id for cell in copy.cells if cell.get("outputs") or "exam(" in cell.source] == []


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_wrong_option_is_somebodys_mistake(name):
    """For each wrong letter there is a fixture that chooses it."""
    loaded = load(LESSON, name)
    chosen = frozenset().union(*(one.advice for one in fixtures(loaded) if one.kind == "wrong"))
    assert chosen == frozenset(loaded.exercise.advice)


# The scenario


def test_the_lab_as_it_is_opened():
    """24 results, recovery, Time to Live and tags, as the notebook says; the bucket is empty."""
    with Cloud(services=scenario.SERVICES, pooled=True) as cloud:
        scenario.prepare(cloud)
        assert [item["sample_id"] for item in scenario.items(cloud)] == [f"S-{1000 + n}" for n in range(1, 25)]
        assert scenario.recovery(cloud)["RecoveryPeriodInDays"] == 35
        assert scenario.expiry(cloud, "results") == "delete_after"
        assert scenario.tags(cloud, "results") == scenario.TAGS
        assert scenario.objects(cloud) == {}
        assert cloud.journal.learner_entries() == []


def test_a_call_after_wait_until_is_answered_at_that_moment():
    """What a check writes at a moment is written then, to the microsecond."""
    with Cloud(services=scenario.SERVICES, pooled=True) as cloud:
        scenario.make_table(cloud, "results")
        scenario.wait_until(cloud, scenario.today(14, 32))
        scenario.put(cloud, scenario.RESULTS[0])
        assert cloud.journal.entries()[-1].when == scenario.today(14, 32)


# What the fixtures claim, in a notebook


def run_locally(name: str, fixture: Fixture, checks: list[Check]) -> list[CheckResult]:
    results = []
    for check in checks:
        namespace: dict[str, Any] = {}
        with Cloud(services=scenario.SERVICES, pooled=True) as cloud:
            pass_pauses_to(cloud.clock)  # as in a notebook: `from time import sleep` gets the cloud's
            try:
                exec(compile(fixture.source, fixture.name, "exec"), namespace)
            except NotImplementedError:  # the stub of an answer, which is not a function
                pass
            finally:
                pass_pauses_to(None)
            submission = LocalSubmission(namespace, check.name, cloud.clock)
            results.append(run_check(check, load(LESSON, name).exercise, submission, cloud))
    return results


def of_kind(*kinds: str) -> list[Any]:
    found = [(name, one) for name in NAMES for one in fixtures(load(LESSON, name)) if one.kind in kinds]
    return [pytest.param(name, one, id=f"{name}-{one.name}") for name, one in found]


@pytest.mark.parametrize(("name", "fixture"), of_kind("reference", "right"))
def test_right_solutions_pass_every_practice_check(name, fixture):
    """Practice accepts every honest way of writing it."""
    results = run_locally(name, fixture, load(LESSON, name).exercise.checks)
    assert [result.message for result in results if not result.passed] == []


@pytest.mark.parametrize(("name", "fixture"), of_kind("wrong"))
def test_wrong_solutions_fail_the_practice_checks_they_claim(name, fixture):
    """`check()` in a notebook agrees with the claims, and shows no other advice than the claimed."""
    practice = [check for check in load(LESSON, name).exercise.checks if check.name in fixture.fails]
    failed = [result for result in run_locally(name, fixture, practice) if not result.passed]
    assert {result.name for result in failed} == {check.name for check in practice}
    assert {result.advice for result in failed if result.advice} <= fixture.advice
    assert all(result.verdict in (Verdict.FAILED, Verdict.CRASHED, Verdict.TIMED_OUT) for result in failed)


@pytest.mark.parametrize(("name", "fixture"), of_kind("stub"))
def test_stub_is_not_attempted(name, fixture):
    """An untouched notebook gets no red crosses."""
    results = run_locally(name, fixture, load(LESSON, name).exercise.checks)
    assert {result.verdict for result in results} == {Verdict.NOT_ATTEMPTED}
