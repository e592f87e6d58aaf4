"""Which orders are run, in which sequence, and that none that matters is left out."""

from __future__ import annotations

import itertools
import random

from course_lib.aws.footprint import Footprint, commute
from course_lib.checks.explore.search import ByChance, BySwitches

TABLE = frozenset(["t"])


def reads(key: str) -> Footprint:
    return Footprint(True, TABLE, {"k": {"S": key}}, whole_key=True)


def writes(key: str) -> Footprint:
    return Footprint(False, TABLE, {"k": {"S": key}}, whole_key=True)


def run(search, programs):
    """One order of programs, each a list of what its requests touch; None when it was left."""
    positions, turns = [0] * len(programs), []
    while True:
        waiting = {i: steps[positions[i]] for i, steps in enumerate(programs) if positions[i] < len(steps)}
        if not waiting:
            return tuple(turns)
        chosen = search.choose(waiting)
        if chosen is None:
            return None
        turns.append(chosen)
        positions[chosen] += 1


def every_order(programs):
    search, orders = BySwitches(), []
    while True:
        orders.append(run(search, programs))
        if not search.next_order():
            return [order for order in orders if order is not None]


def trace(order, programs):
    """What tells an order from all that are not equal to it: the sequence of each pair that does not commute."""
    positions, events = [0] * len(programs), []
    for who in order:
        events.append((who, positions[who]))
        positions[who] += 1
    step = lambda event: programs[event[0]][event[1]]  # noqa: E731
    pairs = itertools.combinations(events, 2)
    return frozenset(pair for pair in pairs if pair[0][0] != pair[1][0] and not commute(step(pair[0]), step(pair[1])))


def all_traces(programs):
    turns = [who for who, steps in enumerate(programs) for _ in steps]
    return {trace(order, programs) for order in set(itertools.permutations(turns))}


def switches(order, programs):
    left = [len(steps) for steps in programs]
    count, last = 0, None
    for who in order:
        count += last is not None and who != last and left[last] > 0
        left[who] -= 1
        last = who
    return count


def test_every_order_that_matters_is_run_once():
    """Of small random programs with two or three callers: each class of equal orders, and no class twice."""
    chance = random.Random(1)
    for _ in range(120):
        lengths = chance.choice([(2, 2), (3, 3), (4, 2), (2, 2, 2), (1, 2, 3), (3, 1, 1)])
        programs = [[chance.choice([reads, writes])(chance.choice("ab")) for _ in range(n)] for n in lengths]
        traces = [trace(order, programs) for order in every_order(programs)]
        assert len(traces) == len(set(traces))
        assert set(traces) == all_traces(programs)


def test_orders_come_by_rising_number_of_switches():
    programs = [[reads("a"), writes("a"), writes("b")]] * 2
    counts = [switches(order, programs) for order in every_order(programs)]
    assert counts == sorted(counts) and counts[0] == 0


def test_requests_that_commute_are_tried_in_one_order():
    assert len(every_order([[writes("a")] * 25, [writes("b")] * 25])) == 1
    assert len(every_order([[reads("a")] * 25, [reads("a")] * 25])) == 1


def test_harmless_requests_do_not_hide_the_order_that_breaks():
    """Each caller reads the item a dozen times and then writes it; both reads before both writes is met early."""
    programs = [[reads("a")] * 12 + [writes("a")]] * 2
    search, orders = BySwitches(), 1
    while run(search, programs) != (0,) * 12 + (1,) * 13 + (0,):
        orders += search.next_order()
    assert orders == 14


def test_it_knows_how_many_switches_are_done():
    programs = [[writes("a"), writes("a")]] * 2
    search, done = BySwitches(), []
    while True:
        done.append(search.done)
        run(search, programs)
        if not search.next_order():
            break
    assert done == [0, 0, 1, 1, 2, 2]


def test_chance_finds_what_takes_two_points_as_often_as_it_says():
    """The one order of 2 x 10 requests in which the other caller comes right after the fifth: 1 in 2 x 20 at least."""
    programs = [[writes("a")] * 10] * 2
    orders = [run(ByChance(random.Random(seed), 2, 20, depth=2), programs) for seed in range(2000)]
    assert sum(order[:6] == (0, 0, 0, 0, 0, 1) for order in orders) >= 2000 / (2 * 20)


def test_the_same_chance_draws_the_same_order():
    programs = [[writes("a")] * 6] * 3
    one, other = (run(ByChance(random.Random("seed"), 3, 18), programs) for _ in range(2))
    assert one == other
