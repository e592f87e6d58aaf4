import time

POLICY = "arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"


def connect(ec2, functions, iam, function_name, database, port):
    """Let a Lambda function reach a database in private subnets, and open no gate wider than that.

    Args:
        ec2: a boto3 client of EC2.
        functions: a boto3 client of Lambda.
        iam: a boto3 client of IAM.
        function_name: the function's name, a text. It is in no VPC, or where an earlier call has put it.
        database: the id of the database's network interface, a text. The interface has one security group.
        port: the database's TCP port, a whole number.

    Returns:
        A dictionary: "subnets", a sorted list of two ids, and "group", the id of a security group.
        The function is in these two subnets, of the database's VPC. They are in different zones, and both
        are private: in the route table that counts for a private subnet, its own or else the VPC's main
        one, no route leads to an internet gateway. If several would do, any of them are right.
        The group is the only one that the function has. It is called f"{function_name}-function". Nothing
        comes in, and out goes TCP to the port of the database's group, and nothing else. If there is
        already a group of this name in the VPC, it is this function's, whatever rules it has.
        The database's group lets in TCP to this port from the function's group; its other rules stay.
        The function's role has the managed policy AWSLambdaVPCAccessExecutionRole, and otherwise what it
        had. The role can have a path.
        If another update of the function is under way, it is waited for first. If that one fails, or one had
        failed before, the function is updated again. When the call returns, no update is under way, and
        LastUpdateStatus is Successful.
        A call that is made again changes nothing, and updates nothing, if all of this holds. After a call
        that ended half-way, wherever that was, it does what is missing.

    Raises:
        ValueError if the VPC has no private subnets in two zones; nothing is changed then.
        WaiterError, or some other exception, if its own update fails.
        Otherwise whatever boto3 raises. Nothing else is changed.
    """
    interface = ec2.describe_network_interfaces(NetworkInterfaceIds=[database])["NetworkInterfaces"][0]
    vpc_id, database_group = interface["VpcId"], interface["Groups"][0]["GroupId"]
    zones = private_zones(ec2, vpc_id)
    if len(zones) < 2:
        raise ValueError(f"{vpc_id} has no private subnets in two zones")
    group = function_group(ec2, vpc_id, f"{function_name}-function")
    to_database = {"IpProtocol": "tcp", "FromPort": port, "ToPort": port}
    set_rules(ec2, group, [], [{**to_database, "UserIdGroupPairs": [{"GroupId": database_group}]}])
    let_in(ec2, database_group, {**to_database, "UserIdGroupPairs": [{"GroupId": group}]})
    updated = functions.get_waiter("function_updated_v2")
    settings = settled(functions, function_name)
    iam.attach_role_policy(RoleName=settings["Role"].rpartition("/")[2], PolicyArn=POLICY)
    place = settings.get("VpcConfig", {})
    known = {zone for zone, subnets in zones.items() for subnet in subnets if subnet in place.get("SubnetIds", [])}
    subnets = place.get("SubnetIds", [])
    complete = settings["LastUpdateStatus"] == "Successful"
    if not complete or len(known) != 2 or len(subnets) != 2 or place["SecurityGroupIds"] != [group]:
        subnets = [zones[zone][0] for zone in sorted(zones)[:2]]
        functions.update_function_configuration(
            FunctionName=function_name, VpcConfig={"SubnetIds": subnets, "SecurityGroupIds": [group]}
        )
        updated.wait(FunctionName=function_name)
    return {"subnets": sorted(subnets), "group": group}


def settled(functions, name):
    """The function's settings once no update is under way. The waiter would raise an error where one has failed."""
    while True:
        settings = functions.get_function_configuration(FunctionName=name)
        if settings["LastUpdateStatus"] != "InProgress":
            return settings
        time.sleep(5)


def private_zones(ec2, vpc_id):
    """The private subnets of a VPC, by zone."""
    mine = [{"Name": "vpc-id", "Values": [vpc_id]}]
    tables = ec2.describe_route_tables(Filters=mine)["RouteTables"]
    main = next(table for table in tables if any(each["Main"] for each in table["Associations"]))
    own = {each["SubnetId"]: table for table in tables for each in table["Associations"] if "SubnetId" in each}
    zones = {}
    for subnet in ec2.describe_subnets(Filters=mine)["Subnets"]:
        routes = own.get(subnet["SubnetId"], main)["Routes"]
        if not any(route.get("GatewayId", "").startswith("igw-") for route in routes):
            zones.setdefault(subnet["AvailabilityZone"], []).append(subnet["SubnetId"])
    return zones


def function_group(ec2, vpc_id, name):
    mine = [{"Name": "vpc-id", "Values": [vpc_id]}, {"Name": "group-name", "Values": [name]}]
    found = ec2.describe_security_groups(Filters=mine)["SecurityGroups"]
    if found:
        return found[0]["GroupId"]
    return ec2.create_security_group(GroupName=name, Description=name, VpcId=vpc_id)["GroupId"]


def set_rules(ec2, group, inbound, outbound):
    """Give a group exactly these rules. What is right already stays."""
    known = ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]
    for wanted, there, authorize, revoke in (
        (inbound, known["IpPermissions"], ec2.authorize_security_group_ingress, ec2.revoke_security_group_ingress),
        (outbound, known["IpPermissionsEgress"], ec2.authorize_security_group_egress, ec2.revoke_security_group_egress),
    ):
        there = list(single(there))
        wrong = [rule for rule in there if what(rule) not in map(what, wanted)]
        missing = [rule for rule in wanted if what(rule) not in map(what, there)]
        if wrong:
            revoke(GroupId=group, IpPermissions=wrong)
        if missing:
            authorize(GroupId=group, IpPermissions=missing)


def let_in(ec2, group, wanted):
    known = list(single(ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]["IpPermissions"]))
    if what(wanted) not in map(what, known):
        ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[wanted])


PEERS = ("IpRanges", "Ipv6Ranges", "PrefixListIds", "UserIdGroupPairs")


def single(permissions):
    """Rules with one peer each."""
    for rule in permissions:
        head = {name: value for name, value in rule.items() if name not in PEERS}
        for kind in PEERS:
            for peer in rule.get(kind, []):
                yield {**head, kind: [peer]}


def what(rule):
    """A rule as a tuple: protocol, ports, peer."""
    peer = next(rule[kind][0] for kind in PEERS if rule.get(kind))
    ends = [peer.get(name) for name in ("CidrIp", "CidrIpv6", "PrefixListId", "GroupId")]
    return rule["IpProtocol"], rule.get("FromPort"), rule.get("ToPort"), *ends
