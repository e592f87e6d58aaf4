"""A generator of gates, each a question with its answer; ports kept as a bit mask."""

from ipaddress import ip_address, ip_network


def mask(first, last):
    return (1 << (last + 1)) - (1 << first)


def holds(ec2, subnet, egress, ports, address):
    """The subnet's ACL, and whether it lets all these ports through."""
    [acl] = ec2.describe_network_acls(Filters=[{"Name": "association.subnet-id", "Values": [subnet]}])["NetworkAcls"]
    allowed = decided = 0
    for entry in sorted(acl["Entries"], key=lambda one: one["RuleNumber"]):
        fits = entry["Egress"] == egress and entry["Protocol"] in {"-1", "6"}
        if not fits or ip_address(address) not in ip_network(entry["CidrBlock"]):
            continue
        span = entry.get("PortRange") if entry["Protocol"] == "6" else None
        covered = (mask(span["From"], span["To"]) if span else mask(0, 65535)) & ~decided
        decided |= covered
        if entry["RuleAction"] == "allow":
            allowed |= covered
    return acl["NetworkAclId"], ports & ~allowed == 0


def lets(ec2, interface, egress, port, address, other):
    ids = [group["GroupId"] for group in interface["Groups"]]
    other_ids = {group["GroupId"] for group in other["Groups"]} if other else set()
    for group in ec2.describe_security_groups(Filters=[{"Name": "group-id", "Values": ids}])["SecurityGroups"]:
        for rule in group["IpPermissionsEgress" if egress else "IpPermissions"]:
            match rule["IpProtocol"]:
                case "-1":
                    pass
                case "tcp" if rule["FromPort"] <= port <= rule["ToPort"]:
                    pass
                case _:
                    continue
            named = {pair["GroupId"] for pair in rule["UserIdGroupPairs"]}
            blocks = [ip_network(block["CidrIp"]) for block in rule["IpRanges"]]
            if named & other_ids or any(ip_address(address) in block for block in blocks):
                return True
    return False


def way(ec2, subnet, address):
    [described] = ec2.describe_subnets(SubnetIds=[subnet])["Subnets"]
    tables = ec2.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [described["VpcId"]]}])["RouteTables"]
    links = [(link.get("SubnetId"), table) for table in tables for link in table["Associations"]]
    table = dict(links).get(subnet) or next(each for name, each in links if name is None)
    routes = sorted(table["Routes"], key=lambda each: -ip_network(each["DestinationCidrBlock"]).prefixlen)
    return table["RouteTableId"], next(
        (each for each in routes if ip_address(address) in ip_network(each["DestinationCidrBlock"])), None
    )


def gates(ec2, source, target, port):
    one, answers = mask(port, port), mask(1024, 65535)
    [start] = ec2.describe_network_interfaces(NetworkInterfaceIds=[source])["NetworkInterfaces"]
    here, own, end = start["SubnetId"], start["PrivateIpAddress"], None
    if target.startswith("eni-"):
        [end] = ec2.describe_network_interfaces(NetworkInterfaceIds=[target])["NetworkInterfaces"]
    address = end["PrivateIpAddress"] if end else target
    inside = end is not None and end["SubnetId"] == here

    def acl(cause, subnet, egress, ports, peer):
        name, is_open = holds(ec2, subnet, egress, ports, peer)
        return cause, name, is_open

    yield "security group out", source, lets(ec2, start, True, port, address, end)
    if not inside:
        yield acl("network acl out", here, True, one, address)
    if end is not None:
        if not inside:
            yield acl("network acl in", end["SubnetId"], False, one, own)
        yield "security group in", target, lets(ec2, end, False, port, own, start)
        if inside:
            return
        yield acl("network acl out for answers", end["SubnetId"], True, answers, own)
    else:
        table, route = way(ec2, here, address)
        yield "no route", table, route is not None
        yield "blackhole", table, route["State"] == "active"
        if "NatGatewayId" in route:
            yield from nat_gates(ec2, route["NatGatewayId"], own, address, one, answers, acl)
        else:
            yield "no public address", source, "Association" in start
    yield acl("network acl in for answers", here, False, answers, address)


def nat_gates(ec2, name, own, address, one, answers, acl):
    [nat] = ec2.describe_nat_gateways(NatGatewayIds=[name])["NatGateways"]
    place = nat["SubnetId"]
    yield acl("network acl in", place, False, one, own)
    yield "nat gateway not available", name, nat["State"] == "available"
    yield acl("network acl out", place, True, one, address)
    table, route = way(ec2, place, address)
    yield "no route", table, route is not None
    yield "blackhole", table, route["State"] == "active"
    yield "nat gateway without internet", name, route.get("GatewayId", "local") != "local"
    yield acl("network acl in for answers", place, False, answers, address)
    yield acl("network acl out for answers", place, True, answers, own)


def why_unreachable(ec2, source, target, port):
    for cause, name, is_open in gates(ec2, source, target, port):
        if not is_open:
            return cause, name
    return None
