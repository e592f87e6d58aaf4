"""The exam of reach_internet."""

from dataclasses import replace

from course_lib.aws.layers.any_order import AnyOrder
from course_lib.checks import Exam, Fault, expect_client_error
from course_lib.checks.kit import anew, call_in, comes_to_an_end, may_change, refusing
from course_lib.lessons.network_path.direct import Direct
from course_lib.lessons.network_path.networks import ANYWHERE, HTTPS, tcp
from course_lib.lessons.network_path.practice.reach_internet import MADE, reaches, s3_endpoint, survives
from course_lib.lessons.network_path.ways_out import INTERNET, build, endpoint_for, fail, is_slow, nat_in, there

exam = Exam()
PART = "198.51.100.0/24"  # of the internet
SERVICES = ("sqs", "sns", "kms", "secretsmanager", "logs", "ssm", "events", "states", "monitoring", "sts")


def services(submission, count):
    """Some services that have no gateway endpoints."""
    return submission.random.sample(SERVICES, count)


def mixed(submission, *needs):
    """The needs in some order."""
    return submission.random.sample(needs, len(needs))


@exam.check(points=2)
def exam_free_of_charge(submission, cloud):
    """S3 and DynamoDB are reached from every subnet, free of charge, whatever else there is."""
    second = submission.random.randrange(1, 100)
    reaches(submission, cloud, build(cloud, second, zones=3), mixed(submission, "s3", "dynamodb"), "for-free")
    net = build(cloud, second + 1, tables=submission.random.choice(["main", "shared"]), name="with-nat")
    nat_in(cloud, net.public)
    reaches(submission, cloud, net, ["s3"], "s3-way")


@exam.check(points=3)
def exam_the_cheaper_way(submission, cloud):
    """Endpoints for services of AWS up to five cents an hour, in each subnet, for the function alone; above, NAT."""
    cases = ((1, 5), (1, 6), (2, 2), (2, 3), (3, 1))
    for second, (zones, count) in enumerate(cases, submission.random.randrange(1, 100)):
        net = build(cloud, second, zones, name=f"net-{second}")
        is_slow(cloud, submission.random.randrange(125, 175))
        reaches(submission, cloud, net, services(submission, count), f"way-{second}")


@exam.check(points=2)
def exam_the_internet(submission, cloud):
    """The internet is reached through one NAT gateway, from all subnets; services go the same way, S3 does not."""
    second = submission.random.randrange(1, 100)
    needs = mixed(submission, INTERNET, "dynamodb", *services(submission, 1))
    first = build(cloud, second, zones=3)
    is_slow(cloud, submission.random.randrange(125, 175))
    reaches(submission, cloud, first, needs, "nat-way")
    net = build(cloud, second + 1, tables="main", name="main")
    net = among_half_public(cloud, net, second + 1)
    cloud.add(AnyOrder())  # the main table is listed last
    reaches(submission, cloud, net, mixed(submission, "s3", INTERNET), "main-way")
    last = build(cloud, second + 2, name="last", public_by_main=True)
    build(cloud, second + 3, name="beside")  # no table of the last one names its subnets
    reaches(submission, cloud, last, [INTERNET], "last-way")


@exam.check(points=3)
def exam_there_already(submission, cloud):
    """What works already is used, and what does not work is not."""
    second = submission.random.randrange(1, 100)
    net = build(cloud, second)
    nat_in(cloud, net.public)
    s3_endpoint(cloud, net)
    s3_endpoint(cloud, net, "dynamodb")
    reaches(submission, cloud, net, ["dynamodb", *services(submission, 2)], "used-way")  # it is pending
    reaches(submission, cloud, net, [INTERNET, "s3"], "used-way")
    other = build(cloud, second + 1, name="other")
    nat_in(cloud, other.subnets[0])
    nat_in(cloud, other.public, "private")
    cloud.clock.advance(minutes=3)
    reaches(submission, cloud, other, [INTERNET], "new-way")
    half = build(cloud, second + 2, name="half")
    some = services(submission, 3)
    left_pending(cloud, half, some[0], "half-way")
    reaches(submission, cloud, half, some[:1], "half-way")
    reaches(submission, cloud, half, some[:2], "half-way")
    nat_in(cloud, half.public)  # since the call before
    reaches(submission, cloud, half, some, "half-way")


