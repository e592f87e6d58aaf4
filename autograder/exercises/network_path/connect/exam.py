"""The exam of connect."""

import json
from dataclasses import replace
from datetime import timedelta
from itertools import combinations

from course_lib.aws.layers.any_order import AnyOrder
from course_lib.aws.services.lambda_.state import Durations
from course_lib.checks import Exam, Fault, expect_client_error, expect_raises
from course_lib.checks.kit import anew, call_in, comes_to_an_end, error_means, refusing
from course_lib.lessons.network_path.direct import Direct
from course_lib.lessons.network_path.networks import ANYWHERE, EVERYTHING_OUT, tcp
from course_lib.lessons.network_path.practice.connect import (
    ask,
    connects,
    connects_again,
    connects_where_main_counts,
    judge,
    later,
    leaves_alone,
    own_group,
    refuses,
    state,
    survives,
    tamper,
    update,
)
from course_lib.lessons.network_path.shop_function import (
    HARD,
    IN_MAIN,
    USUAL,
    VPC_ACCESS,
    add_function,
    build,
    crowd,
    settings,
)

exam = Exam()
PORTS = (1433, 3306, 5432, 27017)


def a_name(submission):
    """Of a function."""
    return submission.random.choice(["billing", "stock-report", "mail_queue", "labels"]) + submission.random.choice(
        "123"
    )


def a_place(submission, cloud, subnets=USUAL):
    """A VPC with a database on some port."""
    second = submission.random.randrange(1, 200)
    return build(cloud, second, subnets, submission.random.choice(PORTS), "data")


@exam.check(points=3)
def exam_reached(submission, cloud):
    """The function reaches the database, and no gate is wider than it must be."""
    name, place = a_name(submission), a_place(submission, cloud)
    slow = timedelta(seconds=submission.random.randrange(125, 175))  # AWS promises no time
    add_function(cloud, name, durations=Durations(attach=slow))
    connects(submission, cloud, place, name)


@exam.check(points=2)
def exam_which_subnets(submission, cloud):
    """Private subnets in two zones, by the tables that count, whatever other networks there are; roles with a path."""
    build(cloud, 210, USUAL, name="other")
    name = a_name(submission)
    hard = [("private", "b")] * 2 + submission.random.sample(HARD, len(HARD))
    place = crowd(cloud, build(cloud, 200, hard, submission.random.choice(PORTS), "data"), 200, "b")
    add_function(cloud, name, submission.random.choice(["/service-role/teams/data/", "/teams/service-role/"]))
    copy_of_the_policy(cloud, name)
    cloud.add(AnyOrder())  # the main table is listed last
    connects(submission, cloud, place, name)
    subnets = submission.random.sample(IN_MAIN, len(IN_MAIN))
    place = build(cloud, 220, subnets, submission.random.choice(PORTS), "quiet", main_leads_out=False)
    build(cloud, 230, USUAL, name="loud")  # its main table leads out, and is listed before that of the quiet one
    connects_where_main_counts(submission, cloud, place, f"{name}-2")


@exam.check(points=2)
def exam_rules_before(submission, cloud):
    """A group of that name that is there already, in this VPC and in another one, and rules of the database's group."""
    name, place = a_name(submission), a_place(submission, cloud)
    add_function(cloud, name)
    other = build(cloud, 210, USUAL, name="other")
    ec2 = Direct(cloud)
    port = place.port
    ec2.create_security_group(GroupName=f"{name}-function", Description="another", VpcId=other.vpc)
    there = ec2.create_security_group(GroupName=f"{name}-function", Description="old", VpcId=place.vpc)["GroupId"]
    ec2.authorize_security_group_ingress(
        GroupId=there, IpPermissions=[tcp(22, 80, ANYWHERE), tcp(port, port, group=there)]
    )
    ec2.authorize_security_group_egress(GroupId=there, IpPermissions=[tcp(port, port, group=place.group)])
    ec2.authorize_security_group_ingress(GroupId=place.group, IpPermissions=[tcp(port, port, "10.250.0.0/24")])
    connects(submission, cloud, place, name)
    connects_again(submission, cloud, place, name)  # EC2 tells of both peers of the database's group in one


