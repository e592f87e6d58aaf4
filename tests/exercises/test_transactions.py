"""The lesson's notebook and its exercise folders agree, and its checks say in a notebook what the fixtures claim.

What the judge says of every fixture is proved by `autograder prove`.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
import pytest
from botocore.exceptions import ClientError

from autograder.catalog import exercises, load, source_notebook
from autograder.checks import Check, run_check
from autograder.local import LocalSubmission
from autograder.prove import Fixture, fixtures
from autograder.results import CheckResult, Verdict
from course_lib.cloud.core import Cloud
from course_lib.prepare import student_version
from course_lib.scenarios import transactions as scenario

LESSON = "transactions"
FUNCTIONS = ("buy_item", "transfer_voucher", "holdings", "retry_conflicts", "transfer_voucher_sql", "plan")
NAMES = (*FUNCTIONS, "exam_question_coins", "exam_question_vouchers")
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
    assert [name for name in exercises(LESSON) if name in NAMES] == list(NAMES)


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
    assert f"def {load(LESSON, name).exercise.call}:" in stub
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


def test_reserved_words():
    """No attribute needs a placeholder."""
    from moto.dynamodb.parsing.reserved_keywords import ReservedKeywords

    names = {name for item in [*scenario.PLAYERS, *scenario.ITEMS, *scenario.VOUCHERS] for name in item}
    assert {name for name in names if name.upper() in ReservedKeywords.get_reserved_keywords()} == set()


def test_counts_agree_with_the_vouchers():
    """A player's `vouchers` are those that name the player as holder and are not redeemed."""
    held = [voucher["holder"] for voucher in scenario.VOUCHERS if not voucher["redeemed"]]
    assert {player["player_id"]: player.get("vouchers", 0) for player in scenario.PLAYERS} == {
        player["player_id"]: held.count(player["player_id"]) for player in scenario.PLAYERS
    }


def test_a_transaction_under_way_refuses_others_until_it_ends():
    """`under_way` takes items as a real one does, writes nothing, and gives them back."""
    with Cloud() as cloud:
        scenario.prepare(cloud)
        before = scenario.everything(cloud)
        with scenario.under_way(cloud, [("players", "ana")]), pytest.raises(ClientError) as refused:
            scenario.transfer(cloud, "V-100", "ana", "ben")
        codes = [reason["Code"] for reason in refused.value.response["CancellationReasons"]]
        assert codes == ["None", "TransactionConflict", "None"]
        assert scenario.everything(cloud) == before
        scenario.transfer(cloud, "V-100", "ana", "ben")
        assert scenario.stored(cloud, "vouchers", "V-100")["holder"] == "ben"


# What the fixtures claim, in a notebook


def run_locally(name: str, fixture: Fixture, checks: list[Check]) -> list[CheckResult]:
    results = []
    for check in checks:
        namespace: dict[str, Any] = {}
        try:
            exec(compile(fixture.source, fixture.name, "exec", dont_inherit=True), namespace)
        except NotImplementedError:  # the stub of an answer, which is not a function
            pass
        with Cloud(pooled=True) as cloud:
            submission = LocalSubmission(namespace, check.name, cloud.clock)
            results.append(run_check(check, load(LESSON, name).exercise, submission, cloud))
    return results


def of_kind(*kinds: str) -> list[Any]:
    found = [(name, one) for name in NAMES for one in fixtures(load(LESSON, name)) if one.kind in kinds]
    return [pytest.param(name, one, id=f"{name}-{one.name}") for name, one in found]


@pytest.mark.parametrize(("name", "fixture"), of_kind("reference", "right"))
def test_right_solutions_pass_everything(name, fixture):
    """Practice and exam accept every honest way of writing it."""
    results = run_locally(name, fixture, load(LESSON, name).checks)
    assert [result.message for result in results if not result.passed] == []


@pytest.mark.parametrize(("name", "fixture"), of_kind("wrong"))
def test_wrong_solutions_fail_the_practice_checks_they_claim(name, fixture):
    """`check()` in a notebook agrees with the claims, and shows no other advice than the claimed."""
    practice = load(LESSON, name).exercise.checks
    failed = [result for result in run_locally(name, fixture, practice) if not result.passed]
    assert {result.name for result in failed} == fixture.fails & {check.name for check in practice}
    assert {result.advice for result in failed if result.advice} <= fixture.advice
    assert all(result.verdict in (Verdict.FAILED, Verdict.CRASHED) for result in failed)


@pytest.mark.parametrize(("name", "fixture"), of_kind("stub"))
def test_stub_is_not_attempted(name, fixture):
    """An untouched notebook gets no red crosses."""
    results = run_locally(name, fixture, load(LESSON, name).checks)
    assert {result.verdict for result in results} == {Verdict.NOT_ATTEMPTED}
