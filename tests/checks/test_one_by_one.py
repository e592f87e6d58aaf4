"""What comes of calls at once has to be what comes of them one after the other: linearizability."""

from __future__ import annotations

import uuid

import pytest
from botocore.exceptions import ClientError

from course_lib.aws.account import Cloud
from course_lib.checks import Failure, interleavings
from course_lib.checks.explore.one_by_one import Execution, OneByOne
from course_lib.checks.explore.race import NOT_ONE_BY_ONE
from course_lib.checks.here.local import LocalSubmission
from course_lib.checks.submission import Ending, Outcome, Raised
from tests.aws.test_core import make_table


class Taken(Exception):
    def __init__(self, owner):
        super().__init__(owner)
        self.owner = owner


def claim(dynamodb, who):
    """Right: the first one gets it, the others are told who has it."""
    try:
        dynamodb.Table("counters").put_item(
            Item={"id": "seat", "owner": who},
            ConditionExpression="attribute_not_exists(id)",
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )
    except ClientError as error:
        raise Taken(error.response["Item"]["owner"]["S"]) from None
    return True


def looks_first(dynamodb, who):
    """Alone it does the same."""
    table = dynamodb.Table("counters")
    item = table.get_item(Key={"id": "seat"}).get("Item")
    if item:
        raise Taken(item["owner"])
    table.put_item(Item={"id": "seat", "owner": who})
    return True


def names_itself(dynamodb, who):
    """The error carries the wrong name."""
    try:
        return claim(dynamodb, who)
    except Taken:
        raise Taken(who) from None


def claims_for_all(dynamodb, who):
    """Whoever comes second is told yes."""
    try:
        claim(dynamodb, who)
    except Taken:
        pass
    return True


def gives_up(dynamodb, who):
    """Whoever finds somebody else there leaves the seat to nobody."""
    table = dynamodb.Table("counters")
    try:
        return claim(dynamodb, who)
    except Taken:
        table.delete_item(Key={"id": "seat"})
        raise


class Slow(Taken):
    """An error of a class of the learner's own, below the right one."""


def low_level(dynamodb, who):
    """Right too, in two requests."""
    table = dynamodb.Table("counters")
    table.get_item(Key={"id": "another"})
    try:
        return claim(dynamodb, who)
    except Taken as taken:
        raise Slow(taken.owner) from None


def race(function, weaker=""):
    """Two calls at once, judged by nothing but the model."""
    submission = LocalSubmission({"claim": function})
    submission.model = lambda cloud: LocalSubmission({"claim": claim}, clock=cloud.clock)

    def calls(cloud):
        return [submission.later.claim(cloud.resource("dynamodb", who=who), who) for who in ("Ana", "Ben")]

    with Cloud() as cloud:
        interleavings(submission, cloud, make_table, calls, lambda cloud, outcomes: None, weaker=weaker)


def notes_a_token(dynamodb, who):
    """Right too: an attribute more, which is another one in every execution."""
    claim(dynamodb, who)
    dynamodb.Table("counters").update_item(
        Key={"id": "seat"}, UpdateExpression="SET #t = :t", ExpressionAttributeNames={"#t": "token"},
        ExpressionAttributeValues={":t": str(uuid.uuid4())},
    )  # fmt: skip
    return True


def notes_the_owner_wrongly(dynamodb, who):
    """An attribute that the right function writes has another value."""
    return claim(dynamodb, who + "!")


def leaves_an_item_of_its_own(dynamodb, who):
    """An item more is not an attribute more."""
    dynamodb.Table("counters").put_item(Item={"id": f"lock of {who}"})
    return claim(dynamodb, who)


@pytest.mark.parametrize("function", [claim, low_level, notes_a_token])
def test_what_one_after_the_other_explains_is_right(function):
    """Whatever the number of requests, and whoever comes first."""
    race(function)


