import json
import time

from botocore.exceptions import ClientError

FUNCTION = "monthly-snapshot"
SCHEDULE_ROLE = "monthly-snapshot-schedule"


def code_of(error):
    return error.response["Error"]["Code"]


def policy(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def ensure_role(iam, name, service, statements, account=""):
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": ["sts:AssumeRole"]}
    if service.startswith("scheduler"):  # against a confused deputy
        statement["Condition"] = {"StringEquals": {"aws:SourceAccount": account}}
    trust = policy(statement)
    try:
        arn = iam.get_role(RoleName=name)["Role"]["Arn"]
        iam.update_assume_role_policy(RoleName=name, PolicyDocument=trust)
    except iam.exceptions.NoSuchEntityException:
        try:
            arn = iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust)["Role"]["Arn"]
        except iam.exceptions.EntityAlreadyExistsException:
            arn = iam.get_role(RoleName=name)["Role"]["Arn"]
    iam.put_role_policy(RoleName=name, PolicyName="inline", PolicyDocument=policy(*statements))
    for page in iam.get_paginator("list_role_policies").paginate(RoleName=name):
        for other in set(page["PolicyNames"]) - {"inline"}:
            iam.delete_role_policy(RoleName=name, PolicyName=other)
    for page in iam.get_paginator("list_attached_role_policies").paginate(RoleName=name):
        for each in page["AttachedPolicies"]:
            iam.detach_role_policy(RoleName=name, PolicyArn=each["PolicyArn"])
    return arn


def again(request, passes, tries=13):
    for number in range(tries):
        try:
            return request()
        except ClientError as error:
            if number == tries - 1 or not passes(error):
                raise
            time.sleep(6)


def not_known_yet(error):
    return code_of(error) in ("InvalidParameterValueException", "ValidationException")


def busy(error):
    return not_known_yet(error) or (code_of(error) == "ResourceConflictException" and "progress" in str(error))


def ensure_function(functions, role, code):
    wanted = dict(FunctionName=FUNCTION, Role=role, Runtime="python3.13", Handler="backup.handler", Timeout=900)
    waiter = functions.get_waiter("function_updated_v2")
    try:
        made = again(lambda: functions.create_function(Code={"ZipFile": code}, Publish=False, **wanted), not_known_yet)
        return made["FunctionArn"]
    except functions.exceptions.ResourceConflictException:
        functions.get_waiter("function_active_v2").wait(FunctionName=FUNCTION)
        waiter.wait(FunctionName=FUNCTION)
    again(lambda: functions.update_function_configuration(**wanted), busy)
    waiter.wait(FunctionName=FUNCTION)
    arn = again(lambda: functions.update_function_code(FunctionName=FUNCTION, ZipFile=code), busy)["FunctionArn"]
    waiter.wait(FunctionName=FUNCTION)
    return arn


def deploy(iam, functions, scheduler, code, database, when):
    region = functions.meta.region_name
    account = None
    for name in (FUNCTION,):
        trusted = ensure_role(
            iam, name, "lambda.amazonaws.com", [{"Effect": "Allow", "Action": "logs:PutLogEvents", "Resource": "*"}]
        )
        account = trusted.split(":")[4]
    snapshots = f"arn:aws:rds:{region}:{account}:snapshot:{database}-monthly-*"
    take = {
        "Sid": "Take",
        "Effect": "Allow",
        "Action": ["rds:CreateDBSnapshot"],
        "Resource": [f"arn:aws:rds:{region}:{account}:db:{database}", snapshots],
    }
    look = {"Sid": "Look", "Effect": "Allow", "Action": ["rds:DescribeDBSnapshots"], "Resource": ["*"]}
    log = {"Sid": "Log", "Effect": "Allow", "Action": ["logs:*"], "Resource": ["*"]}
    role = ensure_role(iam, FUNCTION, "lambda.amazonaws.com", [take, look, log])
    arn = ensure_function(functions, role, code)
    call = {"Effect": "Allow", "Action": ["lambda:InvokeFunction"], "Resource": [arn]}
    caller = ensure_role(iam, SCHEDULE_ROLE, "scheduler.amazonaws.com", [call], account)
    given = '{"scheduled": "<aws.scheduler.scheduled-time>", "database": "%s"}' % database
    schedule = {
        "Name": FUNCTION,
        "GroupName": "default",
        "State": "ENABLED",
        "FlexibleTimeWindow": {"Mode": "OFF"},
        "Target": {"Arn": arn, "RoleArn": caller, "Input": given},
        **when,
    }
    try:
        scheduler.get_schedule(Name=FUNCTION)
    except scheduler.exceptions.ResourceNotFoundException:
        again(lambda: scheduler.create_schedule(**schedule), not_known_yet)
    else:
        again(lambda: scheduler.update_schedule(**schedule), not_known_yet)
    return arn
