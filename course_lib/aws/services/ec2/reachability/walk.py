"""The way of a connection's packets, and of the answers, through all gates.

From an interface: its security groups, the network ACL of its subnet, its route; at a NAT gateway the same once more
without security groups; at the target's subnet the network ACL, then the security groups. Answers pass no security
group's rules, since these know the connection; a network ACL knows nothing. Within one subnet no ACL and no route is
asked. Source: Amazon VPC user guide, "Security groups" (stateful), "Network ACLs" (stateless), "Internet gateways" (a
public address is needed), "NAT gateways", "Gateway endpoints".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from ipaddress import IPv4Address, IPv4Network

from course_lib.aws.services.ec2.reachability.description import Interface, Nat, Network, Route, Subnet
from course_lib.aws.services.ec2.reachability.gates import Ports, acl_rule, covers, group_rule, route_to

# From which a client takes its own. Source: Amazon VPC user guide, "Ephemeral ports": NAT gateways and Lambda functions
# use 1024-65535, and so does a rule that is to hold for every kind of client.
CLIENT_PORTS = Ports(1024, 65535)
_PRIVATE = [IPv4Network(cidr) for cidr in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")]  # RFC 1918


class Gate(Enum):
    """Where a packet can be stopped."""

    GROUP_OUT = "security group, outbound"
    GROUP_IN = "security group, inbound"
    ACL_OUT = "network ACL, outbound"
    ACL_IN = "network ACL, inbound"
    ROUTE = "route"
    PUBLIC_ADDRESS = "public address"
    NAT = "NAT gateway"
    END = "the other end"


@dataclass(frozen=True)
class Hop:
    """One gate on the way.

    Attributes:
        gate: of which kind.
        name: the id of what decides: an interface (for its security groups), a network ACL, a route table, a NAT
            gateway.
        passes: whether it lets the packet through.
        rule: the rule that decides, in words.
        reply: whether it is met by the answer.
    """

    gate: Gate
    name: str
    passes: bool
    rule: str
    reply: bool = False


@dataclass(frozen=True)
class Path:
    """All gates that can be told, in the order in which packets meet them."""

    hops: tuple[Hop, ...]

    @property
    def closed(self) -> Hop | None:
        """The first gate that lets nothing through; None if packets get there and back."""
        return next((hop for hop in self.hops if not hop.passes), None)

    @property
    def arrives(self) -> bool:
        """Whether packets get there and back."""
        return self.closed is None


def walk(network: Network, source: str, target: str, port: int, protocol: str = "tcp") -> Path:
    """The path of a connection.

    Args:
        network: what is known.
        source: the id of a network interface, or an address outside of the network.
        target: the same.
        port: of the target.
        protocol: "tcp" or "udp".

    Returns:
        The gates up to the one behind which the way cannot be told, such as a missing route. Behind a closed security
        group or network ACL it can.
    """
    start, end = network.interfaces.get(source), network.interfaces.get(target)
    conversation = _Conversation(network, port, protocol)
    if start is None:
        found = end or _with_public(network, target)
        return Path(tuple(conversation.from_outside(source, found, target)))
    if end is not None:
        return Path(tuple(conversation.inside(start, end)))
    return Path(tuple(conversation.to_address(start, target)))


def _with_public(network: Network, address: str) -> Interface | None:
    return next((each for each in network.interfaces.values() if each.public == address), None)


@dataclass(frozen=True)
class _Conversation:
    network: Network
    port: int
    protocol: str

    @property
    def _asked(self) -> Ports:
        return Ports(self.port, self.port)

    def inside(self, start: Interface, end: Interface) -> Iterator[Hop]:
        """Between two interfaces, by their private addresses."""
        here, there = self.network.subnets[start.subnet], self.network.subnets[end.subnet]
        if here.vpc != there.vpc:
            yield Hop(Gate.END, end.id, False, "is in another VPC")
            return
        yield self._group(start, True, end.address, end)
        if here == there:
            yield self._group(end, False, start.address, start)
            return
        yield self._acl(here, True, self._asked, end.address)
        yield self._local(here, end.address)
        yield self._acl(there, False, self._asked, start.address)
        yield self._group(end, False, start.address, start)
        yield self._acl(there, True, CLIENT_PORTS, start.address, reply=True)
        yield self._acl(here, False, CLIENT_PORTS, end.address, reply=True)

    def to_address(self, start: Interface, address: str) -> Iterator[Hop]:
        """From an interface to an address."""
        subnet = self.network.subnets[start.subnet]
        if covers(self.network.blocks[subnet.vpc], address):
            end = self._at(subnet.vpc, address)
            yield from self.inside(start, end) if end else [Hop(Gate.END, address, False, "nobody has this address")]
            return
        yield self._group(start, True, address, None)
        yield self._acl(subnet, True, self._asked, address)
        route = route_to(self.network, subnet.table, address)
        yield self._route(subnet, route, address)
        if route is None or route.blackhole:
            return
        nat = self.network.nats.get(route.target)
        if nat is not None:
            yield from self._through_nat(start, subnet, nat, address)
            return
        if route.target.startswith("igw-"):
            yield self._public(start)
            yield from self._beyond(start.public, address)
        yield self._acl(subnet, False, CLIENT_PORTS, address, reply=True)

    def _through_nat(self, start: Interface, subnet: Subnet, nat: Nat, address: str) -> Iterator[Hop]:
        place = self.network.subnets[nat.subnet]
        if place != subnet:
            yield self._acl(place, False, self._asked, start.address)
        yield Hop(Gate.NAT, nat.id, nat.available, "is available" if nat.available else "is not available")
        if not nat.available:
            return
        yield self._acl(place, True, self._asked, address)
        route = route_to(self.network, place.table, address)
        yield self._route(place, route, address)
        if route is None or route.blackhole:
            return
        leads_out = route.target.startswith("igw-") and nat.public is not None
        told = "its subnet leads to the internet" if leads_out else "its subnet does not lead to the internet"
        yield Hop(Gate.NAT, nat.id, leads_out, told)
        if not leads_out:
            return
        yield from self._beyond(nat.public, address)
        yield self._acl(place, False, CLIENT_PORTS, address, reply=True)
        if place != subnet:
            yield self._acl(place, True, CLIENT_PORTS, start.address, reply=True)
            yield self._acl(subnet, False, CLIENT_PORTS, address, reply=True)

    def _beyond(self, seen_as: str | None, address: str) -> Iterator[Hop]:
        """At the other end of the internet: perhaps another interface of the account."""
        if any(IPv4Address(address) in block for block in _PRIVATE):
            yield Hop(Gate.END, address, False, "a private address is not known on the internet")
            return
        end = _with_public(self.network, address)
        if end is not None and seen_as is not None:
            yield from self.from_outside(seen_as, end, address)

    def from_outside(self, source: str, end: Interface | None, target: str) -> Iterator[Hop]:
        """From an address outside to an interface's public address."""
        if end is None:
            yield Hop(Gate.END, target, False, "is no interface of this account")
            return
        subnet = self.network.subnets[end.subnet]
        yield self._public(end)
        yield self._acl(subnet, False, self._asked, source)
        yield self._group(end, False, source, None)
        yield self._acl(subnet, True, CLIENT_PORTS, source, reply=True)
        route = route_to(self.network, subnet.table, source)
        there = route is not None and not route.blackhole and route.target.startswith("igw-")
        yield Hop(Gate.ROUTE, subnet.table, there, _said(route, source), reply=True)

    def _at(self, vpc: str, address: str) -> Interface | None:
        mine = (each for each in self.network.interfaces.values() if self.network.subnets[each.subnet].vpc == vpc)
        return next((each for each in mine if each.address == address), None)

    def _group(self, interface: Interface, egress: bool, peer: str, other: Interface | None) -> Hop:
        groups = other.groups if other else ()
        rule = group_rule(self.network, interface, egress, self.protocol, self.port, peer, groups)
        told = "no rule allows it"
        if rule is not None:
            told = f"{_ports(rule.protocol, rule.first, rule.last)} {rule.cidr or rule.group or rule.prefix_list}"
        return Hop(Gate.GROUP_OUT if egress else Gate.GROUP_IN, interface.id, rule is not None, told)

    def _acl(self, subnet: Subnet, egress: bool, ports: Ports, peer: str, reply: bool = False) -> Hop:
        passes, rule = acl_rule(self.network.acls[subnet.acl], egress, self.protocol, ports, peer)
        verb = "allow" if rule.allows else "deny"
        told = f"rule {rule.number}: {verb} {_ports(rule.protocol, rule.first, rule.last)} {rule.cidr}"
        return Hop(Gate.ACL_OUT if egress else Gate.ACL_IN, subnet.acl, passes, told, reply)

    def _local(self, subnet: Subnet, address: str) -> Hop:
        return Hop(Gate.ROUTE, subnet.table, True, _said(route_to(self.network, subnet.table, address), address))

    def _route(self, subnet: Subnet, route: Route | None, address: str) -> Hop:
        passes = route is not None and not route.blackhole
        return Hop(Gate.ROUTE, subnet.table, passes, _said(route, address))

    def _public(self, interface: Interface) -> Hop:
        told = f"has {interface.public}" if interface.public else "has no public address"
        return Hop(Gate.PUBLIC_ADDRESS, interface.id, interface.public is not None, told)


def _ports(protocol: str, first: int, last: int) -> str:
    if protocol == "-1":
        return "everything"
    return f"{protocol} {first}" if first == last else f"{protocol} {first}-{last}"


def _said(route: Route | None, address: str) -> str:
    if route is None:
        return f"no route to {address}"
    return f"{route.destination} to {route.target}" + (", which is not there (blackhole)" if route.blackhole else "")
