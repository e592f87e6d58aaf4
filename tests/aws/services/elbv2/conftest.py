"""An account with a network of two zones, and what a load balancer needs. Plain boto3."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from course_lib.aws.account import Cloud


class Network:
    """The account and its ids."""

    def __init__(self, cloud):
        self.cloud = cloud
        self.ec2, self.elb = cloud.client("ec2"), cloud.client("elbv2")
        self.vpc = self.ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        self.subnets = [self.subnet(f"10.0.{number}.0/24", f"us-east-1{zone}") for number, zone in enumerate("ab")]
        gateway = self.ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
        self.ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=self.vpc)

    def subnet(self, block, zone):
        made = self.ec2.create_subnet(VpcId=self.vpc, CidrBlock=block, AvailabilityZone=zone)
        return made["Subnet"]["SubnetId"]

    def balancer(self, name="shop", **params):
        """Its ARN."""
        made = self.elb.create_load_balancer(Name=name, **{"Subnets": self.subnets, **params})
        return made["LoadBalancers"][0]["LoadBalancerArn"]

    def group(self, name="web", **params):
        """Its ARN."""
        given = {"Protocol": "HTTP", "Port": 8080, "VpcId": self.vpc, "TargetType": "ip", **params}
        return self.elb.create_target_group(Name=name, **given)["TargetGroups"][0]["TargetGroupArn"]

    def listen(self, balancer, group, port=80):
        action = {"Type": "forward", "TargetGroupArn": group}
        made = self.elb.create_listener(LoadBalancerArn=balancer, Protocol="HTTP", Port=port, DefaultActions=[action])
        return made["Listeners"][0]["ListenerArn"]

    def register(self, group, *addresses):
        self.elb.register_targets(TargetGroupArn=group, Targets=[{"Id": address} for address in addresses])

    def health(self, group):
        """By address: state and reason."""
        told = self.elb.describe_target_health(TargetGroupArn=group)["TargetHealthDescriptions"]
        found = {each["Target"]["Id"]: each["TargetHealth"] for each in told}
        return {address: (each["State"], each.get("Reason")) for address, each in found.items()}

    def set(self, balancer, **attributes):
        given = [{"Key": key.replace("__", "."), "Value": value} for key, value in attributes.items()]
        self.elb.modify_load_balancer_attributes(LoadBalancerArn=balancer, Attributes=given)


@pytest.fixture
def net():
    with Cloud(services=["ec2", "elbv2"]) as cloud:
        yield Network(cloud)


def refused(call, *args, **params):
    """The error's code and words."""
    with pytest.raises(ClientError) as caught:
        call(*args, **params)
    error = caught.value.response["Error"]
    return error["Code"], error["Message"]
