"""Packets one by one: an independent way to find out what gets through, for comparison with the analysis.

Nothing here knows of paths or gates in order. A packet lies somewhere, and each step moves it or drops it: out of
an interface, over a subnet's border, by a router, through a NAT gateway that remembers whom it translated, into an
interface that remembers its connections. A connection works if the answer to its packet comes back, whatever port the
client uses.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from ipaddress import ip_address, ip_network

from course_lib.aws.services.ec2.reachability import Network


@dataclass(frozen=True)
class Packet:
    src: str
    sport: int
    dst: str
    dport: int
    protocol: str = "tcp"

    def answer(self) -> Packet:
        return Packet(self.dst, self.dport, self.src, self.sport, self.protocol)


@dataclass
class World:
    """A network with what its boxes remember."""

    network: Network
    known: set[tuple[str, Packet]] = field(default_factory=set)  # by interface: packets of connections it has seen
    translated: dict[Packet, tuple[str, Packet]] = field(
        default_factory=dict
    )  # expected answer: (NAT, original answer)
    rewritten: dict[Packet, Packet] = field(default_factory=dict)  # by an internet gateway

    def in_block(self, address: str, destination: str) -> bool:
        blocks = self.network.prefix_lists.get(destination, [destination])
        return any(ip_address(address) in ip_network(block) for block in blocks)

    def group_allows(self, interface, egress, packet) -> bool:
        if (interface.id, packet) in self.known:
            return True
        peer = packet.dst if egress else packet.src
        owners = [each for each in self.network.interfaces.values() if each.address == peer]
        for group in interface.groups:
            for rule in self.network.groups[group]:
                fits = rule.egress is egress and rule.protocol in ("-1", packet.protocol)
                fits = fits and rule.first <= packet.dport <= rule.last
                if rule.group is not None:
                    fits = fits and any(rule.group in each.groups for each in owners)
                else:
                    fits = fits and self.in_block(peer, rule.cidr or rule.prefix_list)
                if fits:
                    self.known.add((interface.id, packet.answer()))
                    return True
        return False

    def acl_allows(self, subnet, egress, packet) -> bool:
        peer = packet.dst if egress else packet.src
        for rule in sorted(self.network.acls[self.network.subnets[subnet].acl], key=lambda each: each.number):
            if rule.egress is not egress or rule.protocol not in ("-1", packet.protocol):
                continue
            if self.in_block(peer, rule.cidr) and rule.first <= packet.dport <= rule.last:
                return rule.allows
        return False

    def next_stop(self, subnet, address):
        best, target = -1, None
        for route in self.network.tables[self.network.subnets[subnet].table]:
            for block in self.network.prefix_lists.get(route.destination, [route.destination]):
                if ip_address(address) in ip_network(block) and ip_network(block).prefixlen > best:
                    best, target = ip_network(block).prefixlen, None if route.blackhole else route.target
        return target

    def send(self, sender: str, packet: Packet) -> tuple[str, Packet] | None:
        """Who gets a packet, and what it looks like there: an interface's id or "outside"; None when it is dropped."""
        if sender == "outside":
            return self.from_internet(packet)
        interface = self.network.interfaces[sender]
        if not self.group_allows(interface, True, packet):
            return None
        return self.from_subnet(interface.subnet, packet, sender)

    def from_subnet(self, subnet, packet, sender):
        for each in self.network.interfaces.values():
            if each.subnet == subnet and each.address == packet.dst:
                return self.into(each, packet)
        if not self.acl_allows(subnet, True, packet):
            return None
        stop = self.next_stop(subnet, packet.dst)
        if stop is None:
            return None
        if stop == "local":
            return self.locally(self.network.subnets[subnet].vpc, packet)
        if stop in self.network.nats:
            nat = self.network.nats[stop]
            return self.through(nat, subnet, packet) if nat.available else None
        if stop.startswith("vpce-"):
            return "outside", packet
        return self.to_internet(sender, packet)

    def locally(self, vpc, packet):
        for nat in self.network.nats.values():
            if nat.address == packet.dst and self.network.subnets[nat.subnet].vpc == vpc:
                return None  # nothing listens there
        for each in self.network.interfaces.values():
            if each.address == packet.dst and self.network.subnets[each.subnet].vpc == vpc:
                return self.into(each, packet) if self.acl_allows(each.subnet, False, packet) else None
        return None

    def into(self, interface, packet):
        return (interface.id, packet) if self.group_allows(interface, False, packet) else None

    def through(self, nat, subnet, packet):
        if subnet == nat.subnet:
            return None  # its own subnet's route leads back to it
        if not self.acl_allows(nat.subnet, False, packet):
            return None
        outgoing = replace(packet, src=nat.address)
        self.translated[outgoing.answer()] = nat.id, packet.answer()
        if not self.acl_allows(nat.subnet, True, outgoing):
            return None
        stop = self.next_stop(nat.subnet, packet.dst)
        if stop is None or not stop.startswith("igw-") or nat.public is None:
            return None
        return self.on_the_internet(replace(outgoing, src=nat.public))

    def to_internet(self, sender, packet):
        public = self.network.interfaces[sender].public
        return None if public is None else self.on_the_internet(replace(packet, src=public))

    def on_the_internet(self, packet):
        if packet.dst.startswith(("10.", "192.168.")):
            return None
        if any(
            packet.dst in (each.public,) for each in [*self.network.interfaces.values(), *self.network.nats.values()]
        ):
            return self.from_internet(packet)
        return "outside", packet

    def from_internet(self, packet):
        for each in self.network.interfaces.values():
            if each.public == packet.dst:
                arriving = replace(packet, dst=each.address)
                return self.into(each, arriving) if self.acl_allows(each.subnet, False, arriving) else None
        for nat in self.network.nats.values():
            if nat.public == packet.dst:
                arriving = replace(packet, dst=nat.address)
                if arriving not in self.translated or not self.acl_allows(nat.subnet, False, arriving):
                    return None
                return self.back_through(nat, self.translated[arriving][1])
        return None

    def back_through(self, nat, packet):
        if not self.acl_allows(nat.subnet, True, packet):
            return None
        return self.locally(self.network.subnets[nat.subnet].vpc, packet)

    def from_endpoint(self, packet):
        for each in self.network.interfaces.values():
            if each.address == packet.dst:
                return self.locally(self.network.subnets[each.subnet].vpc, packet)
        return None


