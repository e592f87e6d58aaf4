"""describe_security_groups with their rules, and the ids by what a rule says."""

import ipaddress


def audit(ec2, needed):
    enis = {}
    for each in ec2.describe_network_interfaces()["NetworkInterfaces"]:
        enis[each["NetworkInterfaceId"]] = (
            ipaddress.ip_network(each["PrivateIpAddress"]),
            frozenset(group["GroupId"] for group in each["Groups"]),
        )
    wide = {}
    token = {}
    while True:
        page = ec2.describe_security_group_rules(MaxResults=5, **token)
        for rule in page["SecurityGroupRules"]:
            if rule["IsEgress"] is False and (words := list(faults(rule, needed, enis))):
                wide[rule["SecurityGroupRuleId"]] = words
        if "NextToken" not in page:
            return wide
        token = {"NextToken": page["NextToken"]}


def faults(rule, needed, enis):
    connections = []
    for each in needed:
        block, members = enis.get(each["source"]) or (ipaddress.ip_network(each["source"]), frozenset())
        if "CidrIpv4" in rule:
            peer = block.subnet_of(ipaddress.ip_network(rule["CidrIpv4"]))
        else:
            peer = rule["ReferencedGroupInfo"]["GroupId"] in members
        port = {"-1": True, "tcp": rule["FromPort"] <= each["port"] <= rule["ToPort"]}.get(rule["IpProtocol"], False)
        if peer and port and rule["GroupId"] in enis[each["target"]][1]:
            connections.append(each)
    if not connections:
        yield "unused"
        return
    if "CidrIpv4" in rule and rule["CidrIpv4"] not in {each["source"] for each in connections}:
        yield "peers"
    allowed = {"-1"} if rule["IpProtocol"] == "-1" else set(range(rule["FromPort"], rule["ToPort"] + 1))
    if allowed != {each["port"] for each in connections}:
        yield "ports"
