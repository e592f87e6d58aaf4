"""The shop's load balancer, as real HTTP on this machine: one request through each of its modes."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterable
from typing import Any

from course_lib.aws.layers.journal import COURSE
from course_lib.aws.services.elbv2.forwarded import MODES, NAME, Headers
from course_lib.aws.services.elbv2.front import open_front
from course_lib.aws.services.elbv2.layer import BalancerRules

ATTRIBUTE = "routing.http.xff_header_processing.mode"
SERVER, PORT = "10.20.0.5", 8080
_SECONDS = 30


def through_each_mode(cloud: Any, headers: Headers) -> list[tuple[str, str | None]]:
    """By mode, the X-Forwarded-For that a server got of a request; None for none.

    Args:
        cloud: an account that offers ec2 and elbv2; a load balancer is made in it.
        headers: that the client sends.
    """
    elb, arn = cloud.client("elbv2", who=COURSE), _made(cloud)
    found = []
    with open_front(cloud.layer(BalancerRules), arn, {(SERVER, PORT): _server}) as addresses:
        for mode in MODES:
            chosen = [{"Key": ATTRIBUTE, "Value": mode}]
            elb.modify_load_balancer_attributes(LoadBalancerArn=arn, Attributes=chosen)
            request = urllib.request.Request(addresses[80], headers=dict(headers))
            with urllib.request.urlopen(request, timeout=_SECONDS) as answer:
                found.append((mode, answer.headers.get("X-Got")))
    return found


def _server(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Answers with the header that it was sent."""
    got = environ.get("HTTP_" + NAME.upper().replace("-", "_"))
    start_response("200 OK", [("X-Got", got)] if got is not None else [])
    return [b""]


def _made(cloud: Any) -> str:
    """The ARN of a load balancer in two zones, with one server behind it, which is healthy."""
    ec2, elb = cloud.client("ec2", who=COURSE), cloud.client("elbv2", who=COURSE)
    vpc = ec2.create_vpc(CidrBlock="10.20.0.0/16")["Vpc"]["VpcId"]
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    subnets = [
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.20.{number}.0/24", AvailabilityZone=f"us-east-1{zone}")
        for number, zone in enumerate("ab")
    ]
    balancer = elb.create_load_balancer(Name="shop", Subnets=[each["Subnet"]["SubnetId"] for each in subnets])
    arn = str(balancer["LoadBalancers"][0]["LoadBalancerArn"])
    made = elb.create_target_group(Name="shop-servers", Protocol="HTTP", Port=PORT, VpcId=vpc, TargetType="ip")
    group = made["TargetGroups"][0]["TargetGroupArn"]
    forward = [{"Type": "forward", "TargetGroupArn": group}]
    elb.create_listener(LoadBalancerArn=arn, Protocol="HTTP", Port=80, DefaultActions=forward)
    elb.register_targets(TargetGroupArn=group, Targets=[{"Id": SERVER}])
    cloud.clock.advance(minutes=3)
    return arn
