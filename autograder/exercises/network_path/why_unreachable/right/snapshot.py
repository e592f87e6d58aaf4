"""Describes everything first, then looks at dictionaries; ports as sets."""

from ipaddress import IPv4Address, IPv4Network

EPHEMERAL = frozenset(range(1024, 65536))


def holds(block, address):
    return IPv4Address(address) in IPv4Network(block)


class Snapshot:
    def __init__(self, ec2):
        def every(operation, member):
            pages = ec2.get_paginator(operation).paginate()
            return [each for page in pages for each in page[member]]

        self.enis = {e["NetworkInterfaceId"]: e for e in every("describe_network_interfaces", "NetworkInterfaces")}
        self.groups = {g["GroupId"]: g for g in every("describe_security_groups", "SecurityGroups")}
        self.subnets = {s["SubnetId"]: s for s in every("describe_subnets", "Subnets")}
        self.nats = {n["NatGatewayId"]: n for n in every("describe_nat_gateways", "NatGateways")}
        self.acl_of, self.table_of, main = {}, {}, {}
        for acl in every("describe_network_acls", "NetworkAcls"):
            for link in acl["Associations"]:
                self.acl_of[link["SubnetId"]] = acl
        for table in every("describe_route_tables", "RouteTables"):
            for link in table["Associations"]:
                if link["Main"]:
                    main[table["VpcId"]] = table
                else:
                    self.table_of[link["SubnetId"]] = table
        for name, subnet in self.subnets.items():
            self.table_of.setdefault(name, main[subnet["VpcId"]])

    def group_allows(self, eni, egress, port, address, peer_groups):
        key = "IpPermissionsEgress" if egress else "IpPermissions"
        for group in eni["Groups"]:
            for permission in self.groups[group["GroupId"]][key]:
                if permission["IpProtocol"] != "-1" and (
                    permission["IpProtocol"] != "tcp" or not permission["FromPort"] <= port <= permission["ToPort"]
                ):
                    continue
                if any(holds(r["CidrIp"], address) for r in permission["IpRanges"]):
                    return True
                if peer_groups & {pair["GroupId"] for pair in permission["UserIdGroupPairs"]}:
                    return True
        return False

    def acl_allows(self, subnet, egress, ports, address):
        wanted = set(ports)
        entries = [e for e in self.acl_of[subnet]["Entries"] if e["Egress"] is egress]
        for entry in sorted(entries, key=lambda e: e["RuleNumber"]):
            if entry["Protocol"] not in ("-1", "6") or not holds(entry["CidrBlock"], address):
                continue
            if entry["Protocol"] == "-1":
                hit = set(wanted)
            else:
                span = entry["PortRange"]
                hit = {port for port in wanted if span["From"] <= port <= span["To"]}
            if hit and entry["RuleAction"] == "deny":
                return False
            wanted -= hit
            if not wanted:
                return True
        return False

    def best_route(self, subnet, address):
        fitting = [r for r in self.table_of[subnet]["Routes"] if holds(r["DestinationCidrBlock"], address)]
        return max(fitting, key=lambda r: IPv4Network(r["DestinationCidrBlock"]).prefixlen) if fitting else None


def why_unreachable(ec2, source, target, port):
    net = Snapshot(ec2)
    eni, other = net.enis[source], net.enis.get(target)
    mine = {g["GroupId"] for g in eni["Groups"]}
    theirs = {g["GroupId"] for g in other["Groups"]} if other else set()
    here, home = eni["SubnetId"], eni["PrivateIpAddress"]
    address = other["PrivateIpAddress"] if other else target

    def acl(cause, subnet, egress, ports, peer):
        if not net.acl_allows(subnet, egress, ports, peer):
            yield cause, net.acl_of[subnet]["NetworkAclId"]

    def problems():
        if not net.group_allows(eni, True, port, address, theirs):
            yield "security group out", source
        if other is not None:
            there = other["SubnetId"]
            if there != here:
                yield from acl("network acl out", here, True, [port], address)
                yield from acl("network acl in", there, False, [port], home)
            if not net.group_allows(other, False, port, home, mine):
                yield "security group in", target
            if there != here:
                yield from acl("network acl out for answers", there, True, EPHEMERAL, home)
                yield from acl("network acl in for answers", here, False, EPHEMERAL, address)
            return
        yield from acl("network acl out", here, True, [port], address)
        way = net.best_route(here, address)
        yield from closed(way, here)
        if "NatGatewayId" in way:
            nat = net.nats[way["NatGatewayId"]]
            place = nat["SubnetId"]
            yield from acl("network acl in", place, False, [port], home)
            if nat["State"] != "available":
                yield "nat gateway not available", nat["NatGatewayId"]
            yield from acl("network acl out", place, True, [port], address)
            onward = net.best_route(place, address)
            yield from closed(onward, place)
            if not onward.get("GatewayId", "").startswith("igw-"):
                yield "nat gateway without internet", nat["NatGatewayId"]
            yield from acl("network acl in for answers", place, False, EPHEMERAL, address)
            yield from acl("network acl out for answers", place, True, EPHEMERAL, home)
        elif not eni.get("Association"):
            yield "no public address", source
        yield from acl("network acl in for answers", here, False, EPHEMERAL, address)

    def closed(way, subnet):
        table = net.table_of[subnet]["RouteTableId"]
        if way is None:
            yield "no route", table
        elif way["State"] != "active":
            yield "blackhole", table

    return next(problems(), None)
