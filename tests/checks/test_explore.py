"""Exploring every order: as many as matter, none that does not, and the one that breaks is drawn."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from botocore.exceptions import ClientError

from course_lib.aws.account import Cloud
from course_lib.aws.footprint import commute
from course_lib.aws.http.messages import Request
from course_lib.aws.layers.faults import Throttle
from course_lib.aws.services import find
from course_lib.checks import Failure, expect, require
from course_lib.checks.explore import Explored, interleavings, run_order
from course_lib.checks.explore.shortest import switches
from course_lib.checks.here.local import LocalSubmission
from course_lib.checks.submission import CallProblem, LearnerError
from tests.aws.test_core import make_table

NAMES = ["Ana", "Ben", "Cleo"]


@pytest.fixture
def cloud():
    """Its boto3 objects are used again by the many fresh clouds made from it."""
    with Cloud(pooled=True) as account:
        yield account


def explore(cloud, function, calls=2, holds=lambda cloud, outcomes: None, **options):
    submission = LocalSubmission({"function": function})
    return interleavings(
        submission,
        cloud,
        prepare=make_tables,
        calls=lambda cloud: [
            submission.later.function(cloud.resource("dynamodb", who=NAMES[number]), number) for number in range(calls)
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


def all_counted(cloud, outcomes):
    numbers = sorted(outcome.value for outcome in outcomes)
    expect(numbers, list(range(1, len(outcomes) + 1)), because="no increment is lost", advice="lost")


@pytest.mark.parametrize(("calls", "order"), [(2, "Ana Ben Ben Ana"), (3, "Ana Ben Ben Ana Cleo Cleo")])
def test_a_failure_is_shown_in_the_order_with_the_fewest_switches_and_can_be_run_again(cloud, calls, order):
    """Two callers must switch twice to lose an update, three no more than three times."""
    with pytest.raises(Failure) as found:
        explore(cloud, read_then_write, calls, all_counted)

    assert found.value.advice == "lost"
    assert found.value.finding.timeline.endswith(f'\n\nTo run it again: order="{order}"')
    assert steps_of(found.value.finding.timeline) == order.split()
    with cloud.fresh() as again:
        make_tables(again)
        functions = {name: (lambda dynamodb: read_then_write(dynamodb, 0)) for name in NAMES[:calls]}
        outcomes = run_order(again, functions, order.split())
    assert repr(sorted(outcome.value for outcome in outcomes.values())) == found.value.finding.got


def steps_of(timeline):
    """Whose column each numbered step of a drawn timeline stands in."""
    rows = [re.split(" [│] ?", row[4:]) for row in timeline.splitlines() if re.match(r" ?\d+  ", row)]
    return [NAMES[next(column for column, cell in enumerate(row) if cell.strip())] for row in rows]


def test_a_shorter_order_must_break_in_the_same_way(cloud):
    """Every order is wrong here, those with few switches for another reason: they do not take the place."""
    from course_lib.checks.explore.race import Race
    from course_lib.checks.explore.shortest import shortest

    submission = LocalSubmission({"function": read_then_write})

    def holds(cloud, outcomes):
        turns = tuple(NAMES.index(entry.who) for entry in cloud.journal.learner_entries())
        require(False, "wrong", advice="many" if switches(turns) > 2 else "few")

    def calls(cloud):
        return [submission.later.function(cloud.resource("dynamodb", who=name), 0) for name in NAMES[:2]]

    race = Race(submission, cloud, make_tables, calls, holds)
    turns = iter([0, 1, 0, 1])
    broken = race.run(lambda waiting: next(turns))

    assert (broken.turns, broken.failure.advice) == ((0, 1, 0, 1), "many")
    assert shortest(race, broken).turns == (0, 1, 0, 1)


def test_calls_on_different_items_need_one_order(cloud):
    assert explore(cloud, write_own_item).orders == 1
    assert explore(cloud, write_own_item, calls=3).complete


def every_order(callers, requests):
    """Brute force: every sequence of turns in which each caller has so many, however many of them are alike."""

    def orders(left):
        if not any(left.values()):
            yield []
        for who in [who for who, turns in left.items() if turns]:
            yield from ([who, *rest] for rest in orders({**left, who: left[who] - 1}))

    return orders({str(number): requests for number in range(callers)})


def states_after_every_order(cloud, function, callers, requests, **options):
    seen = set()
    for order in every_order(callers, requests):
        with cloud.fresh() as fresh:
            make_tables(fresh)
            names = [str(number) for number in range(callers)]
            functions = {who: (lambda dynamodb, who=who: function(dynamodb, int(who))) for who in names}
            outcomes = run_order(fresh, functions, order, **options)
            seen.add(_state(fresh, [outcomes[who] for who in names]))
    return seen


def make_tables(cloud):
    make_table(cloud)
    make_table(cloud, "seats")


def _state(cloud, outcomes):
    dynamodb = cloud.resource("dynamodb", who="course")
    items = [dynamodb.Table(table).scan()["Items"] for table in ("counters", "seats")]
    return repr([sorted(map(repr, some)) for some in items]), repr([outcome.value for outcome in outcomes])


def mixed(dynamodb, number):
    """Reads one item, writes another, reads it back: some of its calls commute with the other caller's, some do not."""
    table = dynamodb.Table("counters")
    before = table.get_item(Key={"id": "shared"}).get("Item", {}).get("by")
    table.put_item(Item={"id": "shared", "by": number})
    table.update_item(
        Key={"id": str(number)}, UpdateExpression="SET saw = :s", ExpressionAttributeValues={":s": str(before)}
    )
    return str(table.get_item(Key={"id": "shared"})["Item"]["by"])


