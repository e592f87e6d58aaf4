"""Route tables.

Source: Amazon VPC user guide, "Route tables" (each subnet has one table, the main one unless told; the local route
cannot be changed into another target here) and Amazon EC2 API reference, Route (state: blackhole when the target "isn't
available", such as a detached gateway or a deleted NAT gateway).
"""

from __future__ import annotations

from typing import Any

from course_lib.aws.http.messages import NotSimulated
from course_lib.aws.services.ec2.errors import Refused, has_dependencies, invalid, missing, not_there
from course_lib.aws.services.ec2.filters import Values, inside
from course_lib.aws.services.ec2.operations import Operation, Params
from course_lib.aws.services.ec2.shared import describing, needed
from course_lib.aws.services.ec2.state import State, Thing, network, tags_of

_TARGETS = ("GatewayId", "NatGatewayId")
_OTHER_TARGETS = (
    "CarrierGatewayId",
    "CoreNetworkArn",
    "EgressOnlyInternetGatewayId",
    "InstanceId",
    "LocalGatewayId",
    "LocalTarget",
    "NetworkInterfaceId",
    "OdbNetworkArn",
    "TransitGatewayId",
    "VpcEndpointId",
    "VpcPeeringConnectionId",
    "DestinationIpv6CidrBlock",
)


def new_table(state: State, vpc_id: str, main: bool = False, tags: list[Thing] | None = None) -> Thing:
    """Make a table that has the route to the VPC itself, and nothing else."""
    table_id = state.new_id("rtb")
    local = {
        "DestinationCidrBlock": state.get("vpc", vpc_id)["CidrBlock"],
        "GatewayId": "local",
        "State": "active",
        "Origin": "CreateRouteTable",
    }
    table: Thing = {
        "RouteTableId": table_id,
        "VpcId": vpc_id,
        "OwnerId": state.account,
        "Routes": [local],
        "Associations": [],
        "PropagatingVgws": [],
        "Tags": tags or [],
    }
    if main:
        table["Associations"].append(_association(state, table_id, None))
    return state.add("rtb", table, table_id)


def _association(state: State, table_id: str, subnet_id: str | None) -> Thing:
    made: Thing = {
        "Main": subnet_id is None,
        "RouteTableAssociationId": state.new_id("rtbassoc"),
        "RouteTableId": table_id,
        "AssociationState": {"State": "associated"},
    }
    return made if subnet_id is None else {**made, "SubnetId": subnet_id}


def create_route_table(state: State, params: Params) -> dict[str, Any]:
    (vpc_id,) = needed(params, "VpcId")
    table = new_table(state, vpc_id, tags=tags_of(params, "route-table"))
    return {"RouteTable": table, "ClientToken": params.get("ClientToken", "")}


def delete_route_table(state: State, params: Params) -> dict[str, Any]:
    (table_id,) = needed(params, "RouteTableId")
    if state.get("rtb", table_id)["Associations"]:
        raise has_dependencies("routeTable", table_id)
    del state.things["rtb"][table_id]
    for endpoint in state.all("vpce"):
        endpoint["RouteTableIds"] = [each for each in endpoint.get("RouteTableIds", []) if each != table_id]
    return {}


def associate_route_table(state: State, params: Params) -> dict[str, Any]:
    if params.get("GatewayId"):
        raise NotSimulated("Route tables of gateways are not simulated here. Nothing was sent anywhere.")
    table_id, subnet_id = needed(params, "RouteTableId", "SubnetId")
    table, subnet = state.get("rtb", table_id), state.get("subnet", subnet_id)
    if table["VpcId"] != subnet["VpcId"]:
        raise invalid(f"Route table {table_id} and subnet {subnet_id} belong to different networks")
    for each in state.all("rtb"):
        for part in each["Associations"]:
            if part.get("SubnetId") != subnet_id:
                continue
            if each is table:
                return {"AssociationId": part["RouteTableAssociationId"], "AssociationState": part["AssociationState"]}
            told = f"the specified association for route table {table_id} conflicts with an existing association"
            raise Refused("Resource.AlreadyAssociated", told)
    made = _association(state, table_id, subnet_id)
    table["Associations"].append(made)
    return {"AssociationId": made["RouteTableAssociationId"], "AssociationState": made["AssociationState"]}


