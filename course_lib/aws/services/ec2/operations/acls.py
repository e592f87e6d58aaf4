"""Network ACLs.

Source: Amazon VPC user guide, "Network ACLs" (numbered rules, the lowest that matches decides; `*`, number 32767,
denies the rest; the default one allows everything; a subnet always has exactly one) and Amazon EC2 API reference,
CreateNetworkAclEntry (numbers 1 to 32766; a range of ports for TCP and UDP).
"""

from __future__ import annotations

from typing import Any

from course_lib.aws.services.ec2.errors import Refused, has_dependencies, invalid, not_there
from course_lib.aws.services.ec2.filters import Values, inside
from course_lib.aws.services.ec2.operations import Operation, Params
from course_lib.aws.services.ec2.shared import describing, needed
from course_lib.aws.services.ec2.state import State, Thing, network, tags_of

LAST = 32767
_NUMBERS = {"tcp": "6", "udp": "17", "icmp": "1", "icmpv6": "58", "all": "-1"}


def new_acl(state: State, vpc_id: str, default: bool = False, tags: list[Thing] | None = None) -> Thing:
    """Make a network ACL: the default one allows everything, another one nothing."""
    acl_id = state.new_id("acl")
    entries = []
    for egress in (True, False):
        if default:
            entries.append(_entry(100, "-1", "allow", egress, "0.0.0.0/0"))
        entries.append(_entry(LAST, "-1", "deny", egress, "0.0.0.0/0"))
    acl = {
        "NetworkAclId": acl_id,
        "VpcId": vpc_id,
        "IsDefault": default,
        "OwnerId": state.account,
        "Entries": entries,
        "Associations": [],
        "Tags": tags or [],
    }
    return state.add("acl", acl, acl_id)


def _entry(number: int, protocol: str, action: str, egress: bool, cidr: str, ports: Thing | None = None) -> Thing:
    entry = {"RuleNumber": number, "Protocol": protocol, "RuleAction": action, "Egress": egress, "CidrBlock": cidr}
    return entry if ports is None else {**entry, "PortRange": ports}


def create_network_acl(state: State, params: Params) -> dict[str, Any]:
    (vpc_id,) = needed(params, "VpcId")
    state.get("vpc", vpc_id)
    return {"NetworkAcl": new_acl(state, vpc_id, tags=tags_of(params, "network-acl"))}


def delete_network_acl(state: State, params: Params) -> dict[str, Any]:
    (acl_id,) = needed(params, "NetworkAclId")
    acl = state.get("acl", acl_id)
    if acl["IsDefault"]:
        raise invalid(f"cannot delete default network acl {acl_id}")
    if acl["Associations"]:
        raise has_dependencies("networkAcl", acl_id)
    del state.things["acl"][acl_id]
    return {}


def create_network_acl_entry(state: State, params: Params) -> dict[str, Any]:
    acl, entry = _asked(state, params)
    if _found(acl, entry["RuleNumber"], entry["Egress"]) is not None:
        told = f"The network acl entry identified by {entry['RuleNumber']} already exists."
        raise Refused("NetworkAclEntryAlreadyExists", told)
    acl["Entries"].append(entry)
    acl["Entries"].sort(key=lambda each: (not each["Egress"], each["RuleNumber"]))
    return {}


def replace_network_acl_entry(state: State, params: Params) -> dict[str, Any]:
    acl, entry = _asked(state, params)
    old = _found(acl, entry["RuleNumber"], entry["Egress"])
    if old is None:
        raise _no_entry(entry["RuleNumber"])
    old.clear()
    old.update(entry)
    return {}


def delete_network_acl_entry(state: State, params: Params) -> dict[str, Any]:
    acl_id, number, egress = needed(params, "NetworkAclId", "RuleNumber", "Egress")
    acl = state.get("acl", acl_id)
    entry = _found(acl, int(number), bool(egress))
    if entry is None or int(number) == LAST:
        raise _no_entry(int(number))
    acl["Entries"].remove(entry)
    return {}


