"""EventBridge's rules with a schedule, and their targets. Plain boto3; words as recorded on AWS."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from course_lib.aws.account import Cloud, NotSimulated

MONTHLY = "cron(0 4 1 * ? *)"


@pytest.fixture
def aws():
    with Cloud(services=["events"]) as cloud:
        yield cloud


@pytest.fixture
def events(aws):
    return aws.client("events")


def function(aws, name="snapshot"):
    return f"arn:aws:lambda:us-east-1:{aws.account}:function:{name}"


def refused(call, **params):
    """The error's code and words."""
    with pytest.raises(ClientError) as caught:
        call(**params)
    error = caught.value.response["Error"]
    return error["Code"], error["Message"]


def test_a_rule_is_described_as_it_was_put(aws, events):
    """ListRules shows no CreatedBy."""
    arn = events.put_rule(Name="monthly", ScheduleExpression=MONTHLY, Description="backups")["RuleArn"]
    assert arn == f"arn:aws:events:us-east-1:{aws.account}:rule/monthly"
    told = {
        "Name": "monthly",
        "Arn": arn,
        "ScheduleExpression": MONTHLY,
        "State": "ENABLED",
        "EventBusName": "default",
        "Description": "backups",
    }
    assert events.list_rules()["Rules"] == [told]
    described = events.describe_rule(Name="monthly")
    del described["ResponseMetadata"]
    assert described == {**told, "CreatedBy": aws.account}


def test_a_rule_that_is_put_again_keeps_its_targets_and_tags_and_nothing_else(aws, events):
    """What the second request leaves out is gone."""
    events.put_rule(Name="monthly", ScheduleExpression=MONTHLY, Description="x", Tags=[{"Key": "a", "Value": "1"}])
    events.put_targets(Rule="monthly", Targets=[{"Id": "1", "Arn": function(aws)}])
    arn = events.put_rule(Name="monthly", ScheduleExpression="rate(2 hours)", State="DISABLED")["RuleArn"]
    described = events.describe_rule(Name="monthly")
    assert (described["ScheduleExpression"], described["State"]) == ("rate(2 hours)", "DISABLED")
    assert "Description" not in described
    assert events.list_targets_by_rule(Rule="monthly")["Targets"] == [{"Id": "1", "Arn": function(aws)}]
    assert events.list_tags_for_resource(ResourceARN=arn)["Tags"] == [{"Key": "a", "Value": "1"}]


@pytest.mark.parametrize("expression", ["cron(0 1 * * * *)", "cron(71 8 1 * ? *)", "rate(10 seconds)", "rate(1 days)"])
def test_what_is_no_schedule_is_refused(events, expression):
    """EventBridge does not say why. cron(…) has six fields, of which exactly one day field is ?."""
    told = refused(events.put_rule, Name="monthly", ScheduleExpression=expression)
    assert told == ("ValidationException", "Parameter ScheduleExpression is not valid.")


def test_a_rule_needs_a_schedule(events):
    told = refused(events.put_rule, Name="monthly")
    assert told == ("ValidationException", "Parameter(s) EventPattern or ScheduleExpression must be specified.")


def test_event_patterns_are_not_simulated(events):
    with pytest.raises(NotSimulated, match="only rules with a schedule"):
        events.put_rule(Name="x", EventPattern='{"source": ["aws.ec2"]}')


def test_a_bus_of_another_name_does_not_exist(events):
    told = refused(events.put_rule, Name="x", ScheduleExpression=MONTHLY, EventBusName="orders")
    assert told == ("ResourceNotFoundException", "Event bus orders does not exist.")


def test_a_rule_with_targets_cannot_be_deleted(aws, events):
    """Without them it can; and one that is not there is no error."""
    events.put_rule(Name="monthly", ScheduleExpression=MONTHLY)
    events.put_targets(Rule="monthly", Targets=[{"Id": "1", "Arn": function(aws)}])
    told = refused(events.delete_rule, Name="monthly")
    assert told == ("ValidationException", "Rule can't be deleted since it has targets.")
    assert events.remove_targets(Rule="monthly", Ids=["1", "9"])["FailedEntryCount"] == 0
    events.delete_rule(Name="monthly")
    events.delete_rule(Name="monthly")
    told = refused(events.describe_rule, Name="monthly")
    assert told == ("ResourceNotFoundException", "Rule monthly does not exist on EventBus default.")


def test_a_rule_has_five_targets_at_most(aws, events):
    events.put_rule(Name="monthly", ScheduleExpression=MONTHLY)
    events.put_targets(Rule="monthly", Targets=[{"Id": str(n), "Arn": function(aws)} for n in range(5)])
    events.put_targets(Rule="monthly", Targets=[{"Id": "0", "Arn": function(aws, "other")}])
    told = refused(events.put_targets, Rule="monthly", Targets=[{"Id": "5", "Arn": function(aws)}])
    assert told == ("LimitExceededException", "The requested resource exceeds the maximum number allowed.")
    assert events.list_rule_names_by_target(TargetArn=function(aws, "other"))["RuleNames"] == ["monthly"]


def test_a_target_s_id_is_checked_before_everything_else(aws, events):
    """The place in the list is told, from 1."""
    told = refused(events.put_targets, Rule="absent", Targets=[{"Id": "!@#$", "Arn": function(aws)}])
    words = "Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+"
    where = "Value '!@#$' at 'targets.1.member.id' failed to satisfy constraint"
    assert told == ("ValidationException", f"1 validation error detected: {where}: {words}")


def test_a_function_takes_no_role(aws, events):
    """A function is called because its own policy allows it."""
    events.put_rule(Name="monthly", ScheduleExpression=MONTHLY)
    role = f"arn:aws:iam::{aws.account}:role/r"
    told = refused(events.put_targets, Rule="monthly", Targets=[{"Id": "1", "Arn": function(aws), "RoleArn": role}])
    assert told == ("ValidationException", f"RoleArn is not supported for target {function(aws)}.")


def test_targets_that_nothing_here_would_call_are_not_simulated(aws, events):
    events.put_rule(Name="monthly", ScheduleExpression=MONTHLY)
    with pytest.raises(NotSimulated, match="only AWS Lambda functions"):
        events.put_targets(Rule="monthly", Targets=[{"Id": "1", "Arn": f"arn:aws:sqs:us-east-1:{aws.account}:q"}])


def test_rules_come_in_pages(events):
    for number in range(5):
        events.put_rule(Name=f"r{number}", ScheduleExpression=MONTHLY)
    first = events.list_rules(Limit=3, NamePrefix="r")
    rest = events.list_rules(Limit=3, NamePrefix="r", NextToken=first["NextToken"])
    assert [rule["Name"] for rule in first["Rules"] + rest["Rules"]] == ["r0", "r1", "r2", "r3", "r4"]
    assert "NextToken" not in rest
    assert refused(events.list_rules, NextToken="!")[0] == "ValidationException"
