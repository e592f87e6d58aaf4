"""Security groups and their rules.

Source: Amazon VPC user guide, "Security group rules" and "Default security groups"; Amazon EC2 API reference,
AuthorizeSecurityGroupIngress (tcp, udp, icmp, icmpv6 by name, or a number; -1 is every protocol and every port),
IpPermission, SecurityGroupRule. AWS brings a block of addresses into its canonical form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import IPv6Network
from typing import Any

from course_lib.aws.services.ec2.errors import Refused, invalid, missing, not_there
from course_lib.aws.services.ec2.filters import chosen, page
from course_lib.aws.services.ec2.operations import Operation, Params
from course_lib.aws.services.ec2.shared import describing, needed
from course_lib.aws.services.ec2.state import PREFIX_LISTS, State, Thing, network, tags_of

EVERYTHING = "-1"
_NAMES = {"6": "tcp", "17": "udp", "1": "icmp", "58": "icmpv6", "all": EVERYTHING}
_PEERS = ("CidrIpv4", "CidrIpv6", "PrefixListId", "ReferencedGroupInfo")
_NAME = re.compile(r"[a-zA-Z0-9 ._\-:/()#,@\[\]+=&;{}!$*]{1,255}")


def new_group(state: State, vpc_id: str, name: str, description: str, tags: list[Thing] | None = None) -> Thing:
    """Make a group that lets everything out; a default one also what comes from itself in."""
    group_id = state.new_id("sg")
    group = {
        "GroupId": group_id,
        "GroupName": name,
        "Description": description,
        "VpcId": vpc_id,
        "OwnerId": state.account,
        "SecurityGroupArn": f"arn:aws:ec2:us-east-1:{state.account}:security-group/{group_id}",
        "Tags": tags or [],
    }
    state.add("sg", group, group_id)
    _keep(state, group_id, True, [{"IpProtocol": EVERYTHING, "FromPort": -1, "ToPort": -1, "CidrIpv4": "0.0.0.0/0"}])
    if name == "default":
        itself = {"ReferencedGroupInfo": {"GroupId": group_id, "UserId": state.account}}
        _keep(state, group_id, False, [{"IpProtocol": EVERYTHING, "FromPort": -1, "ToPort": -1, **itself}])
    return group


def _keep(
    state: State, group_id: str, egress: bool, rules: list[Thing], tags: list[Thing] | None = None
) -> list[Thing]:
    kept = []
    for rule in rules:
        rule_id = state.new_id("sgr")
        whole = {
            "SecurityGroupRuleId": rule_id,
            "GroupId": group_id,
            "GroupOwnerId": state.account,
            "IsEgress": egress,
            "Tags": tags or [],
            **rule,
        }
        kept.append(state.add("sgr", whole, rule_id))
    return kept


def create_security_group(state: State, params: Params) -> dict[str, Any]:
    name, description = needed(params, "GroupName", "Description")
    vpc_id = params.get("VpcId")
    if not vpc_id:
        raise Refused("VPCIdNotSpecified", "No default VPC for this user")
    state.get("vpc", vpc_id)
    if not _NAME.fullmatch(name) or name.startswith("sg-"):
        raise invalid(f"Value ({name}) for parameter GroupName is invalid.")
    if any(each["GroupName"] == name for each in state.where("sg", "VpcId", vpc_id)):
        raise Refused("InvalidGroup.Duplicate", f"The security group '{name}' already exists for VPC '{vpc_id}'")
    group = new_group(state, vpc_id, name, description, tags_of(params, "security-group"))
    return {"GroupId": group["GroupId"], "Tags": group["Tags"], "SecurityGroupArn": group["SecurityGroupArn"]}


def delete_security_group(state: State, params: Params) -> dict[str, Any]:
    group = _group(state, params)
    group_id = group["GroupId"]
    if group["GroupName"] == "default":
        told = f'the specified group: "{group_id}" name: "default" cannot be deleted by a user'
        raise Refused("CannotDelete", told)
    used = any(part["GroupId"] == group_id for each in state.all("eni") for part in each["Groups"])
    named = any(
        rule.get("ReferencedGroupInfo", {}).get("GroupId") == group_id and rule["GroupId"] != group_id
        for rule in state.all("sgr")
    )
    if used or named:
        raise Refused("DependencyViolation", f"resource {group_id} has a dependent object")
    del state.things["sg"][group_id]
    for name in [name for name, rule in state.things["sgr"].items() if rule["GroupId"] == group_id]:
        del state.things["sgr"][name]
    return {"Return": True, "GroupId": group_id}


def _group(state: State, params: Params) -> Thing:
    if not params.get("GroupId") and params.get("GroupName"):
        raise Refused("VPCIdNotSpecified", "No default VPC for this user")  # names are for a default VPC's groups only
    (group_id,) = needed(params, "GroupId")
    return state.get("sg", group_id)


def _authorize(egress: bool) -> Operation:
    def authorize(state: State, params: Params) -> dict[str, Any]:
        group = _group(state, params)
        rules = list(_asked(state, params))
        known = {
            _identity(rule) for rule in state.where("sgr", "GroupId", group["GroupId"]) if rule["IsEgress"] == egress
        }
        for rule in rules:
            if _identity(rule) in known:
                raise Refused("InvalidPermission.Duplicate", f'the specified rule "{_said(rule)}" already exists')
            known.add(_identity(rule))
        kept = _keep(state, group["GroupId"], egress, rules, tags_of(params, "security-group-rule"))
        return {"Return": True, "SecurityGroupRules": kept}

    return authorize


def _revoke(egress: bool) -> Operation:
    def revoke(state: State, params: Params) -> dict[str, Any]:
        group = _group(state, params)
        rules = [rule for rule in state.where("sgr", "GroupId", group["GroupId"]) if rule["IsEgress"] == egress]
        gone = []
        if params.get("SecurityGroupRuleIds"):
            by_id = {rule["SecurityGroupRuleId"]: rule for rule in rules}
            for name in params["SecurityGroupRuleIds"]:
                if name not in by_id:
                    raise not_there("sgr", name)
                gone.append(by_id[name])
        else:
            known = {_identity(rule): rule for rule in rules}
            for asked in _asked(state, params):
                if _identity(asked) not in known:
                    told = "The specified rule does not exist in this security group."
                    raise Refused("InvalidPermission.NotFound", told)
                gone.append(known[_identity(asked)])
        for rule in gone:
            state.things["sgr"].pop(rule["SecurityGroupRuleId"], None)
        return {"Return": True, "RevokedSecurityGroupRules": gone}

    return revoke


def _identity(rule: Thing) -> tuple[object, ...]:
    """What makes two rules the same: all but the description."""
    group = rule.get("ReferencedGroupInfo", {}).get("GroupId")
    peer = tuple(rule.get(name) for name in _PEERS[:3])
    return rule["IpProtocol"], rule["FromPort"], rule["ToPort"], *peer, group


def _said(rule: Thing) -> str:
    peer = next(rule[name] for name in _PEERS if name in rule)
    peer = peer["GroupId"] if isinstance(peer, dict) else peer
    if rule["IpProtocol"] == EVERYTHING:
        return f"peer: {peer}, ALL, ALLOW"
    ports = f"from port: {rule['FromPort']}, to port: {rule['ToPort']}"
    return f"peer: {peer}, {rule['IpProtocol'].upper()}, {ports}, ALLOW"


def _asked(state: State, params: Params) -> Iterator[Thing]:
    """The rules that a request names, one for each peer."""
    permissions = list(params.get("IpPermissions") or ())
    if params.get("CidrIp"):
        flat = {name: params[name] for name in ("IpProtocol", "FromPort", "ToPort") if name in params}
        permissions.append({**flat, "IpRanges": [{"CidrIp": params["CidrIp"]}]})
    if not permissions:
        raise missing("ipPermissions")
    for permission in permissions:
        head = _protocol_and_ports(permission)
        peers = list(_peers(state, permission))
        if not peers:
            raise missing("ipRanges")
        yield from ({**head, **peer} for peer in peers)


def _protocol_and_ports(permission: Thing) -> Thing:
    protocol = str(permission.get("IpProtocol", "")).lower()
    protocol = _NAMES.get(protocol, protocol)
    if protocol not in _NAMES.values() and not (protocol.isdigit() and int(protocol) <= 255):
        raise invalid(f"Invalid value '{permission.get('IpProtocol', '')}' for IP protocol. Unknown protocol.")
    if protocol == EVERYTHING or protocol.isdigit():
        return {"IpProtocol": protocol, "FromPort": -1, "ToPort": -1}
    first, last = permission.get("FromPort"), permission.get("ToPort")
    if protocol.startswith("icmp"):
        return {
            "IpProtocol": protocol,
            "FromPort": -1 if first is None else first,
            "ToPort": -1 if last is None else last,
        }
    if first is None or last is None:
        raise invalid("Invalid value 'Must specify both from and to ports with TCP/UDP.' for portRange.")
    if not 0 <= first <= last <= 65535:
        raise invalid(f"Invalid value '{first}-{last}' for portRange. Ports go from 0 to 65535, the lower one first.")
    return {"IpProtocol": protocol, "FromPort": first, "ToPort": last}


def _peers(state: State, permission: Thing) -> Iterator[Thing]:
    for each in permission.get("IpRanges") or ():
        block = network(str(each.get("CidrIp", "")), "InvalidParameterValue", "CIDR block {} is malformed")
        yield {"CidrIpv4": str(block), **_description(each)}
    for each in permission.get("Ipv6Ranges") or ():
        yield {"CidrIpv6": _ipv6(str(each.get("CidrIpv6", ""))), **_description(each)}
    for each in permission.get("PrefixListIds") or ():
        if each.get("PrefixListId") not in PREFIX_LISTS:
            raise not_there("pl", str(each.get("PrefixListId", "")))
        yield {"PrefixListId": each["PrefixListId"], **_description(each)}
    for each in permission.get("UserIdGroupPairs") or ():
        group = state.get("sg", str(each.get("GroupId", "")))
        info = {"GroupId": group["GroupId"], "UserId": state.account}
        yield {"ReferencedGroupInfo": info, **_description(each)}


def _description(each: Thing) -> Thing:
    return {"Description": each["Description"]} if each.get("Description") else {}


def _ipv6(cidr: str) -> str:
    try:
        return str(IPv6Network(cidr, strict=False))
    except ValueError:
        raise invalid(f"CIDR block {cidr} is malformed") from None


def _with_permissions(state: State, group: Thing) -> Thing:
    rules = state.where("sgr", "GroupId", group["GroupId"])
    return {
        **group,
        "IpPermissions": _permissions([rule for rule in rules if not rule["IsEgress"]]),
        "IpPermissionsEgress": _permissions([rule for rule in rules if rule["IsEgress"]]),
    }


def _permissions(rules: list[Thing]) -> list[Thing]:
    """The same rules, those of one protocol and range of ports together."""
    found: dict[tuple[object, ...], Thing] = {}
    for rule in rules:
        head: Thing = {"IpProtocol": rule["IpProtocol"]}
        if rule["IpProtocol"] != EVERYTHING and not rule["IpProtocol"].isdigit():
            head |= {"FromPort": rule["FromPort"], "ToPort": rule["ToPort"]}
        empty: Thing = {"IpRanges": [], "Ipv6Ranges": [], "PrefixListIds": [], "UserIdGroupPairs": []}
        one = found.setdefault(tuple(head.values()), head | empty)
        more = _description(rule)
        if "CidrIpv4" in rule:
            one["IpRanges"].append({"CidrIp": rule["CidrIpv4"], **more})
        elif "CidrIpv6" in rule:
            one["Ipv6Ranges"].append({"CidrIpv6": rule["CidrIpv6"], **more})
        elif "PrefixListId" in rule:
            one["PrefixListIds"].append({"PrefixListId": rule["PrefixListId"], **more})
        else:
            one["UserIdGroupPairs"].append({**rule["ReferencedGroupInfo"], **more})
    return list(found.values())


def describe_security_groups(state: State, params: Params) -> dict[str, Any]:
    names = params.get("GroupIds")
    groups = [state.get("sg", name) for name in names] if names else state.all("sg")
    if params.get("GroupNames"):
        raise Refused("VPCIdNotSpecified", "No default VPC for this user")
    shown = [_with_permissions(state, group) for group in groups]
    return page("SecurityGroups", chosen(shown, params, _FILTERS), params)


_FILTERS = {"group-id": "GroupId", "group-name": "GroupName", "vpc-id": "VpcId", "description": "Description"}
_FILTERS["owner-id"] = "OwnerId"
_RULE_FILTERS = {"group-id": "GroupId", "security-group-rule-id": "SecurityGroupRuleId"}

OPERATIONS: dict[str, Operation] = {
    "CreateSecurityGroup": create_security_group,
    "DeleteSecurityGroup": delete_security_group,
    "DescribeSecurityGroups": describe_security_groups,
    "DescribeSecurityGroupRules": describing("sgr", "SecurityGroupRules", "SecurityGroupRuleIds", _RULE_FILTERS),
    "AuthorizeSecurityGroupIngress": _authorize(egress=False),
    "AuthorizeSecurityGroupEgress": _authorize(egress=True),
    "RevokeSecurityGroupIngress": _revoke(egress=False),
    "RevokeSecurityGroupEgress": _revoke(egress=True),
}
