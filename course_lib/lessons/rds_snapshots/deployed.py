"""What stands in an account for the monthly snapshots, and how a check looks at it."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from course_lib.aws.access import Identity, Keys, Need
from course_lib.aws.kept import REGION
from course_lib.aws.layers.journal import COURSE
from course_lib.aws.layers.roles import decide, trusts
from course_lib.aws.services.scheduler.due import next_due
from course_lib.lessons.rds_snapshots.package import HANDLER, package

NAME = "monthly-snapshot"  # of the function, its role, and the schedule
CALLER = "monthly-snapshot-schedule"  # the schedule's role
LAMBDA, SCHEDULER = "lambda.amazonaws.com", "scheduler.amazonaws.com"
SERVICES = (LAMBDA, SCHEDULER, "events.amazonaws.com", "ec2.amazonaws.com", "rds.amazonaws.com")
KEPT = (
    *(f"role {NAME}", f"role {CALLER}", f"function {NAME}", f"schedule default/{NAME}"),
    *("policy *", f"function {NAME}:*", f"permission {NAME} *"),  # ways to the same that leave a thing of their own
)
SECONDS = 900
INPUT_OF = "<aws.scheduler.scheduled-time>"


def ask(cloud: Any, service: str, operation: str, region: str = REGION, **params: Any) -> dict[str, Any] | None:
    """What the account answers the course; None where there is nothing of that name."""
    client = cloud.client(service, who=COURSE, region=region)
    try:
        answer: dict[str, Any] = getattr(client, operation)(**params)
    except client.exceptions.ClientError:
        return None
    return answer


def function(cloud: Any, region: str = REGION) -> dict[str, Any] | None:
    """The function's configuration."""
    return ask(cloud, "lambda", "get_function_configuration", region, FunctionName=NAME)


def function_arn(cloud: Any, region: str = REGION) -> str:
    """The function's ARN, whether it is there or not."""
    return f"arn:aws:lambda:{region}:{cloud.account}:function:{NAME}"


def schedule(cloud: Any, region: str = REGION) -> dict[str, Any] | None:
    """The schedule."""
    return ask(cloud, "scheduler", "get_schedule", region, Name=NAME)


def callers(cloud: Any, region: str = REGION) -> list[Any]:
    """The principals that the function's own policy lets call it, but for the Scheduler and the schedule's role."""
    answer = ask(cloud, "lambda", "get_policy", region, FunctionName=NAME)
    statements = json.loads(answer["Policy"])["Statement"] if answer else []
    usual = ({"Service": SCHEDULER}, {"AWS": role(cloud, CALLER)})
    return [each["Principal"] for each in statements if each["Principal"] not in usual]


def role(cloud: Any, name: str) -> str:
    """A role's ARN."""
    return f"arn:aws:iam::{cloud.account}:role/{name}"


def digest(code: bytes) -> str:
    """What Lambda tells of a zip file, as CodeSha256."""
    return base64.b64encode(sha256(code).digest()).decode()


def trusted(cloud: Any, name: str, region: str = REGION) -> list[str]:
    """Who may assume a role: services of AWS, and "everybody of the account"."""
    arn = role(cloud, name)
    sources = {
        LAMBDA: function_arn(cloud, region),
        SCHEDULER: f"arn:aws:scheduler:{region}:{cloud.account}:schedule-group/default",
    }
    found = [each for each in SERVICES if trusts(cloud.account, region, arn, each, sources.get(each, "")).allowed]
    user = f"arn:aws:iam::{cloud.account}:user/mallory"
    anybody = Identity(user, "AIDAEXAMPLE", "User", Keys("", ""), name="mallory")
    if decide(cloud.account, region, anybody, Need("sts:AssumeRole", arn)).allowed:
        found.append("everybody of the account")
    return found