@exam.check(points=2)
def exam_rules_alike(submission, cloud):
    """Rules that look like those that are needed: another protocol, more ports, peers of every kind."""
    name, place = a_name(submission), a_place(submission, cloud)
    add_function(cloud, name)
    ec2, port = Direct(cloud), place.port
    there = ec2.create_security_group(GroupName=f"{name}-function", Description="old", VpcId=place.vpc)["GroupId"]
    udp, more = (tcp(port, port + last, group=place.group, protocol=kind) for kind, last in (("udp", 0), ("tcp", 1)))
    everybody = {"IpProtocol": "-1", "Ipv6Ranges": [{"CidrIpv6": "::/0"}]}
    out = [udp, more, everybody, tcp(443, 443, group=there)]
    out += [tcp(port, port, group=place.group), tcp(port, port, ANYWHERE)]  # EC2 tells of both in one
    ec2.authorize_security_group_egress(GroupId=there, IpPermissions=submission.random.sample(out, len(out)))
    ec2.revoke_security_group_egress(GroupId=there, IpPermissions=[EVERYTHING_OUT])
    like_it = [tcp(port, port, group=there, protocol="udp"), tcp(port + 1, port + 1, group=there)]
    ec2.authorize_security_group_ingress(GroupId=place.group, IpPermissions=like_it)
    back = [tcp(port, port, group=there)], [tcp(port, port, group=place.group)]  # the same in the other direction
    ec2.authorize_security_group_egress(GroupId=place.group, IpPermissions=back[0])
    ec2.authorize_security_group_ingress(GroupId=there, IpPermissions=back[1])
    connects(submission, cloud, place, name, "alike")


@exam.check(points=2)
def exam_under_way(submission, cloud):
    """Another update of the function is waited for, and stays; so is one that an earlier call has left under way."""
    name, place = a_name(submission), a_place(submission, cloud)
    add_function(cloud, name)
    update(cloud, name, MemorySize=submission.random.randrange(200, 999), Description="new")
    connects(submission, cloud, place, name)
    there = settings(cloud, name)["VpcConfig"]
    update(cloud, name, VpcConfig={part: there[part] for part in ("SubnetIds", "SecurityGroupIds")})
    connects(submission, cloud, place, name)


@exam.check(points=2)
def exam_update_failed(submission, cloud):
    """After an update that has failed, or is about to, comes another one; if its own fails, an error says so."""
    name, place = a_name(submission), a_place(submission, cloud)
    add_function(cloud, name, durations=Durations(attach=timedelta(seconds=30)))
    connects(submission, cloud, place, name)
    for minutes in (0, 2):
        fails_to_move(cloud, name)
        cloud.clock.advance(minutes=minutes)
        connects(submission, cloud, place, name, "failed_before")
    places = []

    def prepare(fresh):
        places.append(a_place(submission, fresh))
        add_function(fresh, name)

    with anew(submission, cloud, prepare) as fresh, no_addresses(fresh), comes_to_an_end(fresh, 300, "own_failed"):
        with expect_raises("Exception", "the function is not in its place", advice="own_failed"):
            call_in(submission, fresh, later(submission, fresh, places[0], name))
        leaves_alone(fresh, places[0], own_group(fresh, places[0], name), name)


@exam.check(points=2)
def exam_once_more(submission, cloud):
    """The same call again changes nothing; after somebody's changes it brings back what is missing."""
    name, place = a_name(submission), a_place(submission, cloud, (*USUAL, ("private", "c")))
    add_function(cloud, name)
    connects(submission, cloud, place, name)
    for chosen in combinations(place.private, 2):  # any two are right: who has favourites meets others
        update(cloud, name, VpcConfig={"SubnetIds": chosen, "SecurityGroupIds": [own_group(cloud, place, name)]})
        cloud.clock.advance(minutes=1)
        connects_again(submission, cloud, place, name)
    tamper(cloud, place, name)
    cloud.client("iam", who="course").detach_role_policy(RoleName=f"{name}-role", PolicyArn=VPC_ACCESS)
    connects(submission, cloud, place, name, "half_made")
    public = settings(cloud, name)["VpcConfig"]["SubnetIds"][0]
    connects(submission, cloud, leading_out(cloud, place, public), name)


@exam.check(points=1)
def exam_no_place(submission, cloud):
    """Without private subnets in two zones nothing is changed."""
    kinds = (("private", "b"), ("main", "a"), ("partly", "c"), ("private", "b"))
    refuses(submission, cloud, submission.random.sample(kinds, len(kinds)), a_name(submission))


@exam.check(points=3)
def exam_crash(submission, cloud):
    """Wherever a call ends half-way, the next one completes it."""
    survives(submission, cloud, (Fault.DIED_AFTER,), name=a_name(submission))


