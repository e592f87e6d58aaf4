import json
import time
from datetime import UTC, datetime, timedelta

from botocore.exceptions import ClientError

NAME, CALLER = "monthly-snapshot", "monthly-snapshot-schedule"
# Refused for a role that is not known yet, and while an update is in progress.
NOT_YET = {"InvalidParameterValueException", "ValidationException", "ResourceConflictException"}


def deploy(iam, functions, scheduler, code, database, when):
    """Set up the monthly snapshots in an account: a function, its role, a schedule, and the schedule's role.

    All of it, a part of it, or nothing may be there from earlier calls; they may have been made with other
    code, for another time, or have ended half-way. Afterwards it is as described here, whatever was there.

    Args:
        iam, functions, scheduler: boto3 clients, as boto3.client("iam"), boto3.client("lambda") and
            boto3.client("scheduler") give them. Use these.
        code: a zip file, as bytes. In it is the handler `backup.handler`, for the runtime python3.13. It
            takes up to 15 minutes.
        database: the identifier of the DB instance, in the account and Region of the function.
        when: what `schedule` returns: a dictionary with ScheduleExpression and ScheduleExpressionTimezone.

    Returns:
        The function's ARN.
        There is a function "monthly-snapshot" with this code, handler and runtime, a timeout of 900 seconds,
        and the role "monthly-snapshot". Lambda alone may assume that role, and with it one may take
        (rds:CreateDBSnapshot) snapshots of this database whose names begin with "<database>-monthly-", look
        at snapshots (rds:DescribeDBSnapshots), and write logs. Nothing else, whatever policies it had before.
        Nobody else is given a right to call the function.
        There is a schedule "monthly-snapshot", in the group "default", which is enabled, and by which
        EventBridge Scheduler calls this function when `when` says, without a flexible window. The function
        is handed {"database": database, "scheduled": <the moment>}, as JSON; the Scheduler writes the moment
        where the Input has <aws.scheduler.scheduled-time>. It calls with the role
        "monthly-snapshot-schedule": the Scheduler alone may assume it, and with it one may invoke this
        function. Nothing else, whatever policies it had before.

    Raises:
        A role that was just made is not known everywhere. Until it is, Lambda refuses it with
        InvalidParameterValueException and the Scheduler with ValidationException; the same request is
        repeated, every 5 to 15 seconds, for 60 seconds at least, but not for ever; then the last refusal
        comes out as boto3 raised it. ResourceConflictException, because an update of the function is in
        progress, is waited for as well.
        Any other failure comes out at once, as boto3 raised it.
    """
    region = functions.meta.region_name
    role = put_role(iam, NAME, "lambda.amazonaws.com")
    account = role.split(":")[4]
    rds = f"arn:aws:rds:{region}:{account}"
    snapshots = f"{rds}:snapshot:{database}-monthly-*"
    allow(
        iam,
        NAME,
        {"Action": "rds:CreateDBSnapshot", "Resource": [f"{rds}:db:{database}", snapshots]},
        {"Action": "rds:DescribeDBSnapshots", "Resource": snapshots},
        {"Action": ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"], "Resource": "*"},
    )
    arn = put_function(functions, role, code)
    caller = put_role(iam, CALLER, "scheduler.amazonaws.com")
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
        return iam.create_role(RoleName=name, AssumeRolePolicyDocument=document)["Role"]["Arn"]
    except iam.exceptions.EntityAlreadyExistsException:
        iam.update_assume_role_policy(RoleName=name, PolicyDocument=document)
        return iam.get_role(RoleName=name)["Role"]["Arn"]


def allow(iam, name, *statements):
    """Let a role do this, and nothing else."""
    document = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **each} for each in statements]}
    iam.put_role_policy(RoleName=name, PolicyName="work", PolicyDocument=json.dumps(document))
    for policy in iam.list_role_policies(RoleName=name)["PolicyNames"]:
        if policy != "work":
            iam.delete_role_policy(RoleName=name, PolicyName=policy)
    for policy in iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]:
        iam.detach_role_policy(RoleName=name, PolicyArn=policy["PolicyArn"])


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
