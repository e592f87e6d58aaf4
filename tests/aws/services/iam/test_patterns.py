"""Wildcards and policy variables."""

from __future__ import annotations

import pytest

from course_lib.aws.services.iam.policies.context import Context
from course_lib.aws.services.iam.policies.patterns import (
    matches,
    matches_action,
    matches_arn,
    plain,
    resolved,
    variables,
)

ANA = Context({"aws:username": "ana", "aws:PrincipalTag/Team": "lab*", "aws:TagKeys": ("a", "b")})


def fits(text, value, context=ANA, **how):
    pattern = resolved(text, context, **how)
    return pattern is not None and matches(pattern, value)


@pytest.mark.parametrize(
    ("pattern", "action", "wanted"),
    [
        ("*", "dynamodb:PutItem", True),
        ("dynamodb:*", "dynamodb:PutItem", True),
        ("DynamoDB:putitem", "dynamodb:PutItem", True),
        ("dynamodb:*Item", "dynamodb:BatchGetItem", True),
        ("dynamodb:Put????", "dynamodb:PutItem", True),
        ("dynamodb:Put???", "dynamodb:PutItem", False),
        ("dynamodb:Put", "dynamodb:PutItem", False),
        ("s3:*", "dynamodb:PutItem", False),
    ],
)
def test_actions_match_by_wildcards_and_whatever_their_case(pattern, action, wanted):
    assert matches_action(pattern, action) is wanted


@pytest.mark.parametrize(
    ("pattern", "arn", "wanted"),
    [
        ("*", "arn:aws:s3:::reports", True),
        ("arn:aws:s3:::reports/*", "arn:aws:s3:::reports/2026/a:b", True),
        ("arn:aws:s3:::reports", "arn:aws:s3:::reports/a", False),
        ("arn:aws:s3", "arn:aws:s3:::reports", True),  # what is left out can be anything
        ("arn:aws:dynamodb:*:111122223333:table/*", "arn:aws:dynamodb:us-east-1:111122223333:table/players", True),
        ("arn:aws:dynamodb:*:table/players", "arn:aws:dynamodb:us-east-1:111122223333:table/players", False),
        ("arn:aws:dynamodb:us-*-1:*:table/p*s", "arn:aws:dynamodb:us-east-1:111122223333:table/players", True),
        ("arn:aws:s3:::Reports", "arn:aws:s3:::reports", False),
    ],
)
def test_arns_match_part_by_part(pattern, arn, wanted):
    assert matches_arn(plain(pattern), arn) is wanted


def test_variables_take_the_values_of_the_request():
    assert fits("home/${aws:username}/*", "home/ana/cv.txt")
    assert not fits("home/${aws:username}/*", "home/ben/cv.txt")
    assert fits("${AWS:UserName}", "ana")


def test_wildcards_in_a_value_stand_for_themselves():
    assert fits("${aws:PrincipalTag/Team}", "lab*")
    assert not fits("${aws:PrincipalTag/Team}", "labrador")


def test_without_a_value_nothing_matches_unless_there_is_a_default():
    nobody = Context()

    assert not fits("home/${aws:username}*", "home/ana", nobody)
    assert fits("home/${aws:username, 'guest'}", "home/guest", nobody)
    assert fits("home/${aws:username, 'guest'}", "home/ana")


def test_a_key_with_several_values_is_no_variable():
    assert not fits("${aws:TagKeys}", "a")


def test_signs_are_written_as_variables():
    assert fits("a${*}b${?}c${$}", "a*b?c$")
    assert not fits("a${*}b${?}c${$}", "axxbyc$")


def test_wildcards_mean_themselves_where_there_are_none():
    assert fits("a*", "a*", wildcards=False)
    assert not fits("a*", "ab", wildcards=False)


def test_a_hostile_pattern_is_matched_in_little_time():
    """A regular expression would still be at it next year."""
    assert not matches(plain("*a" * 500 + "*b"), "a" * 3000)


def test_the_keys_that_a_text_needs_can_be_listed():
    assert variables("x/${aws:username}/${*}/${s3:prefix, 'none'}") == ["aws:username", "s3:prefix"]
