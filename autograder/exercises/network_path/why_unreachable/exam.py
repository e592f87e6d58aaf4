"""The exam of why_unreachable: networks by chance, and the analysis of the cloud as the model."""

from random import Random

from course_lib.aws.layers.any_order import AnyOrder
from course_lib.aws.services.ec2.reachability import Gate, describe, walk
from course_lib.checks import Exam
from course_lib.lessons.network_path import breaks
from course_lib.lessons.network_path.direct import Direct
from course_lib.lessons.network_path.networks import (
    ANYWHERE,
    CLIENTS,
    EVERYTHING_OUT,
    HTTPS,
    MYSQL,
    OUTSIDE,
    add_rule,
    build,
    tcp,
)
from course_lib.lessons.network_path.practice.why_unreachable import explains

exam = Exam()
CAUSES = {
    Gate.GROUP_OUT: "security group out",
    Gate.GROUP_IN: "security group in",
    Gate.ACL_OUT: "network acl out",
    Gate.ACL_IN: "network acl in",
    Gate.PUBLIC_ADDRESS: "no public address",
}


def model(cloud, source, target, port):
    """What the exercise is to return."""
    hop = walk(describe(Direct(cloud)), source, target, port).closed
    if hop is None:
        return None
    if hop.gate is Gate.ROUTE:
        return "no route" if hop.rule.startswith("no route") else "blackhole", hop.name
    if hop.gate is Gate.NAT:
        return f"nat gateway {'not available' if 'available' in hop.rule else 'without internet'}", hop.name
    return CAUSES[hop.gate] + (" for answers" if hop.reply else ""), hop.name


def asks(submission, cloud, source, target, port, several=False, as_made=False):
    """A call whose answer has to be the model's. EC2 lists all in any order, or as it was made."""
    expected = model(cloud, source, target, port)
    because = "the gates are met in the contract's order"
    order = None if as_made else AnyOrder(Random(submission.random.random()))
    explains(submission, cloud, expected, source, target, port, because, several, order)


def shops(submission, cloud, count):
    """Some networks in one account, in any order of their addresses."""
    seconds = submission.random.sample(range(1, 250), count)
    return [build(cloud, second, f"shop-{second}") for second in seconds]


def each_broken(submission, cloud, names, to_internet):
    """A network for each of these changes."""
    ec2 = Direct(cloud)
    known = breaks.TO_INTERNET if to_internet else breaks.TO_DATABASE
    for name, shop in zip(names, shops(submission, cloud, len(names)), strict=True):
        known[name](ec2, shop)
        target, port = (OUTSIDE, HTTPS) if to_internet else (shop.database, MYSQL)
        asks(submission, cloud, shop.function, target, port, as_made=True)


@exam.check(points=2)
def exam_security_groups(submission, cloud):
    """Security groups: protocols, ports, blocks and groups, and more than one group."""
    each_broken(submission, cloud, ["nothing_out", "other_port_out", "database_closed", "database_for_public"], False)
    ec2 = Direct(cloud)
    [shop] = shops(submission, cloud, 1)
    asks(submission, cloud, shop.function, OUTSIDE, MYSQL)  # it may ask a group for that, which nobody outside has
    other, group = shop.groups["other"], shop.groups["database"]
    both = submission.random.sample([shop.function, shop.neighbor], 2)  # for one of them the second group counts
    for name, groups in zip(both, ([other, shop.groups["function"]], [shop.groups["function"], other]), strict=True):
        ec2.modify_network_interface_attribute(NetworkInterfaceId=name, Groups=groups)
        asks(submission, cloud, name, shop.database, MYSQL, as_made=True)  # open
    ec2.modify_network_interface_attribute(NetworkInterfaceId=shop.database, Groups=[other, group])
    asks(submission, cloud, shop.neighbor, shop.database, MYSQL)  # open
    ec2.modify_network_interface_attribute(NetworkInterfaceId=shop.database, Groups=[other])
    ec2.modify_network_interface_attribute(NetworkInterfaceId=shop.function, Groups=[other, shop.groups["function"]])
    asks(submission, cloud, shop.function, shop.database, MYSQL)  # the group that it may ask is another one
    ec2.authorize_security_group_egress(GroupId=other, IpPermissions=[EVERYTHING_OUT])
    asks(submission, cloud, shop.function, shop.database, MYSQL)  # nothing lets it in
    ec2.authorize_security_group_ingress(GroupId=other, IpPermissions=[tcp(3300, 3310, group=other, protocol="udp")])
    asks(submission, cloud, shop.function, shop.database, MYSQL)  # of another protocol
    ec2.authorize_security_group_ingress(GroupId=other, IpPermissions=[tcp(3300, 3310, group=other)])
    asks(submission, cloud, shop.function, shop.database, MYSQL)  # open, by its second group
    asks(submission, cloud, shop.function, shop.database, 3310)
    ec2.modify_network_interface_attribute(NetworkInterfaceId=shop.database, Groups=[group, other])
    asks(submission, cloud, shop.neighbor, shop.database, MYSQL)


