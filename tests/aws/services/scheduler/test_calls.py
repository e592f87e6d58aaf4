"""What the Scheduler calls when the cloud's clock comes by. The calls are made with the schedule's role."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from course_lib.aws.account import Cloud
from course_lib.aws.services.rds.layer import RdsRules
from course_lib.aws.services.scheduler.layer import ScheduleRules
from tests.aws.services.lambda_.code import make

OFF = {"Mode": "OFF"}
SNAPSHOT = "arn:aws:scheduler:::aws-sdk:rds:createDBSnapshot"
INPUT = {"DbInstanceIdentifier": "ledger", "DbSnapshotIdentifier": "at-<aws.scheduler.attempt-number>"}


def give(cloud, name, service, action):
    iam = cloud.client("iam")
    trust = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    document = {"Version": "2012-10-17", "Statement": [trust]}
    iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(document))
    allow = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": action, "Resource": "*"}]}
    iam.put_role_policy(RoleName=name, PolicyName="p", PolicyDocument=json.dumps(allow))


@pytest.fixture
def aws():
    """The clock says 10:00 on 2 March 2026, and the database is available."""
    with Cloud(services=["scheduler", "iam", "rds"]) as cloud:
        give(cloud, "nightly", "scheduler.amazonaws.com", "rds:CreateDBSnapshot")
        give(cloud, "weak", "scheduler.amazonaws.com", "rds:AddTagsToResource")
        cloud.client("rds").create_db_instance(
            DBInstanceIdentifier="ledger",
            DBInstanceClass="db.t4g.micro",
            Engine="mysql",
            MasterUsername="root",
            MasterUserPassword="example-pass",
        )
        cloud.clock.advance(hours=1)
        yield cloud


def schedule(aws, expression, role="nightly", given=INPUT, window=OFF, **settings):
    arn = f"arn:aws:iam::{aws.account}:role/{role}"
    target = {"Arn": SNAPSHOT, "RoleArn": arn, "Input": json.dumps(given), **settings.pop("target", {})}
    aws.client("scheduler").create_schedule(
        Name="s", ScheduleExpression=expression, FlexibleTimeWindow=window, Target=target, **settings
    )


def calls(aws):
    return aws.layer(ScheduleRules).store().calls


def moments(aws):
    return [call.at.strftime("%m-%dT%H:%M") for call in calls(aws)]


def test_a_target_is_called_at_its_moment_with_the_schedule_s_role(aws):
    """The role's call stands in the journal, with the permission that decided."""
    schedule(aws, "cron(0 4 1 * ? *)")
    aws.clock.advance(days=31)
    taken = aws.client("rds").describe_db_snapshots(SnapshotType="manual")["DBSnapshots"]
    assert [(each["DBSnapshotIdentifier"], each["SnapshotCreateTime"]) for each in taken] == [
        ("at-1", datetime(2026, 4, 1, 4, tzinfo=UTC))
    ]
    (entry,) = aws.journal.entries(who="scheduler s")
    assert entry.access.identity == f"arn:aws:sts::{aws.account}:assumed-role/nightly/scheduler-1"
    assert [(check.action, check.allowed) for check in entry.access.checks] == [("rds:CreateDBSnapshot", True)] * 2


def test_a_role_that_may_not_is_refused_and_nothing_is_tried_again(aws):
    schedule(aws, "rate(10 days)", role="weak")
    aws.clock.advance(days=1)
    (call,) = calls(aws)
    assert call.error.startswith("AccessDenied: User: arn:aws:sts::")
    assert aws.client("rds").describe_db_snapshots(SnapshotType="manual")["DBSnapshots"] == []


def test_a_zone_s_clock_is_followed_through_the_year(aws):
    """Nine in Berlin is eight in winter and seven in summer; what the spring leaves out is skipped."""
    schedule(aws, "cron(0 9 27-31 3 ? 2026)", role="weak", ScheduleExpressionTimezone="Europe/Berlin")
    aws.clock.advance(days=31)
    assert moments(aws) == ["03-27T08:00", "03-28T08:00", "03-29T07:00", "03-30T07:00", "03-31T07:00"]


def test_what_falls_into_the_hour_that_spring_leaves_out_is_skipped(aws):
    schedule(aws, "cron(30 2 28-30 3 ? 2026)", role="weak", ScheduleExpressionTimezone="Europe/Berlin")
    aws.clock.advance(days=31)
    assert moments(aws) == ["03-28T01:30", "03-30T00:30"]


def test_a_rate_begins_at_once_or_at_its_start(aws):
    """Without a StartDate the first call comes at once."""
    schedule(aws, "rate(12 hours)", role="weak")
    aws.clock.advance(days=1)
    assert moments(aws) == ["03-02T10:00", "03-02T22:00", "03-03T10:00"]


def test_a_rate_keeps_to_its_start_and_its_end(aws):
    start = datetime(2026, 3, 5, 6, 0, tzinfo=UTC)
    schedule(aws, "rate(6 hours)", role="weak", StartDate=start, EndDate=start + timedelta(hours=13))
    aws.clock.advance(days=30)
    assert moments(aws) == ["03-05T06:00", "03-05T12:00", "03-05T18:00"]


def test_a_rate_that_is_longer_than_calendars_go_is_due_once(aws):
    schedule(aws, "rate(999999999 days)", role="weak")
    aws.clock.advance(days=1)
    assert moments(aws) == ["03-02T10:00"]