def disassociate_route_table(state: State, params: Params) -> dict[str, Any]:
    (association_id,) = needed(params, "AssociationId")
    table, part = _associated(state, association_id)
    if part["Main"]:
        raise invalid(f"cannot disassociate the main route table association {association_id}")
    table["Associations"].remove(part)
    return {}


def replace_route_table_association(state: State, params: Params) -> dict[str, Any]:
    association_id, table_id = needed(params, "AssociationId", "RouteTableId")
    old, part = _associated(state, association_id)
    new = state.get("rtb", table_id)
    if new["VpcId"] != old["VpcId"]:
        raise invalid(f"Route table {table_id} and association {association_id} belong to different networks")
    old["Associations"].remove(part)
    made = _association(state, table_id, part.get("SubnetId"))
    new["Associations"].append(made)
    return {"NewAssociationId": made["RouteTableAssociationId"], "AssociationState": made["AssociationState"]}


def _associated(state: State, association_id: str) -> tuple[Thing, Thing]:
    for table in state.all("rtb"):
        for part in table["Associations"]:
            if part["RouteTableAssociationId"] == association_id:
                return table, part
    raise not_there("rtbassoc", association_id)


def create_route(state: State, params: Params) -> dict[str, Any]:
    table, destination = _table_and_destination(state, params)
    if _route(table, destination) is not None:
        raise Refused("RouteAlreadyExists", f"The route identified by {destination} already exists.")
    table["Routes"].append(_made(state, table, destination, params))
    return {"Return": True}


def replace_route(state: State, params: Params) -> dict[str, Any]:
    table, destination = _table_and_destination(state, params)
    route = _route(table, destination)
    if route is None:
        told = f"There is no route defined for '{destination}' in the route table. Use CreateRoute instead."
        raise invalid(told)
    if route["GatewayId" if "GatewayId" in route else "NatGatewayId"] == "local":
        raise NotSimulated("Another target for a VPC's own addresses is not simulated. Nothing was sent anywhere.")
    made = _made(state, table, destination, params)
    route.clear()
    route.update(made)
    return {}


def delete_route(state: State, params: Params) -> dict[str, Any]:
    table, destination = _table_and_destination(state, params)
    route = _route(table, destination)
    if route is None:
        told = f"no route with destination-cidr-block {destination} in route table {table['RouteTableId']}"
        raise Refused("InvalidRoute.NotFound", told)
    if route.get("GatewayId") == "local":
        raise invalid(f"cannot remove local route {destination} in route table {table['RouteTableId']}")
    table["Routes"].remove(route)
    return {}


def _table_and_destination(state: State, params: Params) -> tuple[Thing, str]:
    (table_id,) = needed(params, "RouteTableId")
    other = next((name for name in _OTHER_TARGETS if params.get(name)), None)
    if other is not None:
        raise NotSimulated(f"Routes with {other} are not simulated here. Nothing was sent anywhere.")
    if params.get("DestinationPrefixListId"):
        raise NotSimulated("A prefix list gets its route by a gateway endpoint here. Nothing was sent anywhere.")
    table = state.get("rtb", table_id)
    (cidr,) = needed(params, "DestinationCidrBlock")
    told = "Value ({}) for parameter destinationCidrBlock is invalid. This is not a valid CIDR block."
    return table, str(network(cidr, "InvalidParameterValue", told))


def _route(table: Thing, destination: str) -> Thing | None:
    return next((each for each in table["Routes"] if each.get("DestinationCidrBlock") == destination), None)


