"""Shuts rule by rule, moves the function, and opens the database last."""

import time

from botocore.exceptions import ClientError

POLICY = "arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"


def code(error):
    return error.response["Error"]["Code"]


def pages(client, operation, key, **arguments):
    return [each for page in client.get_paginator(operation).paginate(**arguments) for each in page[key]]


def filters(**values):
    return [{"Name": name.replace("_", "-"), "Values": [value]} for name, value in values.items()]


def private_subnets(ec2, vpc):
    tables = pages(ec2, "describe_route_tables", "RouteTables", Filters=filters(vpc_id=vpc))
    own, main = {}, None
    for table in tables:
        public = any(route.get("GatewayId", "").startswith("igw-") for route in table["Routes"])
        for association in table["Associations"]:
            if association.get("Main"):
                main = public
            if "SubnetId" in association:
                own[association["SubnetId"]] = public
    subnets = pages(ec2, "describe_subnets", "Subnets", Filters=filters(vpc_id=vpc))
    return {each["SubnetId"]: each["AvailabilityZone"] for each in subnets if not own.get(each["SubnetId"], main)}


def choose(private, current):
    if len(current) == 2 and len({private.get(each) for each in current} - {None}) == 2:
        return sorted(current)
    by_zone = {}
    for subnet in sorted(private):
        by_zone.setdefault(private[subnet], subnet)
    if len(by_zone) < 2:
        raise ValueError("no private subnets in two zones")
    return sorted(list(by_zone.values())[:2])


def group_of(ec2, name, vpc):
    where = [{"Name": "group-name", "Values": [name]}, {"Name": "vpc-id", "Values": [vpc]}]
    found = pages(ec2, "describe_security_groups", "SecurityGroups", Filters=where)
    if found:
        return found[0]["GroupId"]
    try:
        return ec2.create_security_group(GroupName=name, Description="of a function", VpcId=vpc)["GroupId"]
    except ClientError as error:
        if code(error) != "InvalidGroup.Duplicate":
            raise
        return pages(ec2, "describe_security_groups", "SecurityGroups", Filters=where)[0]["GroupId"]


def permission(port, group):
    return {"IpProtocol": "tcp", "FromPort": port, "ToPort": port, "UserIdGroupPairs": [{"GroupId": group}]}


def is_this(rule, port, group):
    peer = rule.get("ReferencedGroupInfo", {}).get("GroupId")
    return (rule["IpProtocol"], rule["FromPort"], rule["ToPort"], peer) == ("tcp", port, port, group)


def rules_of(ec2, group):
    return pages(ec2, "describe_security_group_rules", "SecurityGroupRules", Filters=filters(group_id=group))


def add(call, group, rule):
    try:
        call(GroupId=group, IpPermissions=[rule])
    except ClientError as error:
        if code(error) != "InvalidPermission.Duplicate":
            raise


def mend_group(ec2, group, database_group, port):
    kept = False
    for rule in rules_of(ec2, group):
        if not rule["IsEgress"]:
            ec2.revoke_security_group_ingress(GroupId=group, SecurityGroupRuleIds=[rule["SecurityGroupRuleId"]])
        elif is_this(rule, port, database_group):
            kept = True
        else:
            ec2.revoke_security_group_egress(GroupId=group, SecurityGroupRuleIds=[rule["SecurityGroupRuleId"]])
    if not kept:
        add(ec2.authorize_security_group_egress, group, permission(port, database_group))


def open_database(ec2, database_group, group, port):
    rules = rules_of(ec2, database_group)
    if not any(not r["IsEgress"] and is_this(r, port, group) for r in rules):
        add(ec2.authorize_security_group_ingress, database_group, permission(port, group))


def allow_interfaces(iam, role_arn):
    role = role_arn.split("/")[-1]
    attached = pages(iam, "list_attached_role_policies", "AttachedPolicies", RoleName=role)
    if POLICY not in [each["PolicyArn"] for each in attached]:
        iam.attach_role_policy(RoleName=role, PolicyArn=POLICY)


def settled(functions, name):
    while True:
        told = functions.get_function_configuration(FunctionName=name)
        if told.get("LastUpdateStatus") != "InProgress" and told.get("State") != "Pending":
            return told
        time.sleep(1)


def move(functions, name, subnets, group):
    waiter = functions.get_waiter("function_updated_v2")
    for _ in range(20):
        told = settled(functions, name)
        place = told.get("VpcConfig") or {}
        there = sorted(place.get("SubnetIds", [])) == subnets and place.get("SecurityGroupIds") == [group]
        if there and told.get("LastUpdateStatus", "Successful") == "Successful":
            return
        try:
            functions.update_function_configuration(
                FunctionName=name, VpcConfig={"SubnetIds": subnets, "SecurityGroupIds": [group]}
            )
        except ClientError as error:
            too_early = code(error) == "InvalidParameterValueException" and "CreateNetworkInterface" in str(error)
            if code(error) != "ResourceConflictException" and not too_early:
                raise
            time.sleep(2)
            continue
        waiter.wait(FunctionName=name)
        return
    raise RuntimeError("the function does not come to rest")


def connect(ec2, functions, iam, function_name, database, port):
    end = ec2.describe_network_interfaces(NetworkInterfaceIds=[database])["NetworkInterfaces"][0]
    vpc, database_group = end["VpcId"], end["Groups"][0]["GroupId"]
    told = functions.get_function_configuration(FunctionName=function_name)
    subnets = choose(private_subnets(ec2, vpc), (told.get("VpcConfig") or {}).get("SubnetIds", []))
    allow_interfaces(iam, told["Role"])
    group = group_of(ec2, f"{function_name}-function", vpc)
    mend_group(ec2, group, database_group, port)
    move(functions, function_name, subnets, group)
    open_database(ec2, database_group, group, port)
    return {"subnets": subnets, "group": group}
