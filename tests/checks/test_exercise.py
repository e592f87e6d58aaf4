"""The vocabulary of a check, on functions of this process."""

from __future__ import annotations

from dataclasses import replace

import pytest

from course_lib.checks import (
    Check,
    Exam,
    Exercise,
    Failure,
    NotAttempted,
    expect,
    expect_client_error,
    expect_found,
    expect_raises,
    require,
)
from course_lib.checks.here.local import LocalSubmission
from course_lib.checks.kit import say_operations
from course_lib.checks.results import CheckResult, Finding, Verdict
from course_lib.checks.run import run_check
from tests.aws.test_core import make_table

EXERCISE = Exercise(
    call="f(dynamodb)", section="Part 1", hints=("a", "b", "c"), advice={"careless": "Take care of it."}
)


def run(cloud, check, **functions):
    return run_check(Check("c", "It works.", check, points=2), EXERCISE, LocalSubmission(functions), cloud)


def test_a_check_needs_a_goal_for_the_learner():
    exam = Exam()

    with pytest.raises(ValueError, match="The check silent needs a docstring"):

        @exam.check(points=1)
        def silent(submission, cloud):
            pass


@pytest.mark.parametrize(("may_be_none", "hinted"), [(False, True), (True, False)])
def test_a_missing_return_is_hinted_at_only_where_none_is_no_answer(cloud, may_be_none, hinted):
    """An exercise of which None is a right answer says so, and then a wrong None is not taken for a forgotten one."""
    exercise = replace(EXERCISE, may_be_none=may_be_none)
    check = Check("c", "It works.", lambda submission, cloud: expect(submission.f(2), 5, "two and three are five"))

    result = run_check(check, exercise, LocalSubmission({"f": lambda n: None}), cloud)

    assert ("Is there a `return`" in result.message) is hinted
    assert "It returned   None" in result.message


def test_a_missing_return_is_no_cause_where_another_value_was_wrong(cloud):
    """The last call returned None, and what was compared was the answer of the one before."""

    def check(submission, cloud):
        first, _ = submission.f(2), submission.f(0)
        expect(first, 5, "two and three are five")

    assert "Is there a `return`" not in run(cloud, check, f=lambda n: n or None).message


def test_a_failure_shows_the_call_the_gap_the_reason_and_the_advice(cloud):
    def check(submission, cloud):
        expect(submission.f(2), 5, because="two and three are five", advice="careless")

    result = run(cloud, check, f=lambda n: n)

    assert (result.verdict, result.points, result.max) == (Verdict.FAILED, 0, 2)
    assert result.message.splitlines() == [
        "Not yet: It works.   (0 of 2 points)",
        "  You called    f(2)",
        "  It returned   2",
        "  We expected   5",
        "  Because       two and three are five",
        "  Try this      Take care of it.",
        "  Look again at Part 1",
    ]


def test_a_passed_check_earns_its_points_and_says_little(cloud):
    result = run(cloud, lambda submission, cloud: expect(submission.f(), 1, because="x"), f=lambda: 1)

    assert result.message == "Passed: It works.   (2 of 2 points)"


def test_expecting_an_exception_goes_by_its_name_and_gives_its_attributes(cloud):
    class Stale(Exception):
        def __init__(self, stored):
            super().__init__("stale")
            self.stored = stored

    class VeryStale(Stale):
        pass

    def f():
        raise VeryStale({"version": 3})

    def check(submission, cloud):
        with expect_raises("Stale", because="someone was faster") as caught:
            submission.f()
        expect(caught.attributes["stored"], {"version": 3}, because="that is what is stored")

    assert run(cloud, check, f=f).passed


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (lambda: 1, "No exception came out of your function."),
        (lambda: {}["x"], "It raised     KeyError: 'x'"),
    ],
)
def test_another_ending_than_the_expected_exception_fails(cloud, function, words):
    def check(submission, cloud):
        with expect_raises("Stale", because="someone was faster"):
            submission.f()

    result = run(cloud, check, f=function)

    assert result.verdict is Verdict.FAILED
    assert words in result.message


def test_expecting_a_client_error_goes_by_its_code(cloud):
    def check(submission, cloud):
        with expect_client_error("ResourceNotFoundException", because="there is no such table"):
            submission.f(cloud.resource("dynamodb"))

    assert run(cloud, check, f=lambda db: db.Table("none").get_item(Key={"id": "1"})).passed
    assert run(cloud, check, f=lambda db: None).verdict is Verdict.FAILED


def test_a_stub_is_not_attempted_even_where_an_exception_is_expected(cloud):
    def stub():
        raise NotImplementedError

    def check(submission, cloud):
        with expect_raises("Exception", because="x"):
            submission.f()

    assert run(cloud, check, f=stub).verdict is Verdict.NOT_ATTEMPTED


