"""The exam of connect."""

from course_lib.checks import Exam, Fault
from course_lib.lessons.network_path.direct import Direct
from course_lib.lessons.network_path.networks import ANYWHERE, tcp
from course_lib.lessons.network_path.practice.connect import (
    connects,
    connects_again,
    own_group,
    refuses,
    survives,
    tamper,
    update,
)
from course_lib.lessons.network_path.shop_function import HARD, USUAL, add_function, build

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
    add_function(cloud, name)
    connects(submission, cloud, place, name)


@exam.check(points=2)
def exam_which_subnets(submission, cloud):
    """Private subnets in two zones, by the tables that count, whatever other networks there are; roles with a path."""
    build(cloud, 210, USUAL, name="other")
    name = a_name(submission)
    place = a_place(submission, cloud, submission.random.sample(HARD, len(HARD)))
    add_function(cloud, name, submission.random.choice(["/service-role/", "/teams/data/"]))
    connects(submission, cloud, place, name)


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


@exam.check(points=1)
def exam_under_way(submission, cloud):
    """Another update of the function is waited for, and stays."""
    name, place = a_name(submission), a_place(submission, cloud)
    add_function(cloud, name)
    update(cloud, name, MemorySize=submission.random.randrange(200, 999), Description="new")
    connects(submission, cloud, place, name)


@exam.check(points=2)
def exam_once_more(submission, cloud):
    """The same call again changes nothing; after somebody's changes it brings back what is missing."""
    name, place = a_name(submission), a_place(submission, cloud, (*USUAL, ("private", "c")))
    add_function(cloud, name)
    connects(submission, cloud, place, name)
    chosen = submission.random.sample(list(place.private)[1:], 2)  # as right as any other two
    update(cloud, name, VpcConfig={"SubnetIds": chosen, "SecurityGroupIds": [own_group(cloud, place, name)]})
    cloud.clock.advance(minutes=1)
    connects_again(submission, cloud, place, name)
    tamper(cloud, place, name)
    connects(submission, cloud, place, name, "half_made")


@exam.check(points=1)
def exam_no_place(submission, cloud):
    """Without private subnets in two zones nothing is changed."""
    kinds = (("private", "b"), ("main", "a"), ("partly", "c"), ("private", "b"))
    refuses(submission, cloud, submission.random.sample(kinds, len(kinds)), a_name(submission))


@exam.check(points=3)
def exam_crash(submission, cloud):
    """Wherever a call ends half-way, the next one completes it."""
    survives(submission, cloud, (Fault.DIED_AFTER,), name=a_name(submission))
