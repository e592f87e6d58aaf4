from ipaddress import ip_address, ip_network

ANSWERS = (1024, 65535)


def why_unreachable(ec2, source, target, port):
    """The first thing on the way that keeps a TCP connection from coming about.

    Args:
        ec2: a boto3 client of EC2. The account has IPv4 only, and its routes lead to the VPC itself, to
            an internet gateway or to a public NAT gateway that was made in a subnet of the same VPC.
        source: the id of a network interface, a text.
        target: the id of another interface in the same VPC, or an IPv4 address on the internet, a text.
        port: the target's port, a whole number.

    Returns:
        None if packets get to the target and its answers come back.
        Else a tuple of two texts, the cause and an id, for the first of these gates that is closed:
        ("security group out", source): none of the source's security groups allows it outbound.
        In one subnet, only the target's security groups follow. Otherwise, to an interface:
        ("network acl out", its id): the ACL of the source's subnet does not let the packet out.
        ("network acl in", its id): the ACL of the target's subnet does not let it in.
        ("security group in", target): none of the target's security groups allows it inbound.
        ("network acl out for answers", its id): the ACL of the target's subnet.
        ("network acl in for answers", its id): the ACL of the source's subnet.
        To the internet: ("network acl out", its id), as above, and then
        ("no route", id of the route table that counts for the source's subnet): none matches.
        ("blackhole", id of that table): the route that counts is one, as its State says.
        If it leads to an internet gateway: ("no public address", source), and last
        ("network acl in for answers", its id): the ACL of the source's subnet.
        If it leads to a NAT gateway, which stands in another subnet:
        ("network acl in", its id): the ACL of the NAT gateway's subnet.
        ("nat gateway not available", its id): its State is another one.
        ("network acl out", its id), ("no route", …) and ("blackhole", …) of the NAT gateway's subnet.
        ("nat gateway without internet", its id): its subnet's route leads to no internet gateway.
        ("network acl in for answers", its id) and ("network acl out for answers", its id) of the NAT
        gateway's subnet, and last ("network acl in for answers", its id) of the source's subnet.
        Answers go to every port from 1024 to 65535: an ACL is closed for them if it denies one of these.
        Of a route table the most specific route counts, of an ACL the matching rule with the lowest
        number. A subnet without a route table of its own uses the main one of its VPC. A rule of a
        security group with another group as its peer is about the interfaces that have that group, by
        their private addresses.

    Raises:
        Nothing but what boto3 raises. Nothing is changed.
    """
    start = interface(ec2, source)
    end = interface(ec2, target) if target.startswith("eni-") else None
    address = end["PrivateIpAddress"] if end else target
    if not group_allows(ec2, start, "IpPermissionsEgress", port, address, end):
        return "security group out", source
    asked, here = (port, port), start["SubnetId"]
    if end and end["SubnetId"] == here:
        return inbound(ec2, start, end, port)
    gates = [("network acl out", here, True, asked, address)]
    if end:
        there, own = end["SubnetId"], start["PrivateIpAddress"]
        gates += [("network acl in", there, False, asked, own), lambda: inbound(ec2, start, end, port)]
        gates += [("network acl out for answers", there, True, ANSWERS, own)]
    else:
        gates += [lambda: routed(ec2, start, address, asked)]
    gates += [("network acl in for answers", here, False, ANSWERS, address)]
    return first_closed(ec2, gates)


def first_closed(ec2, gates):
    for gate in gates:
        problem = gate() if callable(gate) else acl_closed(ec2, *gate)
        if problem:
            return problem
    return None


def interface(ec2, name):
    return ec2.describe_network_interfaces(NetworkInterfaceIds=[name])["NetworkInterfaces"][0]


def inbound(ec2, start, end, port):
    if not group_allows(ec2, end, "IpPermissions", port, start["PrivateIpAddress"], start):
        return "security group in", end["NetworkInterfaceId"]
    return None


