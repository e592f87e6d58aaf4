"""Errors that everybody meets once get their advice, whatever the exercise."""

from __future__ import annotations

import pytest

from course_lib.checks import Exercise
from course_lib.checks.exercise import Check
from course_lib.checks.here.run import run_one


def reserved(dynamodb):
    table = dynamodb.Table("seats")
    return table.update_item(
        Key={"seat": "1A"}, UpdateExpression="SET #o = :o", ConditionExpression="attribute_not_exists(result)",
        ExpressionAttributeNames={"#o": "o"}, ExpressionAttributeValues={":o": 1},
    )  # fmt: skip


def no_return_values(dynamodb):
    answer = dynamodb.Table("seats").update_item(
        Key={"seat": "1A"}, UpdateExpression="ADD n :n", ExpressionAttributeValues={":n": 1}
    )
    return answer["Attributes"]


def no_item(dynamodb):
    return dynamodb.Table("seats").get_item(Key={"seat": "none"})["Item"]


def misspelt(dynamodb):
    dynamodb.Table("seats").put_item(Item={"seat": "1A"}, ConditionExpresion="attribute_not_exists(seat)")


def forgotten(dynamodb):
    dynamodb.Table("seats").get_item()


def a_float(dynamodb):
    dynamodb.Table("seats").put_item(Item={"seat": "1A", "price": 1.5})


def no_table(dynamodb):
    dynamodb.put_item(TableName="seats", Item={"seat": "1A"})


def undefined_value(dynamodb):
    dynamodb.Table("seats").put_item(
        Item={"seat": "1A"}, ConditionExpression="seat = :s", ExpressionAttributeValues={":t": "x"}
    )


def check(submission, cloud):
    cloud.client("dynamodb", who="course").create_table(
        TableName="seats",
        KeySchema=[{"AttributeName": "seat", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "seat", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    submission.f(cloud.resource("dynamodb"))


@pytest.mark.parametrize(
    ("function", "advice"),
    [
        (reserved, "`result` is one of DynamoDB's reserved words"),
        (no_return_values, "An answer has `Attributes` only if the request asks for them"),
        (no_item, "A read of an item that is not there succeeds"),
        (misspelt, "This request has no parameter `ConditionExpresion`"),
        (forgotten, "The request cannot do without `Key`"),
        (a_float, "DynamoDB's numbers have more digits than a `float` can hold"),
        (no_table, "You were given a resource."),
        (undefined_value, "The expression says `:s`, and `ExpressionAttributeValues` does not say what it is."),
    ],
)
def test_known_errors_get_their_advice(function, advice):
    """The error is AWS's or boto3's own; the advice says what to write."""
    exercise = Exercise(call="f(dynamodb)", section="Part 1", hints=("a", "b", "c"))
    ran = run_one(Check("c", "It works.", check), exercise, {"f": function}, ("dynamodb",), 60)
    assert (ran.result.advice_text or "").startswith(advice), ran.result.message


def test_the_exercises_own_advice_comes_first():
    """And a secret check, or one that passed, gets none."""
    from course_lib.checks.here.traps import with_advice
    from course_lib.checks.results import CheckResult, Finding, Verdict

    finding = Finding(problem="Your code raised KeyError: 'Item'")
    own = CheckResult("c", "Goal.", Verdict.FAILED, finding=finding, advice="a", advice_text="Own.")
    assert with_advice(own) is own
    secret = CheckResult("c", "Goal.", Verdict.CRASHED, finding=finding, secret=True)
    assert with_advice(secret) is secret
