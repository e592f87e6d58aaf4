"""What the lesson on the network's path shows: headers under three modes, networks that break, the drawn path."""

from __future__ import annotations

import pytest

from course_lib import open_lab
from course_lib.aws.account import Cloud
from course_lib.aws.services.ec2.reachability import describe, walk
from course_lib.aws.services.elbv2.forwarded import forwarded
from course_lib.lessons.network_path import breaks, shop_function, ways_out
from course_lib.lessons.network_path.demonstration import (
    branch,
    call,
    data_center,
    function_paths,
    ids,
    path,
    three_modes,
)
from course_lib.lessons.network_path.direct import Direct
from course_lib.lessons.network_path.networks import HTTPS, MYSQL, OUTSIDE, build

FORGED = [("Host", "shop.example"), ("x-forwarded-for", "127.0.0.4")]


@pytest.fixture
def cloud():
    with Cloud(services=["ec2"], pooled=True) as cloud:
        yield cloud


@pytest.fixture
def lab(nobody_before):
    opened = open_lab("network_path")
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("mode", "value"), [("append", "127.0.0.4, 127.0.0.1"), ("preserve", "127.0.0.4"), ("remove", None)]
)
def test_the_three_modes(mode, value):
    """AWS's own example: what a target gets of a header 127.0.0.4 from a peer 127.0.0.1."""
    got = dict((name.lower(), text) for name, text in forwarded(FORGED, "127.0.0.1", mode))
    assert (got.get("x-forwarded-for"), got["host"]) == (value, "shop.example")


def test_a_port_stands_behind_brackets_in_ipv6():
    """With the attribute for it, append adds the client's port."""
    assert forwarded([], "2001:db8::1", client_port=443) == [("X-Forwarded-For", "[2001:db8::1]:443")]
    assert forwarded([], "192.0.2.1", client_port=443) == [("X-Forwarded-For", "192.0.2.1:443")]


def test_what_is_built_works(cloud):
    """Before anything is broken, the function reaches the database and the partner, and nobody else does."""
    shop = build(cloud)
    network = describe(Direct(cloud))
    assert walk(network, shop.function, shop.database, MYSQL).arrives
    assert walk(network, shop.function, OUTSIDE, HTTPS).arrives
    assert not walk(network, shop.function, shop.database, 22).arrives
    assert not walk(network, OUTSIDE, shop.database, MYSQL).arrives


@pytest.mark.parametrize("name", breaks.TO_DATABASE)
def test_each_break_closes_the_way_to_the_database(cloud, name):
    """One change is enough, and it leaves a network that can still be described."""
    shop = build(cloud)
    breaks.TO_DATABASE[name](Direct(cloud), shop)
    assert not walk(describe(Direct(cloud)), shop.function, shop.database, MYSQL).arrives


@pytest.mark.parametrize("name", breaks.TO_INTERNET)
def test_each_break_closes_the_way_to_the_internet(cloud, name):
    """One change is enough."""
    shop = build(cloud)
    breaks.TO_INTERNET[name](Direct(cloud), shop)
    assert not walk(describe(Direct(cloud)), shop.function, OUTSIDE, HTTPS).arrives


def test_the_course_s_own_calls_stand_in_no_journal(cloud):
    """A learner's journal begins empty."""
    build(cloud)
    assert list(cloud.journal.entries()) == []


def test_the_modes_as_a_table():
    """Each mode with what the first and the last entry would be taken for."""
    rows = {row[0]: row[2:] for row in three_modes([("X-Forwarded-For", "127.0.0.1")], "192.0.2.1").rows}
    assert rows == {
        "append": ["127.0.0.1", "192.0.2.1"],
        "preserve": ["127.0.0.1", "127.0.0.1"],
        "remove": ["-", "-"],
    }


def test_the_drawn_path_says_which_gate_is_shut(lab):
    """In words as in the picture: each gate with the names of things, and what the function's log would say."""
    assert call(lab, "shop-database", MYSQL) == "connected"
    names = ids(lab)
    breaks_rule = {"NetworkAclId": names["shop-app/acl"], "RuleNumber": 100, "Egress": False}
    Direct(lab.cloud).delete_network_acl_entry(**breaks_rule)
    assert call(lab, "shop-database", MYSQL) == "Task timed out after 3.00 seconds"
    drawn = path(lab, "shop-database", MYSQL)
    assert repr(drawn).splitlines()[-1] == (
        "SHUT  network ACL, inbound (answer) of shop-app: rule 32767: deny everything 0.0.0.0/0"
    )
    assert drawn.png().startswith(b"\x89PNG")


@pytest.mark.parametrize("tables", ["own", "shared", "main"])
def test_a_private_network_has_no_way_out_yet(cloud, tables):
    """Neither to the internet nor to S3, whichever route tables count; with a NAT gateway and routes to it there is."""
    net = ways_out.build(cloud, tables=tables)
    assert not any(path.arrives for need in ("internet", "s3", "sqs") for _, path in ways_out.paths(cloud, net, need))
    ec2, nat = Direct(cloud), ways_out.nat_in(cloud, net.public)
    for table in net.tables:
        ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", NatGatewayId=nat)
    cloud.clock.advance(minutes=2)
    assert all(path.arrives for need in ("internet", "s3", "sqs") for _, path in ways_out.paths(cloud, net, need))
    assert ways_out.there(cloud, net).price == ways_out.NAT + ways_out.ADDRESS


def test_the_data_center_s_function_is_in_no_network(lab):
    """And its role may not make interfaces."""
    database = data_center(lab)
    assert database.startswith("eni-") and function_paths(lab, database, MYSQL) == []
    assert shop_function.policies(lab.cloud) == {shop_function.BASIC}
    assert "VpcConfig" not in shop_function.settings(lab.cloud)


def test_the_branch_has_two_private_subnets(lab):
    """Each with an interface of the function."""
    net = branch(lab)
    assert (len(net["subnets"]), len(net["functions"])) == (2, 2)
    assert "no route" in repr(path(lab, OUTSIDE, HTTPS, net["functions"][0]))


def test_a_request_goes_through_a_real_load_balancer():
    """What the picture of the three modes says, over HTTP."""
    from course_lib.aws.account import Cloud
    from course_lib.lessons.network_path.real_balancer import through_each_mode

    with Cloud(services=["ec2", "elbv2"]) as cloud:
        assert through_each_mode(cloud, [("X-Forwarded-For", "198.51.100.7")]) == [
            ("append", "198.51.100.7, 127.0.0.1"),
            ("preserve", "198.51.100.7"),
            ("remove", None),
        ]
