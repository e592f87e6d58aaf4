"""What the notebook shows: one header under three modes, a function that times out, and the path with its gates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from course_lib.aws.services.elbv2.forwarded import MODES, NAME, Headers, forwarded
from course_lib.lessons.network_path.direct import Direct
from course_lib.lessons.network_path.networks import OUTSIDE
from course_lib.pictures.grid import Grid
from course_lib.pictures.inert import INERT, graded

_DESCRIBED = (  # operation, list, id, tags
    ("describe_vpcs", "Vpcs", "VpcId", "Tags"),
    ("describe_subnets", "Subnets", "SubnetId", "Tags"),
    ("describe_route_tables", "RouteTables", "RouteTableId", "Tags"),
    ("describe_internet_gateways", "InternetGateways", "InternetGatewayId", "Tags"),
    ("describe_nat_gateways", "NatGateways", "NatGatewayId", "Tags"),
    ("describe_network_acls", "NetworkAcls", "NetworkAclId", "Tags"),
    ("describe_security_groups", "SecurityGroups", "GroupId", "Tags"),
    ("describe_network_interfaces", "NetworkInterfaces", "NetworkInterfaceId", "TagSet"),
)


def three_modes(headers: Headers, peer: str) -> Any:
    """What a server behind a load balancer gets of a request in each of the three modes.

    Args:
        headers: as the client sent them.
        peer: the address that the request really comes from.
    """
    if graded():
        return INERT
    modes = ((mode, dict(forwarded(headers, peer, mode)).get(NAME)) for mode in MODES)
    return _modes_grid(f"A request from {peer}", modes)


def real_modes(lab: Any, headers: Headers) -> Any:
    """The same with a load balancer that is real HTTP: it listens on this machine, and a server runs behind it.

    Args:
        lab: the open one; the load balancer is made in an account of its own.
        headers: as this notebook sends them, a client at 127.0.0.1.
    """
    from course_lib.lessons.network_path.real_balancer import through_each_mode

    if graded():
        return INERT
    with lab.cloud.fresh() as account:
        return _modes_grid("A request from this notebook, over HTTP", through_each_mode(account, headers))


def _modes_grid(title: str, modes: Iterable[tuple[str, str | None]]) -> Grid:
    """By mode what a server gets, and what it takes for the client if it takes the first entry, or the last."""
    rows = []
    for mode, got in modes:
        entries = [entry.strip() for entry in got.split(",")] if got is not None else []
        first, last = (entries[0], entries[-1]) if entries else ("-", "-")
        rows.append([mode, ", ".join(entries) or "(no such header)", first, last])
    return Grid(title, ["mode", "X-Forwarded-For at the server", "first entry", "last entry"], rows)


def ids(lab: Any) -> Any:
    """The ids of the lab's things, by their Name tags; things of one name are told apart by what they are.

    Returns:
        A dictionary: ids["shop-app"] is a subnet, ids["shop-app/rtb"] its route table, ids["shop-app/acl"] its ACL.
    """
    if graded():
        return INERT
    found: dict[str, str] = {}
    for thing, name in _names(lab).items():
        found[name if name not in found else f"{name}/{thing.partition('-')[0]}"] = thing
    return found


def call(lab: Any, target: str, port: int, source: str = "shop-function") -> Any:
    """What the function's log says when it connects: that it did, or nothing but that its time was up.

    Args:
        lab: the open one.
        target: the Name of an interface, or an address.
        port: of the target.
        source: the Name of an interface.
    """
    if graded():
        return INERT
    connected = _path(lab, source, target, port).arrives
    return "connected" if connected else "Task timed out after 3.00 seconds"


def path(lab: Any, target: str, port: int, source: str = "shop-function") -> Any:
    """The path of a connection as a picture: each gate, open or shut."""
    from course_lib.lessons.network_path.path_picture import path_picture

    if graded():
        return INERT
    names = _names(lab)
    end = "the partner" if target == OUTSIDE else names.get(target, target)
    title = f"From {names.get(source, source)} to {end}, port {port}"
    return path_picture(_path(lab, source, target, port), names, title)


def _path(lab: Any, source: str, target: str, port: int) -> Any:
    from course_lib.aws.services.ec2.reachability import describe, walk

    by_name = {name: thing for thing, name in _names(lab).items() if thing.startswith("eni-")}
    ec2 = Direct(lab.cloud)
    return walk(describe(ec2), by_name.get(source, source), by_name.get(target, target), port)


def _names(lab: Any) -> Mapping[str, str]:
    """The Name tags of the lab's things, by their ids."""
    ec2 = Direct(lab.cloud)
    names = {}
    for operation, member, own, tags in _DESCRIBED:
        for each in getattr(ec2, operation)()[member]:
            name = next((tag["Value"] for tag in each.get(tags, []) if tag["Key"] == "Name"), None)
            if name is not None:
                names[each[own]] = name
    return names


def branch(lab: Any) -> Any:
    """A second network, of a branch of the shop: private subnets, and no way out of them yet.

    Returns:
        A dictionary: "subnets" and "functions" are lists of ids, "group" is the function's security group.
    """
    from course_lib.lessons.network_path.ways_out import build

    if graded():
        return INERT
    net = build(lab.cloud)
    return {"subnets": list(net.subnets), "group": net.group, "functions": list(net.functions)}


def data_center(lab: Any) -> Any:
    """A third network with a database in it, and a function `orders` that is in no network yet.

    Returns:
        The id of the database's network interface.
    """
    from course_lib.aws.services.lambda_.state import Durations
    from course_lib.lessons.network_path.shop_function import add_function, build

    if graded():
        return INERT
    place = build(lab.cloud)
    add_function(lab.cloud, durations=Durations())
    return place.database


def function_paths(lab: Any, target: str, port: int) -> Any:
    """What a function's log says when it connects from each subnet in which it has an interface."""
    if graded():
        return INERT
    ec2 = Direct(lab.cloud)
    own = [{"Name": "interface-type", "Values": ["lambda"]}]
    found = ec2.describe_network_interfaces(Filters=own)["NetworkInterfaces"]
    return [call(lab, target, port, each["NetworkInterfaceId"]) for each in found]
