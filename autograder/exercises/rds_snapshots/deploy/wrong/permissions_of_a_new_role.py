# fails: crash, exam_crash, exam_newer, exam_leftovers, exam_region, exam_smallest, smallest
# advice: narrow, old_policy
"""Gives a role its permissions when it is made: a call that ended between the two leaves a role that may nothing."""

import json
import time
from datetime import UTC, datetime, timedelta

from botocore.exceptions import ClientError

NAME, CALLER = "monthly-snapshot", "monthly-snapshot-schedule"
# Refused for a role that is not known yet, and while an update is in progress.
NOT_YET = {"InvalidParameterValueException", "ValidationException", "ResourceConflictException"}


def deploy(iam, functions, scheduler, code, database, when):
    region = functions.meta.region_name
    role, is_new = put_role(iam, NAME, "lambda.amazonaws.com")
    account = role.split(":")[4]
    rds = f"arn:aws:rds:{region}:{account}"
    snapshots = f"{rds}:snapshot:{database}-monthly-*"
    if is_new:
        create = {"Action": "rds:CreateDBSnapshot", "Resource": [f"{rds}:db:{database}", snapshots]}
        allow(iam, NAME, create, {"Action": "rds:DescribeDBSnapshots", "Resource": snapshots})
    arn = put_function(functions, role, code)
    caller, is_new = put_role(iam, CALLER, "scheduler.amazonaws.com")
    if is_new:
        allow(iam, CALLER, {"Action": "lambda:InvokeFunction", "Resource": arn})
    event = {"database": database, "scheduled": "<aws.scheduler.scheduled-time>"}
    wanted = {
        "Name": NAME,
        "ScheduleExpression": when["ScheduleExpression"],
        "ScheduleExpressionTimezone": when["ScheduleExpressionTimezone"],
        "FlexibleTimeWindow": {"Mode": "OFF"},
        "Target": {"Arn": arn, "RoleArn": caller, "Input": json.dumps(event)},
    }
    try:
        patiently(scheduler.create_schedule, **wanted)
    except scheduler.exceptions.ConflictException:
        patiently(scheduler.update_schedule, **wanted)
    return arn


def put_role(iam, name, service):
    """See to it that a role trusts this service alone; its ARN."""
    trust = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    try:
        return iam.create_role(RoleName=name, AssumeRolePolicyDocument=document)["Role"]["Arn"], True
    except iam.exceptions.EntityAlreadyExistsException:
        iam.update_assume_role_policy(RoleName=name, PolicyDocument=document)
        return iam.get_role(RoleName=name)["Role"]["Arn"], False


def allow(iam, name, *statements):
    """Let a role do this."""
    document = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **each} for each in statements]}
    iam.put_role_policy(RoleName=name, PolicyName="work", PolicyDocument=json.dumps(document))


def put_function(functions, role, code):
    """See to it that the function has this code and its settings; its ARN."""
    settings = {"FunctionName": NAME, "Role": role, "Handler": "backup.handler"}
    settings |= {"Runtime": "python3.13", "Timeout": 900}
    try:
        functions.get_function(FunctionName=NAME)
    except functions.exceptions.ResourceNotFoundException:
        try:
            return patiently(functions.create_function, **settings, Code={"ZipFile": code})["FunctionArn"]
        except functions.exceptions.ResourceConflictException:
            pass  # the answer of a first try was lost
    patiently(functions.update_function_code, FunctionName=NAME, ZipFile=code)
    return patiently(functions.update_function_configuration, **settings)["FunctionArn"]


def patiently(send, **params):
    """Send a request, again and again while what refuses it passes by itself."""
    end = datetime.now(UTC) + timedelta(seconds=90)
    while True:
        try:
            return send(**params)
        except ClientError as error:
            there = "already exist" in str(error)
            if there or error.response["Error"]["Code"] not in NOT_YET or datetime.now(UTC) > end:
                raise
        time.sleep(5)
