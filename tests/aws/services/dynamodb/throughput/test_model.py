"""What a table lets in: made-up load on tables that do not exist. How AWS splits partitions no test can say."""

from __future__ import annotations

import random

from course_lib.aws.services.dynamodb.throughput.kinds import CALM, SPLITS_AFTER, Capacity, Kind, Limit, Model
from course_lib.aws.services.dynamodb.throughput.places import HASHES
from course_lib.aws.services.dynamodb.throughput.replay import Ask, on_demand, provisioned, replay
from course_lib.aws.services.dynamodb.throughput.resource import Resource

GB = 1024**3
EXAM = provisioned(100, 400, size=35 * GB)  # the original question's table: 400 units over four partitions


def steady(seconds, hot=250, others=150, key="hot"):
    """Each second `hot` writes of one key, and `others` of a thousand keys."""
    chance = random.Random(1)
    for second in range(seconds):
        asks = [Ask(second + place / hot, key) for place in range(hot)]
        asks += [Ask(second + place / others, f"k{chance.randrange(1000)}") for place in range(others)]
        yield from sorted(asks, key=lambda ask: ask.at)


def keys_in(resource, number, count=1):
    """Places of different keys that lie in the nth partition."""
    low = resource.partitions[number].low[0]
    return [(low + 10 * (1 + place), ()) for place in range(count)]


def accepted(resource, kind, place, now):
    """Requests of one unit that are let in at one moment."""
    count = 0
    while resource.refusal(kind, place, now) is None:
        resource.charge(kind, place, 1, now)
        count += 1
    return count


def test_the_exam_question_is_throttled_with_fixed_shares():
    """400 units over four partitions are 100 for each: of 250 a second on one, 100 are served."""
    replayed = replay(steady(60), EXAM, Model.FIXED_SHARES)

    assert set(replayed.reasons) == {Limit.KEY_RANGE}
    assert replayed.refused >= 60 * 150 - 100


def test_the_exam_question_is_not_throttled_today():
    """The busy partition uses what the others leave: 400 in all, and 250 of 1,000 on one."""
    assert replay(steady(60), EXAM).refused == 0


def test_a_burst_hides_a_hot_partition_for_a_while():
    """Five idle minutes leave 30,000 units in a share of 100; at 250 a second they last 200 seconds."""
    assert replay(steady(199, others=0), EXAM, Model.FIXED_SHARES, idle=300).refused == 0
    assert replay(steady(202, others=0), EXAM, Model.FIXED_SHARES, idle=300).refused > 0


def test_a_table_serves_its_units_and_what_it_saved():
    """Unused units are kept for five minutes, and no longer."""
    for idle, expected in ((0, 3), (60, 183), (300, 900), (3_000, 900)):
        table = Resource(provisioned(3, 3), now=0)
        assert accepted(table, Kind.WRITE, keys_in(table, 0)[0], idle) == expected


def test_a_partition_serves_1000_writes_and_3000_reads():
    """Whatever the table has; and what it refuses it does on account of the key range."""
    table = Resource(provisioned(50_000, 50_000), now=0)
    [place] = keys_in(table, 3)

    assert (accepted(table, Kind.WRITE, place, 0), accepted(table, Kind.READ, place, 0)) == (1_000, 3_000)
    assert table.refusal(Kind.WRITE, place, 0) is Limit.KEY_RANGE
    assert table.refusal(Kind.WRITE, place, 0.5) is None


def test_how_many_partitions_a_table_has():
    """By its units, by its size, by what it is warmed for: whichever needs most."""
    warm = {Kind.READ: 30_000, Kind.WRITE: 5_000}
    cases = [
        (provisioned(5, 5), 1),
        (provisioned(3_000, 1_000), 2),
        (provisioned(100, 400), 1),
        (EXAM, 4),
        (on_demand(), 4),
        (Capacity(None, {}, warm), 10),
    ]
    for capacity, count in cases:
        assert len(Resource(capacity).partitions) == count


def test_what_a_request_costs_beyond_what_is_left_is_owed():
    """A large write is let in by the last unit, and the table pays before it lets in another."""
    table = Resource(provisioned(1, 1), now=0)
    [place] = keys_in(table, 0)
    table.charge(Kind.WRITE, place, 350, 0)

    assert table.refusal(Kind.WRITE, place, 349) is Limit.PROVISIONED
    assert table.refusal(Kind.WRITE, place, 350) is None


def test_a_new_on_demand_table_serves_4000_writes_a_second_when_they_are_spread():
    table = Resource(on_demand(), now=0)

    served = [accepted(table, Kind.WRITE, keys_in(table, number)[0], 0) for number in range(4)]

    assert served == [1_000] * 4


