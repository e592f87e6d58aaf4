"""VPC endpoints, and the prefix lists that gateway endpoints route to.

Source: Amazon EC2 API reference, CreateVpcEndpoint; AWS PrivateLink guide, "Gateway endpoints" (Amazon S3 and DynamoDB;
a route to the service's prefix list in each of the route tables that are named, no charge) and "Interface endpoints" (a
network interface in each subnet, one subnet a zone; with private DNS the service's usual name leads to them). An
interface endpoint is pending for a minute or two; here for one. One that is deleted is deleting for as long, without
its interfaces; one that has a LastError has failed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from course_lib.aws.http.messages import NotSimulated
from course_lib.aws.services.ec2.errors import Refused, invalid
from course_lib.aws.services.ec2.filters import Values, chosen, page
from course_lib.aws.services.ec2.operations import Operation, Params
from course_lib.aws.services.ec2.operations.attributes import HOSTNAMES, SUPPORT, is_on
from course_lib.aws.services.ec2.operations.interfaces import groups_of, new_interface
from course_lib.aws.services.ec2.shared import describing, needed, once
from course_lib.aws.services.ec2.state import PREFIX_LISTS, State, Thing, tags_of


def create_vpc_endpoint(state: State, params: Params) -> dict[str, Any]:
    return once(state, "CreateVpcEndpoint", params, lambda: _made(state, params))


def _made(state: State, params: Params) -> dict[str, Any]:
    let_go(state)
    vpc_id, service = needed(params, "VpcId", "ServiceName")
    state.get("vpc", vpc_id)
    kind = params.get("VpcEndpointType", "Gateway")
    if kind not in ("Gateway", "Interface"):
        raise NotSimulated(f"Endpoints of the type {kind} are not simulated here. Nothing was sent anywhere.")
    if not str(service).startswith("com.amazonaws.us-east-1."):
        raise Refused("InvalidServiceName", f"The Vpc Endpoint Service '{service}' does not exist")
    name = state.new_id("vpce")
    endpoint = {
        "VpcEndpointId": name,
        "VpcEndpointType": kind,
        "VpcId": vpc_id,
        "ServiceName": service,
        "State": "available",
        "CreationTimestamp": state.now,
        "RouteTableIds": [],
        "SubnetIds": [],
        "Groups": [],
        "NetworkInterfaceIds": [],
        "OwnerId": state.account,
        "RequesterManaged": False,
        "Tags": tags_of(params, "vpc-endpoint"),
    }
    if params.get("PolicyDocument"):
        endpoint["PolicyDocument"] = params["PolicyDocument"]
    (_gateway if kind == "Gateway" else _interface)(state, endpoint, params)
    state.add("vpce", endpoint, name)
    return {"VpcEndpoint": _with_state(state, endpoint), "ClientToken": params.get("ClientToken", "")}


def _with_state(state: State, endpoint: Thing) -> Thing:
    """As boto3 shows it now. Its states are in the API reference, VpcEndpoint."""
    shown = {key: value for key, value in endpoint.items() if key != "DeleteTime"}
    waits = endpoint["VpcEndpointType"] == "Interface" and state.now < endpoint["CreationTimestamp"] + state.takes
    if "DeleteTime" in endpoint:
        return {**shown, "State": "deleting"}
    if "LastError" in endpoint:
        return {**shown, "State": "failed"}
    return {**shown, "State": "pending" if waits else "available"}


def let_go(state: State) -> None:
    """What has been deleting for long enough is not there any more."""
    kept = state.things["vpce"]
    for name in [name for name, each in kept.items() if state.now >= each.get("DeleteTime", state.now) + state.takes]:
        del kept[name]


def describe_vpc_endpoints(state: State, params: Params) -> dict[str, Any]:
    let_go(state)
    return _describe(state, params)


def _gateway(state: State, endpoint: Thing, params: Params) -> None:
    own = next((each for each in PREFIX_LISTS.values() if each["PrefixListName"] == endpoint["ServiceName"]), None)
    if own is None:
        told = f"The Vpc Endpoint Service '{endpoint['ServiceName']}' does not support Gateway endpoints"
        raise Refused("InvalidParameter", told)
    endpoint["PrefixListId"] = own["PrefixListId"]
    _add_tables(state, endpoint, params.get("RouteTableIds") or ())


def _add_tables(state: State, endpoint: Thing, tables: Sequence[str]) -> None:
    for table_id in tables:
        if state.get("rtb", table_id)["VpcId"] != endpoint["VpcId"]:
            raise invalid(f"Route table {table_id} does not belong to {endpoint['VpcId']}")
        for other in state.where("vpce", "PrefixListId", endpoint["PrefixListId"]):
            if other is not endpoint and table_id in other["RouteTableIds"]:
                told = f"route table {table_id} already has a route with destination-prefix-list-id"
                raise Refused("RouteAlreadyExists", f"{told} {endpoint['PrefixListId']}")
    endpoint["RouteTableIds"] = list(dict.fromkeys([*endpoint["RouteTableIds"], *tables]))


def _interface(state: State, endpoint: Thing, params: Params) -> None:
    endpoint["PrivateDnsEnabled"] = params.get("PrivateDnsEnabled", True)
    _check_names(state, endpoint)
    groups = groups_of(state, endpoint["VpcId"], params.get("SecurityGroupIds"))
    endpoint["Groups"] = [{"GroupId": each["GroupId"], "GroupName": each["GroupName"]} for each in groups]
    zones: set[str] = set()
    subnets = [state.get("subnet", name) for name in params.get("SubnetIds") or ()]
    for subnet in subnets:
        if subnet["VpcId"] != endpoint["VpcId"]:
            raise invalid(f"Subnet {subnet['SubnetId']} does not belong to {endpoint['VpcId']}")
        if subnet["AvailabilityZone"] in zones:
            told = f"Found another VPC endpoint subnet in the availability zone of {subnet['SubnetId']}."
            raise Refused("DuplicateSubnetsInSameZone", told)
        zones.add(subnet["AvailabilityZone"])
    for subnet in subnets:
        about = f"VPC Endpoint Interface {endpoint['VpcEndpointId']}"
        interface = new_interface(state, subnet, groups, "vpc_endpoint", Description=about)
        endpoint["SubnetIds"].append(subnet["SubnetId"])
        endpoint["NetworkInterfaceIds"].append(interface["NetworkInterfaceId"])


def _check_names(state: State, endpoint: Thing) -> None:
    """Whether the service's usual name can lead to this endpoint. The words are those that public trackers quote."""
    vpc_id, service = endpoint["VpcId"], str(endpoint["ServiceName"])
    if not endpoint["PrivateDnsEnabled"]:
        return
    if not (is_on(state, vpc_id, SUPPORT) and is_on(state, vpc_id, HOSTNAMES)):
        told = (
            "Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true for "
        )
        raise Refused("InvalidParameter", told + vpc_id)
    if any(
        each["VpcId"] == vpc_id and each.get("PrivateDnsEnabled")
        for each in state.where("vpce", "ServiceName", service)
    ):
        region, name = service.split(".")[2:4]
        told = "private-dns-enabled cannot be set because there is already a conflicting DNS domain for "
        raise Refused("InvalidParameter", f"{told}{name}.{region}.amazonaws.com in the VPC {vpc_id}")