@exam.check(points=3)
def exam_of_no_use(submission, cloud):
    """What is there and leads nowhere is not used: endpoints and NAT gateways that have failed or are deleted."""
    second = submission.random.randrange(1, 100)
    net, ec2 = build(cloud, second, zones=3), Direct(cloud)
    (failed, deleted, alike), more = services(submission, 3), {"PrivateDnsEnabled": False}
    fail(cloud, endpoint_for(cloud, net, failed))
    gone = endpoint_for(cloud, net, deleted)
    endpoint_for(cloud, net, "s3", **more)
    for other in (f"{alike}-fips", f"my{alike}"):
        endpoint_for(cloud, net, other)
    failing_nat(cloud, net)
    cloud.clock.advance(minutes=3)
    ec2.delete_vpc_endpoints(VpcEndpointIds=[gone])
    reaches(submission, cloud, net, mixed(submission, failed, deleted, alike, "s3"), "useless-way", "dead")

    last = build(cloud, second + 1, name="last")
    for number in range(6):  # who asks for a page of five has to ask again
        nat_in(cloud, last.subnets[0], "private")
        endpoint_for(cloud, last, f"other-{number}")
    nat_in(cloud, last.public)
    s3_endpoint(cloud, last)
    cloud.clock.advance(minutes=3)
    reaches(submission, cloud, last, [INTERNET, "s3"], "last-way")


@exam.check(points=1)
def exam_refused(submission, cloud):
    """What AWS refuses comes out: no permission, and limits of an account."""
    refusals = (
        ("AllocateAddress", "AddressLimitExceeded", INTERNET),
        ("CreateNatGateway", "NatGatewayLimitExceeded", INTERNET),
        ("CreateRoute", "RouteLimitExceeded", INTERNET),
        ("DescribeAddresses", "UnauthorizedOperation", INTERNET),
        ("CreateVpcEndpoint", "VpcEndpointLimitExceeded", submission.random.choice(["s3", "kms"])),
        ("AuthorizeSecurityGroupIngress", "RulesPerSecurityGroupLimitExceeded", "sqs"),
    )
    nets = []
    for operation, code, need in refusals:
        with anew(submission, cloud, lambda fresh: nets.append(build(fresh))) as fresh:
            net = nets[-1]
            asked = fresh.client("ec2"), list(net.subnets), net.group, [need], "no-way"
            refused = refusing(fresh, [operation], code, "The request was turned away.")
            told = f"without it there is no way to {need}"
            with refused, expect_client_error(code, told, advice="catches_all"):
                with comes_to_an_end(fresh, 120, "catches_all"):
                    call_in(submission, fresh, submission.later.reach_internet(*asked))
            may_change(fresh, *(f"{kind}*" for kind in MADE), *(f"route table {each}" for each in net.tables))


@exam.check(points=2)
def exam_left_behind(submission, cloud):
    """A route to a NAT gateway that is gone, an address that an earlier call has left, another one that is not ours."""
    net = build(cloud)
    ec2 = Direct(cloud)
    gone = nat_in(cloud, net.public)
    for table in net.tables:
        ec2.create_route(RouteTableId=table, DestinationCidrBlock=ANYWHERE, NatGatewayId=gone)
    ec2.delete_nat_gateway(NatGatewayId=gone)
    for called in ("next-way", "next-way-2", "the-next-way", "Next-Way"):  # the others' names are like it
        left = [{"ResourceType": "elastic-ip", "Tags": [{"Key": "Name", "Value": called}]}]
        ec2.allocate_address(Domain="vpc", TagSpecifications=left)
    reaches(submission, cloud, net, mixed(submission, INTERNET, "s3"), "next-way")
    ec2.delete_nat_gateway(NatGatewayId=there(cloud, net).working[0])
    cloud.clock.advance(minutes=5)
    reaches(submission, cloud, net, [INTERNET], "next-way")
    elsewhere = among_half_public(cloud, net, 1)  # where the NAT gateway is now, with its address, leads nowhere
    reaches(submission, cloud, elsewhere, [INTERNET], "next-way")


