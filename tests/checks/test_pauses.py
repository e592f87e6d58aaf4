"""Numbers drawn by chance: even ones pass with every seed, and each way to be uneven is seen."""

import random

import pytest

from course_lib.checks.kit.pauses import drawn_once, quarters, same_in_each_call, stays_below, uneven

MANY = 480
DRAWS = {
    "half of the bound and up": lambda chance: chance.uniform(0.5, 1),
    "up to half of the bound": lambda chance: chance.uniform(0, 0.5),
    "around the middle": lambda chance: chance.triangular(0, 1, 0.5),
    "normal": lambda chance: min(1, max(0, chance.gauss(0.5, 0.15))),
    "near both ends": lambda chance: chance.betavariate(0.5, 0.5),
    "all or nothing": lambda chance: float(chance.randrange(2)),
    "squared": lambda chance: chance.random() ** 2,
}


@pytest.mark.parametrize("seed", range(50))
def test_even_numbers_are_even_with_every_seed(seed):
    shares = drawn(random.Random.random, seed)

    assert not uneven(shares)
    assert not stays_below(shares, 0.88)


@pytest.mark.parametrize("draw", DRAWS.values(), ids=DRAWS)
def test_each_way_to_be_uneven_shows_with_every_seed(draw):
    assert all(uneven(drawn(draw, seed)) for seed in range(20))


def test_few_numbers_are_no_evidence():
    assert not uneven([])
    assert not uneven([0.9, 0.9, 0.9])
    assert not stays_below([0.5] * 100, 0.88)


def test_a_bound_that_is_never_reached_shows_when_there_are_enough():
    assert stays_below([0.5] * 200, 0.88)
    assert not stays_below([*[0.5] * 200, 0.9], 0.88)


def test_pauses_that_hang_together():
    assert drawn_once([[0.3, 0.3, 0.3], [0.7, 0.7, 0.7]])
    assert not drawn_once([[0.3, 0.7, 0.2]])
    assert same_in_each_call([[0.3, 0.7], [0.3, 0.7]])
    assert not same_in_each_call([[0.3, 0.7], [0.2, 0.1]])


def drawn(draw, seed):
    """So many shares."""
    chance = random.Random(seed)
    return [draw(chance) for _ in range(MANY)]


def test_where_they_lie_is_said_by_quarters():
    shares = [0, 0.1, 0.25, 0.6, 1, 1, 1, 1]

    assert quarters(shares) == "Of 8 pauses 25%, 12%, 12% and 50% lay in the four quarters from 0 to their bound."
