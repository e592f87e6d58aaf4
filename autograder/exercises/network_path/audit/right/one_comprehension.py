"""Each connection says which rules it gets through by; what is left over is unused."""

import ipaddress
from collections import defaultdict


def through(rule, source, target, port, groups, address):
    fits = [rule["GroupId"] in groups[target]]
    fits.append(
        rule["IpProtocol"] == "-1" or (rule["IpProtocol"] == "tcp" and rule["FromPort"] <= port <= rule["ToPort"])
    )
    if "CidrIpv4" in rule:
        block = ipaddress.ip_network(rule["CidrIpv4"])
        fits.append(ipaddress.ip_network(address.get(source, source)).subnet_of(block))
    else:
        fits.append(rule["ReferencedGroupInfo"]["GroupId"] in groups.get(source, ()))
    return all(fits)


def audit(ec2, needed):
    groups, address = {}, {}
    for eni in ec2.describe_network_interfaces()["NetworkInterfaces"]:
        groups[eni["NetworkInterfaceId"]] = [group["GroupId"] for group in eni["Groups"]]
        address[eni["NetworkInterfaceId"]] = eni["PrivateIpAddress"] + "/32"
    everything = ec2.describe_security_group_rules()["SecurityGroupRules"]
    rules = {rule["SecurityGroupRuleId"]: rule for rule in everything if not rule["IsEgress"]}
    users = defaultdict(list)
    for need in needed:
        for name, rule in rules.items():
            if through(rule, need["source"], need["target"], need["port"], groups, address):
                users[name].append(need)
    result = {name: ["unused"] for name in rules.keys() - users.keys()}
    for name, needs in users.items():
        rule = rules[name]
        peers = "CidrIpv4" in rule and all(need["source"] != rule["CidrIpv4"] for need in needs)
        size = 65537 if rule["IpProtocol"] == "-1" else rule["ToPort"] + 1 - rule["FromPort"]
        words = [*(["peers"] if peers else []), *(["ports"] if size > len({need["port"] for need in needs}) else [])]
        if words:
            result[name] = words
    return result
