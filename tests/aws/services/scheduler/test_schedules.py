"""EventBridge Scheduler: schedules, their groups, and what is refused. Plain boto3; words as recorded on AWS."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from botocore.exceptions import ClientError

from course_lib.aws.account import Cloud, NotSimulated

MONTHLY = "cron(0 4 1 * ? *)"
OFF = {"Mode": "OFF"}


@pytest.fixture
def aws():
    with Cloud(services=["scheduler", "iam", "rds"]) as cloud:
        trust = {"Effect": "Allow", "Principal": {"Service": "scheduler.amazonaws.com"}, "Action": "sts:AssumeRole"}
        document = {"Version": "2012-10-17", "Statement": [trust]}
        cloud.client("iam").create_role(RoleName="nightly", AssumeRolePolicyDocument=json.dumps(document))
        yield cloud


@pytest.fixture
def scheduler(aws):
    return aws.client("scheduler")


def target(aws, role="nightly"):
    return {
        "Arn": f"arn:aws:lambda:us-east-1:{aws.account}:function:snapshot",
        "RoleArn": f"arn:aws:iam::{aws.account}:role/{role}",
    }


def asked(aws, **changed):
    return {
        "Name": "monthly",
        "ScheduleExpression": MONTHLY,
        "FlexibleTimeWindow": OFF,
        "Target": target(aws),
        **changed,
    }


def refused(call, **params):
    """The error's code and words."""
    with pytest.raises(ClientError) as caught:
        call(**params)
    error = caught.value.response["Error"]
    return error["Code"], error["Message"]


def test_a_schedule_is_told_with_what_aws_chooses(aws, scheduler):
    """UTC, enabled, 185 tries in 24 hours. The list shows less."""
    arn = scheduler.create_schedule(**asked(aws))["ScheduleArn"]
    assert arn == f"arn:aws:scheduler:us-east-1:{aws.account}:schedule/default/monthly"
    found = scheduler.get_schedule(Name="monthly")
    assert (found["ScheduleExpressionTimezone"], found["State"]) == ("UTC", "ENABLED")
    assert found["ActionAfterCompletion"] == "NONE"
    assert found["Target"]["RetryPolicy"] == {"MaximumEventAgeInSeconds": 86400, "MaximumRetryAttempts": 185}
    listed = scheduler.list_schedules()["Schedules"]
    assert [(each["Name"], each["Target"]) for each in listed] == [("monthly", {"Arn": target(aws)["Arn"]})]


@pytest.mark.parametrize(
    "expression", ["cron(0 1 * * * *)", "rate(10 minutess)", " rate(10 minutes)", "at(2021-12-31T23:59:59Z)", "at()"]
)
def test_what_is_no_schedule_is_refused(aws, scheduler, expression):
    told = refused(scheduler.create_schedule, **asked(aws, ScheduleExpression=expression))
    assert told == ("ValidationException", f"Invalid Schedule Expression {expression}.")


@pytest.mark.parametrize("expression", ["at(2022-12-31T23:59:59)", "cron(0-15/1 8-8 ? * 2,3,4 *)", "rate(1 day)"])
def test_what_is_one_is_taken(aws, scheduler, expression):
    """A moment in the past too; it is never called."""
    scheduler.create_schedule(**asked(aws, ScheduleExpression=expression))


@pytest.mark.parametrize("role", ["absent", "deaf"])
def test_the_role_has_to_trust_the_scheduler(aws, scheduler, role):
    """One that is not there, and one that another service may assume."""
    trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    document = {"Version": "2012-10-17", "Statement": [trust]}
    aws.client("iam").create_role(RoleName="deaf", AssumeRolePolicyDocument=json.dumps(document))
    told = refused(scheduler.create_schedule, **asked(aws, Target=target(aws, role)))
    words = "The execution role you provide must allow AWS EventBridge Scheduler to assume the role."
    assert told == ("ValidationException", words)


@pytest.mark.parametrize(
    "changed",
    [
        {"ScheduleExpressionTimezone": "Mars/Base"},
        {"FlexibleTimeWindow": {"Mode": "OFF", "MaximumWindowInMinutes": 5}},
        {"FlexibleTimeWindow": {"Mode": "FLEXIBLE"}},
        {"FlexibleTimeWindow": {"Mode": "FLEXIBLE", "MaximumWindowInMinutes": 1441}},
        {"Name": "a b"},
        {"Target": {"Arn": "snapshot", "RoleArn": "x"}},
    ],
)
def test_other_wrong_settings_are_refused(aws, scheduler, changed):
    assert refused(scheduler.create_schedule, **asked(aws, **changed))[0] == "ValidationException"


def test_a_start_in_the_past_is_refused(aws, scheduler):
    """More than five minutes ago. A schedule for once heeds no start."""
    ago = aws.clock.now() - timedelta(hours=1)
    told = refused(scheduler.create_schedule, **asked(aws, StartDate=ago))
    assert told == ("ValidationException", "The StartDate you specify cannot be earlier than 5 minutes ago.")
    scheduler.create_schedule(**asked(aws, StartDate=ago, ScheduleExpression="at(2030-01-01T00:00:00)"))