def _no_entry(number: int) -> Refused:
    return Refused("InvalidNetworkAclEntry.NotFound", f"The network acl entry identified by {number} does not exist.")


def _found(acl: Thing, number: int, egress: bool) -> Thing | None:
    return next((each for each in acl["Entries"] if (each["RuleNumber"], each["Egress"]) == (number, egress)), None)


def _asked(state: State, params: Params) -> tuple[Thing, Thing]:
    acl_id, number, protocol, action, egress = needed(
        params, "NetworkAclId", "RuleNumber", "Protocol", "RuleAction", "Egress"
    )
    acl = state.get("acl", acl_id)
    if not 1 <= int(number) < LAST:
        raise invalid(f"Value ({number}) for parameter ruleNumber is invalid. Rule numbers go from 1 to {LAST - 1}.")
    if action not in ("allow", "deny"):
        raise invalid(f"Value ({action}) for parameter ruleAction is invalid.")
    (cidr,) = needed(params, "CidrBlock")
    told = "Value ({}) for parameter cidrBlock is invalid. This is not a valid CIDR block."
    block = str(network(cidr, "InvalidParameterValue", told))
    protocol = _NUMBERS.get(str(protocol).lower(), str(protocol))
    ports = _ports(protocol, params.get("PortRange"))
    return acl, _entry(int(number), protocol, str(action), bool(egress), block, ports)


def _ports(protocol: str, asked: Thing | None) -> Thing | None:
    if protocol not in ("6", "17"):
        return None  # "-1" is every protocol on every port, whatever range is given
    if not asked or "From" not in asked or "To" not in asked:
        raise invalid("The TCP/UDP port range must be specified: portRange.from and portRange.to")
    first, last = int(asked["From"]), int(asked["To"])
    if not 0 <= first <= last <= 65535:
        raise invalid(f"Invalid TCP/UDP port range ({first}:{last})")
    return {"From": first, "To": last}


def replace_network_acl_association(state: State, params: Params) -> dict[str, Any]:
    association_id, acl_id = needed(params, "AssociationId", "NetworkAclId")
    new = state.get("acl", acl_id)
    for old in state.all("acl"):
        for part in old["Associations"]:
            if part["NetworkAclAssociationId"] == association_id:
                if old["VpcId"] != new["VpcId"]:
                    raise invalid(f"Network acl {acl_id} and association {association_id} are of different networks")
                old["Associations"].remove(part)
                name = state.new_id("aclassoc")
                new["Associations"].append({**part, "NetworkAclAssociationId": name, "NetworkAclId": acl_id})
                return {"NewAssociationId": name}
    raise not_there("aclassoc", association_id)


_FILTERS: dict[str, Values | str] = {
    "network-acl-id": "NetworkAclId",
    "vpc-id": "VpcId",
    "default": "IsDefault",
    "owner-id": "OwnerId",
    "association.subnet-id": inside("Associations", "SubnetId"),
    "association.network-acl-id": inside("Associations", "NetworkAclId"),
    "association.association-id": inside("Associations", "NetworkAclAssociationId"),
    "entry.cidr": inside("Entries", "CidrBlock"),
    "entry.egress": inside("Entries", "Egress"),
    "entry.protocol": inside("Entries", "Protocol"),
    "entry.rule-action": inside("Entries", "RuleAction"),
    "entry.rule-number": inside("Entries", "RuleNumber"),
}

OPERATIONS: dict[str, Operation] = {
    "CreateNetworkAcl": create_network_acl,
    "DeleteNetworkAcl": delete_network_acl,
    "DescribeNetworkAcls": describing("acl", "NetworkAcls", "NetworkAclIds", _FILTERS),
    "CreateNetworkAclEntry": create_network_acl_entry,
    "ReplaceNetworkAclEntry": replace_network_acl_entry,
    "DeleteNetworkAclEntry": delete_network_acl_entry,
    "ReplaceNetworkAclAssociation": replace_network_acl_association,
}
