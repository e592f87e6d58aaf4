"""Exploring every order: as many as matter, none that does not, and the one that breaks is drawn."""

from __future__ import annotations

import itertools

import pytest

from autograder.checks import Failure, expect, require
from autograder.explore import interleavings, run_order
from autograder.footprint import commute, footprint
from autograder.local import LocalSubmission
from autograder.submission import CallProblem, LearnerError
from course_lib.cloud.messages import Request

from .cloud.test_core import make_table


def explore(cloud, function, calls=2, holds=lambda cloud, outcomes: None, **options):
    submission = LocalSubmission({"function": function})
    return interleavings(
        submission,
        cloud,
        prepare=make_table,
        calls=lambda cloud: [
            submission.later.function(cloud.resource("dynamodb", who=f"caller {number}"), number)
            for number in range(calls)
        ],
        holds=holds,
        **options,
    )


def read_then_write(dynamodb, number):
    table = dynamodb.Table("counters")
    seen = table.get_item(Key={"id": "a"}, ConsistentRead=True).get("Item", {"n": 0})["n"]
    table.put_item(Item={"id": "a", "n": seen + 1})
    return int(seen + 1)


def write_own_item(dynamodb, number):
    table = dynamodb.Table("counters")
    table.update_item(Key={"id": str(number)}, UpdateExpression="SET n = :n", ExpressionAttributeValues={":n": number})
    table.get_item(Key={"id": str(number)})
    return number


def test_a_lost_update_is_found_and_its_order_is_drawn(cloud):
    def holds(cloud, outcomes):
        expect(sorted(outcome.value for outcome in outcomes), [1, 2], because="no increment is lost")

    with pytest.raises(Failure) as found:
        explore(cloud, read_then_write, holds=holds)

    timeline = found.value.finding.timeline
    assert timeline.index("GetItem") < timeline.index("PutItem")
    assert timeline.count("GetItem") == timeline.count("PutItem") == 2


def test_calls_on_different_items_need_one_order(cloud):
    assert explore(cloud, write_own_item).orders == 1
    assert explore(cloud, write_own_item, calls=3).complete


def states_after_every_order(cloud, function, order_length):
    """Brute force: every sequence of turns, however many of them are alike."""
    seen = set()
    for order in itertools.product(("0", "1"), repeat=order_length):
        with cloud.fresh() as fresh:
            make_table(fresh)
            functions = {who: (lambda dynamodb, who=who: function(dynamodb, int(who))) for who in ("0", "1")}
            outcomes = run_order(fresh, functions, list(order))
            seen.add(_state(fresh, [outcomes["0"], outcomes["1"]]))
    return seen


def _state(cloud, outcomes):
    items = cloud.resource("dynamodb", who="course").Table("counters").scan()["Items"]
    return repr(sorted(map(repr, items))), repr([outcome.value for outcome in outcomes])


def mixed(dynamodb, number):
    """Reads one item, writes another, reads it back: some of its calls commute with the other caller's, some do not."""
    table = dynamodb.Table("counters")
    before = table.get_item(Key={"id": "shared"}).get("Item", {}).get("by")
    table.put_item(Item={"id": "shared", "by": number})
    table.update_item(
        Key={"id": str(number)}, UpdateExpression="SET saw = :s", ExpressionAttributeValues={":s": str(before)}
    )
    return str(table.get_item(Key={"id": "shared"})["Item"]["by"])


@pytest.mark.parametrize(("function", "length"), [(read_then_write, 4), (mixed, 8), (write_own_item, 4)])
def test_the_reduced_orders_reach_every_state_that_brute_force_reaches(cloud, function, length):
    reached = set()

    explored = explore(cloud, function, holds=lambda cloud, outcomes: reached.add(_state(cloud, outcomes)))

    assert explored.complete
    assert reached == states_after_every_order(cloud, function, length)
    assert explored.orders < 2**length


def test_exploring_twice_is_the_same(cloud):
    def orders():
        found = []
        explore(cloud, mixed, holds=lambda cloud, outcomes: found.append(_state(cloud, outcomes)))
        return found

    assert orders() == orders()


def test_a_cap_is_reported(cloud):
    explored = explore(cloud, mixed, limit=2)

    assert (explored.orders, explored.complete) == (2, False)


def test_a_stub_is_not_attempted_rather_than_wrong(cloud):
    def stub(dynamodb, number):
        raise NotImplementedError()

    with pytest.raises(LearnerError):
        explore(cloud, stub, holds=lambda cloud, outcomes: require(False, "never reached"))


def test_a_missing_function_is_said_to_be_missing(cloud):
    with pytest.raises(CallProblem, match="There is no function `function` yet"):
        explore(cloud, None)


def request(operation, **params):
    import json

    return footprint(
        Request("POST", "", {"X-Amz-Target": f"DynamoDB_20120810.{operation}"}, json.dumps(params).encode())
    )


A, B = {"id": {"S": "a"}}, {"id": {"S": "b"}}


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (request("GetItem", TableName="t", Key=A), request("GetItem", TableName="t", Key=A), True),
        (request("GetItem", TableName="t", Key=A), request("PutItem", TableName="t", Item=A), False),
        (request("GetItem", TableName="t", Key=A), request("PutItem", TableName="t", Item=B), True),
        (request("GetItem", TableName="t", Key=A), request("PutItem", TableName="u", Item=A), True),
        (request("DeleteItem", TableName="t", Key=A), request("UpdateItem", TableName="t", Key=B), True),
        (request("PutItem", TableName="t", Item=A), request("PutItem", TableName="t", Item=B), False),
        (request("Query", TableName="t"), request("Scan", TableName="t"), True),
        (request("Query", TableName="t"), request("PutItem", TableName="t", Item=B), False),
        (request("TransactWriteItems"), request("GetItem", TableName="t", Key=A), False),
        (footprint(Request("GET", "", {}, b"junk")), request("GetItem", TableName="t", Key=A), False),
    ],
)
def test_requests_commute_only_when_it_is_certain(one, other, expected):
    assert commute(one, other) is commute(other, one) is expected
