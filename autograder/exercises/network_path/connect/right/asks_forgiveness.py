"""Role first; rules are tried, and AWS's "already exists" is taken for done."""

from itertools import combinations

from botocore.exceptions import ClientError, WaiterError


def connect(ec2, functions, iam, function_name, database, port):
    [end] = ec2.describe_network_interfaces(NetworkInterfaceIds=[database])["NetworkInterfaces"]
    vpc, guard = end["VpcId"], end["Groups"][0]["GroupId"]
    here = [{"Name": "vpc-id", "Values": [vpc]}]
    public, main_is_public, own = set(), False, set()
    for table in ec2.describe_route_tables(Filters=here)["RouteTables"]:
        out = any("igw-" in (route.get("GatewayId") or "") for route in table["Routes"])
        for each in table["Associations"]:
            if each.get("Main"):
                main_is_public = out
            else:
                own.add(each["SubnetId"])
                public |= {each["SubnetId"]} if out else set()
    zone_of = {
        each["SubnetId"]: each["AvailabilityZone"]
        for each in ec2.describe_subnets(Filters=here)["Subnets"]
        if each["SubnetId"] not in public and (each["SubnetId"] in own or not main_is_public)
    }
    pairs = [set(pair) for pair in combinations(zone_of, 2) if zone_of[pair[0]] != zone_of[pair[1]]]
    if not pairs:
        raise ValueError(f"nowhere to go in {vpc}")

    try:
        functions.get_waiter("function_updated").wait(FunctionName=function_name)
        failed = False
    except WaiterError:
        failed = True
    settings = functions.get_function(FunctionName=function_name)["Configuration"]
    policy = "service-role/AWSLambdaVPCAccessExecutionRole"
    iam.attach_role_policy(RoleName=settings["Role"].split("/")[-1], PolicyArn=f"arn:aws:iam::aws:policy/{policy}")

    title = f"{function_name}-function"
    attempt("InvalidGroup.Duplicate", ec2.create_security_group, GroupName=title, Description=title, VpcId=vpc)
    by_name = [*here, {"Name": "group-name", "Values": [title]}]
    group = ec2.describe_security_groups(Filters=by_name)["SecurityGroups"][0]
    mine = group["GroupId"]
    rule = {"IpProtocol": "tcp", "FromPort": port, "ToPort": port}
    to_guard, from_mine = ([{**rule, "UserIdGroupPairs": [{"GroupId": each}]}] for each in (guard, mine))
    attempt("InvalidPermission.Duplicate", ec2.authorize_security_group_egress, GroupId=mine, IpPermissions=to_guard)
    attempt("InvalidPermission.Duplicate", ec2.authorize_security_group_ingress, GroupId=guard, IpPermissions=from_mine)
    for each in ec2.describe_security_group_rules(Filters=[{"Name": "group-id", "Values": [mine]}])[
        "SecurityGroupRules"
    ]:
        wanted = (True, "tcp", port, port, {"GroupId": guard})
        peer = {name: value for name, value in each.get("ReferencedGroupInfo", {}).items() if name == "GroupId"}
        if (each["IsEgress"], each["IpProtocol"], each["FromPort"], each["ToPort"], peer) != wanted:
            revoke = ec2.revoke_security_group_egress if each["IsEgress"] else ec2.revoke_security_group_ingress
            revoke(GroupId=mine, SecurityGroupRuleIds=[each["SecurityGroupRuleId"]])

    place = settings.get("VpcConfig", {})
    subnets = set(place.get("SubnetIds", ()))
    if failed or subnets not in pairs or place.get("SecurityGroupIds") != [mine]:
        subnets = pairs[-1]
        functions.update_function_configuration(
            FunctionName=function_name, VpcConfig=dict(SubnetIds=list(subnets), SecurityGroupIds=[mine])
        )
        functions.get_waiter("function_updated_v2").wait(FunctionName=function_name)
    return {"subnets": sorted(subnets), "group": mine}


def attempt(code, call, **params):
    try:
        call(**params)
    except ClientError as error:
        if error.response["Error"]["Code"] != code:
            raise
