"""Group by group, with sets of ports and of sources."""

from ipaddress import IPv4Network


def audit(ec2, needed):
    pages = ec2.get_paginator("describe_network_interfaces").paginate()
    enis = {eni["NetworkInterfaceId"]: eni for page in pages for eni in page["NetworkInterfaces"]}
    answer = {}
    for group in ec2.describe_security_groups()["SecurityGroups"]:
        rules = ec2.describe_security_group_rules(Filters=[{"Name": "group-id", "Values": [group["GroupId"]]}])
        members = {
            name for name, eni in enis.items() if group["GroupId"] in [each["GroupId"] for each in eni["Groups"]]
        }
        mine = [each for each in needed if each["target"] in members]
        for rule in rules["SecurityGroupRules"]:
            if not rule["IsEgress"]:
                words = judge(rule, mine, enis)
                answer.update({rule["SecurityGroupRuleId"]: words} if words else {})
    return answer


def judge(rule, connections, enis):
    whole = rule["IpProtocol"] == "-1"
    ports = range(65536) if whole else range(rule["FromPort"], rule["ToPort"] + 1)
    if rule["IpProtocol"] == "udp":
        return ["unused"]
    mine = [each for each in connections if each["port"] in ports and is_peer(rule, enis.get(each["source"]), each)]
    if not mine:
        return ["unused"]
    words = set()
    if rule.get("CidrIpv4") and not any(each["source"] == rule["CidrIpv4"] for each in mine):
        words.add("peers")
    if whole or set(ports) - {each["port"] for each in mine}:
        words.add("ports")
    return sorted(words)


def is_peer(rule, eni, connection):
    if "CidrIpv4" not in rule:
        wanted = rule["ReferencedGroupInfo"]["GroupId"]
        return bool(eni) and any(group["GroupId"] == wanted for group in eni["Groups"])
    source = IPv4Network(eni["PrivateIpAddress"] if eni else connection["source"])
    return IPv4Network(rule["CidrIpv4"]).supernet_of(source)
