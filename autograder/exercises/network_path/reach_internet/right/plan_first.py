"""A class that looks at everything first, plans, and then carries the plan out."""

from time import sleep

DEFAULT_ROUTE = "0.0.0.0/0"


class Network:
    def __init__(self, ec2, subnet_ids, group_id, name):
        self.ec2, self.subnet_ids, self.group_id, self.name = ec2, subnet_ids, group_id, name
        self.vpc = ec2.describe_subnets(SubnetIds=subnet_ids[:1])["Subnets"][0]["VpcId"]
        self.where = {"Name": "vpc-id", "Values": [self.vpc]}
        self.tables = {}
        main = None
        for table in ec2.describe_route_tables(Filters=[self.where])["RouteTables"]:
            for association in table["Associations"]:
                if association["Main"]:
                    main = table
                else:
                    self.tables[association["SubnetId"]] = table
        for subnet in ec2.describe_subnets(Filters=[self.where])["Subnets"]:
            self.tables.setdefault(subnet["SubnetId"], main)
        self.public = [subnet for subnet, table in self.tables.items() if self.default_target(table).startswith("igw-")]

    @staticmethod
    def default_target(table):
        for route in table["Routes"]:
            if route.get("DestinationCidrBlock") == DEFAULT_ROUTE:
                return route.get("GatewayId") or route.get("NatGatewayId") or "other"
        return ""

    def tag(self, kind):
        return [{"ResourceType": kind, "Tags": [{"Key": "Name", "Value": self.name}]}]

    def endpoint(self, service):
        full = f"com.amazonaws.us-east-1.{service}"
        asked = [self.where, {"Name": "service-name", "Values": [full]}]
        kind = "Gateway" if service in ("s3", "dynamodb") else "Interface"
        asked += [{"Name": "vpc-endpoint-type", "Values": [kind]}]
        asked += [{"Name": "vpc-endpoint-state", "Values": ["pending", "available"]}]
        found = self.ec2.describe_vpc_endpoints(Filters=asked)["VpcEndpoints"]
        return found[0] if found else None

    def make_endpoint(self, service, **how):
        made = self.ec2.create_vpc_endpoint(
            VpcId=self.vpc,
            ServiceName=f"com.amazonaws.us-east-1.{service}",
            TagSpecifications=self.tag("vpc-endpoint"),
            **how,
        )
        return made["VpcEndpoint"]["VpcEndpointId"]

    def own_tables(self):
        return {self.tables[subnet]["RouteTableId"]: self.tables[subnet] for subnet in self.subnet_ids}

    def for_free(self, service):
        known, tables = self.endpoint(service), set(self.own_tables())
        if known is None:
            return self.make_endpoint(service, VpcEndpointType="Gateway", RouteTableIds=sorted(tables))
        more = tables - set(known["RouteTableIds"])
        if more:
            self.ec2.modify_vpc_endpoint(VpcEndpointId=known["VpcEndpointId"], AddRouteTableIds=sorted(more))
        return known["VpcEndpointId"]

    def nat(self):
        for each in self.ec2.describe_nat_gateways(Filters=[self.where])["NatGateways"]:
            works = each["State"] in ("available", "pending") and each.get("ConnectivityType") != "private"
            if works and each["SubnetId"] in self.public:
                return each["NatGatewayId"]

    def make_nat(self):
        address = self.address()
        made = self.ec2.create_nat_gateway(
            SubnetId=self.public[0], AllocationId=address, TagSpecifications=self.tag("natgateway")
        )
        return made["NatGateway"]["NatGatewayId"]

    def address(self):
        mine = self.waiting()
        while not mine:
            self.ec2.allocate_address(TagSpecifications=self.tag("elastic-ip"))
            mine = self.waiting()
        keep, *others = sorted(mine)
        for other in others:
            self.ec2.release_address(AllocationId=other)
        return keep

    def waiting(self):
        tag = {"Name": "tag:Name", "Values": [self.name]}
        return [
            each["AllocationId"]
            for each in self.ec2.describe_addresses(Filters=[tag])["Addresses"]
            if not each.get("AssociationId")
        ]

    def go_through(self, nat):
        state = None
        while state != "available":
            if state:
                sleep(10)
            state = self.ec2.describe_nat_gateways(NatGatewayIds=[nat])["NatGateways"][0]["State"]
            if state == "failed":
                raise RuntimeError(f"{nat} has failed")
        for table_id, table in self.own_tables().items():
            target = self.default_target(table)
            if target != nat:
                do = self.ec2.replace_route if target else self.ec2.create_route
                do(RouteTableId=table_id, DestinationCidrBlock=DEFAULT_ROUTE, NatGatewayId=nat)

    def group(self):
        title = self.name + "-endpoints"
        asked = [self.where, {"Name": "group-name", "Values": [title]}]
        for found in self.ec2.describe_security_groups(Filters=asked)["SecurityGroups"]:
            break
        else:
            made = self.ec2.create_security_group(
                GroupName=title, Description=title, VpcId=self.vpc, TagSpecifications=self.tag("security-group")
            )
            found = {**made, "IpPermissions": []}
        if not found["IpPermissions"]:
            peer = [{"GroupId": self.group_id, "Description": "the function"}]
            rule = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "UserIdGroupPairs": peer}
            self.ec2.authorize_security_group_ingress(GroupId=found["GroupId"], IpPermissions=[rule])
        return found["GroupId"]


def reach_internet(ec2, subnet_ids, group_id, needs, name):
    network = Network(ec2, subnet_ids, group_id, name)
    ways, dear = {}, []
    for need in needs:
        if need in ("s3", "dynamodb"):
            ways[need] = network.for_free(need)
        elif need != "internet" and (known := network.endpoint(need)):
            ways[need] = known["VpcEndpointId"]
        else:
            dear.append(need)
    if dear:
        nat = network.nat()
        if nat is None and ("internet" in dear or 0.01 * len(dear) * len(subnet_ids) > 0.0501):
            nat = network.make_nat()
        if nat:
            network.go_through(nat)
            for need in dear:
                ways[need] = nat
        else:
            group = network.group()
            for need in dear:
                ways[need] = network.make_endpoint(
                    need, VpcEndpointType="Interface", SubnetIds=subnet_ids, SecurityGroupIds=[group]
                )
    while any(each and each["State"] == "pending" for each in map(network.endpoint, set(needs) - {"internet"})):
        sleep(15)
    return ways
