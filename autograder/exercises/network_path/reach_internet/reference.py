import time


def reach_internet(ec2, subnet_ids, group_id, needs, name):
    """Give a function in private subnets a way to what it needs: the cheapest one that works.

    Args:
        ec2: a boto3 client of EC2.
        subnet_ids: the function's subnets, a list of ids: one or more private subnets of one VPC, each in
            a zone of its own. The route tables that count for them count for no other subnet. The VPC has
            a public subnet: its route for 0.0.0.0/0 leads to an internet gateway. It has both DNS
            attributes that private DNS needs.
        group_id: the function's security group, a text. It lets HTTPS out, to anybody.
        needs: a list of texts, each once: services of AWS by the last part of their endpoint's name, such
            as "s3", "dynamodb", "sqs" or "secretsmanager", and "internet" for everything else out there.
        name: the Name tag of everything that this function makes, a text of letters, digits and hyphens that
            nothing else has.

    Returns:
        A dictionary: by each need the id of what leads to it, from every one of the subnets, now. What the
        VPC has of endpoints counts only if it is pending or available.
        "s3" and "dynamodb": a gateway endpoint. If the VPC has one for the service, it is this one, with
        the missing route tables added.
        Every other service: its interface endpoint, if the VPC has one. An earlier call has made it then,
        for the same subnets. The rest is reached in one of two ways, the cheaper one by the hour:
        an interface endpoint for each service, with private DNS, which stands in each of the subnets and
        costs $0.01 for each of them; or one NAT gateway for all of them, at $0.045 and $0.005 for its
        public address. Where both cost the same it is endpoints. "internet" needs the NAT gateway.
        If the VPC has a public NAT gateway that is pending or available, in a public subnet, it is used
        and costs nothing more.
        A new NAT gateway stands in a public subnet, and the subnets' route for 0.0.0.0/0 leads to it,
        whatever it led to before. No subnet gets a route to an internet gateway.
        Interface endpoints have a security group of their own, with the name f"{name}-endpoints": in
        comes TCP 443 from the function's group, and nothing else.
        When the call returns, gateways and endpoints are available.
        A call that is made again makes nothing again, also if an earlier one ended half-way, wherever that
        was: whatever carries the name and is not in use is used. If AWS has carried out a request for an
        address twice, the address that is not used is released.

    Raises:
        Whatever boto3 raises, if a request is refused that has to be made. Nothing else is changed, and
        nothing deleted.
    """
    vpc_id = ec2.describe_subnets(SubnetIds=subnet_ids)["Subnets"][0]["VpcId"]
    mine = [{"Name": "vpc-id", "Values": [vpc_id]}]
    tables = ec2.describe_route_tables(Filters=mine)["RouteTables"]
    own = {each["RouteTableId"]: each for each in (table_of(tables, subnet) for subnet in subnet_ids)}
    endpoints = ec2.describe_vpc_endpoints(Filters=mine)["VpcEndpoints"]
    there = {service_of(each): each for each in endpoints if leads_there(each)}
    free = [need for need in needs if need in FREE]
    ways = {need: gateway_endpoint(ec2, vpc_id, need, there.get(need), list(own), name) for need in free}
    ways |= {need: there[need]["VpcEndpointId"] for need in needs if need in there}
    new = [need for need in needs if need not in ways]
    nat = working_nat(ec2, mine, tables) if new else None
    if "internet" in new or nat or len(new) * len(subnet_ids) > 5:
        nat = nat or new_nat(ec2, public_subnet(ec2, mine, tables), name)
        ec2.get_waiter("nat_gateway_available").wait(NatGatewayIds=[nat])
        for table in own.values():
            lead(ec2, table, nat)
        ways |= dict.fromkeys(new, nat)
    elif new:
        group = endpoint_group(ec2, vpc_id, group_id, name)
        ways |= {need: interface_endpoint(ec2, vpc_id, need, subnet_ids, group, name) for need in new}
    wait_for_endpoints(ec2, [way for way in ways.values() if way.startswith("vpce-")])
    return ways


FREE = ("s3", "dynamodb")
ANYWHERE = "0.0.0.0/0"


def service_of(endpoint):
    return endpoint["ServiceName"].split(".")[-1]


def leads_there(endpoint):
    """Whether an endpoint is, or soon will be, what leads to its service."""
    kind = "Gateway" if service_of(endpoint) in FREE else "Interface"
    return endpoint["State"] in ("pending", "available") and endpoint["VpcEndpointType"] == kind


def tags(kind, name):
    return [{"ResourceType": kind, "Tags": [{"Key": "Name", "Value": name}]}]