@pytest.mark.parametrize(
    "function",
    [looks_first, names_itself, claims_for_all, gives_up, notes_the_owner_wrongly, leaves_an_item_of_its_own],
)
def test_answers_errors_and_state_have_to_be_explained(function):
    """Two winners, a wrong name in an error, a wrong answer, a state that neither order leaves."""
    with pytest.raises(Failure) as failure:
        race(function)
    assert failure.value.finding.problem == NOT_ONE_BY_ONE.problem
    assert failure.value.finding.timeline


def test_a_contract_that_promises_less_says_so():
    """Then the check alone decides."""
    race(claims_for_all, weaker="everybody may sit there")


def outcome(value=None, raised=None):
    ending = Ending.RAISED if raised else Ending.RETURNED
    return Outcome(ending, value, raised)


@pytest.fixture
def counted():
    """Calls that count up, one after the other, by a model that returns the new number."""

    def add(dynamodb):
        answer = dynamodb.Table("counters").update_item(
            Key={"id": "n"},
            UpdateExpression="ADD n :one",
            ExpressionAttributeValues={":one": 1},
            ReturnValues="ALL_NEW",
        )
        return int(answer["Attributes"]["n"])

    submission = LocalSubmission({"add": add})
    with Cloud() as cloud:

        def calls(cloud):
            return [submission.later.add(cloud.resource("dynamodb", who=who)) for who in ("Ana", "Ben")]

        def explains(outcomes, turns, count):
            with cloud.fresh() as fresh:
                make_table(fresh)
                if count:
                    fresh.resource("dynamodb", who="course").Table("counters").put_item(Item={"id": "n", "n": count})
                one_by_one = OneByOne(lambda cloud: submission, cloud.fresh, make_table, calls)
                return one_by_one.explains(fresh, outcomes, turns)

        yield explains


def test_who_had_ended_comes_first(counted):
    """Side by side either may be the first; afterwards only the earlier one."""
    swapped = [outcome(2), outcome(1)]
    assert counted(swapped, turns=[0, 1, 0], count=2)
    assert not counted(swapped, turns=[0, 0, 1], count=2)
    assert counted(swapped, turns=[1, 0], count=2)


def test_who_was_turned_away_because_of_others_may_count_as_not_made(counted):
    """But what it left must not be there; and any other error has to be explained."""
    conflict = Raised(("TransactionConflictException",), "Transaction is ongoing for the item")
    broken = Raised(("KeyError",), "n")
    assert counted([outcome(1), outcome(raised=conflict)], turns=[0, 1], count=1)
    assert not counted([outcome(1), outcome(raised=conflict)], turns=[0, 1], count=2)
    assert not counted([outcome(1), outcome(raised=broken)], turns=[0, 1], count=1)


def test_what_an_item_had_before_counts():
    """An attribute that the right function takes away has to be gone."""
    execution = Execution((0,), {}, {"seats/1": {"id": "1", "holder": "Ana"}}, {"seats/1": {"id": "1"}})
    assert execution.leaves({"seats/1": {"id": "1", "token": "x"}})
    assert not execution.leaves({"seats/1": {"id": "1", "holder": "Ana"}})
    assert not execution.leaves({"seats/1": {}})
    assert not execution.leaves({"seats/1": {"id": "1"}, "seats/2": {"id": "2"}})


def test_the_number_of_an_account_says_nothing():
    """Each execution has an account of its own, whose number is in ARNs, in policies for example."""
    from course_lib.checks.explore.one_by_one import _held

    def held(owner):
        with Cloud(services=["dynamodb", "iam"]) as cloud:
            statement = (
                f'{{"Effect": "Allow", "Action": "*", "Resource": "arn:aws:dynamodb:*:{cloud.account}:table/{owner}"}}'
            )
            document = f'{{"Version": "2012-10-17", "Statement": {statement}}}'
            cloud.client("iam", who="course").create_policy(PolicyName="own", PolicyDocument=document)
            return _held(cloud)

    assert held("ana") == held("ana")
    assert held("ana") != held("ben")
