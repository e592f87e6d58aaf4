"""What crosses between processes arrives as plain data or is refused, and compares as AWS compares."""

from __future__ import annotations

import datetime
from decimal import Decimal

import msgpack
import pytest

from course_lib.aws.values import (
    MAX_DEPTH,
    BadValue,
    CannotCross,
    Opaque,
    handed_over,
    pack,
    plain,
    same,
    show,
    unpack,
)

PLAIN = [
    None,
    True,
    0,
    -5,
    2**80,
    1.5,
    "text",
    b"bytes",
    bytearray(b"bytes"),
    Decimal("1.10"),
    [1, [2]],
    (1, 2),
    {1, 2},
    frozenset({"a"}),
    {"a": {"b": Decimal(1)}},
    datetime.datetime(2026, 3, 2, tzinfo=datetime.UTC),
]


@pytest.mark.parametrize("value", PLAIN, ids=repr)
def test_plain_values_arrive_unchanged(value):
    arrived = plain(value)

    assert arrived == value
    assert type(arrived) is type(value)


@pytest.mark.parametrize("value", [*PLAIN, Opaque("thing", "<thing>"), [Opaque("thing", "<thing>")]], ids=repr)
def test_plain_values_and_what_a_learner_returned_are_handed_over(value):
    assert handed_over(value, "prune") == pack(value)


@pytest.mark.parametrize(
    "value", [datetime.date(2026, 3, 2), [datetime.date(2026, 3, 2)], {"day": (datetime.date(2026, 3, 2),)}]
)
def test_an_author_hears_what_cannot_be_handed_over(value):
    """A date is no datetime; the submission would be handed something that it cannot use."""
    told = (
        "`prune` was to be handed datetime.date(2026, 3, 2), a date, which cannot cross: "
        "hand over plain data, such as a datetime for a date"
    )
    with pytest.raises(CannotCross) as caught:
        handed_over(value, "prune")
    assert str(caught.value) == told


class AlwaysEqual(int):
    def __eq__(self, other):
        return True

    __hash__ = int.__hash__


def test_a_subclass_arrives_as_its_base_type_without_its_tricks():
    arrived = plain(AlwaysEqual(3))

    assert type(arrived) is int
    assert not same(arrived, 4)


class Liar:
    def __eq__(self, other):
        return True

    def __repr__(self):
        return "True"


def test_any_other_object_arrives_as_its_description_and_equals_nothing():
    arrived = plain(Liar())

    assert arrived == Opaque("Liar", "True")
    assert plain(arrived) == arrived
    assert not same(arrived, True)


def test_a_bytearray_is_not_bytes():
    """It compares equal in Python, and its owner can change it under whoever keeps it."""
    assert not same(plain(bytearray(b"ACGT")), b"ACGT")
    assert same(plain(bytearray(b"ACGT")), bytearray(b"ACGT"))


class Mute:
    def __repr__(self):
        raise RuntimeError


def test_an_object_that_cannot_describe_itself_arrives_too():
    assert plain(Mute()).text == "<an object whose repr raised RuntimeError>"


def test_a_value_nested_too_deep_arrives_shortened_or_is_refused():
    deep: list = []
    for _ in range(500):
        deep = [deep]

    with pytest.raises(BadValue):
        plain(deep)
    assert MAX_DEPTH < 500


def test_an_endless_iterator_is_not_iterated():
    assert plain(iter(int, 1)).type == "callable_iterator"


@pytest.mark.parametrize(
    "data",
    [b"", b"\xc1", b"\x92\x01", msgpack.packb(msgpack.ExtType(99, b"x")), msgpack.packb(msgpack.ExtType(1, b"one"))],
)
def test_malformed_bytes_are_refused(data):
    with pytest.raises(BadValue):
        unpack(data)


def test_extensions_nested_too_deep_are_refused():
    data = pack([])
    for _ in range(100):
        data = msgpack.packb(msgpack.ExtType(2, msgpack.packb([msgpack.ExtType(2, data)])))

    with pytest.raises(BadValue):
        unpack(data)


@pytest.mark.parametrize(
    ("got", "expected", "equal"),
    [
        (1, Decimal(1), True),
        (1.0, 1, True),
        (Decimal("1.50"), 1.5, True),
        (True, 1, False),
        (1, True, False),
        (True, True, True),
        (None, False, False),
        ("1", 1, False),
        ({1, 2}, {2, 1}, True),
        ([1, 2], (1, 2), True),
        ([1, 2], [2, 1], False),
        ({"a": 1}, {"a": Decimal(1)}, True),
        ({"a": 1}, {"a": 1, "b": 2}, False),
        (Decimal("NaN"), Decimal("NaN"), False),
        (Decimal("sNaN"), 1, False),
        (float("nan"), float("nan"), False),
    ],
)
def test_values_compare_as_aws_would(got, expected, equal):
    assert same(got, expected) is equal


def test_values_are_shown_as_a_learner_would_write_them():
    assert show({"n": Decimal("5"), "s": {"b", "a"}, "t": (1,)}) == "{'n': 5, 's': {'a', 'b'}, 't': (1,)}"
    assert show("x" * 1000).endswith("(1002 characters)")