def test_a_check_may_say_that_there_is_nothing_to_check(cloud):
    def check(submission, cloud):
        raise NotAttempted("Write a letter.")

    result = run(cloud, check)

    assert (result.verdict, result.finding.problem) == (Verdict.NOT_ATTEMPTED, "Write a letter.")


def test_our_own_mistake_is_called_ours(cloud):
    result = run(cloud, lambda submission, cloud: 1 / 0)

    assert result.verdict is Verdict.JUDGE_BROKEN
    assert result.headline.startswith("Our fault, not yours: It works.")


def test_a_client_that_was_given_and_not_used_is_pointed_out(cloud):
    def check(submission, cloud):
        make_table(cloud)
        expect(submission.f(cloud.resource("dynamodb")), True, because="it is new")

    assert "Your function sent nothing to the `dynamodb` it was given." in run(cloud, check, f=lambda db: 0).message


def test_what_another_program_sent_does_not_hide_a_client_that_was_not_used(cloud):
    def check(submission, cloud):
        make_table(cloud)
        cloud.client("dynamodb", who="exchange").list_tables()
        expect(submission.f(cloud.resource("dynamodb")), True, because="it is new")

    assert "Your function sent nothing to the `dynamodb` it was given." in run(cloud, check, f=lambda db: 0).message


def test_a_client_of_another_account_is_not_said_to_be_unused(cloud):
    """A check can make its call in an account of its own, whose requests are in no other account's journal."""

    def check(submission, cloud):
        with cloud.fresh() as fresh:
            make_table(fresh)
            answer = submission.f(fresh.resource("dynamodb"))
        expect(answer, True, because="it is new")

    result = run(cloud, check, f=lambda dynamodb: dynamodb.Table("counters").item_count)
    assert (result.finding.problem, result.finding.got) == (None, "0")


def test_a_request_that_boto3_refused_to_send_is_shown_and_no_other_client_suspected(cloud):
    def check(submission, cloud):
        with expect_client_error("ResourceNotFoundException", "there is no table"):
            submission.f(cloud.resource("dynamodb"))

    message = run(cloud, check, f=lambda db: db.Table("seats").get_item(Key=1)).message

    assert "Invalid type for parameter Key" in message
    assert "sent nothing" not in message


def test_code_that_fails_before_it_sends_anything_is_not_suspected_of_another_client(cloud):
    """The error itself says what is wrong; the contract may even ask for one before the first request."""

    def check(submission, cloud):
        with expect_raises("BadHeader", because="it has no header"):
            submission.f(cloud.resource("dynamodb"))

    message = run(cloud, check, f=lambda db: b""[0]).message

    assert "It raised     IndexError: index out of range" in message
    assert "sent nothing" not in message


def test_what_was_printed_is_shown(cloud):
    def check(submission, cloud):
        require(submission.f() == 2, "It is not two.", advice="careless")

    result = run(cloud, check, f=lambda: print("two"))

    assert result.finding.printed == "two"
    assert "It printed    two" in result.message


def test_a_secret_check_hides_call_and_expected_value():
    result = CheckResult(
        "c", "g", Verdict.FAILED, finding=Finding(call="f(1)", expected="2", got="3", because="so"), secret=True
    )

    assert [label for label, _ in result.details] == ["It returned", "Because"]


def test_a_failure_can_be_raised_directly(cloud):
    def check(submission, cloud):
        raise Failure(Finding(problem="No."), "careless")

    assert run(cloud, check).advice_text == "Take care of it."


def test_what_a_call_has_left_behind_is_not_what_it_returned(cloud):
    """A wrong state is named by what it is; that the function returns None is no reproach then."""

    def check(submission, cloud):
        submission.f()
        expect_found("The table's tags", {}, {"owner": "ana"}, because="the old one has them", advice="careless")

    result = run(cloud, check, f=lambda: None)

    assert result.message.splitlines() == [
        "Not yet: It works.   (0 of 2 points)",
        "  The table's tags: {}.",
        "  You called    f()",
        "  We expected   {'owner': 'ana'}",
        "  Because       the old one has them",
        "  Try this      Take care of it.",
        "  Look again at Part 1",
    ]


@pytest.mark.parametrize(
    ("operations", "said"),
    [
        ([], "Your function sent no request."),
        (["PutItem"], "Your function sent 1 request: PutItem."),
        (["GetItem", "PutItem"], "Your function sent 2 requests: GetItem, PutItem."),
    ],
)
def test_what_was_sent_is_said_in_words(operations, said):
    """One request is one request."""
    assert say_operations(operations) == said


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Your function raised X: it is not there..", "Your function raised X: it is not there."),
        ("Your function raised X: it is not there.", "Your function raised X: it is not there."),
        ("In the end S-1 is the first of many...", "In the end S-1 is the first of many..."),
    ],
)
def test_a_quoted_sentence_brings_its_full_stop(written, shown):
    """What a check says of an error ends in one, and an ellipsis stays."""
    assert Finding(problem=written).problem == shown
