"""What can be closed on the way from a shop's function, one gate a function, each by one change as people make it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from course_lib.lessons.network_path.networks import (
    ALL_PORTS,
    ANYWHERE,
    CLIENTS,
    HTTPS,
    MYSQL,
    OUTSIDE,
    Shop,
    add_rule,
    tcp,
)

Break = Callable[[Any, Shop], None]  # takes a boto3 client and the network
SOME_CLIENTS = (32768, 60999)  # those of Linux; a NAT gateway and other systems use more


def nothing_out(ec2: Any, shop: Shop) -> None:
    """The function's security group allows only DNS out."""
    group = shop.groups["function"]
    out = [tcp(MYSQL, MYSQL, group=shop.groups["database"]), tcp(HTTPS, HTTPS, ANYWHERE)]
    ec2.revoke_security_group_egress(GroupId=group, IpPermissions=out)
    ec2.authorize_security_group_egress(GroupId=group, IpPermissions=[tcp(53, 53, ANYWHERE, protocol="udp")])


def other_port_out(ec2: Any, shop: Shop) -> None:
    """The function may ask for PostgreSQL's port, and for HTTP."""
    group = shop.groups["function"]
    out = [tcp(MYSQL, MYSQL, group=shop.groups["database"]), tcp(HTTPS, HTTPS, ANYWHERE)]
    ec2.revoke_security_group_egress(GroupId=group, IpPermissions=out)
    ec2.authorize_security_group_egress(GroupId=group, IpPermissions=[tcp(5432, 5432, ANYWHERE), tcp(80, 80, ANYWHERE)])


def app_denies_out(ec2: Any, shop: Shop) -> None:
    """The function's subnet denies the way out by a rule with a lower number."""
    add_rule(ec2, shop.acls["app"], (True, 90, ALL_PORTS, ANYWHERE, False))


def app_denies_answers(ec2: Any, shop: Shop) -> None:
    """The function's subnet lets in HTTPS alone: answers come to other ports."""
    add_rule(ec2, shop.acls["app"], (False, 100, (HTTPS, HTTPS), ANYWHERE, True))


def app_denies_some_answers(ec2: Any, shop: Shop) -> None:
    """The function's subnet lets in a part of the ports that answers come to."""
    add_rule(ec2, shop.acls["app"], (False, 100, SOME_CLIENTS, ANYWHERE, True))


def database_denies_in(ec2: Any, shop: Shop) -> None:
    """The database's subnet lets in only what comes from the public subnet."""
    add_rule(ec2, shop.acls["db"], (False, 100, (MYSQL, MYSQL), shop.blocks["public"], True))


def database_denies_answers(ec2: Any, shop: Shop) -> None:
    """The database's subnet lets nothing out but its own port: answers go to other ports."""
    add_rule(ec2, shop.acls["db"], (True, 100, (MYSQL, MYSQL), ANYWHERE, True))


def database_denies_some_answers(ec2: Any, shop: Shop) -> None:
    """The database's subnet denies a part of the ports that answers go to."""
    add_rule(ec2, shop.acls["db"], (True, 50, (1024, 1100), shop.blocks["all"], False))


def database_closed(ec2: Any, shop: Shop) -> None:
    """The database's security group lets another group in."""
    group = shop.groups["database"]
    ec2.revoke_security_group_ingress(GroupId=group, IpPermissions=[tcp(MYSQL, MYSQL, group=shop.groups["function"])])
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[tcp(MYSQL, MYSQL, group=shop.groups["other"])])


def database_for_public(ec2: Any, shop: Shop) -> None:
    """The database's security group lets in the addresses of the public subnet."""
    group = shop.groups["database"]
    ec2.revoke_security_group_ingress(GroupId=group, IpPermissions=[tcp(MYSQL, MYSQL, group=shop.groups["function"])])
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[tcp(MYSQL, MYSQL, shop.blocks["public"])])


def no_route(ec2: Any, shop: Shop) -> None:
    """The function's subnet has no route to the internet."""
    ec2.delete_route(RouteTableId=shop.tables["app"], DestinationCidrBlock=ANYWHERE)


def main_table(ec2: Any, shop: Shop) -> None:
    """The function's subnet has lost its table, so that the main one counts, which has no route to the internet."""
    [table] = ec2.describe_route_tables(RouteTableIds=[shop.tables["app"]])["RouteTables"]
    ec2.disassociate_route_table(AssociationId=table["Associations"][0]["RouteTableAssociationId"])