def works(network: Network, source: str, target: str, port: int, protocol: str = "tcp") -> bool:
    """Whether a connection works for every port that the client may use: its borders in the rules, and some more."""
    bounds = {1024, 65535, 32768}
    for rules in [*network.acls.values(), *network.groups.values()]:
        for rule in rules:
            bounds |= {rule.first - 1, rule.first, rule.last, rule.last + 1}
    return all(_works(network, source, target, port, protocol, own) for own in bounds if 1024 <= own <= 65535)


def _works(network, source, target, port, protocol, own) -> bool:
    world = World(network)
    inside, there = network.interfaces.get(source), network.interfaces.get(target)
    start = inside.address if inside else source
    public_end = there.public if there and not inside else None
    address = public_end if public_end else there.address if there else target
    if there and not inside and there.public is None:
        return False
    arrived = world.send(source if inside else "outside", Packet(start, own, address, port, protocol))
    if arrived is None:
        return False
    who, seen = arrived
    if there is not None and who != there.id:
        return False
    if who == "outside" and seen.src.startswith("10."):  # it came by an endpoint
        back = world.from_endpoint(seen.answer())
    elif who == "outside":
        back = world.send("outside", seen.answer())
    else:
        back = world.send(who, seen.answer())
    expected = Packet(start, own, address, port, protocol).answer()
    return back == (source if inside else "outside", expected)
