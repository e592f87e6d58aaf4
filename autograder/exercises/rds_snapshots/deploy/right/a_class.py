import json
import time
from datetime import UTC, datetime, timedelta

from botocore.exceptions import ClientError


class Setup:
    def __init__(self, iam, functions, scheduler):
        self.iam, self.functions, self.scheduler = iam, functions, scheduler
        self.until = datetime.now(UTC) + timedelta(minutes=5)

    def patient(self, send, *codes, **params):
        """Send until it is taken; 15 seconds between two tries."""
        while True:
            try:
                return send(**params)
            except ClientError as error:
                told = error.response["Error"]
                if told["Code"] not in codes or datetime.now(UTC) > self.until or "exist" in told["Message"]:
                    raise
                time.sleep(15)

    def role(self, name, service):
        trust = {"Effect": "Allow", "Principal": {"Service": [service]}, "Action": "sts:AssumeRole"}
        document = json.dumps({"Version": "2012-10-17", "Statement": trust})
        try:
            self.iam.create_role(RoleName=name, AssumeRolePolicyDocument=document)
        except self.iam.exceptions.EntityAlreadyExistsException:
            self.iam.update_assume_role_policy(RoleName=name, PolicyDocument=document)
            self.forget(name)
        return self.iam.get_role(RoleName=name)["Role"]["Arn"]

    def forget(self, name):
        for policy in self.iam.list_role_policies(RoleName=name)["PolicyNames"]:
            self.iam.delete_role_policy(RoleName=name, PolicyName=policy)
        for policy in self.iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]:
            self.iam.detach_role_policy(RoleName=name, PolicyArn=policy["PolicyArn"])

    def grant(self, name, policy, actions, resources):
        statement = {"Effect": "Allow", "Action": actions, "Resource": resources}
        document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        self.iam.put_role_policy(RoleName=name, PolicyName=policy, PolicyDocument=document)

    def function(self, name, role, code):
        conflict, unknown = "ResourceConflictException", "InvalidParameterValueException"
        settings = {"Role": role, "Handler": "backup.handler", "Runtime": "python3.13", "Timeout": 900}
        try:
            there = self.functions.get_function_configuration(FunctionName=name)
        except self.functions.exceptions.ResourceNotFoundException:
            there = None
        if there is None:
            try:
                params = {"FunctionName": name, "Code": {"ZipFile": code}, "MemorySize": 256, **settings}
                there = self.patient(self.functions.create_function, unknown, **params)
                return there["FunctionArn"]
            except self.functions.exceptions.ResourceConflictException:
                there = self.functions.get_function_configuration(FunctionName=name)
        self.patient(self.functions.update_function_code, conflict, FunctionName=name, ZipFile=code)
        settings["FunctionName"] = name
        self.patient(self.functions.update_function_configuration, conflict, unknown, **settings)
        return there["FunctionArn"]


def deploy(iam, functions, scheduler, code, database, when):
    setup = Setup(iam, functions, scheduler)
    caller = setup.role("monthly-snapshot-schedule", "scheduler.amazonaws.com")
    role = setup.role("monthly-snapshot", "lambda.amazonaws.com")
    prefix = f"arn:aws:rds:{functions.meta.region_name}:{role.split(':')[4]}"
    snapshots = f"{prefix}:snapshot:{database}-monthly-*"
    setup.grant("monthly-snapshot", "take", "rds:CreateDBSnapshot", [f"{prefix}:db:{database}", snapshots])
    setup.grant("monthly-snapshot", "look", "rds:DescribeDBSnapshots", [f"{prefix}:db:{database}", snapshots])
    setup.grant("monthly-snapshot", "logs", ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"], "*")
    arn = setup.function("monthly-snapshot", role, code)
    setup.grant("monthly-snapshot-schedule", "call", "lambda:InvokeFunction", arn)
    event = json.dumps({"database": database, "scheduled": "<aws.scheduler.scheduled-time>"})
    schedule = dict(when)
    schedule["Name"], schedule["FlexibleTimeWindow"] = "monthly-snapshot", {"Mode": "OFF"}
    schedule["Target"] = {"Arn": arn, "RoleArn": caller, "Input": event}
    try:
        setup.patient(scheduler.update_schedule, "ValidationException", **schedule)
    except scheduler.exceptions.ResourceNotFoundException:
        setup.patient(scheduler.create_schedule, "ValidationException", **schedule)
    return arn
