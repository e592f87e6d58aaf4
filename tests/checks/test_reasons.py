"""Which advice a failed check shows: the first of those it names, in the exercise's order, that is known to fit."""

from __future__ import annotations

import pytest

from course_lib.aws.kept import Change
from course_lib.checks import Check, Exercise, Failure, Finding, Reason, Seen, expect, require
from course_lib.checks.explore import interleavings
from course_lib.checks.here.local import LocalSubmission
from course_lib.checks.kit import (
    created,
    has_condition,
    has_lost,
    has_read,
    may_change,
    otherwise,
    refused_with,
    sent_any,
)
from course_lib.checks.reasons import Reasons
from course_lib.checks.run import run_check
from tests.aws.test_core import make_table


def shown(cloud, advice, check, **functions):
    """The key of the advice that a check shows."""
    exercise = Exercise(call="f(dynamodb)", section="Part 1", hints=("a", "b", "c"), advice=advice)
    return run_check(Check("c", "It works.", check), exercise, LocalSubmission(functions), cloud).advice


def names(*candidates):
    """A check that fails whatever happens and names these."""

    def check(submission, cloud):
        make_table(cloud)
        submission.f(cloud.resource("dynamodb"))
        require(False, "No.", advice=candidates)

    return check


def reads(dynamodb):
    dynamodb.Table("counters").get_item(Key={"id": "a"})


def test_the_first_that_is_known_in_the_exercises_order_is_shown(cloud):
    """Not the first that the check names."""
    advice = {"reads": Reason("It reads.", when=has_read), "other": "It does something else."}
    assert shown(cloud, advice, names("other", "reads"), f=reads) == "reads"


def test_what_is_not_known_is_not_shown(cloud):
    """Without a known mistake a report says what was seen, and nothing more."""
    advice = {"creates": Reason("It creates.", when=created)}
    assert shown(cloud, advice, names("creates"), f=reads) is None


def test_attributes_that_were_lost_are_told_from_those_that_were_added():
    """By what an item had before the call, and has after it."""
    lost, added = Change({"id": "a", "sign": "x"}, {"id": "a"}), Change({"id": "a"}, {"id": "a", "sign": "x"})
    gone, new = Change({"id": "a"}, None), Change(None, {"id": "a"})

    assert [has_lost(Seen(changes={"t/a": each})) for each in (lost, added, gone, new)] == [True, False, False, False]


def test_a_check_shows_none_that_it_does_not_name(cloud):
    """However well it is known."""
    advice = {"reads": Reason("It reads.", when=has_read), "other": "It does something else."}
    assert shown(cloud, advice, names("other"), f=reads) == "other"


def test_a_text_alone_holds_whenever_it_is_named(cloud):
    """An exercise that needs no conditions has a dictionary of sentences."""
    assert shown(cloud, {"careless": "Take care."}, names("careless"), f=reads) == "careless"


def test_a_condition_that_breaks_on_what_a_learner_returned_is_not_met(cloud):
    """The verdict does not hang on the diagnosis."""
    advice = {"breaks": Reason("x", when=lambda seen: seen.got["no such key"]), "other": "y"}

    def check(submission, cloud):
        expect(submission.f(), 1, "it is one", advice=("breaks", "other"))

    assert shown(cloud, advice, check, f=lambda: 2) == "other"


def test_what_was_compared_and_what_the_check_knows_can_be_asked_for(cloud):
    advice = {"old": Reason("It is old.", when=lambda seen: seen.got == seen.facts["earlier"]), "other": "x"}

    def check(submission, cloud):
        expect(submission.f(), 3, "it is three", advice=("old", "other"), facts={"earlier": 2})

    assert shown(cloud, advice, check, f=lambda: 2) == "old"
    assert shown(cloud, advice, check, f=lambda: 1) == "other"


def test_a_key_that_the_exercise_does_not_have_comes_out():
    """So that whoever writes the check learns of it; it comes last."""
    reasons = Reasons({"known": "x"})
    assert reasons.choose(("unknown", "known"), Seen()) == "known"
    assert reasons.choose(("unknown",), Seen()) == "unknown"


def test_the_reason_is_looked_for_where_the_order_was_run(cloud):
    """Of many orders in fresh accounts the one that broke is looked at, and its account is gone afterwards."""
    advice = {"creates": Reason("It creates.", when=created), "reads": Reason("It reads.", when=has_read)}

    def check(submission, cloud):
        def calls(cloud):
            return [submission.later.f(cloud.resource("dynamodb", who=who)) for who in ("Ana", "Ben")]

        def holds(cloud, outcomes):
            raise Failure(Finding(problem="No."), ("reads", "creates"))

        interleavings(submission, cloud, make_table, calls, holds)

    assert shown(cloud, advice, check, f=reads) == "reads"
    assert shown(cloud, advice, check, f=writes) == "creates"


def writes(dynamodb):
    dynamodb.Table("counters").put_item(Item={"id": "a"})


def writes_if_new(dynamodb):
    table = dynamodb.Table("counters")
    table.put_item(Item={"id": "a"}, ConditionExpression="attribute_not_exists(id)")


@pytest.mark.parametrize(
    ("function", "condition", "holds"),
    [
        (reads, has_read, True),
        (writes, has_read, False),
        (writes, created, True),
        (writes, has_condition, False),
        (writes, otherwise(has_condition), True),
        (writes_if_new, has_condition, True),
        (writes, sent_any("PutItem"), True),
        (writes, sent_any("GetItem"), False),
        (writes, refused_with("ConditionalCheckFailedException"), False),
    ],
)
def test_conditions_on_what_was_sent_and_changed(cloud, function, condition, holds):
    """Each says what its name says."""
    advice = {"it": Reason("x", when=condition)}
    assert shown(cloud, advice, names("it"), f=function) == ("it" if holds else None)


def test_an_allowed_change_is_still_seen(cloud):
    """What a check judges in its own way can tell the mistake all the same."""

    def check(submission, cloud):
        make_table(cloud)
        may_change(cloud, "counters/a")
        submission.f(cloud.resource("dynamodb"))
        require(False, "No.", advice="it")

    assert shown(cloud, {"it": Reason("x", when=created)}, check, f=writes) == "it"