def modify_vpc_endpoint(state: State, params: Params) -> dict[str, Any]:
    (name,) = needed(params, "VpcEndpointId")
    endpoint = state.get("vpce", name)
    offered = {"VpcEndpointId", "AddRouteTableIds", "RemoveRouteTableIds", "DryRun"}
    if endpoint["VpcEndpointType"] == "Interface" and (
        params.get("AddRouteTableIds") or params.get("RemoveRouteTableIds")
    ):
        raise Refused("InvalidParameter", "Route tables cannot be set for an endpoint of the type Interface")
    other = next((each for each in params if each not in offered), None)
    if other is not None or endpoint["VpcEndpointType"] != "Gateway":
        raise NotSimulated("Of an endpoint, only the route tables of a gateway endpoint can be changed here.")
    _add_tables(state, endpoint, params.get("AddRouteTableIds") or ())
    gone = set(params.get("RemoveRouteTableIds") or ())
    endpoint["RouteTableIds"] = [each for each in endpoint["RouteTableIds"] if each not in gone]
    return {"Return": True}


def delete_vpc_endpoints(state: State, params: Params) -> dict[str, Any]:
    (names,) = needed(params, "VpcEndpointIds")
    failed = []
    for name in names:
        endpoint = state.things["vpce"].get(name)
        if endpoint is None:
            error = {"Code": "InvalidVpcEndpoint.NotFound", "Message": f"The Vpc Endpoint Id '{name}' does not exist"}
            failed.append({"ResourceId": name, "Error": error})
            continue
        for interface in endpoint["NetworkInterfaceIds"]:
            state.things["eni"].pop(interface, None)
        endpoint["NetworkInterfaceIds"] = []
        if endpoint["VpcEndpointType"] == "Gateway":
            del state.things["vpce"][name]
        else:
            endpoint.setdefault("DeleteTime", state.now)
    return {"Unsuccessful": failed}


def describe_prefix_lists(state: State, params: Params) -> dict[str, Any]:
    """AWS's own prefix lists."""
    names = params.get("PrefixListIds")
    for name in names or ():
        if name not in PREFIX_LISTS:
            raise Refused("InvalidPrefixListId.NotFound", f"The prefix list ID '{name}' does not exist")
    things = [PREFIX_LISTS[name] for name in names or PREFIX_LISTS]
    filters: dict[str, Values | str] = {"prefix-list-id": "PrefixListId", "prefix-list-name": "PrefixListName"}
    return page("PrefixLists", chosen(things, params, filters), params)


_FILTERS: dict[str, Values | str] = {
    "vpc-endpoint-id": "VpcEndpointId",
    "vpc-endpoint-type": "VpcEndpointType",
    "vpc-endpoint-state": "State",
    "vpc-id": "VpcId",
    "service-name": "ServiceName",
}

_describe = describing("vpce", "VpcEndpoints", "VpcEndpointIds", _FILTERS, _with_state)

OPERATIONS: dict[str, Operation] = {
    "CreateVpcEndpoint": create_vpc_endpoint,
    "ModifyVpcEndpoint": modify_vpc_endpoint,
    "DeleteVpcEndpoints": delete_vpc_endpoints,
    "DescribeVpcEndpoints": describe_vpc_endpoints,
    "DescribePrefixLists": describe_prefix_lists,
}
