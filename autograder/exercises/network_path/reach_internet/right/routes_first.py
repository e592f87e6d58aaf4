"""One function a kind of way; what is there is described anew each time that it matters."""

import time


def reach_internet(ec2, subnet_ids, group_id, needs, name):
    vpc = ec2.describe_subnets(SubnetIds=subnet_ids)["Subnets"][0]["VpcId"]
    ways = {}
    for need in sorted(set(needs) & {"s3", "dynamodb"}):
        ways[need] = by_gateway_endpoint(ec2, vpc, subnet_ids, need, name)
    services = [need for need in needs if need not in ("s3", "dynamodb", "internet")]
    known = {need: endpoint_of(ec2, vpc, need) for need in services}
    ways.update({need: each["VpcEndpointId"] for need, each in known.items() if each})
    dear = [need for need in services if not known[need]] + ["internet"] * ("internet" in needs)
    cents = len(dear) * len(subnet_ids)
    if dear and ("internet" in dear or cents > 5 or find_nat(ec2, vpc)):
        nat = find_nat(ec2, vpc) or make_nat(ec2, vpc, name)
        ec2.get_waiter("nat_gateway_available").wait(NatGatewayIds=[nat], WaiterConfig={"Delay": 20, "MaxAttempts": 60})
        for table in tables_of(ec2, vpc, subnet_ids):
            set_default_route(ec2, table, nat)
        ways.update({need: nat for need in dear})
    elif dear:
        group = group_for(ec2, vpc, group_id, name)
        for need in dear:
            ways[need] = by_interface_endpoint(ec2, vpc, subnet_ids, need, group, name)
    for need in services:
        while (endpoint_of(ec2, vpc, need) or {"State": "available"})["State"] != "available":
            time.sleep(30)
    return ways


def in_vpc(vpc, *more):
    return [{"Name": "vpc-id", "Values": [vpc]}, *more]


def named(kind, name):
    return [{"ResourceType": kind, "Tags": [{"Key": "Name", "Value": name}]}]


def tables_of(ec2, vpc, subnet_ids):
    found = {}
    for subnet in subnet_ids:
        own = ec2.describe_route_tables(Filters=[{"Name": "association.subnet-id", "Values": [subnet]}])["RouteTables"]
        if not own:
            main = {"Name": "association.main", "Values": ["true"]}
            own = ec2.describe_route_tables(Filters=in_vpc(vpc, main))["RouteTables"]
        found[own[0]["RouteTableId"]] = own[0]
    return list(found.values())


def default_route(table):
    for route in table["Routes"]:
        if route.get("DestinationCidrBlock") == "0.0.0.0/0":
            return route
    return None


def set_default_route(ec2, table, nat):
    route = default_route(table)
    where = {"RouteTableId": table["RouteTableId"], "DestinationCidrBlock": "0.0.0.0/0"}
    if route and route.get("NatGatewayId") == nat:
        return
    if route:
        ec2.delete_route(**where)
    ec2.create_route(**where, NatGatewayId=nat)


def is_public(ec2, vpc, subnet):
    route = default_route(tables_of(ec2, vpc, [subnet])[0])
    return bool(route) and route.get("GatewayId", "")[:4] == "igw-"


def endpoint_of(ec2, vpc, service):
    by_service = {"Name": "service-name", "Values": [f"com.amazonaws.us-east-1.{service}"]}
    for each in ec2.describe_vpc_endpoints(Filters=in_vpc(vpc, by_service))["VpcEndpoints"]:
        is_gateway = each["VpcEndpointType"] == "Gateway"
        if each["State"] in {"pending", "available"} and is_gateway == (service in ("s3", "dynamodb")):
            return each
    return None


def by_gateway_endpoint(ec2, vpc, subnet_ids, service, name):
    endpoint = endpoint_of(ec2, vpc, service)
    if endpoint is None:
        endpoint = ec2.create_vpc_endpoint(
            VpcId=vpc,
            ServiceName=f"com.amazonaws.us-east-1.{service}",
            TagSpecifications=named("vpc-endpoint", name),
            ClientToken=f"{name}-{service}",
        )["VpcEndpoint"]
    for table in tables_of(ec2, vpc, subnet_ids):
        if table["RouteTableId"] not in endpoint["RouteTableIds"]:
            ec2.modify_vpc_endpoint(VpcEndpointId=endpoint["VpcEndpointId"], AddRouteTableIds=[table["RouteTableId"]])
    return endpoint["VpcEndpointId"]


def find_nat(ec2, vpc):
    alive = {"Name": "state", "Values": ["available", "pending"]}
    for nat in ec2.describe_nat_gateways(Filters=in_vpc(vpc, alive))["NatGateways"]:
        if nat["ConnectivityType"] == "public" and is_public(ec2, vpc, nat["SubnetId"]):
            return nat["NatGatewayId"]
    return None


def make_nat(ec2, vpc, name):
    subnets = ec2.describe_subnets(Filters=in_vpc(vpc))["Subnets"]
    public = [each["SubnetId"] for each in subnets if is_public(ec2, vpc, each["SubnetId"])]
    mine = {"Filters": [{"Name": "tag:Name", "Values": [name]}]}
    if not [each for each in ec2.describe_addresses(**mine)["Addresses"] if "AssociationId" not in each]:
        ec2.allocate_address(Domain="vpc", TagSpecifications=named("elastic-ip", name))
    idle = [each for each in ec2.describe_addresses(**mine)["Addresses"] if "AssociationId" not in each]
    while len(idle) > 1:
        ec2.release_address(AllocationId=idle.pop()["AllocationId"])
    gateway = ec2.create_nat_gateway(
        SubnetId=public[-1], AllocationId=idle[0]["AllocationId"], TagSpecifications=named("natgateway", name)
    )
    return gateway["NatGateway"]["NatGatewayId"]


def group_for(ec2, vpc, function, name):
    by_name = {"Name": "group-name", "Values": [f"{name}-endpoints"]}
    groups = ec2.describe_security_groups(Filters=in_vpc(vpc, by_name))["SecurityGroups"]
    group = groups[0]["GroupId"] if groups else None
    if group is None:
        group = ec2.create_security_group(
            GroupName=f"{name}-endpoints",
            Description=f"Endpoints of {name}",
            VpcId=vpc,
            TagSpecifications=named("security-group", name),
        )["GroupId"]
    rules = ec2.describe_security_group_rules(Filters=[{"Name": "group-id", "Values": [group]}])["SecurityGroupRules"]
    if all(rule["IsEgress"] for rule in rules):
        https = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "UserIdGroupPairs": [{"GroupId": function}]}
        ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[https])
    return group


def by_interface_endpoint(ec2, vpc, subnet_ids, service, group, name):
    made = ec2.create_vpc_endpoint(
        VpcEndpointType="Interface",
        VpcId=vpc,
        ServiceName=f"com.amazonaws.us-east-1.{service}",
        SubnetIds=subnet_ids,
        SecurityGroupIds=[group],
        PrivateDnsEnabled=True,
        TagSpecifications=named("vpc-endpoint", name),
        ClientToken=f"{name}-{service}",
    )
    return made["VpcEndpoint"]["VpcEndpointId"]
