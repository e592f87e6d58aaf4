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
from autograder.exercises.consistency.shared import Crowded
from autograder.local import LocalSubmission
from autograder.prove import Fixture, fixtures
from autograder.results import CheckResult, Verdict
from course_lib.cloud.core import Cloud
from course_lib.prepare import student_version
from course_lib.scenarios import consistency as scenario

LESSON = "consistency"
FUNCTIONS = ("latest_price", "positions", "latest_prices", "apply_fill", "read_units", "latest_by_sector")
NAMES = (*FUNCTIONS, "exam_question")
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
    """No attribute of the lesson needs a placeholder."""
    from moto.dynamodb.parsing.reserved_keywords import ReservedKeywords

    names = {name for item in [*scenario.PRICES, *scenario.POSITIONS] for name in item}
    assert {name for name in names if name.upper() in ReservedKeywords.get_reserved_keywords()} == set()


@pytest.fixture
def bank():
    with Cloud() as cloud:
        scenario.prepare(cloud)
        yield cloud


def test_an_index_refuses_consistent_reads(bank):
    """With the words that the lesson shows."""
    with pytest.raises(ClientError) as refused:
        bank.client("dynamodb").query(
            TableName="prices",
            IndexName=scenario.SECTOR_INDEX,
            KeyConditionExpression="sector = :sector",
            ExpressionAttributeValues={":sector": {"S": "energy"}},
            ConsistentRead=True,
        )
    error = refused.value.response["Error"]
    assert error["Code"] == "ValidationException"
    assert "Consistent reads are not supported on global secondary indexes" in error["Message"]


def test_published_prices_are_late_and_the_courses_are_not(bank):
    """What a check puts in is there for every read; what the exchange writes only for consistent ones, at first."""
    prices = bank.resource("dynamodb").Table("prices")
    scenario.fall_behind(bank)
    scenario.put(bank, "prices", {"symbol": "NORD", "sector": "energy", "price": 1})
    assert [prices.get_item(Key={"symbol": "NORD"})["Item"]["price"] for _ in range(4)] == [1] * 4

    scenario.publish(bank, "prices", {"symbol": "NORD", "sector": "energy", "price": 2})
    assert [prices.get_item(Key={"symbol": "NORD"})["Item"]["price"] for _ in range(4)] == [1] * 4
    assert prices.get_item(Key={"symbol": "NORD"}, ConsistentRead=True)["Item"]["price"] == 2
    assert scenario.stored(bank, "prices", "NORD")["price"] == 2

    scenario.settle(bank)
    assert [prices.get_item(Key={"symbol": "NORD"})["Item"]["price"] for _ in range(4)] == [2] * 4


def test_a_crowded_table_answers_as_aws_does(bank):
    """Some keys are read, the others come back in the shape of RequestItems, and errors stay errors."""
    prices = bank.resource("dynamodb")
    block = {
        "Keys": [{"symbol": symbol} for symbol in ("NORD", "MILA", "PAGE")],
        "ConsistentRead": True,
        "ProjectionExpression": "symbol",
    }
    with bank.use(Crowded(bank.clock, seconds=2, room=1)):
        answer = prices.batch_get_item(RequestItems={"prices": block})
        assert answer["Responses"] == {"prices": [{"symbol": "PAGE"}]}
        assert answer["UnprocessedKeys"] == {"prices": {**block, "Keys": block["Keys"][:2]}}
        with pytest.raises(ClientError, match="contains duplicates"):
            prices.batch_get_item(RequestItems={"prices": {"Keys": [{"symbol": "NORD"}] * 2}})
        bank.clock.advance(seconds=2)
        answer = prices.batch_get_item(RequestItems=answer["UnprocessedKeys"])
        assert sorted(item["symbol"] for item in answer["Responses"]["prices"]) == ["MILA", "NORD"]
        assert answer["UnprocessedKeys"] == {}


@pytest.mark.parametrize("consistent", [False, True])
@pytest.mark.parametrize("operation", ["GetItem", "BatchGetItem", "TransactGetItems", "Query"])
def test_the_cloud_charges_what_read_units_says(bank, operation, consistent):
    """The reference's sums are those of ReturnConsumedCapacity."""
    namespace: dict[str, Any] = {}
    exec((load(LESSON, "read_units").folder / "reference.py").read_text(), namespace)
    wanted = [4096, 4097, 300, 0]
    items = [(f"S{number}", size) for number, size in enumerate(wanted)]
    client = bank.resource("dynamodb").meta.client
    for symbol, size in items:
        if size:  # attribute names and values count: account, symbol, text
            text = "x" * (size - len("account" + "A" + "symbol" + symbol + "text"))
            scenario.put(bank, "positions", {"account": "A", "symbol": symbol, "text": text})

    keys = [{"account": "A", "symbol": symbol} for symbol, _ in items]
    flag = {"ConsistentRead": consistent}
    ask = {"ReturnConsumedCapacity": "TOTAL"}
    if operation == "GetItem":
        answers = [client.get_item(TableName="positions", Key=key, **flag, **ask) for key in keys]
        consumed = [answer["ConsumedCapacity"] for answer in answers]
    elif operation == "BatchGetItem":
        consumed = client.batch_get_item(RequestItems={"positions": {"Keys": keys, **flag}}, **ask)["ConsumedCapacity"]
    elif operation == "TransactGetItems":
        gets = [{"Get": {"TableName": "positions", "Key": key}} for key in keys]
        consumed = client.transact_get_items(TransactItems=gets, **ask)["ConsumedCapacity"]
    else:
        query = {"KeyConditionExpression": "account = :a", "ExpressionAttributeValues": {":a": "A"}}
        consumed = [client.query(TableName="positions", **query, **flag, **ask)["ConsumedCapacity"]]
        wanted = [size for size in wanted if size]
    assert sum(each["CapacityUnits"] for each in consumed) == namespace["read_units"](operation, wanted, consistent)


# What the fixtures claim, in a notebook


def run_locally(name: str, fixture: Fixture, checks: list[Check]) -> list[CheckResult]:
    results = []
    for check in checks:
        namespace: dict[str, Any] = {}
        try:
            exec(compile(fixture.source, fixture.name, "exec"), namespace)
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
