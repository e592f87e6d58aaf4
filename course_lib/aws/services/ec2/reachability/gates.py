"""What one gate lets through, and which of its rules decides.

Source: Amazon VPC user guide, "Security group rules" (what any rule of any of the groups allows; nothing is denied),
"Network ACL rules" (the lowest number that matches decides) and "Route priority" (the most specific route; between a
block and a prefix list that are as specific, the block).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network

from course_lib.aws.services.ec2.reachability.description import ALL, AclRule, GroupRule, Interface, Network, Route


@dataclass(frozen=True)
class Ports:
    """The ports from `first` to `last`."""

    first: int
    last: int


def covers(cidr: str, address: str) -> bool:
    """Whether an address is in a block."""
    return _address(address) in _block(cidr)


@lru_cache(maxsize=4096)
def _block(cidr: str) -> IPv4Network:
    return IPv4Network(cidr, strict=False)


@lru_cache(maxsize=4096)
def _address(address: str) -> IPv4Address:
    return IPv4Address(address)


def group_rule(
    network: Network,
    interface: Interface,
    egress: bool,
    protocol: str,
    port: int,
    peer: str,
    peers_groups: Iterable[str],
) -> GroupRule | None:
    """The rule of an interface's security groups that lets a connection through; None where there is none.

    Args:
        network: what is known.
        interface: whose groups are asked.
        egress: whether it opens the connection.
        protocol: "tcp" or "udp".
        port: the one that is connected to.
        peer: the other end's address, as the interface sees it.
        peers_groups: the other end's groups, if it is seen under its private address.
    """
    groups = set(peers_groups)
    for name in interface.groups:
        for rule in network.groups.get(name, ()):
            if rule.egress != egress or rule.protocol not in (protocol, ALL) or not rule.first <= port <= rule.last:
                continue
            if _is_peer(network, rule, peer, groups):
                return rule
    return None


def _is_peer(network: Network, rule: GroupRule, peer: str, groups: set[str]) -> bool:
    if rule.group is not None:
        return rule.group in groups
    if rule.prefix_list is not None:
        return any(covers(cidr, peer) for cidr in network.prefix_lists.get(rule.prefix_list, ()))
    return rule.cidr is not None and covers(rule.cidr, peer)


def acl_rule(rules: Sequence[AclRule], egress: bool, protocol: str, ports: Ports, peer: str) -> tuple[bool, AclRule]:
    """Whether a network ACL lets packets to all of these ports through, and the rule that decides.

    Args:
        rules: in the order of their numbers; the last one denies everything.
        egress: whether they leave the subnet.
        protocol: "tcp" or "udp".
        ports: that they are sent to.
        peer: the address outside of the subnet.
    """
    open_yet = [ports]  # what no rule has decided
    for rule in rules:
        if rule.egress != egress or rule.protocol not in (protocol, ALL) or not covers(rule.cidr, peer):
            continue
        left = [rest for part in open_yet for rest in _without(part, rule)]
        if left == open_yet:
            continue
        if not rule.allows:
            return False, rule
        open_yet = left
        if not open_yet:
            return True, rule
    raise ValueError("A network ACL ends with a rule that denies everything.")


def _without(part: Ports, rule: AclRule) -> list[Ports]:
    if rule.last < part.first or part.last < rule.first:
        return [part]
    before, after = Ports(part.first, rule.first - 1), Ports(rule.last + 1, part.last)
    return [rest for rest in (before, after) if rest.first <= rest.last]


def route_to(network: Network, table: str, address: str) -> Route | None:
    """The route of a table that an address takes; None where none matches."""
    matching = [
        (_block(cidr).prefixlen, route.destination == cidr, place, route)
        for place, route in enumerate(network.tables[table])
        for cidr in network.prefix_lists.get(route.destination, [route.destination])
        if covers(cidr, address)
    ]
    return max(matching)[3] if matching else None
