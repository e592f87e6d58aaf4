"""Malformed policies, in IAM's words."""

from __future__ import annotations

import json

import pytest

from course_lib.aws.services.iam.policies.grammar import Malformed, check_identity, check_trust, size_of

STATEMENT = {"Effect": "Allow", "Action": "dynamodb:GetItem", "Resource": "arn:aws:dynamodb:*:*:table/players"}
TRUST = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "111122223333"}}
SYNTAX = "Syntax errors in policy."


def document(statement, **top):
    return json.dumps({"Version": "2012-10-17", "Statement": statement, **top})


def without(element, **more):
    return {**{name: value for name, value in STATEMENT.items() if name != element}, **more}


def told(check, text, **how):
    with pytest.raises(Malformed) as caught:
        check(text, **how)
    return caught.value.message


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ({**STATEMENT, "Comment": "x"}, SYNTAX),
        ({**STATEMENT, "Effect": "Maybe"}, SYNTAX),
        ({**STATEMENT, "NotAction": "s3:*"}, SYNTAX),
        ({**STATEMENT, "Action": {"a": 1}}, SYNTAX),
        ({**STATEMENT, "Condition": {"StringIs": {"a": "b"}}}, SYNTAX),
        ({**STATEMENT, "Condition": {"NullIfExists": {"a": "true"}}}, SYNTAX),
        ({**STATEMENT, "Condition": {"StringEquals": {"a": {"b": "c"}}}}, SYNTAX),
        ([], SYNTAX),
        ({**STATEMENT, "Effect": "ALLOW"}, "The policy failed legacy parsing"),
        ({**STATEMENT, "Condition": {"DateLessThan": {"a": "tomorrow"}}}, "The policy failed legacy parsing"),
        (
            [{**STATEMENT, "Sid": "read-items"}] * 2,  # told before that it comes twice
            "Statement IDs (SID) must be alpha-numeric. "
            "Check that your input satisfies the regular expression [0-9A-Za-z]*",
        ),
        ([{**STATEMENT, "Sid": "a"}] * 2, "Statement IDs (SID) in a single policy must be unique."),
        (without("Action"), "Policy statement must contain actions."),
        (without("Action", Action=[]), "Policy statement must contain actions."),
        (without("Resource"), "Policy statement must contain resources."),
        ({**STATEMENT, "Resource": "players"}, 'Resource players must be in ARN format or "*".'),
        (
            {**STATEMENT, "Resource": "arn:asw:s3:::reports"},
            'Partition "asw" is not valid for resource "arn:asw:s3:::reports".',
        ),
        (
            {**STATEMENT, "Resource": "arn:aws:s3:us-east-1::reports"},
            "Resource arn:aws:s3:us-east-1::reports can not contain region information.",
        ),
        (
            {**STATEMENT, "Action": "GetItem"},
            "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.",
        ),
        ({**STATEMENT, "Action": "dynamodb:Get:Item"}, "Actions/Condition can contain only one colon."),
        ({**STATEMENT, "Action": "dynamo db:GetItem"}, "Vendor dynamo db is not valid"),
        ({**STATEMENT, "Principal": "*"}, "Policy document should not specify a principal."),
    ],
)
def test_a_policy_of_an_identity_is_refused_with_its_first_problem(statement, message):
    assert told(check_identity, document(statement)) == message


def test_a_managed_policy_has_to_be_of_the_present_version():
    old = document(STATEMENT, Version="2008-10-17")

    assert told(check_identity, old) == "Policy document must be version 2012-10-17 or greater."
    check_identity(old, managed=False)
    assert told(check_identity, document(STATEMENT, Version="2020-01-01")) == SYNTAX


@pytest.mark.parametrize("text", ["{", "[]", "null", "[" * 100_000])
def test_what_is_no_policy_at_all_is_a_syntax_error(text):
    assert told(check_identity, text) == SYNTAX


def test_conditions_may_hold_texts_numbers_and_truth_values():
    check_identity(document({**STATEMENT, "Condition": {"NumericLessThan": {"a": [1, "2"]}, "Bool": {"b": True}}}))


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ({**TRUST, "Resource": "*"}, "Has prohibited field Resource"),
        ({"Effect": "Allow", "Action": "sts:AssumeRole"}, "Missing required field Principal"),
        ({**TRUST, "Action": "dynamodb:GetItem"}, "AssumeRole policy may only specify STS AssumeRole actions."),
        ({**TRUST, "Principal": {"AWS": "ana"}}, 'Invalid principal in policy: "AWS":"ana"'),
        ({**TRUST, "Principal": {"Service": "lambda"}}, 'Invalid principal in policy: "Service":"lambda"'),
        ({**TRUST, "Principal": "ana"}, SYNTAX),
        ({**TRUST, "Principal": {"Person": "ana"}}, SYNTAX),
    ],
)
def test_a_trust_policy_is_refused_with_its_first_problem(statement, message):
    assert told(check_trust, document(statement)) == message


def test_a_trust_policy_may_be_old_and_must_be_json():
    check_trust(document(TRUST, Version="2008-10-17"))
    assert told(check_trust, "{") == "This policy contains invalid Json"


def test_white_space_does_not_count():
    assert size_of('{ "a":\n\t"b c" }') == len('{"a":"bc"}')
