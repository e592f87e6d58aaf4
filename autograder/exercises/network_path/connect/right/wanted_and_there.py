"""Compares what is wanted with what is there, as sets, and sends the difference."""

from contextlib import suppress

from botocore.exceptions import WaiterError

VPC_ROLE = "arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"


def connect(ec2, functions, iam, function_name, database, port):
    eni = ec2.describe_network_interfaces(NetworkInterfaceIds=[database])["NetworkInterfaces"][0]
    candidates = private_subnets(ec2, eni["VpcId"])
    if len(set(candidates.values())) < 2:
        raise ValueError("two zones with private subnets are needed")
    with suppress(WaiterError):  # an update that has failed is made again
        wait(functions, function_name)
    group = find_group(ec2, eni["VpcId"], f"{function_name}-function")
    if not group:
        title = f"{function_name}-function"
        made = ec2.create_security_group(GroupName=title, Description=f"of {function_name}", VpcId=eni["VpcId"])
        group = made["GroupId"]
    guard = eni["Groups"][0]["GroupId"]
    there = rules_of(ec2, group)
    wanted = {(True, "tcp", port, port, guard)}
    for rule in wanted - set(there):
        send(ec2, "authorize", group, rule)
    for rule in set(there) - wanted:
        kind = "egress" if rule[0] else "ingress"
        revoke = getattr(ec2, f"revoke_security_group_{kind}")
        revoke(GroupId=group, SecurityGroupRuleIds=there[rule])
    entry = (False, "tcp", port, port, group)
    if entry not in rules_of(ec2, guard):
        send(ec2, "authorize", guard, entry)
    now = functions.get_function_configuration(FunctionName=function_name)
    role = now["Role"][now["Role"].rindex("/") + 1 :]
    attached = iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]
    if VPC_ROLE not in [each["PolicyArn"] for each in attached]:
        iam.attach_role_policy(RoleName=role, PolicyArn=VPC_ROLE)
    subnets = now.get("VpcConfig", {}).get("SubnetIds", [])
    groups = now.get("VpcConfig", {}).get("SecurityGroupIds", [])
    fine = now["LastUpdateStatus"] == "Successful"
    fine = (
        fine
        and len(subnets) == 2
        and set(subnets) <= set(candidates)
        and len({candidates[each] for each in subnets}) == 2
    )
    if not fine or groups != [group]:
        first = next(iter(candidates))
        second = next(each for each in candidates if candidates[each] != candidates[first])
        subnets = [first, second]
        functions.update_function_configuration(
            FunctionName=function_name, VpcConfig={"SubnetIds": subnets, "SecurityGroupIds": [group]}
        )
        wait(functions, function_name)
    return {"group": group, "subnets": sorted(subnets)}


def wait(functions, name):
    functions.get_waiter("function_updated_v2").wait(FunctionName=name, WaiterConfig={"Delay": 3, "MaxAttempts": 200})


def private_subnets(ec2, vpc):
    filters = [{"Name": "vpc-id", "Values": [vpc]}]
    tables = ec2.describe_route_tables(Filters=filters)["RouteTables"]
    public = {
        table["RouteTableId"] for table in tables for r in table["Routes"] if r.get("GatewayId", "")[:4] == "igw-"
    }
    counts = {a.get("SubnetId", "main"): a["RouteTableId"] for table in tables for a in table["Associations"]}
    return {
        each["SubnetId"]: each["AvailabilityZone"]
        for each in ec2.describe_subnets(Filters=filters)["Subnets"]
        if counts.get(each["SubnetId"], counts["main"]) not in public
    }


def find_group(ec2, vpc, name):
    filters = [{"Name": "vpc-id", "Values": [vpc]}, {"Name": "group-name", "Values": [name]}]
    return next((each["GroupId"] for each in ec2.describe_security_groups(Filters=filters)["SecurityGroups"]), None)


def rules_of(ec2, group):
    """By direction, protocol, ports and peer: the ids of a group's rules."""
    found = {}
    filters = [{"Name": "group-id", "Values": [group]}]
    for rule in ec2.describe_security_group_rules(Filters=filters)["SecurityGroupRules"]:
        peer = rule["ReferencedGroupInfo"]["GroupId"] if "ReferencedGroupInfo" in rule else str(rule.get("CidrIpv4"))
        key = (rule["IsEgress"], rule["IpProtocol"], rule["FromPort"], rule["ToPort"], peer)
        found.setdefault(key, []).append(rule["SecurityGroupRuleId"])
    return found


def send(ec2, verb, group, rule):
    egress, protocol, first, last, peer = rule
    permission = {"IpProtocol": protocol, "FromPort": first, "ToPort": last, "UserIdGroupPairs": [{"GroupId": peer}]}
    kind = "egress" if egress else "ingress"
    getattr(ec2, f"{verb}_security_group_{kind}")(GroupId=group, IpPermissions=[permission])
