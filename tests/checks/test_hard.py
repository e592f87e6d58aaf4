"""Values that code gets wrong."""

from __future__ import annotations

import random
from decimal import Decimal

from course_lib.checks.kit import hard


def test_a_number_has_all_its_digits():
    """As many as were asked for, with a fraction or without, and not the same ones each time."""
    chance = random.Random(7)
    numbers = [hard.number(chance) for _ in range(20)]
    whole = hard.number(chance, digits=27, whole=True)

    assert {len(number.as_tuple().digits) for number in numbers} == {38}
    assert len(set(numbers)) == 20
    assert len(whole.as_tuple().digits) == 27 and whole == int(whole)


def test_hard_numbers_are_lost_by_the_usual_ways():
    """Some do not survive a float, some not a decimal context, some not int()."""
    assert any(Decimal(repr(float(number))) != number for number in hard.NUMBERS)
    assert any(+number != number for number in hard.NUMBERS)
    assert any(int(number) != number for number in hard.NUMBERS)


def test_items_have_every_value():
    """Each under a key of its own."""
    items = hard.items("id", "H")

    assert len({item["id"] for item in items}) == len(items) == len(hard.NUMBERS) + len(hard.TEXTS) + len(hard.NAMES)
    assert [item["number"] for item in items if "number" in item] == list(hard.NUMBERS)
    assert any("\u2028" in item.get("text", "") for item in items)