@exam.check(points=1)
def exam_made_anew(submission, cloud):
    """A function that is deleted and made anew, beside another database: nothing is remembered."""
    name, place = a_name(submission), a_place(submission, cloud)
    add_function(cloud, name)
    connects(submission, cloud, place, name)
    cloud.client("lambda", who="course").delete_function(FunctionName=name)
    iam, role = cloud.client("iam", who="course"), f"{name}-role"
    for each in iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]:
        iam.detach_role_policy(RoleName=role, PolicyArn=each["PolicyArn"])
    iam.delete_role(RoleName=role)
    add_function(cloud, name)
    other = build(cloud, 210, USUAL, submission.random.choice(PORTS), "other")
    before = state(cloud, other, name)
    with error_means("made_anew", words="same VPC"):
        got = ask(submission, cloud, other, name)
    judge(cloud, other, name, before, got, "made_anew")
    before = state(cloud, place, name)
    with error_means("moves", words="same VPC"), error_means("again", "InvalidGroup.Duplicate"):
        got = ask(submission, cloud, place, name)  # and back: the group of the first time is still there
    judge(cloud, place, name, before, got, "moves")


@exam.check(points=1)
def exam_refused(submission, cloud):
    """What AWS refuses comes out: a full security group, a role with all the policies it can have, no permission."""
    name = a_name(submission)
    refusals = (
        ("AuthorizeSecurityGroupIngress", "RulesPerSecurityGroupLimitExceeded", 400),
        ("AttachRolePolicy", "LimitExceeded", 409),
        ("UpdateFunctionConfiguration", "AccessDeniedException", 403),
    )
    places = []

    def prepare(fresh):
        places.append(a_place(submission, fresh))
        add_function(fresh, name)

    for operation, code, status in refusals:
        with anew(submission, cloud, prepare) as fresh:
            told = "without it the function does not reach the database"
            refused = refusing(fresh, [operation], code, "The request was turned away.", status)
            early = error_means("order", words="execution role does not have permissions")
            with refused, expect_client_error(code, told, advice="catches_all"), early:
                call_in(submission, fresh, later(submission, fresh, places[-1], name))
            leaves_alone(fresh, places[-1], own_group(fresh, places[-1], name), name)


def leading_out(cloud, place, subnet):
    """The place after somebody has made one of its private subnets public."""
    ec2 = Direct(cloud)
    here = [{"Name": "attachment.vpc-id", "Values": [place.vpc]}]
    [gateway] = ec2.describe_internet_gateways(Filters=here)["InternetGateways"]
    counts = [{"Name": "association.subnet-id", "Values": [subnet]}]
    [table] = ec2.describe_route_tables(Filters=counts)["RouteTables"]
    way = {"DestinationCidrBlock": ANYWHERE, "GatewayId": gateway["InternetGatewayId"]}
    ec2.create_route(RouteTableId=table["RouteTableId"], **way)
    return replace(place, private={each: zone for each, zone in place.private.items() if each != subnet})


def no_addresses(cloud):
    """For the length of the block no subnet has an address left."""
    told = "The specified subnet does not have enough free addresses to satisfy the request."
    return refusing(cloud, ["CreateNetworkInterface"], "InsufficientFreeAddressesInSubnet", told)


def fails_to_move(cloud, name):
    """Somebody takes the function out of its place; the update that is to bring it back begins, and will fail."""
    there = settings(cloud, name)["VpcConfig"]
    update(cloud, name, VpcConfig={"SubnetIds": [], "SecurityGroupIds": []})
    cloud.clock.advance(minutes=1)
    with no_addresses(cloud):
        update(cloud, name, VpcConfig={part: there[part] for part in ("SubnetIds", "SecurityGroupIds")})


def copy_of_the_policy(cloud, name):
    """Somebody has made a policy of the same name, and the role has it."""
    iam = cloud.client("iam", who="course")
    version = iam.get_policy(PolicyArn=VPC_ACCESS)["Policy"]["DefaultVersionId"]
    known = iam.get_policy_version(PolicyArn=VPC_ACCESS, VersionId=version)
    document = json.dumps(known["PolicyVersion"]["Document"])
    made = iam.create_policy(PolicyName=VPC_ACCESS.rpartition("/")[2], PolicyDocument=document)["Policy"]
    iam.attach_role_policy(RoleName=f"{name}-role", PolicyArn=made["Arn"])