def test_once_is_once_and_then_the_schedule_may_go(aws):
    schedule(aws, "at(2026-03-03T04:05:00)", role="weak", ActionAfterCompletion="DELETE")
    aws.clock.advance(days=3)
    assert moments(aws) == ["03-03T04:05"]
    assert aws.client("scheduler").list_schedules()["Schedules"] == []


def test_a_schedule_that_is_disabled_or_deleted_calls_nothing(aws):
    schedule(aws, "rate(1 day)", role="weak", StartDate=aws.clock.now() + timedelta(hours=1))
    aws.client("scheduler").delete_schedule(Name="s")
    schedule(aws, "rate(1 day)", role="weak", State="DISABLED")
    aws.clock.advance(days=5)
    assert moments(aws) == []


def test_a_flexible_window_is_kept(aws):
    """Each call comes within the window that begins at its moment; not always at the same minute."""
    schedule(aws, "cron(0 4 * * ? *)", role="weak", window={"Mode": "FLEXIBLE", "MaximumWindowInMinutes": 60})
    aws.clock.advance(days=20)
    late = [call.at - call.due for call in calls(aws)]
    assert len(late) == 20
    assert all(timedelta(0) <= each < timedelta(hours=1) for each in late)
    assert len(set(late)) > 5


def test_what_passes_is_tried_again_ever_less_often(aws):
    """Throttled twice; the third try is taken, and no other follows."""
    seen = []

    def throttled(call, forward):
        from course_lib.aws.http.messages import Answer, AwsError

        if call.operation == "CreateDBSnapshot" and len(seen) < 2:
            seen.append(call)
            return Answer(error=AwsError("Throttling", "Rate exceeded"))
        return forward(call)

    schedule(aws, "at(2026-03-03T04:00:00)")
    with aws.use(throttled):
        aws.clock.advance(days=2)
    assert [(call.number, bool(call.error)) for call in calls(aws)] == [(1, True), (2, True), (3, False)]
    waits = [later.at - earlier.at for earlier, later in zip(calls(aws), calls(aws)[1:], strict=False)]
    assert waits[1] > waits[0]


def test_the_retry_policy_ends_it(aws):
    """Two further tries, or none that would come too late."""

    def throttled(call, forward):
        from course_lib.aws.http.messages import Answer, AwsError

        if call.operation == "CreateDBSnapshot":
            return Answer(error=AwsError("Throttling", "Rate exceeded"))
        return forward(call)

    retry = {"RetryPolicy": {"MaximumRetryAttempts": 2, "MaximumEventAgeInSeconds": 3600}}
    schedule(aws, "at(2026-03-03T04:00:00)", target=retry)
    with aws.use(throttled):
        aws.clock.advance(days=2)
    assert [call.number for call in calls(aws)] == [1, 2, 3]


def test_a_call_may_come_twice_or_not_at_all(aws):
    """As a lesson lets it: delivery is at least once at AWS, and a schedule can be lost by hand."""
    rules = aws.layer(ScheduleRules)
    rules.fate = lambda name, due: [timedelta(0), timedelta(seconds=90)] if due.day % 2 else []
    schedule(aws, "cron(0 4 * * ? *)", role="weak")
    aws.clock.advance(days=3)
    assert moments(aws) == ["03-03T04:00", "03-03T04:01", "03-05T04:00", "03-05T04:01"]


def test_three_years_of_months_are_quick_and_complete(aws):
    """One call a month, whatever the month's length."""
    aws.layer(RdsRules).quota = 1000
    schedule(aws, "cron(0 4 L * ? *)", role="weak")
    aws.clock.advance(days=3 * 365 + 1)
    assert len(calls(aws)) == 36


def test_a_function_is_called_with_the_schedule_s_role():
    """Its code really runs; a role that may not invoke it is refused, whatever the function's own role may do."""
    with Cloud(services=["scheduler", "iam", "lambda", "ssm"]) as cloud:
        give(cloud, "caller", "scheduler.amazonaws.com", "lambda:InvokeFunction")
        give(cloud, "nobody", "scheduler.amazonaws.com", "s3:GetObject")
        give(cloud, "batch", "lambda.amazonaws.com", "ssm:PutParameter")
        source = """
            import boto3
            def handler(event, context):
                name = event["scheduled"].replace(":", ".")
                boto3.client("ssm").put_parameter(Name=name, Value=event["by"], Type="String")
            """
        arn = make(cloud, source)
        given = json.dumps({"scheduled": "<aws.scheduler.scheduled-time>", "by": "<aws.scheduler.attempt-number>"})
        for name, role, hour in (("may", "caller", 4), ("may-not", "nobody", 5)):
            cloud.client("scheduler").create_schedule(
                Name=name,
                ScheduleExpression=f"cron(0 {hour} * * ? *)",
                FlexibleTimeWindow=OFF,
                Target={"Arn": arn, "RoleArn": f"arn:aws:iam::{cloud.account}:role/{role}", "Input": given},
            )
        cloud.clock.advance(days=2)
        found = cloud.client("ssm").get_parameters_by_path(Path="/")["Parameters"]
        assert [(each["Name"], each["Value"]) for each in found] == [
            ("2026-03-03T04.00.00Z", "1"),
            ("2026-03-04T04.00.00Z", "1"),
        ]
        refused = [call.error.partition(":")[0] for call in calls(cloud) if call.schedule == "may-not"]
        assert refused == ["AccessDeniedException"] * 2
