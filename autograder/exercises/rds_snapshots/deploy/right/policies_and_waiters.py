import json
import time
from datetime import UTC, datetime, timedelta

from botocore.exceptions import ClientError

NAME, CALLER = "monthly-snapshot", "monthly-snapshot-schedule"


def code_of(error):
    return error.response["Error"]["Code"]


def patiently(passes, call, **request):
    tried = 0
    while True:
        try:
            return call(**request)
        except ClientError as error:
            tried += 1
            if code_of(error) not in passes or tried > 12:
                raise
        time.sleep(10)


def trust(service):
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def allow(*pairs):
    return json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {"Effect": "Allow", "Action": actions, "Resource": resources} for actions, resources in pairs
            ],
        }
    )


def managed(iam, account, name, document):
    arn = f"arn:aws:iam::{account}:policy/{name}"
    try:
        iam.create_policy(PolicyName=name, PolicyDocument=document)
    except iam.exceptions.EntityAlreadyExistsException:
        versions = iam.list_policy_versions(PolicyArn=arn)["Versions"]
        for version in versions:
            if not version["IsDefaultVersion"]:
                iam.delete_policy_version(PolicyArn=arn, VersionId=version["VersionId"])
        iam.create_policy_version(PolicyArn=arn, PolicyDocument=document, SetAsDefault=True)
    return arn


def role(iam, name, service, permissions):
    try:
        arn = iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust(service))["Role"]["Arn"]
    except iam.exceptions.EntityAlreadyExistsException:
        arn = iam.get_role(RoleName=name)["Role"]["Arn"]
        iam.update_assume_role_policy(RoleName=name, PolicyDocument=trust(service))
    account = arn.split(":")[4]
    wanted = {managed(iam, account, name, permissions(account))}
    if name == NAME:
        wanted.add("arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole")
    there = {
        each["PolicyArn"]
        for page in iam.get_paginator("list_attached_role_policies").paginate(RoleName=name)
        for each in page["AttachedPolicies"]
    }
    for policy in wanted - there:
        iam.attach_role_policy(RoleName=name, PolicyArn=policy)
    for policy in there - wanted:
        iam.detach_role_policy(RoleName=name, PolicyArn=policy)
    for page in iam.get_paginator("list_role_policies").paginate(RoleName=name):
        for policy in page["PolicyNames"]:
            iam.delete_role_policy(RoleName=name, PolicyName=policy)
    return arn


LAMBDA = {"InvalidParameterValueException", "ResourceConflictException"}


def put_function(functions, code, role_arn):
    settings = {"Role": role_arn, "Runtime": "python3.13", "Handler": "backup.handler", "Timeout": 900}
    updated = functions.get_waiter("function_updated_v2")
    try:
        arn = functions.get_function_configuration(FunctionName=NAME)["FunctionArn"]
    except functions.exceptions.ResourceNotFoundException:
        made = patiently(
            {"InvalidParameterValueException"},
            functions.create_function,
            FunctionName=NAME,
            Code={"ZipFile": code},
            **settings,
        )
        functions.get_waiter("function_active_v2").wait(FunctionName=NAME)
        updated.wait(FunctionName=NAME)
        return made["FunctionArn"]
    for change, params in (("code", {"ZipFile": code}), ("configuration", settings)):
        updated.wait(FunctionName=NAME)
        patiently(LAMBDA, getattr(functions, f"update_function_{change}"), FunctionName=NAME, **params)
    updated.wait(FunctionName=NAME)
    return arn


def put_schedule(scheduler, request):
    try:
        scheduler.get_schedule(Name=NAME, GroupName="default")
    except scheduler.exceptions.ResourceNotFoundException:
        patiently({"ValidationException"}, scheduler.create_schedule, **request)
    else:
        patiently({"ValidationException"}, scheduler.update_schedule, **request)


def deploy(iam, functions, scheduler, code, database, when):
    region = functions.meta.region_name
    function_role = role(
        iam,
        NAME,
        "lambda.amazonaws.com",
        lambda account: allow(
            (
                ["rds:CreateDBSnapshot"],
                [
                    f"arn:aws:rds:{region}:{account}:db:{database}",
                    f"arn:aws:rds:{region}:{account}:snapshot:{database}-monthly-*",
                ],
            ),
            (["rds:DescribeDBSnapshots"], ["*"]),
        ),
    )
    arn = put_function(functions, code, function_role)
    caller = role(iam, CALLER, "scheduler.amazonaws.com", lambda account: allow((["lambda:InvokeFunction"], [arn])))
    given = json.dumps({"database": database, "scheduled": "<aws.scheduler.scheduled-time>"})
    put_schedule(
        scheduler,
        {
            "Name": NAME,
            "GroupName": "default",
            "State": "ENABLED",
            "FlexibleTimeWindow": {"Mode": "OFF"},
            "ScheduleExpression": when["ScheduleExpression"],
            "ScheduleExpressionTimezone": when["ScheduleExpressionTimezone"],
            "Target": {"Arn": arn, "RoleArn": caller, "Input": given},
        },
    )
    return arn