def allowed(cloud: Any, name: str, asked: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Which of these actions on these resources a role may do."""
    iam, arn = cloud.client("iam", who=COURSE), role(cloud, name)
    for action, resource in asked:
        told = iam.simulate_principal_policy(PolicySourceArn=arn, ActionNames=[action], ResourceArns=[resource])
        if told["EvaluationResults"][0]["EvalDecision"] == "allowed":
            yield action, resource


def due(expression: str, zone: str, start: datetime, count: int = 14) -> list[datetime]:
    """When a schedule is due, so many times from a moment on."""
    found: list[datetime] = []
    moment: datetime | None = start
    while len(found) < count:
        moment = next_due(expression, zone, start, None, bool(found), moment or start)
        if moment is None or moment > start + timedelta(days=4000):
            break
        found.append(moment)
    return found


def handed(given: str, database: str) -> bool:
    """Whether a target's input makes the event that the function wants."""
    try:
        event = json.loads(given)
    except ValueError:
        return False
    return bool(event == {"database": database, "scheduled": INPUT_OF})


def neighbours(cloud: Any) -> None:
    """Make schedules whose names are like this one: a longer name, and the same name in another group."""
    _make_role(cloud, "reports", SCHEDULER)
    ask(cloud, "scheduler", "create_schedule_group", Name="reports")
    arn = f"arn:aws:lambda:{REGION}:{cloud.account}:function:reports"
    for name, group in ((f"{NAME}-2", "default"), (NAME, "reports")):
        ask(
            cloud,
            "scheduler",
            "create_schedule",
            Name=name,
            GroupName=group,
            ScheduleExpression="rate(5 days)",
            FlexibleTimeWindow={"Mode": "OFF"},
            State="DISABLED",
            Target={"Arn": arn, "RoleArn": role(cloud, "reports")},
        )


def make(cloud: Any, name: str = NAME, roles: tuple[str, str] = (NAME, CALLER)) -> None:
    """Make a function and a schedule of one name, and their roles, which may do nothing yet."""
    for role_name, service in zip(roles, (LAMBDA, SCHEDULER), strict=True):
        _make_role(cloud, role_name, service)
    ask(
        cloud,
        "lambda",
        "create_function",
        FunctionName=name,
        Role=role(cloud, roles[0]),
        Runtime="python3.13",
        Handler=HANDLER,
        Code={"ZipFile": package()},
    )
    ask(
        cloud,
        "scheduler",
        "create_schedule",
        Name=name,
        ScheduleExpression="rate(5 days)",
        FlexibleTimeWindow={"Mode": "OFF"},
        State="DISABLED",
        Target={"Arn": function_arn(cloud).replace(NAME, name), "RoleArn": role(cloud, roles[1])},
    )
    cloud.clock.advance(minutes=1)


def _make_role(cloud: Any, name: str, service: str) -> None:
    trust = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    ask(cloud, "iam", "create_role", RoleName=name, AssumeRolePolicyDocument=document)


def crowd(cloud: Any) -> None:
    """Let functions, roles and schedules stand in front of these in every list, and others behind them."""
    for name in ("a-job", "b-job", "z-job"):
        make(cloud, name, (name, f"{name}-schedule"))


def leftovers(cloud: Any) -> None:
    """Let the two roles, which are there, do more than they are asked for, by several policies."""
    wide = {"Effect": "Allow", "Action": ["rds:*", "lambda:*", "logs:*"], "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [wide]})
    ask(cloud, "iam", "create_policy", PolicyName="old-rights", PolicyDocument=document)
    for name in (NAME, CALLER):
        for number in range(12):
            policy = f"trial-{number}"
            ask(cloud, "iam", "put_role_policy", RoleName=name, PolicyName=policy, PolicyDocument=document)
        for arn in ("arn:aws:iam::aws:policy/AdministratorAccess", f"arn:aws:iam::{cloud.account}:policy/old-rights"):
            ask(cloud, "iam", "attach_role_policy", RoleName=name, PolicyArn=arn)


def take_roles(cloud: Any) -> None:
    """Let the function and the schedule work for other roles, and delete their own."""
    for name, service in ((NAME, LAMBDA), (CALLER, SCHEDULER)):
        _make_role(cloud, f"old-{name}", service)
    ask(cloud, "lambda", "update_function_configuration", FunctionName=NAME, Role=role(cloud, f"old-{NAME}"))
    cloud.clock.advance(seconds=10)
    found = schedule(cloud)
    if found is None:
        return
    target = {**found["Target"], "RoleArn": role(cloud, f"old-{CALLER}")}
    kept = {key: found[key] for key in ("ScheduleExpression", "ScheduleExpressionTimezone", "FlexibleTimeWindow")}
    ask(cloud, "scheduler", "update_schedule", Name=NAME, Target=target, **kept)
    for name in (NAME, CALLER):
        for policy in (ask(cloud, "iam", "list_role_policies", RoleName=name) or {}).get("PolicyNames", ()):
            ask(cloud, "iam", "delete_role_policy", RoleName=name, PolicyName=policy)
        for each in (ask(cloud, "iam", "list_attached_role_policies", RoleName=name) or {}).get("AttachedPolicies", ()):
            ask(cloud, "iam", "detach_role_policy", RoleName=name, PolicyArn=each["PolicyArn"])
        ask(cloud, "iam", "delete_role", RoleName=name)


def change(cloud: Any) -> None:
    """Give the function other settings, which takes some seconds, and the schedule others of all its own."""
    settings: dict[str, Any] = {"Handler": "other.handler", "Runtime": "python3.12", "Timeout": 3}
    ask(cloud, "lambda", "update_function_configuration", FunctionName=NAME, **settings)
    found = schedule(cloud)
    if found is None:
        return
    ask(
        cloud,
        "scheduler",
        "update_schedule",
        Name=NAME,
        ScheduleExpression="rate(5 days)",
        FlexibleTimeWindow={"Mode": "FLEXIBLE", "MaximumWindowInMinutes": 15},
        State="DISABLED",
        EndDate=cloud.clock.now() + timedelta(days=90),
        Target={**found["Target"], "Input": "{}"},
    )
