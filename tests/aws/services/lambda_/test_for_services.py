"""Services of AWS that invoke a function: its policy decides."""

from __future__ import annotations

import json

import pytest

from course_lib.aws.account import Call, Cloud
from tests.aws.services.lambda_.code import make

EVENTS = "events.amazonaws.com"


@pytest.fixture(params=[["lambda", "dynamodb"], ["lambda", "dynamodb", "iam", "sts"]], ids=["without IAM", "with IAM"])
def cloud(request):
    with Cloud(services=request.param) as made:
        if "iam" in request.param:
            trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
            document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
            made.client("iam").create_role(RoleName="batch", AssumeRolePolicyDocument=document)
        yield made


def rule(cloud, name="nightly"):
    return f"arn:aws:events:us-east-1:{cloud.account}:rule/{name}"


def asked(cloud, arn, source, by=EVENTS):
    """The status with which an event is taken, or the error's code."""
    params = {"FunctionName": arn, "InvocationType": "Event", "Payload": b"{}"}
    call = Call("lambda", "Invoke", params, by, "us-east-1", cloud.account, source=source)
    answer = cloud.ask(call)
    return answer.error.code if answer.error else answer.result["StatusCode"]


def test_a_rule_needs_the_function_s_permission(cloud):
    """For itself: neither another service, nor another rule, may use it."""
    arn = make(cloud, "def handler(event, context): return 1")
    assert asked(cloud, arn, rule(cloud)) == "AccessDeniedException"
    cloud.client("lambda").add_permission(
        FunctionName="nightly",
        StatementId="rule",
        Action="lambda:InvokeFunction",
        Principal=EVENTS,
        SourceArn=rule(cloud),
    )
    assert asked(cloud, arn, rule(cloud)) == 202
    assert asked(cloud, arn, rule(cloud, "another")) == "AccessDeniedException"
    assert asked(cloud, arn, rule(cloud), by="s3.amazonaws.com") == "AccessDeniedException"
    cloud.client("lambda").remove_permission(FunctionName="nightly", StatementId="rule")
    assert asked(cloud, arn, rule(cloud)) == "AccessDeniedException"


def test_a_rule_of_eventbridge_calls_a_function():
    """On the clock, with the event of its moment, once its permission is there."""
    with Cloud(services=["lambda", "events", "dynamodb"]) as cloud:
        arn = make(
            cloud,
            """
            import boto3
            table = boto3.resource("dynamodb").Table("got")
            def handler(event, context):
                table.put_item(Item={"time": event["time"]})
            """,
        )
        cloud.client("dynamodb").create_table(
            TableName="got",
            KeySchema=[{"AttributeName": "time", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "time", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        events = cloud.client("events")
        events.put_rule(Name="nightly", ScheduleExpression="cron(0 3 * * ? *)")
        events.put_targets(Rule="nightly", Targets=[{"Id": "1", "Arn": arn}])
        cloud.clock.advance(days=1)
        assert cloud.resource("dynamodb").Table("got").scan()["Items"] == []
        cloud.client("lambda").add_permission(
            FunctionName="nightly",
            StatementId="rule",
            Action="lambda:InvokeFunction",
            Principal=EVENTS,
            SourceArn=rule(cloud),
        )
        cloud.clock.advance(days=2)
        found = cloud.resource("dynamodb").Table("got").scan()["Items"]
        assert sorted(item["time"] for item in found) == ["2026-03-04T03:00:00Z", "2026-03-05T03:00:00Z"]