@exam.check(points=2)
def exam_network_acls(submission, cloud):
    """Network ACLs on the way there: numbers, directions, blocks, protocols."""
    each_broken(submission, cloud, ["app_denies_out", "database_denies_in"], False)
    ec2 = Direct(cloud)
    one, other = shops(submission, cloud, 2)
    add_rule(ec2, one.acls["app"], (True, 300, None, ANYWHERE, False))  # behind the rule that allows
    asks(submission, cloud, one.function, one.database, MYSQL)
    add_rule(ec2, one.acls["app"], (True, 20, (MYSQL, MYSQL), one.blocks["public"], False))  # somewhere else
    asks(submission, cloud, one.function, one.database, MYSQL)
    add_rule(ec2, one.acls["app"], (True, 30, (3000, 4000), one.blocks["db"], False))
    asks(submission, cloud, one.function, one.database, MYSQL)
    add_rule(ec2, one.acls["app"], (True, 25, (MYSQL, MYSQL), ANYWHERE, True))
    asks(submission, cloud, one.function, one.database, MYSQL)  # open
    add_rule(ec2, other.acls["db"], (False, 100, None, ANYWHERE, True))
    add_rule(ec2, other.acls["db"], (False, 9, None, other.blocks["app"], False))
    asks(submission, cloud, other.function, other.database, MYSQL)


@exam.check(points=3)
def exam_answers(submission, cloud):
    """Network ACLs on the way back: each port from 1024 to 65535, however many rules it takes."""
    names = ["database_denies_answers", "database_denies_some_answers", "app_denies_answers", "app_denies_some_answers"]
    each_broken(submission, cloud, names, False)
    ec2 = Direct(cloud)
    one, other = shops(submission, cloud, 2)
    middle = submission.random.randrange(2000, 60000)
    add_rule(ec2, one.acls["app"], (False, 100, (1024, middle), ANYWHERE, True))
    asks(submission, cloud, one.function, one.database, MYSQL)
    add_rule(ec2, one.acls["app"], (False, 110, (middle + 2, 65535), ANYWHERE, True))
    asks(submission, cloud, one.function, one.database, MYSQL)  # one port is missing
    add_rule(ec2, one.acls["app"], (False, 120, (middle - 5, middle + 5), one.blocks["all"], True))
    asks(submission, cloud, one.function, one.database, MYSQL)  # open, by three rules
    asks(submission, cloud, one.function, OUTSIDE, HTTPS)  # but not for whoever is outside
    add_rule(ec2, other.acls["db"], (True, 80, (0, 65535), ANYWHERE, False), protocol="17")  # of another protocol
    add_rule(ec2, other.acls["db"], (True, 90, (80, 1023), ANYWHERE, False))
    add_rule(ec2, other.acls["db"], (True, 95, CLIENTS, other.blocks["all"], True))
    add_rule(ec2, other.acls["db"], (True, 99, None, ANYWHERE, False))
    asks(submission, cloud, other.function, other.database, MYSQL)  # open: the denied ones are not asked for
    lowest, highest = shops(submission, cloud, 2)
    add_rule(ec2, lowest.acls["db"], (True, 90, (1000, 1024), ANYWHERE, False))
    asks(submission, cloud, lowest.function, lowest.database, MYSQL)
    add_rule(ec2, highest.acls["app"], (False, 300, (0, 65535), ANYWHERE, False))  # behind the rule that allows all
    asks(submission, cloud, highest.function, highest.database, MYSQL)
    add_rule(ec2, highest.acls["app"], (False, 90, (65535, 65535), ANYWHERE, False))
    asks(submission, cloud, highest.function, highest.database, MYSQL)
    (last,) = shops(submission, cloud, 1)
    drawn = ((2001, 3000), True), ((4000, 5000), True), ((2500, 2600), False), ((4000, 4001), False)
    for number, (ports, allows) in enumerate(drawn, 80):
        add_rule(ec2, last.acls["db"], (True, number, ports, ANYWHERE, allows))
    asks(submission, cloud, last.function, last.database, MYSQL)  # open: what is denied was allowed before