def two_tables(dynamodb, number):
    """Takes what the other left in one table and puts its own mark in the other, in the opposite order."""
    names = ["counters", "seats"][:: 1 if number % 2 else -1]
    seen = dynamodb.Table(names[0]).get_item(Key={"id": "a"}).get("Item", {}).get("by", -1)
    dynamodb.Table(names[1]).put_item(Item={"id": "a", "by": number})
    return int(seen)


def claims(dynamodb, number):
    """A conditional write, and another only for whoever was first: callers send one or two requests."""
    table = dynamodb.Table("seats")
    try:
        table.put_item(Item={"id": "12A", "by": number}, ConditionExpression="attribute_not_exists(id)")
    except ClientError as error:
        return error.response["Error"]["Code"]
    table.put_item(Item={"id": "last", "by": number})
    return "mine"


def tries_again(dynamodb, number):
    """Optimistic locking: whoever comes too late reads and writes once more."""
    table = dynamodb.Table("counters")
    for attempt in range(3):
        n = table.get_item(Key={"id": "a"}, ConsistentRead=True).get("Item", {}).get("n", 0)
        try:
            table.put_item(
                Item={"id": "a", "n": n + 1, "by": number},
                ConditionExpression="attribute_not_exists(n) OR n = :n",
                ExpressionAttributeValues={":n": n},
            )
            return attempt, int(n + 1)
        except ClientError:
            continue


@pytest.mark.parametrize(
    ("function", "callers", "requests"),
    [
        (read_then_write, 2, 2),
        (mixed, 2, 4),
        (write_own_item, 2, 2),
        (two_tables, 2, 2),
        (claims, 2, 2),
        (tries_again, 2, 4),
        (two_tables, 3, 2),
        (claims, 3, 2),
    ],
)
def test_the_reduced_orders_reach_every_state_that_brute_force_reaches(cloud, function, callers, requests):
    reached = set()

    explored = explore(cloud, function, callers, lambda cloud, outcomes: reached.add(_state(cloud, outcomes)))

    assert explored.complete
    assert reached == states_after_every_order(cloud, function, callers, requests)
    assert explored.orders < len(list(every_order(callers, requests)))


