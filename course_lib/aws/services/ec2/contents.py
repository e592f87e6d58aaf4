"""What an account has of EC2: `security group sg-…` with its rules, `route table rtb-…` with its routes, and so on."""

from __future__ import annotations

from collections.abc import Iterator

from course_lib.aws.kept import Kept, said
from course_lib.aws.service import Account
from course_lib.aws.services.ec2.state import State, Thing, kept

NAMES = {
    "vpc": "network",
    "subnet": "subnet",
    "rtb": "route table",
    "igw": "internet gateway",
    "nat": "NAT gateway",
    "eipalloc": "address",
    "eni": "network interface",
    "sg": "security group",
    "acl": "network ACL",
    "vpce": "endpoint",
}


def contents(account: Account) -> Iterator[tuple[str, Kept]]:
    """All of it, by name. What passes by itself, a NAT gateway's state, is left out."""
    state = kept(account.account)
    if state is None:
        return
    for kind, name in NAMES.items():
        for thing_id, thing in state.things[kind].items():
            if kind == "vpce" and "DeleteTime" in thing:
                continue
            yield f"{name} {thing_id}", said(repr((_lasting(thing), _besides(state, kind, thing_id))))


def _besides(state: State, kind: str, thing_id: str) -> object:
    """What belongs to a thing and stands elsewhere."""
    if kind == "vpc":
        return sorted(state.things["vpc-attributes"].get(thing_id, {}).items())
    return _rules(state, thing_id) if kind == "sg" else []


def _lasting(thing: Thing) -> list[tuple[str, object]]:
    return sorted((key, value) for key, value in thing.items() if key != "State")


def _rules(state: State, group_id: str) -> list[str]:
    """A group's rules, without their ids: a rule that was revoked and authorized again is the same."""
    rules = [each for each in state.all("sgr") if each["GroupId"] == group_id]
    kept = [{key: value for key, value in each.items() if key != "SecurityGroupRuleId"} for each in rules]
    return sorted(repr(sorted(each.items())) for each in kept)