def group_allows(ec2, owner, member, port, address, other):
    names = [group["GroupId"] for group in owner["Groups"]]
    peers = {group["GroupId"] for group in other["Groups"]} if other else set()
    for group in ec2.describe_security_groups(GroupIds=names)["SecurityGroups"]:
        for rule in group[member]:
            if rule["IpProtocol"] == "tcp" and not rule["FromPort"] <= port <= rule["ToPort"]:
                continue
            if rule["IpProtocol"] not in ("tcp", "-1"):
                continue
            if any(ip_address(address) in ip_network(each["CidrIp"]) for each in rule["IpRanges"]):
                return True
            if any(each["GroupId"] in peers for each in rule["UserIdGroupPairs"]):
                return True
    return False


def acl_closed(ec2, cause, subnet, egress, ports, address):
    """The cause and the ACL's id, if the ACL of a subnet denies one of these ports; else None."""
    [acl] = ec2.describe_network_acls(Filters=[{"Name": "association.subnet-id", "Values": [subnet]}])["NetworkAcls"]
    left = [ports]  # what no rule has decided yet
    for rule in sorted(acl["Entries"], key=lambda each: each["RuleNumber"]):
        if rule["Egress"] != egress or rule["Protocol"] not in ("6", "-1"):
            continue
        if ip_address(address) not in ip_network(rule["CidrBlock"]):
            continue
        first, last = 0, 65535
        if rule["Protocol"] == "6":
            first, last = rule["PortRange"]["From"], rule["PortRange"]["To"]
        if rule["RuleAction"] == "deny" and any(low <= last and first <= high for low, high in left):
            return cause, acl["NetworkAclId"]
        left = [
            part
            for low, high in left
            for part in ((low, min(high, first - 1)), (max(low, last + 1), high))
            if part[0] <= part[1]
        ]
    return None


def route(ec2, subnet, address):
    """The table that counts for a subnet, and its most specific route to an address, if there is one."""
    own = [{"Name": "association.subnet-id", "Values": [subnet]}]
    tables = ec2.describe_route_tables(Filters=own)["RouteTables"]
    if not tables:
        [described] = ec2.describe_subnets(SubnetIds=[subnet])["Subnets"]
        main = [{"Name": "association.main", "Values": ["true"]}, {"Name": "vpc-id", "Values": [described["VpcId"]]}]
        tables = ec2.describe_route_tables(Filters=main)["RouteTables"]
    matching = [each for each in tables[0]["Routes"] if ip_address(address) in ip_network(each["DestinationCidrBlock"])]
    best = max(matching, key=lambda each: ip_network(each["DestinationCidrBlock"]).prefixlen, default=None)
    return tables[0]["RouteTableId"], best


def routed(ec2, start, address, asked):
    """What is closed between the source's subnet and the internet."""
    table, best = route(ec2, start["SubnetId"], address)
    if best is None:
        return "no route", table
    if best["State"] == "blackhole":
        return "blackhole", table
    if "NatGatewayId" in best:
        return through_nat(ec2, start, best["NatGatewayId"], address, asked)
    if "PublicIp" not in start.get("Association", {}):
        return "no public address", start["NetworkInterfaceId"]
    return None


def through_nat(ec2, start, name, address, asked):
    [nat] = ec2.describe_nat_gateways(NatGatewayIds=[name])["NatGateways"]
    place, own = nat["SubnetId"], start["PrivateIpAddress"]

    def leads_out():
        table, best = route(ec2, place, address)
        if best is None:
            return "no route", table
        if best["State"] == "blackhole":
            return "blackhole", table
        return None if best.get("GatewayId", "").startswith("igw-") else ("nat gateway without internet", name)

    return first_closed(
        ec2,
        [
            ("network acl in", place, False, asked, own),
            lambda: None if nat["State"] == "available" else ("nat gateway not available", name),
            ("network acl out", place, True, asked, address),
            leads_out,
            ("network acl in for answers", place, False, ANSWERS, address),
            ("network acl out for answers", place, True, ANSWERS, own),
        ],
    )
