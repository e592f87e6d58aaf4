"""Load balancers, listeners, target groups, health. Plain boto3."""

from __future__ import annotations

import pytest

from course_lib.aws.account import NotSimulated
from course_lib.aws.services.elbv2.layer import BalancerRules
from tests.aws.services.elbv2.conftest import refused

TWO = "At least two subnets in two different Availability Zones must be specified"
ONE_A_ZONE = "A load balancer cannot be attached to multiple subnets in the same Availability Zone"


def test_two_subnets_in_two_zones_are_needed(net):
    """One is too few, and two in one zone are refused in other words."""
    assert refused(net.balancer, Subnets=net.subnets[:1]) == ("ValidationError", TWO)
    twin = net.subnet("10.0.9.0/24", "us-east-1a")
    assert refused(net.balancer, Subnets=[*net.subnets, twin]) == ("InvalidConfigurationRequest", ONE_A_ZONE)
    words = "The subnet ID 'subnet-0' does not exist"
    assert refused(net.balancer, Subnets=["subnet-0", net.subnets[0]]) == ("SubnetNotFound", words)


def test_one_that_faces_the_internet_needs_an_internet_gateway(net):
    """An internal one does not."""
    vpc = net.ec2.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    closed = [
        net.ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.1.{n}.0/24", AvailabilityZone=f"us-east-1{zone}")["Subnet"]
        for n, zone in enumerate("ab")
    ]
    names = [each["SubnetId"] for each in closed]
    assert refused(net.balancer, Subnets=names) == ("InvalidSubnet", f"VPC {vpc} has no internet gateway")
    arn = net.balancer("inside", Subnets=names, Scheme="internal")
    found = net.elb.describe_load_balancers(LoadBalancerArns=[arn])["LoadBalancers"][0]
    assert found["DNSName"].startswith("internal-inside-")


@pytest.mark.parametrize("name", ["a" * 33, "a_b", "-a", "a-", "internal-a"])
def test_names(net, name):
    assert refused(net.balancer, name)[0] == "ValidationError"


def test_the_same_request_again_gives_the_same_load_balancer(net):
    """One of that name with other settings is refused."""
    arn = net.balancer()
    assert net.balancer() == arn
    words = "A load balancer with the same name 'shop' exists, but with different settings"
    assert refused(net.balancer, Scheme="internal") == ("DuplicateLoadBalancerName", words)


def test_it_takes_a_while(net):
    arn = net.balancer()
    assert net.elb.describe_load_balancers()["LoadBalancers"][0]["State"]["Code"] == "provisioning"
    net.cloud.clock.advance(minutes=2)
    assert net.elb.describe_load_balancers(Names=["shop"])["LoadBalancers"][0]["State"]["Code"] == "active"
    assert net.cloud.layer(BalancerRules).active(arn) is not None


def test_attributes_are_checked(net):
    """Keys and values."""
    arn = net.balancer()
    net.set(arn, routing__http__xff_header_processing__mode="remove")
    told = net.elb.describe_load_balancer_attributes(LoadBalancerArn=arn)["Attributes"]
    assert {"Key": "routing.http.xff_header_processing.mode", "Value": "remove"} in told
    wrong = {"routing__http__xff_header_processing__mode": "replace"}
    assert refused(net.set, arn, **wrong)[0] == "InvalidConfigurationRequest"
    assert refused(net.set, arn, routing__http__coffee="true")[0] == "InvalidConfigurationRequest"


def test_a_protected_one_is_not_deleted(net):
    arn = net.balancer()
    net.set(arn, deletion_protection__enabled="true")
    assert refused(net.elb.delete_load_balancer, LoadBalancerArn=arn)[0] == "OperationNotPermitted"
    net.set(arn, deletion_protection__enabled="false")
    net.elb.delete_load_balancer(LoadBalancerArn=arn)
    net.elb.delete_load_balancer(LoadBalancerArn=arn)
    assert refused(net.elb.describe_load_balancers, LoadBalancerArns=[arn])[0] == "LoadBalancerNotFound"


def test_a_port_and_a_group_are_taken_once(net):
    """A target group belongs to one load balancer, and cannot go while it is used."""
    shop, other, group = net.balancer(), net.balancer("other"), net.group()
    net.listen(shop, group)
    assert refused(net.listen, shop, group)[0] == "DuplicateListener"
    assert refused(net.listen, other, group)[0] == "TargetGroupAssociationLimit"
    assert refused(net.elb.delete_target_group, TargetGroupArn=group)[0] == "ResourceInUse"
    [listener] = net.elb.describe_listeners(LoadBalancerArn=shop)["Listeners"]
    net.elb.delete_listener(ListenerArn=listener["ListenerArn"])
    net.elb.delete_target_group(TargetGroupArn=group)
    assert net.elb.describe_target_groups()["TargetGroups"] == []


def test_targets_are_addresses_of_the_network(net):
    group = net.group()
    words = f"The IP address '192.168.0.9' is not within a CIDR block of VPC '{net.vpc}'"
    assert refused(net.register, group, "192.168.0.9") == ("ValidationError", words)
    assert refused(net.register, group, "shop")[0] == "ValidationError"


def test_health_follows_the_clock(net):
    """Unused without a listener; initial until the first check; unhealthy after two; then healthy after five."""
    shop, group = net.balancer(), net.group()
    net.register(group, "10.0.0.5")
    assert net.health(group) == {"10.0.0.5": ("unused", "Target.NotInUse")}
    net.listen(shop, group)
    assert net.health(group) == {"10.0.0.5": ("initial", "Elb.RegistrationInProgress")}
    net.cloud.clock.advance(seconds=61)
    assert net.health(group) == {"10.0.0.5": ("unhealthy", "Target.Timeout")}
    net.cloud.layer(BalancerRules).probe = lambda address, port, path: 500
    net.cloud.clock.advance(seconds=30)
    assert net.health(group) == {"10.0.0.5": ("unhealthy", "Target.ResponseCodeMismatch")}
    net.cloud.layer(BalancerRules).probe = lambda address, port, path: 200
    net.cloud.clock.advance(seconds=4 * 30)
    assert net.health(group)["10.0.0.5"][0] == "unhealthy"
    net.cloud.clock.advance(seconds=30)
    assert net.health(group) == {"10.0.0.5": ("healthy", None)}


def test_the_first_check_that_is_passed_makes_a_new_target_healthy(net):
    net.cloud.layer(BalancerRules).probe = lambda address, port, path: 204
    group = net.group(Matcher={"HttpCode": "200-299"}, HealthCheckPath="/ready")
    net.listen(net.balancer(), group)
    net.register(group, "10.0.0.5")
    net.cloud.clock.advance(seconds=30)
    assert net.health(group) == {"10.0.0.5": ("healthy", None)}


def test_a_target_that_goes_is_drained(net):
    """For five minutes."""
    group = net.group()
    net.listen(net.balancer(), group)
    net.register(group, "10.0.0.5")
    net.elb.deregister_targets(TargetGroupArn=group, Targets=[{"Id": "10.0.0.5"}])
    assert net.health(group) == {"10.0.0.5": ("draining", "Target.DeregistrationInProgress")}
    net.cloud.clock.advance(minutes=5)
    assert net.health(group) == {}


def test_other_kinds_are_not_simulated(net):
    with pytest.raises(NotSimulated, match="only application load balancers"):
        net.balancer(Type="network")
    action = {"Type": "authenticate-cognito"}
    with pytest.raises(NotSimulated, match="no actions of the type authenticate-cognito"):
        net.elb.create_listener(LoadBalancerArn=net.balancer(), Protocol="HTTP", Port=80, DefaultActions=[action])