def nat_deleted(ec2: Any, shop: Shop) -> None:
    """Somebody has deleted the NAT gateway, to save money."""
    ec2.delete_nat_gateway(NatGatewayId=shop.nat)


def straight_out(ec2: Any, shop: Shop) -> None:
    """The function's subnet leads to the internet gateway, and the function has no public address."""
    ec2.replace_route(RouteTableId=shop.tables["app"], DestinationCidrBlock=ANYWHERE, GatewayId=shop.igw)


def nat_in_private(ec2: Any, shop: Shop) -> None:
    """The NAT gateway's subnet has the same route as the private ones: back to the NAT gateway."""
    ec2.replace_route(RouteTableId=shop.tables["public"], DestinationCidrBlock=ANYWHERE, NatGatewayId=shop.nat)


def public_without_route(ec2: Any, shop: Shop) -> None:
    """The NAT gateway's subnet has no route to the internet."""
    ec2.delete_route(RouteTableId=shop.tables["public"], DestinationCidrBlock=ANYWHERE)


def public_turns_back(ec2: Any, shop: Shop) -> None:
    """A more specific route of the NAT gateway's subnet leads back to the NAT gateway."""
    ec2.create_route(RouteTableId=shop.tables["public"], DestinationCidrBlock="192.0.2.64/26", NatGatewayId=shop.nat)


def public_denies_in(ec2: Any, shop: Shop) -> None:
    """The NAT gateway's subnet lets nothing in from the function's."""
    add_rule(ec2, shop.acls["public"], (False, 90, None, shop.blocks["app"], False))


def public_denies_out(ec2: Any, shop: Shop) -> None:
    """The NAT gateway's subnet lets nothing out to the partner's server."""
    add_rule(ec2, shop.acls["public"], (True, 90, None, f"{OUTSIDE}/32", False))


def public_denies_answers_in(ec2: Any, shop: Shop) -> None:
    """The NAT gateway's subnet lets in HTTPS, and no answers."""
    add_rule(ec2, shop.acls["public"], (False, 90, (HTTPS, HTTPS), ANYWHERE, True))
    add_rule(ec2, shop.acls["public"], (False, 100, (1024, 32767), ANYWHERE, True))


def public_denies_answers_out(ec2: Any, shop: Shop) -> None:
    """The NAT gateway's subnet lets no answers out to the function's."""
    add_rule(ec2, shop.acls["public"], (True, 90, CLIENTS, shop.blocks["app"], False))


def more_specific_blackhole(ec2: Any, shop: Shop) -> None:
    """A more specific route of the function's subnet leads to a NAT gateway that has been deleted."""
    _blackhole(ec2, shop.tables["app"], shop.subnets["public"])


def public_blackhole(ec2: Any, shop: Shop) -> None:
    """A more specific route of the NAT gateway's subnet leads to a NAT gateway that has been deleted."""
    _blackhole(ec2, shop.tables["public"], shop.subnets["app"])


def _blackhole(ec2: Any, table: str, subnet: str) -> None:
    made = _nat_gateway(ec2, subnet)
    ec2.create_route(RouteTableId=table, DestinationCidrBlock="192.0.2.0/24", NatGatewayId=made)
    ec2.delete_nat_gateway(NatGatewayId=made)


def _nat_gateway(ec2: Any, subnet: str) -> str:
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    return str(ec2.create_nat_gateway(SubnetId=subnet, AllocationId=address)["NatGateway"]["NatGatewayId"])


def nat_pending(ec2: Any, shop: Shop) -> None:
    """The function's subnet leads to a NAT gateway that has just been made."""
    made = _nat_gateway(ec2, shop.subnets["public"])
    ec2.replace_route(RouteTableId=shop.tables["app"], DestinationCidrBlock=ANYWHERE, NatGatewayId=made)


TO_DATABASE: Mapping[str, Break] = {
    each.__name__: each
    for each in (
        nothing_out,
        other_port_out,
        app_denies_out,
        app_denies_answers,
        app_denies_some_answers,
        database_denies_in,
        database_denies_answers,
        database_denies_some_answers,
        database_closed,
        database_for_public,
    )
}
TO_INTERNET: Mapping[str, Break] = {
    each.__name__: each
    for each in (
        nothing_out,
        other_port_out,
        app_denies_out,
        app_denies_answers,
        app_denies_some_answers,
        no_route,
        main_table,
        nat_deleted,
        straight_out,
        nat_in_private,
        public_without_route,
        public_turns_back,
        public_denies_in,
        public_denies_out,
        public_denies_answers_in,
        public_denies_answers_out,
        more_specific_blackhole,
        public_blackhole,
        nat_pending,
    )
}