def put(**item):
    return {"Put": {"TableName": "counters", "Item": item}}


def refused(error):
    """The error's code, or the reasons of a transaction's cancellation."""
    reasons = error.response.get("CancellationReasons")
    return [reason["Code"] for reason in reasons] if reasons else error.response["Error"]["Code"]


def writes_both(dynamodb, number):
    """One transaction on a shared item and one of its own."""
    actions = [put(id="shared", by=number), put(id=str(number))]
    try:
        dynamodb.meta.client.transact_write_items(TransactItems=actions)
    except ClientError as error:
        return refused(error)
    return "done"


def transaction_or_reads(dynamodb, number):
    """The first writes two items at once, the others read both: together, and one by one."""
    if number == 0:
        return writes_both(dynamodb, number)
    keys = [{"id": "shared"}, {"id": "0"}]
    gets = [{"Get": {"TableName": "counters", "Key": key}} for key in keys]
    try:
        together = dynamodb.meta.client.transact_get_items(TransactItems=gets)["Responses"]
    except ClientError as error:
        together = refused(error)
    table = dynamodb.Table("counters")
    return str((together, *(table.get_item(Key=key).get("Item") for key in keys)))


def transaction_or_put(dynamodb, number):
    """The first writes in a transaction, the others with plain puts: to the shared item, then beside it."""
    if number == 0:
        return writes_both(dynamodb, number)
    table = dynamodb.Table("counters")
    try:
        table.put_item(Item={"id": "shared", "by": number})
    except ClientError as error:
        table.put_item(Item={"id": "refused", "by": number})
        return refused(error)
    return "done"


@pytest.mark.parametrize(
    ("function", "callers", "requests"),
    [(writes_both, 2, 2), (writes_both, 3, 2), (transaction_or_put, 2, 2), (transaction_or_put, 3, 2)],
)
def test_in_phases_the_reduced_orders_reach_every_state_that_brute_force_reaches(cloud, function, callers, requests):
    """A transaction takes two turns; others meet it in between."""
    reached = set()

    explored = explore(
        cloud, function, callers, lambda cloud, outcomes: reached.add(_state(cloud, outcomes)), phases=True
    )

    assert explored.complete
    assert reached == states_after_every_order(cloud, function, callers, requests, phases=True)


def test_in_phases_a_reader_meets_the_transaction_only_if_it_reads_in_one(cloud):
    """Single reads never do, and may fall on both sides of the commit; a read of both at once is refused meanwhile."""
    seen = set()
    explore(cloud, transaction_or_reads, holds=lambda cloud, outcomes: seen.add(outcomes[1].value), phases=True)

    first, second = {"id": "shared", "by": Decimal(0)}, {"id": "0"}
    conflict = ["TransactionConflict", "TransactionConflict"]
    both = [{"Item": first}, {"Item": second}]
    singles = [(None, None), (None, second), (first, second)]
    assert seen == {
        *(str(([{}, {}], *each)) for each in singles),
        *(str((conflict, *each)) for each in singles),
        str((both, first, second)),
    }


def test_without_phases_nothing_meets_a_transaction(cloud):
    """Each request is answered in one turn."""
    seen = set()
    explored = explore(cloud, writes_both, holds=lambda cloud, outcomes: seen.add(str([o.value for o in outcomes])))

    assert (explored.orders, seen) == (2, {"['done', 'done']"})


def insists(dynamodb, number):
    """Sends its transaction until it is carried out."""
    for tries in range(1, 100):
        if writes_both(dynamodb, number) == "done":
            return tries


def test_in_phases_nobody_is_refused_for_ever(cloud):
    """A transaction that was prepared commits after two calls of each other caller at the most."""
    tries = set()
    explored = explore(
        cloud, insists, holds=lambda cloud, outcomes: tries.update(o.value for o in outcomes), phases=True
    )

    assert explored.complete
    assert tries == {1, 2, 3}