def test_names_are_taken_once_and_absent_ones_are_told(aws, scheduler):
    scheduler.create_schedule(**asked(aws))
    assert refused(scheduler.create_schedule, **asked(aws)) == (
        "ConflictException",
        "Schedule monthly already exists.",
    )
    absent = ("ResourceNotFoundException", "Schedule yearly does not exist.")
    assert refused(scheduler.get_schedule, Name="yearly") == absent
    assert refused(scheduler.delete_schedule, Name="yearly") == absent
    assert refused(scheduler.update_schedule, **asked(aws, Name="yearly")) == absent
    told = refused(scheduler.create_schedule, **asked(aws, Name="x", GroupName="audit"))
    assert told == ("ResourceNotFoundException", "Schedule group audit does not exist.")


def test_a_request_that_is_sent_again_makes_no_second_one(aws, scheduler):
    """With its ClientToken; boto3 keeps it when it tries again. With another one the name is taken."""
    first = scheduler.create_schedule(**asked(aws, ClientToken="one"))["ScheduleArn"]
    assert scheduler.create_schedule(**asked(aws, ClientToken="one"))["ScheduleArn"] == first
    assert refused(scheduler.create_schedule, **asked(aws, ClientToken="two"))[0] == "ConflictException"
    changed = asked(aws, ClientToken="one", State="DISABLED")
    assert refused(scheduler.create_schedule, **changed)[0] == "ConflictException"


def test_an_update_replaces_everything(aws, scheduler):
    """What it leaves out gets its default."""
    scheduler.create_schedule(**asked(aws, State="DISABLED", Description="x", ScheduleExpressionTimezone="Europe/Rome"))
    scheduler.update_schedule(**asked(aws))
    found = scheduler.get_schedule(Name="monthly")
    assert (found["State"], found["ScheduleExpressionTimezone"]) == ("ENABLED", "UTC")
    assert "Description" not in found


def test_a_group_goes_with_its_schedules(aws, scheduler):
    scheduler.create_schedule_group(Name="audit", Tags=[{"Key": "team", "Value": "dba"}])
    arn = scheduler.get_schedule_group(Name="audit")["Arn"]
    scheduler.untag_resource(ResourceArn=arn, TagKeys=["team"])
    scheduler.tag_resource(ResourceArn=arn, Tags=[{"Key": "cost", "Value": "7"}])
    assert scheduler.list_tags_for_resource(ResourceArn=arn)["Tags"] == [{"Key": "cost", "Value": "7"}]
    scheduler.create_schedule(**asked(aws, GroupName="audit"))
    scheduler.create_schedule(**asked(aws))
    assert len(scheduler.list_schedules(NamePrefix="month")["Schedules"]) == 2
    scheduler.delete_schedule_group(Name="audit")
    assert [each["GroupName"] for each in scheduler.list_schedules()["Schedules"]] == ["default"]
    assert [group["Name"] for group in scheduler.list_schedule_groups()["ScheduleGroups"]] == ["default"]


@pytest.mark.parametrize("action", ["describeDBSnapshots", "CreateDBSnapshot", "makeCoffee"])
def test_operations_that_read_or_do_not_exist_are_no_targets(aws, scheduler, action):
    """An action begins with a small letter."""
    universal = {**target(aws), "Arn": f"arn:aws:scheduler:::aws-sdk:rds:{action}", "Input": "{}"}
    assert refused(scheduler.create_schedule, **asked(aws, Target=universal))[0] == "ValidationException"


@pytest.mark.parametrize("given", ["nothing", "[]", '{"Database": "ledger"}'])
def test_a_universal_target_s_input_has_to_fit_the_operation(aws, scheduler, given):
    universal = {**target(aws), "Arn": "arn:aws:scheduler:::aws-sdk:rds:createDBSnapshot", "Input": given}
    code, words = refused(scheduler.create_schedule, **asked(aws, Target=universal))
    assert code == "ValidationException"
    assert words.startswith("Invalid RequestJson provided.")


def test_other_targets_are_not_simulated(aws, scheduler):
    queue = {**target(aws), "Arn": f"arn:aws:sqs:us-east-1:{aws.account}:q"}
    with pytest.raises(NotSimulated, match="only AWS Lambda functions"):
        scheduler.create_schedule(**asked(aws, Target=queue))


@pytest.mark.parametrize(("source", "taken"), [("schedule-group/default", True), ("schedule-group/audit", False)])
def test_a_role_s_trust_may_name_the_schedule_s_group_and_account(aws, scheduler, source, taken):
    """Against a confused deputy: the Scheduler says for whom it asks."""
    arn = f"arn:aws:scheduler:us-east-1:{aws.account}:{source}"
    trust = {
        "Effect": "Allow",
        "Principal": {"Service": "scheduler.amazonaws.com"},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"aws:SourceAccount": aws.account, "aws:SourceArn": arn}},
    }
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    aws.client("iam").create_role(RoleName="careful", AssumeRolePolicyDocument=document)
    if taken:
        scheduler.create_schedule(**asked(aws, Target=target(aws, "careful")))
    else:
        code, _ = refused(scheduler.create_schedule, **asked(aws, Target=target(aws, "careful")))
        assert code == "ValidationException"
