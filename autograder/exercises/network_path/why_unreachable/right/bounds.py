"""An ACL is asked for the ports at which something can change, each by itself; boto3's resource for some of it."""

import ipaddress


def within(cidr, address):
    return ipaddress.ip_network(cidr).supernet_of(ipaddress.ip_network(address))


def acl_of(ec2, subnet):
    filters = [{"Name": "association.subnet-id", "Values": [subnet]}]
    return ec2.describe_network_acls(Filters=filters)["NetworkAcls"][0]


def first_match(entries, egress, port, address):
    for number, entry in sorted((entry["RuleNumber"], i) for i, entry in enumerate(entries)):
        entry = entries[entry]
        if entry["Egress"] != egress or not within(entry["CidrBlock"], address):
            continue
        if entry["Protocol"] == "6" and entry["PortRange"]["From"] <= port <= entry["PortRange"]["To"]:
            return entry["RuleAction"]
        if entry["Protocol"] == "-1":
            return entry["RuleAction"]
    return "deny"


def acl_problem(ec2, cause, subnet, egress, address, port=None):
    acl = acl_of(ec2, subnet)
    ports = [port]
    if port is None:
        ports = {1024, 65535}
        for entry in acl["Entries"]:
            if "PortRange" in entry:
                ports |= {entry["PortRange"]["From"] - 1, entry["PortRange"]["From"]}
                ports |= {entry["PortRange"]["To"], entry["PortRange"]["To"] + 1}
        ports = [each for each in ports if 1024 <= each <= 65535]
    if all(first_match(acl["Entries"], egress, each, address) == "allow" for each in ports):
        return None
    return [cause, acl["NetworkAclId"]]


def group_problem(ec2, cause, eni, egress, port, address, peer):
    rules = ec2.describe_security_group_rules(
        Filters=[{"Name": "group-id", "Values": [group["GroupId"] for group in eni["Groups"]]}]
    )["SecurityGroupRules"]
    peers = [group["GroupId"] for group in (peer or {}).get("Groups", [])]
    for rule in rules:
        right_port = rule["IpProtocol"] == "-1" or (
            rule["IpProtocol"] == "tcp" and rule["FromPort"] <= port <= rule["ToPort"]
        )
        if rule["IsEgress"] != egress or not right_port:
            continue
        if "CidrIpv4" in rule and within(rule["CidrIpv4"], address):
            return None
        if rule.get("ReferencedGroupInfo", {}).get("GroupId") in peers:
            return None
    return [cause, eni["NetworkInterfaceId"]]


def table_of(ec2, subnet):
    vpc = ec2.describe_subnets(SubnetIds=[subnet])["Subnets"][0]["VpcId"]
    tables = ec2.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["RouteTables"]
    for table in tables:
        if subnet in [link.get("SubnetId") for link in table["Associations"]]:
            return table
    return next(table for table in tables if any(link["Main"] for link in table["Associations"]))


def way_problem(table, address):
    """The route, and what is wrong with it."""
    best = None
    for each in table["Routes"]:
        cidr = each["DestinationCidrBlock"]
        if within(cidr, address) and (best is None or int(cidr.split("/")[1]) > int(best[0].split("/")[1])):
            best = (cidr, each)
    if best is None:
        return None, ["no route", table["RouteTableId"]]
    return best[1], ["blackhole", table["RouteTableId"]] if best[1]["State"] == "blackhole" else None


def why_unreachable(ec2, source, target, port):
    names = [source] + ([target] if target.startswith("eni") else [])
    enis = ec2.describe_network_interfaces(NetworkInterfaceIds=names)["NetworkInterfaces"]
    eni = next(each for each in enis if each["NetworkInterfaceId"] == source)
    peer = next((each for each in enis if each["NetworkInterfaceId"] == target), None)
    address, home, here = peer["PrivateIpAddress"] if peer else target, eni["PrivateIpAddress"], eni["SubnetId"]

    problem = group_problem(ec2, "security group out", eni, True, port, address, peer)
    if problem:
        return problem
    if peer:
        there = peer["SubnetId"]
        inbound = group_problem(ec2, "security group in", peer, False, port, home, eni)
        if there == here:
            return inbound
        return (
            acl_problem(ec2, "network acl out", here, True, address, port)
            or acl_problem(ec2, "network acl in", there, False, home, port)
            or inbound
            or acl_problem(ec2, "network acl out for answers", there, True, home)
            or acl_problem(ec2, "network acl in for answers", here, False, address)
        )
    problem = acl_problem(ec2, "network acl out", here, True, address, port)
    if problem:
        return problem
    way, problem = way_problem(table_of(ec2, here), address)
    if problem:
        return problem
    back = acl_problem(ec2, "network acl in for answers", here, False, address)
    if way.get("GatewayId"):
        return back if eni.get("Association", {}).get("PublicIp") else ["no public address", source]
    nat = ec2.describe_nat_gateways(Filter=[{"Name": "nat-gateway-id", "Values": [way["NatGatewayId"]]}])[
        "NatGateways"
    ][0]
    place, name = nat["SubnetId"], nat["NatGatewayId"]
    onward, problem = way_problem(table_of(ec2, place), address)
    if problem is None and not onward.get("GatewayId", "").startswith("igw"):
        problem = ["nat gateway without internet", name]
    return (
        acl_problem(ec2, "network acl in", place, False, home, port)
        or (None if nat["State"] == "available" else ["nat gateway not available", name])
        or acl_problem(ec2, "network acl out", place, True, address, port)
        or problem
        or acl_problem(ec2, "network acl in for answers", place, False, address)
        or acl_problem(ec2, "network acl out for answers", place, True, home)
        or back
    )