def test_in_phases_a_failure_shows_the_first_phase_and_can_be_run_again(cloud):
    """The line names the order with a turn for each phase."""

    def holds(cloud, outcomes):
        expect([outcome.value for outcome in outcomes], ["done", "done"], because="nobody is refused")

    with pytest.raises(Failure) as found:
        explore(cloud, writes_both, holds=holds, phases=True)

    timeline = found.value.finding.timeline
    assert timeline.endswith('\n\nTo run it again: order="Ana Ben Ana", phases=True')
    assert steps_of(timeline) == ["Ana", "Ben", "Ana"]
    assert timeline.count("prepared: until it commits,") == 1
    with cloud.fresh() as again:
        make_tables(again)
        functions = {name: (lambda dynamodb, n=n: writes_both(dynamodb, n)) for n, name in enumerate(NAMES[:2])}
        outcomes = run_order(again, functions, ["Ana", "Ben", "Ana"], phases=True)
    assert [outcome.value for outcome in outcomes.values()] == ["done", ["TransactionConflict", "None"]]


def test_an_order_in_phases_that_is_used_up_is_finished(cloud):
    """Whoever insists is answered again when the other's transaction has committed."""
    make_tables(cloud)
    functions = {name: (lambda dynamodb, n=n: insists(dynamodb, n)) for n, name in enumerate(["Ben", "Ana"])}

    outcomes = run_order(cloud, functions, ["Ana", "Ben", "Ben", "Ben"], phases=True)

    assert {who: outcome.value for who, outcome in outcomes.items()} == {"Ben": 4, "Ana": 1}


def sdk_tries(dynamodb, number):
    """Writes an item of its own; how often the SDK had to try depends on whose turn it was."""
    answer = dynamodb.Table("counters").update_item(Key={"id": str(number)}, UpdateExpression="SET n = id")
    return answer["ResponseMetadata"]["RetryAttempts"]


def test_nothing_is_left_out_where_calls_are_counted():
    """Every second update is throttled: then even those of different items depend on their order."""
    reached = set()
    with Cloud([Throttle("UpdateItem", every=2)]) as cloud:
        explored = explore(cloud, sdk_tries, 2, lambda cloud, outcomes: reached.add(_state(cloud, outcomes)))

        assert explored.complete
        assert {answers for _, answers in reached} == {"[0, 1]", "[1, 0]"}
        assert reached == states_after_every_order(cloud, sdk_tries, 2, 2)


def test_exploring_twice_is_the_same(cloud):
    def orders():
        found = []
        explore(cloud, mixed, holds=lambda cloud, outcomes: found.append(_state(cloud, outcomes)))
        return found

    assert orders() == orders()


def test_a_cap_is_reported(cloud):
    """Orders with two switches are run whatever the limit, others only up to it, and then some by chance."""
    explored = explore(cloud, reads_often, limit=2)

    assert not explored.complete
    assert explored.switches == 2
    assert 0.4 < explored.chance < 1
    assert explore(cloud, write_own_item, limit=1) == Explored(1, complete=True)


def reads_often(dynamodb, number, times=3):
    table = dynamodb.Table("counters")
    for _ in range(times):
        found = table.get_item(Key={"id": "a"}, ConsistentRead=True).get("Item", {"n": 0})
        table.put_item(Item={"id": f"seen {number}"})
    table.put_item(Item={"id": "a", "n": found["n"] + 1})
    return found["n"] + 1


def test_harmless_requests_hide_no_order(cloud):
    """A lost update is found among a dozen requests of each caller that mean nothing."""

    def holds(cloud, outcomes):
        expect(sorted(outcome.value for outcome in outcomes), [1, 2], because="no increment is lost")

    def many(dynamodb, number):
        return reads_often(dynamodb, number, times=6)

    with pytest.raises(Failure) as found:
        explore(cloud, many, holds=holds, limit=1)
    assert found.value.finding.because == "no increment is lost"


