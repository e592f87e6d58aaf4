"""why_unreachable: the first closed gate on the way of a connection."""

from course_lib.aws.layers.any_order import AnyOrder
from course_lib.checks import Exercise, Reason, expect
from course_lib.lessons.network_path import breaks
from course_lib.lessons.network_path.direct import Direct
from course_lib.lessons.network_path.listed import LISTED, in_another_order
from course_lib.lessons.network_path.networks import ANYWHERE, HTTPS, MYSQL, OUTSIDE, add_rule, build, tcp


def wanted(*causes):
    """The right answer begins with one of these; None stands for an open way."""
    return lambda seen: (seen.expected[0] if seen.expected else None) in causes


def says_too_early(seen):
    """An open way was called closed."""
    return seen.expected is None


exercise = Exercise(
    call="why_unreachable(ec2, source, target, port)",
    section='Part 3, "The gates in their order"',
    may_be_none=True,
    hints=(
        "Write down the gates in the contract's order, each as a question that one Describe call can answer. Which of "
        "them are asked again when the answer comes back?",
        "One function says whether the security groups of an interface allow something, one whether a subnet's ACL "
        "lets a range of ports through, one which route counts. For the range: keep the list of ports that no rule has "
        "decided yet, and go through the rules by number.",
        'An ACL: for rule in sorted(entries, key=lambda e: e["RuleNumber"]): skip other directions, protocols but "6" '
        'and "-1", and blocks without the address. Deny and any port still undecided: closed. Allow: take its ports '
        "from what is undecided.",
    ),
    advice={
        "listed": LISTED,
        "one_subnet": Reason(
            "Within one subnet no network ACL is asked, neither for the way there nor for the answers: after the "
            "source's security groups only the target's follow.",
            when=lambda seen: seen.facts["one_subnet"] and seen.got[0].startswith("network acl"),
        ),
        "answers_open": Reason(
            "This ACL lets the answers through. Several rules can do that together, each a part of the ports; and what "
            "is about another protocol, other addresses or other ports says nothing about them.",
            when=lambda seen: says_too_early(seen) and seen.got[0].endswith("for answers"),
        ),
        "open": Reason(
            "This way is open, there and back. Look for what you take for closed: protocol -1 means every port, one "
            "group that allows is enough, and the rule with the lowest number decides.",
            when=says_too_early,
        ),
        "order": Reason(
            "Here several gates are closed. The first on the way counts, in the contract's order.",
            when=lambda seen: seen.facts["several"] and seen.got is not None,
        ),
        "answers_on": Reason(
            "From the NAT gateway's subnet the answers go on to the source, to any port from 1024 to 65535: its "
            "private address is what the outbound rules of that ACL are about.",
            when=lambda seen: seen.facts["outside"] and wanted("network acl out for answers")(seen),
        ),
        "answers": Reason(
            "A network ACL remembers nothing: it has to let the answers through as well, which go to the client's "
            "port. That may be any from 1024 to 65535, and one that is denied is enough.",
            when=wanted("network acl out for answers", "network acl in for answers"),
        ),
        "groups": Reason(
            "A security group knows whom a rule means by a block of addresses or by another group. Protocol, port and "
            "peer have to fit in one rule, outbound at the source and inbound at the target.",
            when=wanted("security group out", "security group in"),
        ),
        "acl": Reason(
            "In an ACL the matching rule with the lowest number decides, in the direction that counts, whatever stands "
            "behind it and in whatever order EC2 lists the rules. Seen from a subnet, the peer is the other end.",
            when=wanted("network acl out", "network acl in"),
        ),
        "routes": Reason(
            "A subnet that has no table of its own uses the VPC's main one. The most specific route that matches "
            "counts, also when it is a blackhole and a wider one is not.",
            when=wanted("no route", "blackhole"),
        ),
        "public": Reason(
            "An internet gateway only translates for an interface that has a public address: Association in what "
            "describe_network_interfaces shows.",
            when=wanted("no public address"),
        ),
        "nat": Reason(
            "A NAT gateway works in its own subnet, with that subnet's ACL and route table. It has to be available, "
            "and from there the way must lead to an internet gateway.",
            when=wanted("nat gateway not available", "nat gateway without internet"),
        ),
    },
)
KEYS = tuple(exercise.advice)


def explains(submission, cloud, expected, source, target, port, because, several=False, order=None):
    """A call whose answer has to be right.

    Args:
        several: more than one gate is closed.
        order: the order in which EC2 lists rules, routes and all the rest, if it is another than they were made in.
    """

    def call():
        got = submission.why_unreachable(cloud.client("ec2"), source, target, port)
        return tuple(got) if isinstance(got, list) else got

    got, listed = in_another_order(cloud, call, expected, order) if order else (call(), False)
    facts = {
        "several": several,
        "outside": not target.startswith("eni-"),
        "one_subnet": neighbors(cloud, source, target),
        "listed": listed,
    }
    expect(got, expected, because, KEYS, facts=facts)


def neighbors(cloud, source, target):
    """Whether both are interfaces in one subnet."""
    cards = Direct(cloud).describe_network_interfaces()["NetworkInterfaces"]
    subnets = {card["NetworkInterfaceId"]: card["SubnetId"] for card in cards}
    return target in subnets and subnets[target] == subnets[source]