def table_of(tables, subnet):
    """The route table that counts for a subnet: its own, or else the main one."""
    for table in tables:
        if any(each.get("SubnetId") == subnet for each in table["Associations"]):
            return table
    return next(table for table in tables if any(each["Main"] for each in table["Associations"]))


def leads_out(table):
    """Whether a table makes a subnet public."""
    routes = [route for route in table["Routes"] if route.get("DestinationCidrBlock") == ANYWHERE]
    return any(route["State"] == "active" and route.get("GatewayId", "").startswith("igw-") for route in routes)


def public_subnet(ec2, mine, tables):
    subnets = ec2.describe_subnets(Filters=mine)["Subnets"]
    return next(each["SubnetId"] for each in subnets if leads_out(table_of(tables, each["SubnetId"])))


def gateway_endpoint(ec2, vpc_id, service, known, tables, name):
    if known is None:
        made = ec2.create_vpc_endpoint(
            VpcId=vpc_id,
            ServiceName=f"com.amazonaws.{ec2.meta.region_name}.{service}",
            RouteTableIds=tables,
            TagSpecifications=tags("vpc-endpoint", name),
        )
        return made["VpcEndpoint"]["VpcEndpointId"]
    missing = [table for table in tables if table not in known["RouteTableIds"]]
    if missing:
        ec2.modify_vpc_endpoint(VpcEndpointId=known["VpcEndpointId"], AddRouteTableIds=missing)
    return known["VpcEndpointId"]


def working_nat(ec2, mine, tables):
    """A public NAT gateway that works, or soon will."""
    states = {"Name": "state", "Values": ["pending", "available"]}
    for gateway in ec2.describe_nat_gateways(Filters=[*mine, states])["NatGateways"]:
        if gateway["ConnectivityType"] == "public" and leads_out(table_of(tables, gateway["SubnetId"])):
            return gateway["NatGatewayId"]
    return None


def new_nat(ec2, subnet, name):
    made = ec2.create_nat_gateway(
        SubnetId=subnet, AllocationId=own_address(ec2, name), TagSpecifications=tags("natgateway", name)
    )
    return made["NatGateway"]["NatGatewayId"]


def own_address(ec2, name):
    """One address with this name that nothing uses; what is left over is released."""
    free = free_addresses(ec2, name)
    if not free:
        ec2.allocate_address(Domain="vpc", TagSpecifications=tags("elastic-ip", name))
        free = free_addresses(ec2, name)  # a request that the SDK sent twice has made two
    for left_over in free[1:]:
        ec2.release_address(AllocationId=left_over)
    return free[0]


def free_addresses(ec2, name):
    found = ec2.describe_addresses(Filters=[{"Name": "tag:Name", "Values": [name]}])["Addresses"]
    return [each["AllocationId"] for each in found if "AssociationId" not in each]


def lead(ec2, table, nat):
    """Let everything that is not local go to the NAT gateway."""
    known = [route for route in table["Routes"] if route.get("DestinationCidrBlock") == ANYWHERE]
    if known and known[0].get("NatGatewayId") == nat:
        return
    change = ec2.replace_route if known else ec2.create_route
    change(RouteTableId=table["RouteTableId"], DestinationCidrBlock=ANYWHERE, NatGatewayId=nat)


def endpoint_group(ec2, vpc_id, function_group, name):
    """The endpoints' security group, which lets the function's in."""
    called = f"{name}-endpoints"
    mine = [{"Name": "vpc-id", "Values": [vpc_id]}, {"Name": "group-name", "Values": [called]}]
    found = ec2.describe_security_groups(Filters=mine)["SecurityGroups"]
    if found:
        group, rules = found[0]["GroupId"], found[0]["IpPermissions"]
    else:
        spec = tags("security-group", name)
        made = ec2.create_security_group(GroupName=called, Description=called, VpcId=vpc_id, TagSpecifications=spec)
        group, rules = made["GroupId"], []
    if not rules:
        https = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "UserIdGroupPairs": [{"GroupId": function_group}]}
        ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[https])
    return group


def interface_endpoint(ec2, vpc_id, service, subnet_ids, group, name):
    made = ec2.create_vpc_endpoint(
        VpcId=vpc_id,
        VpcEndpointType="Interface",
        ServiceName=f"com.amazonaws.{ec2.meta.region_name}.{service}",
        SubnetIds=subnet_ids,
        SecurityGroupIds=[group],
        PrivateDnsEnabled=True,
        TagSpecifications=tags("vpc-endpoint", name),
    )
    return made["VpcEndpoint"]["VpcEndpointId"]


def wait_for_endpoints(ec2, names):
    while names:
        found = ec2.describe_vpc_endpoints(VpcEndpointIds=names)["VpcEndpoints"]
        names = [each["VpcEndpointId"] for each in found if each["State"] != "available"]
        if names:
            time.sleep(10)