def test_more_requests_than_can_be_tried_are_not_passed(cloud, monkeypatch):
    monkeypatch.setattr("course_lib.checks.explore.orders.MOST", 30)

    def writes(dynamodb, number):
        for _ in range(10):
            dynamodb.Table("counters").put_item(Item={"id": "a"})

    with pytest.raises(Failure) as found:
        explore(cloud, writes, limit=5, requests=2)

    assert found.value.finding.problem == (
        "Your callers sent 20 requests between them. That is too many to try every order of them."
    )
    because = "what goes wrong in one order only would not be seen; 2 in each call are enough"
    assert found.value.finding.because == because


def test_a_stub_is_not_attempted_rather_than_wrong(cloud):
    def stub(dynamodb, number):
        raise NotImplementedError()

    with pytest.raises(LearnerError):
        explore(cloud, stub, holds=lambda cloud, outcomes: require(False, "never reached"))


def test_a_missing_function_is_said_to_be_missing(cloud):
    with pytest.raises(CallProblem, match="There is no function `function` yet"):
        explore(cloud, None)


def footprint(request):
    return find("dynamodb").footprint(None, request)


def request(operation, **params):
    return footprint(
        Request("POST", "", {"X-Amz-Target": f"DynamoDB_20120810.{operation}"}, json.dumps(params).encode())
    )


A, B = {"id": {"S": "a"}}, {"id": {"S": "b"}}
ONE, ONE_AGAIN = {"id": {"N": "1"}}, {"id": {"N": "1.0"}}
ARN = "arn:aws:dynamodb:us-east-1:111122223333:table/"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (request("GetItem", TableName="t", Key=A), request("GetItem", TableName="t", Key=A), True),
        (request("GetItem", TableName="t", Key=A), request("PutItem", TableName="t", Item=A), False),
        (request("GetItem", TableName="t", Key=A), request("PutItem", TableName="t", Item=B), True),
        (request("GetItem", TableName="t", Key=A), request("PutItem", TableName="u", Item=A), True),
        (request("DeleteItem", TableName="t", Key=A), request("UpdateItem", TableName="t", Key=B), True),
        (request("PutItem", TableName="t", Item=A), request("PutItem", TableName="t", Item=B), False),
        (request("DeleteItem", TableName="t", Key=ONE), request("UpdateItem", TableName="t", Key=ONE_AGAIN), False),
        (request("DeleteItem", TableName="t", Key=ONE), request("UpdateItem", TableName="t", Key=A), True),
        (request("GetItem", TableName=f"{ARN}t", Key=A), request("PutItem", TableName="t", Item=A), False),
        (request("GetItem", TableName=f"{ARN}u", Key=A), request("PutItem", TableName="t", Item=A), True),
        (request("Query", TableName="t"), request("Scan", TableName="t"), True),
        (request("Query", TableName="t"), request("PutItem", TableName="t", Item=B), False),
        (request("TransactWriteItems"), request("GetItem", TableName="t", Key=A), False),
        (footprint(Request("GET", "", {}, b"junk")), request("GetItem", TableName="t", Key=A), False),
    ],
)
def test_requests_commute_only_when_it_is_certain(one, other, expected):
    assert commute(one, other) is commute(other, one) is expected


def looks_at_the_clock(dynamodb, number):
    """The time of day before its request and after it, each looked at as soon as the caller goes on."""
    before = datetime.now(UTC)
    dynamodb.Table("counters").get_item(Key={"id": "a"})
    return [before, datetime.now(UTC)]


def test_callers_have_the_clouds_time_of_day_from_the_first_line_on(cloud):
    """And after every answer: none goes on before it has its turn, when the time of day is that of its cloud."""
    cloud.clock.advance(days=400)

    def by_the_clock(fresh, outcomes):
        for outcome in outcomes:
            told = [abs(fresh.clock.now() - moment) < timedelta(hours=1) for moment in outcome.value]
            require(told == [True, True], f"It was told {outcome.value}.")

    for _ in range(10):
        explore(cloud, looks_at_the_clock, holds=by_the_clock)