def test_a_hot_item_gets_a_partition_of_its_own_and_its_neighbours_are_served_again():
    """After a time at the ceiling. One item alone is never served more than a partition can."""
    table = Resource(on_demand(), now=0)
    [hot, neighbour] = keys_in(table, 1, 2)
    for second in range(SPLITS_AFTER + 2):
        assert accepted(table, Kind.WRITE, hot, second) == 1_000

    assert len(table.partitions) == 6
    [alone] = [each for each in table.partitions if table.is_one_key(each)]
    assert alone.low == hot
    assert table.refusal(Kind.WRITE, hot, SPLITS_AFTER + 1) is Limit.KEY_RANGE
    assert table.refusal(Kind.WRITE, neighbour, SPLITS_AFTER + 1) is None


def test_a_hot_partition_of_many_keys_splits_between_them():
    """Twice as much is served then."""
    table = Resource(on_demand(), now=0)
    places = keys_in(table, 1, 10)
    served = []
    for second in range(SPLITS_AFTER + 2):
        served.append(0)
        for _ in range(200):
            for place in places:
                if table.refusal(Kind.WRITE, place, second) is None:
                    table.charge(Kind.WRITE, place, 1, second)
                    served[-1] += 1

    assert (served[0], served[-1], len(table.partitions)) == (1_000, 2_000, 5)


def test_sort_keys_of_one_partition_key_can_be_separated():
    """An item collection is spread over partitions by its sort keys."""
    table = Resource(on_demand(), now=0)
    low = table.partitions[2].low[0]
    places = [(low + 1, (number,)) for number in range(8)]
    for second in range(SPLITS_AFTER + 1):
        for _ in range(200):
            for place in places:
                if table.refusal(Kind.WRITE, place, second) is None:
                    table.charge(Kind.WRITE, place, 1, second)

    assert len({id(table._space.at(place)) for place in places}) == 2


def test_a_partition_that_calms_down_does_not_split():
    """Only one that keeps refusing does."""
    table = Resource(on_demand(), now=0)
    [hot] = keys_in(table, 1)
    for second in range(0, 3 * SPLITS_AFTER, CALM + 1):
        assert accepted(table, Kind.WRITE, hot, second) == 1_000

    assert len(table.partitions) == 4


def test_a_partition_splits_when_it_is_full():
    """At 10 GB."""
    table = Resource(provisioned(1_000, 1_000), now=0)
    count = len(table.partitions)
    table.charge(Kind.WRITE, keys_in(table, 0)[0], 1, 0, growth=10 * GB + 1)

    assert len(table.partitions) == count + 1


def test_more_units_bring_more_partitions_and_fewer_take_none_away():
    """With fixed shares, a table that once had many units serves little from each: each partition has a small share."""
    table = Resource(provisioned(100, 400), Model.FIXED_SHARES, now=0)
    [place] = keys_in(table, 0)
    assert accepted(table, Kind.WRITE, place, 0) == 400
    table.change(provisioned(100, 4_000), 0)
    table.change(provisioned(100, 400), 10)

    assert len(table.partitions) == 5
    for partition in table.partitions:
        assert partition.buckets[Kind.WRITE][1].rate == 80


def test_splits_keep_every_key_in_exactly_one_partition():
    """From the lowest place to the highest."""
    table = Resource(on_demand(), now=0)
    table.change(Capacity(None, {}, {Kind.READ: 60_000, Kind.WRITE: 7_000}), 0)

    lows = [each.low for each in table.partitions]
    assert lows == sorted(lows) and lows[0] == (0, ()) and len(lows) == 20
    assert table._space.at((HASHES - 1, ())) is table.partitions[-1]


def test_the_same_load_is_answered_the_same():
    """There is nothing random in it."""
    assert replay(steady(20, hot=1_500), EXAM) == replay(steady(20, hot=1_500), EXAM)


def test_use_can_be_read_back_by_partition_and_second():
    """Units used and requests refused; together they are all that was sent."""
    replayed = replay(steady(3, hot=1_500), on_demand())

    assert sum(each.writes for each in replayed.used) == replayed.accepted
    assert sum(each.refused_writes for each in replayed.used) == replayed.refused > 0
    assert {each.second for each in replayed.used} == {0, 1, 2}
    assert {each.partition for each in replayed.used} == {0, 1, 2, 3}


def test_an_hour_of_use_is_remembered():
    """And no more: a long load takes no more memory."""
    replayed = replay((Ask(second, "k") for second in range(4_000)), on_demand())

    assert (replayed.used[0].second, replayed.used[-1].second) == (400, 3_999)