@exam.check(points=2)
def exam_once_more(submission, cloud):
    """Calls that follow each other make only what is missing."""
    net, some = build(cloud), services(submission, 3)  # the third alone is cheaper by an endpoint
    for needs in (some[:1], some[:1], some[:2], some, ["dynamodb", INTERNET, *some], ["s3", INTERNET, *some]):
        reaches(submission, cloud, net, needs, "shared-way")
        cloud.clock.advance(minutes=submission.random.randrange(0, 9))


@exam.check(points=2)
def exam_crash(submission, cloud):
    """Wherever a call ends half-way, the next one completes it, and nothing is there twice: a NAT gateway."""
    faults = (Fault.ANSWER_LOST, Fault.DIED_AFTER)  # boto3 sends a request again whose answer is lost
    survives(submission, cloud, {"zones": 1, "tables": "main"}, [INTERNET], faults)
    twice = "AllocateAddress"  # two addresses, and then it dies
    survives(submission, cloud, {"zones": 1, "tables": "shared"}, [INTERNET], (Fault.DIED_AFTER,), lost=twice)


@exam.check(points=2)
def exam_crash_at_endpoints(submission, cloud):
    """The same for an endpoint with its security group."""
    survives(submission, cloud, {"tables": "shared"}, services(submission, 1), (Fault.DIED_AFTER,))


def failing_nat(cloud, net):
    """Somebody has made a NAT gateway with an address that was in use: it has failed."""
    ec2 = Direct(cloud)
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    ec2.associate_address(AllocationId=address, NetworkInterfaceId=net.stranger)
    ec2.create_nat_gateway(SubnetId=net.public, AllocationId=address)


def among_half_public(cloud, net, second):
    """The public subnet is another one, among some from which only a part of the internet is reached."""
    ec2 = Direct(cloud)
    [old] = ec2.describe_route_tables(Filters=[{"Name": "association.subnet-id", "Values": [net.public]}])[
        "RouteTables"
    ]
    ec2.delete_route(RouteTableId=old["RouteTableId"], DestinationCidrBlock=ANYWHERE)
    ec2.create_route(RouteTableId=old["RouteTableId"], DestinationCidrBlock=PART, GatewayId=net.igw)
    made = []
    for place, block in enumerate((PART, ANYWHERE, PART), 1):
        made.append(ec2.create_subnet(VpcId=net.vpc, CidrBlock=f"10.{second}.{place}.0/24")["Subnet"]["SubnetId"])
        table = ec2.create_route_table(VpcId=net.vpc)["RouteTable"]["RouteTableId"]
        ec2.associate_route_table(RouteTableId=table, SubnetId=made[-1])
        ec2.create_route(RouteTableId=table, DestinationCidrBlock=block, GatewayId=net.igw)
    return replace(net, public=made[1])


def left_pending(cloud, net, service, name):
    """An earlier call has died once it had asked for an endpoint."""
    ec2, kinds = Direct(cloud), ("security-group", "vpc-endpoint")
    group_tag, endpoint_tag = ([{"ResourceType": kind, "Tags": [{"Key": "Name", "Value": name}]}] for kind in kinds)
    called = f"{name}-endpoints"
    group = ec2.create_security_group(GroupName=called, Description=called, VpcId=net.vpc, TagSpecifications=group_tag)[
        "GroupId"
    ]
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[tcp(HTTPS, HTTPS, group=net.group)])
    ec2.create_vpc_endpoint(
        VpcId=net.vpc,
        VpcEndpointType="Interface",
        ServiceName=f"com.amazonaws.us-east-1.{service}",
        SubnetIds=list(net.subnets),
        SecurityGroupIds=[group],
        PrivateDnsEnabled=True,
        TagSpecifications=endpoint_tag,
    )
