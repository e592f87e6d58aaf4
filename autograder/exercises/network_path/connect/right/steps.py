"""A class with a step each for place, role and rules; rules by describe_security_group_rules."""

import time

ARN = "arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"


class Move:
    def __init__(self, ec2, functions, iam, name, database, port):
        self.ec2, self.functions, self.iam, self.name, self.port = ec2, functions, iam, name, port
        [eni] = ec2.describe_network_interfaces(NetworkInterfaceIds=[database])["NetworkInterfaces"]
        self.vpc, self.database_group = eni["VpcId"], eni["Groups"][0]["GroupId"]
        self.in_vpc = {"Name": "vpc-id", "Values": [self.vpc]}

    def settled(self):
        while True:
            shown = self.functions.get_function_configuration(FunctionName=self.name)
            if shown["LastUpdateStatus"] != "InProgress" and shown["State"] != "Pending":
                return shown
            time.sleep(2)

    def is_private(self, subnet):
        own = {"Name": "association.subnet-id", "Values": [subnet]}
        main = {"Name": "association.main", "Values": ["true"]}
        tables = self.ec2.describe_route_tables(Filters=[own])["RouteTables"]
        tables = tables or self.ec2.describe_route_tables(Filters=[self.in_vpc, main])["RouteTables"]
        return all(not str(route.get("GatewayId")).startswith("igw-") for route in tables[0]["Routes"])

    def private(self):
        subnets = self.ec2.describe_subnets(Filters=[self.in_vpc])["Subnets"]
        return {each["SubnetId"]: each["AvailabilityZone"] for each in subnets if self.is_private(each["SubnetId"])}

    def group(self):
        title = f"{self.name}-function"
        by_name = {"Name": "group-name", "Values": [title]}
        for each in self.ec2.describe_security_groups(Filters=[self.in_vpc, by_name])["SecurityGroups"]:
            return each["GroupId"]
        return self.ec2.create_security_group(GroupName=title, Description="function", VpcId=self.vpc)["GroupId"]

    def rules(self, group, egress):
        mine = [{"Name": "group-id", "Values": [group]}]
        found = self.ec2.describe_security_group_rules(Filters=mine)["SecurityGroupRules"]
        return [rule for rule in found if rule["IsEgress"] == egress]

    def fits(self, rule, peer):
        ends = rule["IpProtocol"], rule["FromPort"], rule["ToPort"]
        return ends == ("tcp", self.port, self.port) and rule.get("ReferencedGroupInfo", {}).get("GroupId") == peer

    def rule(self, peer):
        pair = [{"GroupId": peer}]
        return [{"IpProtocol": "tcp", "FromPort": self.port, "ToPort": self.port, "UserIdGroupPairs": pair}]

    def open(self, group):
        for rule in self.rules(group, False):
            self.ec2.revoke_security_group_ingress(GroupId=group, SecurityGroupRuleIds=[rule["SecurityGroupRuleId"]])
        out = self.rules(group, True)
        for rule in out:
            if not self.fits(rule, self.database_group):
                gone = [rule["SecurityGroupRuleId"]]
                self.ec2.revoke_security_group_egress(GroupId=group, SecurityGroupRuleIds=gone)
        if not any(self.fits(rule, self.database_group) for rule in out):
            self.ec2.authorize_security_group_egress(GroupId=group, IpPermissions=self.rule(self.database_group))
        if not any(self.fits(rule, group) for rule in self.rules(self.database_group, False)):
            self.ec2.authorize_security_group_ingress(GroupId=self.database_group, IpPermissions=self.rule(group))


def connect(ec2, functions, iam, function_name, database, port):
    move = Move(ec2, functions, iam, function_name, database, port)
    zones = move.private()
    if len(set(zones.values())) < 2:
        raise ValueError("There are no private subnets in two zones.")
    group = move.group()
    move.open(group)
    shown = move.settled()
    role = shown["Role"].split("/")[-1]
    iam.attach_role_policy(RoleName=role, PolicyArn=ARN)
    place = shown.get("VpcConfig") or {"SubnetIds": [], "SecurityGroupIds": []}
    subnets = place["SubnetIds"]
    good = len(subnets) == len({zones.get(each) for each in subnets} - {None}) == 2
    if shown["LastUpdateStatus"] == "Failed" or not good or place["SecurityGroupIds"] != [group]:
        by_zone = {zone: subnet for subnet, zone in zones.items()}
        subnets = list(by_zone.values())[:2]
        config = {"SubnetIds": subnets, "SecurityGroupIds": [group]}
        functions.update_function_configuration(FunctionName=function_name, VpcConfig=config)
        shown = move.settled()
        if shown["LastUpdateStatus"] != "Successful":
            raise RuntimeError(shown["LastUpdateStatusReason"])
    return {"subnets": sorted(subnets), "group": group}