@exam.check(points=2)
def exam_routes(submission, cloud):
    """To the internet: routes that are missing, lead nowhere, need a public address; the most specific one."""
    names = ["no_route", "main_table", "nat_deleted", "straight_out", "more_specific_blackhole"]
    each_broken(submission, cloud, names, True)
    ec2 = Direct(cloud)
    [shop] = shops(submission, cloud, 1)
    breaks.straight_out(ec2, shop)
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    ec2.associate_address(AllocationId=address, NetworkInterfaceId=shop.function)
    asks(submission, cloud, shop.function, OUTSIDE, HTTPS)  # open
    ec2.create_route(RouteTableId=shop.tables["app"], DestinationCidrBlock="192.0.0.0/8", GatewayId=shop.igw)
    breaks.more_specific_blackhole(ec2, shop)  # /24 is more than /8
    asks(submission, cloud, shop.function, OUTSIDE, HTTPS)
    asks(submission, cloud, shop.function, "198.51.100.7", HTTPS)  # another address, on the wider route
    ec2.create_route(
        RouteTableId=shop.tables["app"], DestinationCidrBlock="192.0.2.64/26", GatewayId=shop.igw
    )  # more specific still
    asks(submission, cloud, shop.function, OUTSIDE, HTTPS)
    breaks.app_denies_answers(ec2, shop)
    asks(submission, cloud, shop.function, OUTSIDE, HTTPS)  # what a public address has asked for comes back, too
    [held] = ec2.describe_addresses(AllocationIds=[address])["Addresses"]
    ec2.disassociate_address(AssociationId=held["AssociationId"])
    asks(submission, cloud, shop.function, OUTSIDE, HTTPS)  # it has no public address any more


@exam.check(points=3)
def exam_nat_gateways(submission, cloud):
    """Through a NAT gateway: everything that can be closed around it."""
    names = [
        "nat_in_private",
        "public_without_route",
        "public_turns_back",
        "public_denies_in",
        "public_denies_out",
        "public_denies_answers_in",
        "public_denies_answers_out",
        "app_denies_some_answers",
        "nat_pending",
        "public_blackhole",
    ]
    each_broken(submission, cloud, names, True)


@exam.check(points=1)
def exam_one_subnet(submission, cloud):
    """Within a subnet security groups alone are asked."""
    ec2 = Direct(cloud)
    [shop] = shops(submission, cloud, 1)
    group, port = shop.groups["function"], submission.random.randrange(1, 1024)
    add_rule(ec2, shop.acls["app"], (True, 10, None, ANYWHERE, False))
    add_rule(ec2, shop.acls["app"], (False, 10, None, ANYWHERE, False))
    asks(submission, cloud, shop.function, shop.neighbor, port if port != HTTPS else 80)
    ec2.authorize_security_group_egress(GroupId=group, IpPermissions=[tcp(port, port + 5, group=group)])
    asks(submission, cloud, shop.function, shop.neighbor, port)
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[tcp(0, 0, group=group, protocol="-1")])
    asks(submission, cloud, shop.function, shop.neighbor, port)


def pairs_broken(submission, cloud, pairs, to_internet):
    """Two neighboring gates closed at once, in any order, for each pair."""
    ec2 = Direct(cloud)
    known = breaks.TO_INTERNET if to_internet else breaks.TO_DATABASE
    for pair, shop in zip(pairs, shops(submission, cloud, len(pairs)), strict=True):
        for name in pair:
            known[name](ec2, shop)
        target, port = (OUTSIDE, HTTPS) if to_internet else (shop.database, MYSQL)
        asks(submission, cloud, shop.function, target, port, several=True)


@exam.check(points=2)
def exam_order_to_a_database(submission, cloud):
    """Of two gates that are closed, the first on the way to an interface: each gate with the next one."""
    pairs = [
        ("nothing_out", "app_denies_out"),
        ("app_denies_out", "database_denies_in"),
        ("database_denies_in", "database_closed"),
        ("database_closed", "database_denies_answers"),
        ("database_denies_answers", "app_denies_answers"),
    ]
    pairs_broken(submission, cloud, pairs, False)


@exam.check(points=2)
def exam_order_to_the_internet(submission, cloud):
    """Of two gates that are closed, the first on the way to the internet: each gate with the next one."""
    pairs = [
        ("app_denies_out", "no_route"),
        ("straight_out", "app_denies_answers"),
        ("public_denies_in", "nat_pending"),
        ("nat_pending", "public_denies_out"),
        ("public_denies_out", "nat_in_private"),
        ("nat_in_private", "public_denies_answers_in"),
        ("public_denies_answers_in", "public_denies_answers_out"),
        ("public_denies_answers_out", "app_denies_some_answers"),
    ]
    pairs_broken(submission, cloud, pairs, True)


@exam.check(points=1)
def exam_combined(submission, cloud):
    """Two or three gates closed at once, in networks that stand side by side: the first on the way."""
    ec2 = Direct(cloud)
    for number, shop in enumerate(shops(submission, cloud, 6)):
        known = breaks.TO_INTERNET if number % 2 else breaks.TO_DATABASE
        names = submission.random.sample(
            [name for name in known if not clashes(name)], submission.random.choice([2, 3])
        )
        for name in names:
            known[name](ec2, shop)
        target, port = (OUTSIDE, HTTPS) if number % 2 else (shop.database, MYSQL)
        asks(submission, cloud, shop.function, target, port, several=True)


def clashes(name):
    """Changes that cannot follow some others: they take away what those change."""
    return name in (
        "other_port_out",
        "database_for_public",
        "no_route",
        "main_table",
        "nat_deleted",
        "straight_out",
        "nat_pending",
        "public_without_route",
    )