def _made(state: State, table: Thing, destination: str, params: Params) -> Thing:
    targets = [name for name in _TARGETS if params.get(name)]
    if not targets:
        raise missing("gatewayId")
    if len(targets) > 1:
        told = "The request must contain exactly one of gatewayId, natGatewayId"
        raise Refused("InvalidParameterCombination", told)
    vpc = network(state.get("vpc", table["VpcId"])["CidrBlock"], "InvalidVpc.Range")
    if network(destination, "InvalidParameterValue").subnet_of(vpc):
        raise NotSimulated("Routes for a part of the VPC's own addresses are not simulated. Nothing was sent anywhere.")
    _look_at_target(state, table, targets[0], str(params[targets[0]]))
    target = {targets[0]: str(params[targets[0]])}
    return {"DestinationCidrBlock": destination, **target, "State": "active", "Origin": "CreateRoute"}


def _look_at_target(state: State, table: Thing, kind: str, target: str) -> None:
    different = f"route table {table['RouteTableId']} and network gateway {target} belong to different networks"
    if kind == "NatGatewayId":
        gateway = state.things["nat"].get(target)
        if gateway is None or "DeleteTime" in gateway:
            raise Refused("InvalidNatGatewayID.NotFound", f"The natGateway ID '{target}' does not exist")
        if gateway["VpcId"] != table["VpcId"]:
            raise invalid(different)
        return
    if not target.startswith("igw-"):
        raise Refused("InvalidGatewayID.NotFound", f"The gateway ID '{target}' does not exist")
    gateway = state.things["igw"].get(target)
    if gateway is None:
        raise Refused("InvalidGatewayID.NotFound", f"The gateway ID '{target}' does not exist")
    if all(each["VpcId"] != table["VpcId"] for each in gateway["Attachments"]):
        raise invalid(different)


def _with_states(state: State, table: Thing) -> Thing:
    """With each route's state, and the routes that gateway endpoints add."""
    routes = [{**route, "State": _state_of(state, table, route)} for route in table["Routes"]]
    for endpoint in state.all("vpce"):
        if table["RouteTableId"] in endpoint.get("RouteTableIds", []):
            routes.append(
                {
                    "DestinationPrefixListId": endpoint["PrefixListId"],
                    "GatewayId": endpoint["VpcEndpointId"],
                    "State": "active",
                    "Origin": "CreateRoute",
                }
            )
    return {**table, "Routes": routes}


def _state_of(state: State, table: Thing, route: Thing) -> str:
    gateway = route.get("GatewayId")
    if gateway == "local":
        return "active"
    if gateway is not None:
        attached = state.things["igw"].get(gateway, {}).get("Attachments", [])
        return "active" if any(each["VpcId"] == table["VpcId"] for each in attached) else "blackhole"
    nat = state.things["nat"].get(route["NatGatewayId"], {})
    return "blackhole" if not nat or "DeleteTime" in nat or "FailureCode" in nat else "active"


_FILTERS: dict[str, Values | str] = {
    "route-table-id": "RouteTableId",
    "vpc-id": "VpcId",
    "owner-id": "OwnerId",
    "association.main": inside("Associations", "Main"),
    "association.subnet-id": inside("Associations", "SubnetId"),
    "association.route-table-id": inside("Associations", "RouteTableId"),
    "association.route-table-association-id": inside("Associations", "RouteTableAssociationId"),
    "route.destination-cidr-block": inside("Routes", "DestinationCidrBlock"),
    "route.destination-prefix-list-id": inside("Routes", "DestinationPrefixListId"),
    "route.gateway-id": inside("Routes", "GatewayId"),
    "route.nat-gateway-id": inside("Routes", "NatGatewayId"),
    "route.origin": inside("Routes", "Origin"),
    "route.state": inside("Routes", "State"),
}

OPERATIONS: dict[str, Operation] = {
    "CreateRouteTable": create_route_table,
    "DeleteRouteTable": delete_route_table,
    "DescribeRouteTables": describing("rtb", "RouteTables", "RouteTableIds", _FILTERS, _with_states),
    "AssociateRouteTable": associate_route_table,
    "DisassociateRouteTable": disassociate_route_table,
    "ReplaceRouteTableAssociation": replace_route_table_association,
    "CreateRoute": create_route,
    "ReplaceRoute": replace_route,
    "DeleteRoute": delete_route,
}
