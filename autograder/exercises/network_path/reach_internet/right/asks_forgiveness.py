"""Makes things and takes AWS's refusal for "it is there", where AWS refuses; looks first where it does not."""

import time

from botocore.exceptions import ClientError

EVERYTHING = "0.0.0.0/0"


def unless(codes, call, **params):
    """What a call answers; None if it is refused with one of these codes."""
    try:
        return call(**params)
    except ClientError as error:
        if error.response["Error"]["Code"] not in codes:
            raise
        return None


def reach_internet(ec2, subnet_ids, group_id, needs, name):
    def tagged(kind):
        return {"TagSpecifications": [{"ResourceType": kind, "Tags": [{"Key": "Name", "Value": name}]}]}

    def every(operation, member, **params):
        return [each for page in ec2.get_paginator(operation).paginate(**params) for each in page[member]]

    [vpc] = {each["VpcId"] for each in every("describe_subnets", "Subnets", SubnetIds=subnet_ids)}
    of_vpc = {"Filters": [{"Name": "vpc-id", "Values": [vpc]}]}
    tables = every("describe_route_tables", "RouteTables", **of_vpc)

    def table(subnet):
        own = [each for each in tables for a in each["Associations"] if a.get("SubnetId") == subnet]
        return (own or [each for each in tables for a in each["Associations"] if a["Main"]])[0]

    def is_public(subnet):
        return any(
            route.get("DestinationCidrBlock") == EVERYTHING and str(route.get("GatewayId")).startswith("igw-")
            for route in table(subnet)["Routes"]
        )

    mine = sorted({table(each)["RouteTableId"] for each in subnet_ids})
    there = {
        each["ServiceName"].removeprefix("com.amazonaws.us-east-1."): each
        for each in every("describe_vpc_endpoints", "VpcEndpoints", **of_vpc)
        if each["State"] in ("pending", "available")
        and each["VpcEndpointType"]
        == ("Gateway" if each["ServiceName"].endswith((".s3", ".dynamodb")) else "Interface")
    }
    ways = {need: there[need]["VpcEndpointId"] for need in needs if need in there}
    for service in {"s3", "dynamodb"}.intersection(needs):
        if service in there:
            missing = [each for each in mine if each not in there[service]["RouteTableIds"]]
            if missing:
                ec2.modify_vpc_endpoint(VpcEndpointId=ways[service], AddRouteTableIds=missing)
        else:
            named = f"com.amazonaws.us-east-1.{service}"
            made = ec2.create_vpc_endpoint(VpcId=vpc, ServiceName=named, RouteTableIds=mine, **tagged("vpc-endpoint"))
            ways[service] = made["VpcEndpoint"]["VpcEndpointId"]
    rest = [need for need in needs if need not in ways]
    if not rest:
        return available(ec2, ways)
    nats = [
        each["NatGatewayId"]
        for each in every("describe_nat_gateways", "NatGateways", **of_vpc)
        if each["State"] in {"pending", "available"}
        and each["ConnectivityType"] == "public"
        and is_public(each["SubnetId"])
    ]
    if not nats and ("internet" in rest or len(rest) * len(subnet_ids) >= 6):
        public = next(
            each["SubnetId"] for each in every("describe_subnets", "Subnets", **of_vpc) if is_public(each["SubnetId"])
        )
        nats = [new_nat(ec2, public, name, tagged)]
    if nats:
        ec2.get_waiter("nat_gateway_available").wait(NatGatewayIds=nats[:1])
        for each in mine:
            target = {"RouteTableId": each, "DestinationCidrBlock": EVERYTHING, "NatGatewayId": nats[0]}
            if unless({"RouteAlreadyExists"}, ec2.create_route, **target) is None:
                ec2.replace_route(**target)
        return available(ec2, ways | dict.fromkeys(rest, nats[0]))
    group = its_group(ec2, vpc, group_id, name, tagged)
    for need in rest:
        asked = {"VpcId": vpc, "VpcEndpointType": "Interface", "ServiceName": f"com.amazonaws.us-east-1.{need}"}
        asked |= {"SubnetIds": subnet_ids, "SecurityGroupIds": [group], **tagged("vpc-endpoint")}
        ways[need] = ec2.create_vpc_endpoint(**asked)["VpcEndpoint"]["VpcEndpointId"]
    return available(ec2, ways)


def new_nat(ec2, subnet, name, tagged):
    def free():
        found = ec2.describe_addresses(Filters=[{"Name": "tag:Name", "Values": [name]}])["Addresses"]
        return [each["AllocationId"] for each in found if "NetworkInterfaceId" not in each]

    if not free():
        ec2.allocate_address(Domain="vpc", **tagged("elastic-ip"))
    one, *more = free()
    for each in more:
        ec2.release_address(AllocationId=each)
    made = ec2.create_nat_gateway(SubnetId=subnet, AllocationId=one, **tagged("natgateway"))
    return made["NatGateway"]["NatGatewayId"]


def its_group(ec2, vpc, function, name, tagged):
    title = f"{name}-endpoints"
    about = {"GroupName": title, "Description": "endpoints", "VpcId": vpc, **tagged("security-group")}
    unless({"InvalidGroup.Duplicate"}, ec2.create_security_group, **about)
    by_name = [{"Name": "group-name", "Values": [title]}, {"Name": "vpc-id", "Values": [vpc]}]
    group = ec2.describe_security_groups(Filters=by_name)["SecurityGroups"][0]["GroupId"]
    rule = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "UserIdGroupPairs": [{"GroupId": function}]}
    unless({"InvalidPermission.Duplicate"}, ec2.authorize_security_group_ingress, GroupId=group, IpPermissions=[rule])
    return group


def available(ec2, ways):
    names = sorted({each for each in ways.values() if each.startswith("vpce")})
    if names:
        while {each["State"] for each in ec2.describe_vpc_endpoints(VpcEndpointIds=names)["VpcEndpoints"]} != {
            "available"
        }:
            time.sleep(5)
    return ways
