"""Goes connection by connection, and gathers by which rules each gets through."""

from collections import defaultdict
from ipaddress import ip_network


def audit(ec2, needed):
    rules = ec2.get_paginator("describe_security_group_rules").paginate(PaginationConfig={"PageSize": 100})
    rules = [r for r in rules.build_full_result()["SecurityGroupRules"] if not r["IsEgress"]]
    enis = ec2.get_paginator("describe_network_interfaces").paginate().build_full_result()["NetworkInterfaces"]
    groups = {e["NetworkInterfaceId"]: {g["GroupId"] for g in e["Groups"]} for e in enis}
    address = {e["NetworkInterfaceId"]: e["PrivateIpAddress"] for e in enis}
    uses = defaultdict(list)
    for need in needed:
        source = need["source"]
        block = ip_network(address.get(source, source))
        for r in rules:
            ports = range(65536) if r["IpProtocol"] == "-1" else range(r["FromPort"], r["ToPort"] + 1)
            if r["GroupId"] not in groups[need["target"]] or r["IpProtocol"] not in ("tcp", "-1"):
                continue
            if need["port"] not in ports:
                continue
            if "CidrIpv4" in r:
                ok = block.subnet_of(ip_network(r["CidrIpv4"]))
            else:
                ok = r.get("ReferencedGroupInfo", {}).get("GroupId") in groups.get(source, ())
            if ok:
                uses[r["SecurityGroupRuleId"]].append(need)
    answer = {}
    for r in rules:
        key, mine = r["SecurityGroupRuleId"], uses[r["SecurityGroupRuleId"]]
        words = [] if mine else ["unused"]
        if mine and "CidrIpv4" in r and r["CidrIpv4"] not in {n["source"] for n in mine}:
            words += ["peers"]
        if mine and (r["IpProtocol"] == "-1" or len({n["port"] for n in mine}) <= r["ToPort"] - r["FromPort"]):
            words += ["ports"]
        if words:
            answer[key] = words
    return answer
