"""Condition operators, value by value."""

from __future__ import annotations

import pytest

from course_lib.aws.services.iam.policies.conditions import holds
from course_lib.aws.services.iam.policies.context import Context
from course_lib.aws.services.iam.policies.documents import Condition, operator_parts


def condition(operator, *wanted, key="k"):
    quantifier, name, if_exists = operator_parts(operator)
    return Condition(name, key, wanted, quantifier, if_exists)


def try_it(operator, value, *wanted, **more):
    context = {} if value is None else {"k": value}
    return holds(condition(operator, *wanted), Context({**context, **more}))


@pytest.mark.parametrize(
    ("operator", "value", "wanted", "holding"),
    [
        ("StringEquals", "a", ("b", "a"), True),
        ("StringEquals", "A", ("a",), False),
        ("StringEquals", "ab", ("a*",), False),
        ("StringNotEquals", "a", ("b", "a"), False),
        ("StringNotEquals", "c", ("b", "a"), True),
        ("StringEqualsIgnoreCase", "A", ("a",), True),
        ("StringNotEqualsIgnoreCase", "A", ("a",), False),
        ("StringLike", "abc", ("a?c",), True),
        ("StringNotLike", "abc", ("a*",), False),
        ("NumericEquals", "10", ("10.0",), True),
        ("NumericNotEquals", "10", ("11",), True),
        ("NumericLessThan", "9", ("10",), True),
        ("NumericLessThanEquals", "10", ("10",), True),
        ("NumericGreaterThan", "10", ("9",), True),
        ("NumericGreaterThanEquals", "8", ("9",), False),
        ("NumericNotEquals", "many", ("9",), False),
        ("DateEquals", "2026-03-02T00:00:00Z", ("1772409600",), True),
        ("DateNotEquals", "2026-03-02T00:00:00Z", ("2026-03-02T00:00:01Z",), True),
        ("DateLessThan", "2026-03-02T00:00:00Z", ("2026-03-03",), True),
        ("DateGreaterThanEquals", "2026-03-02T01:00:00+01:00", ("2026-03-02T00:00:00Z",), True),
        ("DateLessThanEquals", "soon", ("2026-03-03",), False),
        ("Bool", "true", ("True",), True),
        ("Bool", "false", ("true",), False),
        ("BinaryEquals", "aGk=", ("aGk=",), True),
        ("BinaryEquals", "aGk=", ("aGo=",), False),
        ("IpAddress", "203.0.113.7", ("203.0.113.0/24",), True),
        ("IpAddress", "2001:db8::1", ("203.0.113.0/24", "2001:db8::/32"), True),
        ("NotIpAddress", "203.0.113.7", ("203.0.113.0/24",), False),
        ("NotIpAddress", "198.51.100.1", ("203.0.113.0/24",), True),
        ("ArnLike", "arn:aws:iam::111122223333:role/a", ("arn:aws:iam::*:role/*",), True),
        ("ArnEquals", "arn:aws:iam::111122223333:role/a", ("arn:aws:iam::*:role/*",), True),
        ("ArnNotLike", "arn:aws:iam::111122223333:role/a", ("arn:aws:iam::*:user/*",), True),
        ("ArnNotEquals", "arn:aws:iam::111122223333:role/a", ("arn:aws:iam::*:role/*",), False),
    ],
)
def test_an_operator_compares_as_its_type_says(operator, value, wanted, holding):
    assert try_it(operator, value, *wanted) is holding


@pytest.mark.parametrize(
    ("operator", "holding"),
    [
        ("StringEquals", False),
        ("StringNotEquals", True),
        ("NotIpAddress", True),
        ("ArnNotLike", True),
        ("NumericLessThan", False),
        ("StringEqualsIfExists", True),
        ("NumericLessThanIfExists", True),
        ("ForAllValues:StringEquals", True),
        ("ForAnyValue:StringEquals", False),
        ("ForAnyValue:StringNotEquals", False),
        ("ForAnyValue:StringEqualsIfExists", True),
    ],
)
def test_an_absent_key_fits_only_opposites_if_exists_and_for_all_values(operator, holding):
    """ForAllValues holds where there is no value at all, so that an Allow with it alone lets such requests pass."""
    assert try_it(operator, None, "1") is holding
    assert try_it(operator, (), "1") is holding


@pytest.mark.parametrize(
    ("operator", "values", "holding"),
    [
        ("ForAllValues:StringEquals", ("a",), True),
        ("ForAllValues:StringEquals", ("a", "b"), True),
        ("ForAllValues:StringEquals", ("a", "c"), False),
        ("ForAnyValue:StringEquals", ("a", "c"), True),
        ("ForAnyValue:StringEquals", ("c", "d"), False),
        ("ForAllValues:StringNotEquals", ("c", "d"), True),
        ("ForAllValues:StringNotEquals", ("a", "d"), False),
        ("ForAnyValue:StringNotEquals", ("a", "d"), True),
        ("StringEquals", ("a",), True),
        ("StringEquals", ("a", "b"), False),
        ("StringNotEquals", ("c", "d"), False),
    ],
)
def test_several_values_are_asked_all_or_any(operator, values, holding):
    assert try_it(operator, values, "a", "b") is holding


def test_null_asks_whether_a_key_is_there():
    assert try_it("Null", None, "true") and try_it("Null", (), "true") and try_it("Null", "x", "false")
    assert not (try_it("Null", "x", "true") or try_it("Null", None, "false"))


def test_variables_are_replaced_in_text_and_arns_alone():
    assert try_it("StringEquals", "ana", "${aws:username}", **{"aws:username": "ana"})
    assert try_it("ArnLike", "arn:aws:s3:::reports/ana", "arn:aws:s3:::*/${aws:username}", **{"aws:username": "ana"})
    assert not try_it("NumericEquals", "1", "${n}", n="1")


def test_a_variable_without_value_makes_neither_an_operator_nor_its_opposite_hold():
    assert not try_it("StringEquals", "ana", "${aws:username}")
    assert not try_it("StringNotEquals", "ana", "${aws:username}")


def test_documents_of_2008_have_no_variables():
    assert holds(condition("StringEquals", "${aws:username}"), Context({"k": "${aws:username}"}), has_variables=False)


def test_keys_are_found_whatever_their_case():
    assert holds(condition("StringEquals", "x", key="AWS:SourceIP"), Context({"aws:sourceip": "x"}))
