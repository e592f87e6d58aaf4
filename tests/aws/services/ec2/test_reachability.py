"""The analysis says what packets do: it agrees with packets that are sent one by one, in networks made by chance."""

from __future__ import annotations

import random

import pytest

from course_lib.aws.services.ec2.reachability import Gate, Network, describe, walk
from course_lib.aws.services.ec2.reachability.description import (
    AclRule,
    GroupRule,
    Interface,
    Nat,
    Route,
    Subnet,
)
from tests.aws.services.ec2.packets import works

LAST = (32767, "-1", 0, 65535, "0.0.0.0/0", False)
OUTSIDE, SERVICE = "192.0.2.7", "198.51.100.9"
PREFIX_LISTS = {"pl-1": ["198.51.100.0/25"]}


def some_network(chance: random.Random) -> Network:
    """Three subnets, four interfaces, a NAT gateway; most gates are open, so that what is closed can be met."""
    ids = ["subnet-a", "subnet-b", "subnet-c"]
    subnets = {each: Subnet(each, "vpc-1", f"acl-{chance.randrange(2)}", f"rtb-{each[-1]}") for each in ids}
    interfaces = {}
    for place, subnet in enumerate([*ids, "subnet-a"]):
        groups = tuple(chance.sample(["sg-0", "sg-1", "sg-2"], chance.choice([1, 1, 2])))
        public = f"203.0.113.{place + 1}" if chance.random() < 0.4 else None
        interfaces[f"eni-{place}"] = Interface(
            f"eni-{place}", subnet, f"10.0.{ids.index(subnet)}.{place + 4}", public, groups
        )
    gateway = Nat("nat-1", chance.choice(ids), "10.0.0.200", "203.0.113.99", chance.random() < 0.9)
    return Network(
        blocks={"vpc-1": "10.0.0.0/16"},
        subnets=subnets,
        interfaces=interfaces,
        groups={f"sg-{place}": [group_rule(chance) for _ in range(chance.choice([2, 4, 6]))] for place in range(3)},
        acls={f"acl-{place}": acl_rules(chance) for place in range(2)},
        tables={f"rtb-{each[-1]}": routes(chance) for each in ids},
        nats={"nat-1": gateway},
        prefix_lists=PREFIX_LISTS,
    )


def group_rule(chance: random.Random) -> GroupRule:
    first, last = chance.choice([(0, 65535), (443, 443), (400, 3306), (3306, 3306)])
    peer = chance.choice(
        [
            {"cidr": "0.0.0.0/0"},
            {"cidr": chance.choice(["0.0.0.0/0", "10.0.0.0/16", "10.0.1.0/24", "192.0.2.0/24", "203.0.113.0/24"])},
            {"group": f"sg-{chance.randrange(3)}"},
            {"prefix_list": "pl-1"},
        ]
    )
    return GroupRule(chance.random() < 0.5, chance.choice(["-1", "tcp", "tcp", "udp"]), first, last, **peer)


def acl_rules(chance: random.Random) -> list[AclRule]:
    rules = []
    for egress in (False, True):
        for number in chance.sample(range(1, 200), chance.randrange(3)):
            first, last = chance.choice([(0, 65535), (443, 443), (1024, 65535), (32768, 60999), (3306, 5000)])
            cidr = chance.choice(["0.0.0.0/0", "10.0.0.0/16", "10.0.1.0/24", "192.0.2.0/24", "10.0.0.5/32"])
            protocol = chance.choice(["-1", "tcp", "udp"])
            rules.append(AclRule(number, egress, protocol, first, last, cidr, chance.random() < 0.6))
        if chance.random() < 0.8:
            rules.append(AclRule(300, egress, "-1", 0, 65535, "0.0.0.0/0", True))
        number, protocol, first, last, cidr, allows = LAST
        rules.append(AclRule(number, egress, protocol, first, last, cidr, allows))
    return sorted(rules, key=lambda rule: rule.number)


def routes(chance: random.Random) -> list[Route]:
    found = [Route("10.0.0.0/16", "local")]
    if chance.random() < 0.9:
        target = chance.choice(["igw-1", "igw-1", "nat-1"])
        found.append(Route("0.0.0.0/0", target, chance.random() < 0.1))
    if chance.random() < 0.3:
        found.append(Route("192.0.2.0/24", chance.choice(["igw-1", "nat-1"]), chance.random() < 0.3))
    return found


def with_endpoint(network: Network, chance: random.Random) -> None:
    """Give a subnet that has no NAT gateway a gateway endpoint."""
    free = [each for each in network.subnets.values() if each.id != network.nats["nat-1"].subnet]
    network.tables[chance.choice(free).table].append(Route("pl-1", "vpce-1"))


@pytest.mark.parametrize("seed", range(6))
def test_the_analysis_agrees_with_packets(seed):
    """For every two ends of fifty networks, on two ports: the path arrives exactly if all packets come back."""
    chance = random.Random(f"packets {seed}")
    seen = {True: 0, False: 0}
    for _ in range(50):
        network = some_network(chance)
        with_endpoint(network, chance)
        ends = [*network.interfaces, OUTSIDE, SERVICE, "203.0.113.1"]
        for source, target in [(one, other) for one in ends for other in ends if one != other]:
            if source not in network.interfaces and (target not in network.interfaces or source == "203.0.113.1"):
                continue
            for port, protocol in ((443, "tcp"), (3306, chance.choice(["tcp", "udp"]))):
                if network.interfaces.get(source) and network.interfaces[source].public == target:
                    continue
                path = walk(network, source, target, port, protocol)
                assert path.arrives == works(network, source, target, port, protocol), (source, target, port, network)
                seen[path.arrives] += 1
    assert min(seen.values()) > 100  # both happen often enough to mean something


def test_the_first_closed_gate_is_named():
    """Of several closed gates the first on the way is told, and the gates behind it can be looked at as well."""
    network = some_network(random.Random(1))
    closed = {name: [] for name in network.groups}
    network = Network(**{**vars(network), "groups": closed})
    path = walk(network, "eni-0", "eni-1", 3306)
    assert path.closed is path.hops[0]
    assert (path.hops[0].gate, path.hops[0].rule) == (Gate.GROUP_OUT, "no rule allows it")
    assert path.hops[-1].reply


def test_a_description_comes_from_describe_calls(ec2, vpc, subnet):
    """An account's networks as boto3 describes them: subnets without an own table have the main one."""
    made = ec2.create_network_interface(SubnetId=subnet)["NetworkInterface"]
    network = describe(ec2)
    assert network.interfaces[made["NetworkInterfaceId"]].address == "10.0.1.4"
    assert [route.target for route in network.tables[network.subnets[subnet].table]] == ["local"]
    assert network.acls[network.subnets[subnet].acl][-1].number == 32767
    path = walk(network, made["NetworkInterfaceId"], "192.0.2.7", 443)
    assert (path.closed.gate, path.closed.rule) == (Gate.ROUTE, "no route to 192.0.2.7")
