"""What bounds one submission: time, traffic, odd notebooks; and that judging many leaves nothing behind."""

from __future__ import annotations

import gc

import pytest

from autograder.catalog import load
from autograder.judge import Limits, judge_notebook, remote
from autograder.judge.limits import Patience
from course_lib.aws.account import Cloud
from course_lib.aws.layers.journal import Entry
from tests.judge.test_judge import GOOD, verdicts


@pytest.fixture
def judge(demo_lesson, fork_server):
    return lambda given, /, **limits: judge_notebook(given, demo_lesson, Limits(**limits), fork_server)


def cells(*sources):
    return {"cells": [{"cell_type": "code", "metadata": {}, "source": source} for source in sources]}


@pytest.mark.parametrize(
    "notebook",
    [
        {},
        [],
        {"cells": None},
        {"cells": {"0": {}}},
        {"cells": [None, 3, "text", [], {"cell_type": "code"}]},
        cells(None, 7, {"a": 1}, [1, None]),
        {"cells": [{"cell_type": "code", "metadata": None, "source": "x = 1"}]},
        {"cells": [{"cell_type": "code", "metadata": {"nbgrader": "yes"}, "source": ["x", " = ", "1"]}]},
    ],
    ids=repr,
)
def test_an_odd_notebook_is_judged_as_what_can_be_read_of_it(judge, notebook):
    result = judge(notebook)

    assert (result.points, result.max) == (0, 3)
    assert verdicts(result) == ["not attempted", "not attempted"]


def test_half_a_sign_in_a_source_is_not_sent_anywhere(judge):
    result = judge(cells("x = '\ud800'", GOOD))

    assert result.points == 3


def test_a_huge_cell_is_left_out_and_the_others_are_run(judge):
    result = judge(cells("x = '" + "y" * 20_000_000 + "'", GOOD))

    assert result.points == 3
    (problem,) = result.problems
    assert problem.endswith("was not run: it has more than 1,000,000 characters.")


def test_two_thousand_cells_are_only_cells(judge):
    assert judge(cells(*["pass"] * 2_000, GOOD)).points == 3


def test_after_too_many_endless_cells_the_rest_is_left_out_but_nothing_before_them(judge):
    result = judge(cells(GOOD, *["while True: pass"] * 4, "x = 1"), cell=0.3, restarts=2)

    assert result.points == 3
    assert [problem.partition("`")[2].partition("`")[2].split(",")[0] for problem in result.problems] == [
        " did not end within 0.3 seconds",
        " did not end within 0.3 seconds",
        " did not end within 0.3 seconds",
        " was not run: too many cells before it never ended.",
        " was not run: too many cells before it never ended.",
    ]


def test_when_the_cells_have_had_their_time_the_rest_is_left_out(judge):
    result = judge(cells(GOOD, "while True: pass", "y = 1"), cell=5, notebook=1.5)

    assert result.points == 3
    assert result.problems[-1].endswith("`y = 1` was not run: all cells together may take 1.5 seconds.")


def test_after_two_calls_out_of_time_an_exercise_is_hurried_and_told_so(judge, demo_lesson, monkeypatch):
    """A function that always loops does not take the limit once for each check."""
    exam = load("demo", "claim").exam
    monkeypatch.setattr(exam, "checks", [exam.checks[0]] * 4)
    result = judge(cells("def claim(dynamodb, seat, owner):\n    while True: pass"), call=0.8, hurried=0.1)

    said = [check.finding.problem for check in result.exercises[0].checks]
    assert said[:2] == ["`claim` did not return within 0.8 seconds."] * 2
    assert (
        said[2:]
        == [
            "`claim` did not return within 0.1 seconds. It was given less time than at first, because two calls in "
            "this exercise had not returned within 0.8 seconds."
        ]
        * 2
    )


def test_a_function_that_keeps_asking_is_ended_with_its_check(judge, monkeypatch):
    """Each request begins the call's time anew, but not the check's."""
    monkeypatch.setattr(remote, "CALL_LIMIT", 10**9)  # a busy machine stretches the check's time
    slow = "def claim(d, s, o):\n    while True:\n        d.Table('seats').scan()\n        sum(range(10**6))"
    result = judge(cells(slow), call=60, check=1, submission=10_000, traffic=10**9)

    assert verdicts(result)[0] == "timed out"
    assert (
        result.exercises[0].checks[0].finding.problem
        == "`claim` did not return within the 1 second that one check may take."
    )


def test_when_the_whole_submission_is_out_of_time_the_other_checks_are_not_run(judge):
    result = judge(cells("def claim(d, s, o):\n    while True: pass"), call=60, submission=1.5)

    assert verdicts(result) == ["timed out", "timed out"]
    text = "It was not run to its end: the whole notebook has used up its 1.5 seconds."
    assert [check.finding.problem for check in result.exercises[0].checks] == [text, text]


def test_a_check_that_an_odd_value_keeps_busy_is_ended(judge, monkeypatch):
    """The judge's own work on what came back is bounded too."""
    exam = load("demo", "claim").exam

    def check(submission, cloud):
        """The answer is counted up to."""
        number = 0
        while number != submission.value("LIMIT"):
            number += 1

    monkeypatch.setattr(exam, "checks", [])
    exam.check(points=1)(check)
    result = judge(cells("LIMIT = -1"), check=0.5, notebook=0.5)

    assert verdicts(result) == ["timed out"]
    assert result.points == 0
    assert "did not come to an end with what your function returned" in result.exercises[0].checks[0].finding.problem


def test_a_check_may_take_longer_than_a_call_and_calls_begin_with_all_their_time():
    patience = Patience(Limits(call=5, hurried=1, check=60, submission=300))
    patience.begin_check()
    full = patience.until_call()
    patience.report_timeout("claim")
    patience.report_timeout("claim")

    assert patience.until_call() < full
    patience.begin_exercise()
    assert patience.until_call() >= full


def test_threads_of_a_learner_send_one_after_the_other(judge):
    """Requests of several threads do not mix on the line, and the answer is the right one."""
    threads = (
        GOOD
        + """
from concurrent.futures import ThreadPoolExecutor
alone = claim
def claim(dynamodb, seat, owner):
    with ThreadPoolExecutor(8) as pool:
        look = lambda n: dynamodb.meta.client.get_item(TableName="seats", Key={"seat": str(n)}).get("Item")
        assert list(pool.map(look, range(40))) == [None] * 40
    return alone(dynamodb, seat, owner)
"""
    )
    result = judge(cells(threads))
    assert verdicts(result)[0] == "passed", result.exercises[0].checks[0].message


def test_a_request_of_several_hundred_kilobytes_arrives(judge):
    """More than fits between two processes at once."""
    large = GOOD.replace('"owner": owner', '"owner": owner, "text": "x" * 390_000')

    assert verdicts(judge(cells(large)))[0] == "passed"


def test_judging_many_notebooks_leaves_nothing_in_memory(judge):
    """After sixty submissions no more accounts, tables, items, clouds or journal entries live than after five."""

    def living():
        from moto.core.base_backend import BackendDict
        from moto.core.model_instances import model_data

        gc.collect()
        objects = [each for each in gc.get_objects() if type(each) in (Cloud, Entry)]
        accounts = sum(len(backends) for backends in BackendDict._instances)
        tracked = sum(len(model.instances_tracked) for models in model_data.values() for model in models.values())
        return len(objects), accounts, tracked

    for number in range(5):
        assert judge(cells(GOOD + f"# {number}")).points == 3
    few = living()
    for number in range(55):
        assert judge(cells(GOOD + f"# {number}")).points == 3

    assert living() == few