def broken(submission, cloud, target, *rows):
    """Each row: what is broken, and the answer for that network by the name of the gate and what gives the id."""
    ec2 = Direct(cloud)
    for second, (change, cause, where) in enumerate(rows):
        shop = build(cloud, second, f"shop-{second}")
        change(ec2, shop)
        end, port = (shop.database, MYSQL) if target == "database" else (OUTSIDE, HTTPS)
        expected = None if cause is None else (cause, where(shop))
        explains(submission, cloud, expected, shop.function, end, port, change.__doc__.strip().rstrip("."))


def nothing(ec2, shop):
    """Everything is open."""


@exercise.check()
def all_open(submission, cloud):
    """Nothing is closed: None, to the database, to the internet and in one subnet."""
    broken(submission, cloud, "database", (nothing, None, None))
    shop = build(cloud, 7, "other")
    explains(submission, cloud, None, shop.function, OUTSIDE, HTTPS, "the NAT gateway leads to the internet")
    ec2 = Direct(cloud)
    ec2.authorize_security_group_egress(GroupId=shop.groups["function"], IpPermissions=[tcp(80, 80, ANYWHERE)])
    into = [tcp(80, 80, group=shop.groups["function"])]
    ec2.authorize_security_group_ingress(GroupId=shop.groups["function"], IpPermissions=into)
    add_rule(ec2, shop.acls["app"], (True, 10, None, ANYWHERE, False))
    explains(submission, cloud, None, shop.function, shop.neighbor, 80, "within a subnet no ACL is asked")


@exercise.check()
def security_groups(submission, cloud):
    """Security groups: outbound at the source, inbound at the target."""
    broken(
        submission,
        cloud,
        "database",
        (breaks.nothing_out, "security group out", lambda shop: shop.function),
        (breaks.database_closed, "security group in", lambda shop: shop.database),
        (breaks.database_for_public, "security group in", lambda shop: shop.database),
    )


@exercise.check()
def network_acls(submission, cloud):
    """Network ACLs: out of the source's subnet, into the target's, in whatever order EC2 lists their rules."""
    broken(
        submission,
        cloud,
        "database",
        (breaks.app_denies_out, "network acl out", lambda shop: shop.acls["app"]),
        (breaks.database_denies_in, "network acl in", lambda shop: shop.acls["db"]),
    )
    shop, because = build(cloud, 7, "other"), "the rule with the lowest number decides"
    explains(submission, cloud, None, shop.function, shop.database, MYSQL, because, order=AnyOrder())


@exercise.check()
def answers(submission, cloud):
    """Network ACLs again: the answers have to get back, to whatever port."""
    broken(
        submission,
        cloud,
        "database",
        (breaks.database_denies_some_answers, "network acl out for answers", lambda shop: shop.acls["db"]),
        (breaks.app_denies_answers, "network acl in for answers", lambda shop: shop.acls["app"]),
    )


@exercise.check()
def routes(submission, cloud):
    """To the internet: a route that is missing, leads nowhere, or needs a public address."""
    broken(
        submission,
        cloud,
        "internet",
        (breaks.no_route, "no route", lambda shop: shop.tables["app"]),
        (breaks.more_specific_blackhole, "blackhole", lambda shop: shop.tables["app"]),
        (breaks.straight_out, "no public address", lambda shop: shop.function),
    )


@exercise.check()
def main_table(submission, cloud):
    """A subnet without a table of its own uses the main one."""
    shop = build(cloud)
    ec2 = Direct(cloud)
    breaks.main_table(ec2, shop)
    mine = [{"Name": "vpc-id", "Values": [shop.vpc]}, {"Name": "association.main", "Values": ["true"]}]
    [table] = ec2.describe_route_tables(Filters=mine)["RouteTables"]
    expected = ("no route", table["RouteTableId"])
    explains(submission, cloud, expected, shop.function, OUTSIDE, HTTPS, "the main table counts")


@exercise.check()
def nat_gateway(submission, cloud):
    """Through a NAT gateway: its subnet's ACL and route, in both directions."""
    broken(
        submission,
        cloud,
        "internet",
        (breaks.nat_in_private, "nat gateway without internet", lambda shop: shop.nat),
        (breaks.public_denies_out, "network acl out", lambda shop: shop.acls["public"]),
        (breaks.public_denies_answers_out, "network acl out for answers", lambda shop: shop.acls["public"]),
    )


@exercise.check()
def two_at_once(submission, cloud):
    """Of two closed gates the first on the way is named."""
    ec2 = Direct(cloud)
    shop = build(cloud)
    breaks.database_closed(ec2, shop)
    breaks.app_denies_out(ec2, shop)
    expected = ("network acl out", shop.acls["app"])
    explains(
        submission, cloud, expected, shop.function, shop.database, MYSQL, "it is met before the security group", True
    )
    other = build(cloud, 1, "other")
    breaks.database_closed(ec2, other)
    breaks.database_denies_in(ec2, other)
    expected = ("network acl in", other.acls["db"])
    explains(
        submission, cloud, expected, other.function, other.database, MYSQL, "it is met before the security group", True
    )
