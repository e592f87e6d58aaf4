"""What an account has of EC2, by id, each as boto3 shows it."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from ipaddress import IPv4Network
from typing import Any

from course_lib.aws.services.ec2.errors import Refused, not_there

REGION = "us-east-1"
ZONES = ("us-east-1a", "us-east-1b", "us-east-1c")
Thing = dict[str, Any]

# AWS's own lists of a service's addresses, for gateway endpoints. The addresses are from the blocks for documentation
# (RFC 5737), since AWS changes its own.
PREFIX_LISTS: Mapping[str, Thing] = {
    str(each["PrefixListId"]): dict(each)
    for each in (
        {"PrefixListId": "pl-63a5400a", "PrefixListName": f"com.amazonaws.{REGION}.s3", "Cidrs": ["198.51.100.0/25"]},
        {
            "PrefixListId": "pl-02cd2c6b",
            "PrefixListName": f"com.amazonaws.{REGION}.dynamodb",
            "Cidrs": ["198.51.100.128/25"],
        },
    )
}


@dataclass
class State:
    """One account's networks.

    Attributes:
        account: its number.
        now: of the call that is being answered.
        takes: how long NAT gateways and interface endpoints are pending, or deleting.
        things: by what their ids begin with ("vpc", "subnet", …), then by id.
    """

    account: str
    now: datetime
    chance: random.Random
    takes: timedelta = timedelta(minutes=1)
    things: defaultdict[str, dict[str, Thing]] = field(default_factory=lambda: defaultdict(dict))

    def new_id(self, kind: str) -> str:
        """An id as AWS makes them: what it is, and 17 hexadecimal digits."""
        return f"{kind}-0{self.chance.randrange(16**16):016x}"

    def add(self, kind: str, thing: Thing, name: str = "") -> Thing:
        """Keep a new thing under its id."""
        self.things[kind][name or self.new_id(kind)] = thing
        return thing

    def all(self, kind: str) -> list[Thing]:
        """Everything of a kind, the oldest first."""
        return list(self.things[kind].values())

    def get(self, kind: str, name: str) -> Thing:
        """A thing by its id.

        Raises:
            Refused: there is none.
        """
        found = self.things[kind].get(name)
        if found is None:
            raise not_there(kind, name)
        return found

    def where(self, kind: str, member: str, value: object) -> list[Thing]:
        """Everything of a kind in which a member has a value."""
        return [each for each in self.things[kind].values() if each.get(member) == value]


_STATES: dict[str, State] = {}


def of(account: str, now: datetime, seed: int = 0) -> State:
    """The state of an account; it is empty when it is first asked for.

    Args:
        account: its number.
        now: the cloud's time.
        seed: for ids.
    """
    state = _STATES.setdefault(account, State(account, now, random.Random(f"ec2 {seed}")))
    state.now = now
    return state


def kept(account: str) -> State | None:
    """The state of an account, if anybody has asked for it."""
    return _STATES.get(account)


def forget(account: str) -> None:
    """Drop what an account had."""
    _STATES.pop(account, None)


def network(cidr: str, code: str, message: str = "The CIDR '{}' is invalid.") -> IPv4Network:
    """A block of addresses.

    Raises:
        Refused: with this code, for what is none.
    """
    try:
        return IPv4Network(cidr, strict=False)  # AWS takes 10.0.0.5/24 for 10.0.0.0/24
    except ValueError:
        raise Refused(code, message.format(cidr)) from None


def tags_of(params: Mapping[str, Any], kind: str) -> list[Thing]:
    """The tags that a request to create something gives it.

    Args:
        params: of the request.
        kind: the type of resource, such as "vpc".
    """
    asked: Sequence[Any] = params.get("TagSpecifications") or ()
    return [dict(tag) for each in asked if each.get("ResourceType") == kind for tag in each.get("Tags") or ()]


def free_address(state: State, subnet: Thing) -> str:
    """The first free address of a subnet. AWS keeps the first four and the last.

    Source: Amazon VPC user guide, "Subnet CIDR blocks".

    Raises:
        Refused: there is none left.
    """
    taken = {each["PrivateIpAddress"] for each in state.where("eni", "SubnetId", subnet["SubnetId"])}
    for address in _usable(subnet):
        if address not in taken:
            return address
    told = f"insufficient free addresses in subnet '{subnet['SubnetId']}'."
    raise Refused("InsufficientFreeAddressesInSubnet", f"The specified subnet does not have enough {told}")


def _usable(subnet: Thing) -> Iterator[str]:
    block = IPv4Network(subnet["CidrBlock"])
    return (str(block[place]) for place in range(4, block.num_addresses - 1))
