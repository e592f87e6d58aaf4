"""reach_internet: endpoints or a NAT gateway, the cheapest way that works, made once."""

from contextlib import contextmanager

from course_lib.aws.layers.faults import LoseAnswer
from course_lib.aws.services.ec2.reachability import Gate
from course_lib.checks import Exercise, Fault, crash_points, expect, expect_found, require, value_of
from course_lib.checks.kit import changed, comes_to_an_end, error_means, may_change
from course_lib.lessons.network_path.direct import Direct
from course_lib.lessons.network_path.networks import HTTPS
from course_lib.lessons.network_path.ways_out import FREE, INTERNET, build, nat_in, paths, there

MADE = ("NAT gateway ", "address ", "endpoint ", "network interface ", "security group ")

exercise = Exercise(
    call="reach_internet(ec2, subnet_ids, group_id, needs, name)",
    section='Part 6, "A way out that costs no more than it must"',
    hints=(
        "Sort the needs first: what is free, what has an endpoint already, of the right type and pending or available, "
        "what is left? Only for what is left there is something to decide. And before you make anything: how would "
        "you find it if an earlier call had made it?",
        "Work out the route tables that count for the subnets: by association, else the main one. Gateway endpoints "
        "take these tables. For the rest compare len(rest) * len(subnet_ids) cents with 5 cents, unless a NAT gateway "
        "is there or the internet is asked for. Tag what you make when you make it: TagSpecifications.",
        'if "internet" in rest or nat or len(rest) * len(subnet_ids) > 5: an address (describe_addresses with the '
        "filter tag:Name first, allocate_address if there is none, describe again), create_nat_gateway in the public "
        'subnet, get_waiter("nat_gateway_available"), create_route or replace_route in each table. Else the group, '
        'and create_vpc_endpoint(VpcEndpointType="Interface", SubnetIds=subnet_ids, SecurityGroupIds=[group], …).',
    ),
    advice={
        "internet_gateway": "A route to an internet gateway does not help a function: it has no public address, "
        "wherever it stands. And it makes the subnet public.",
        "free": 'For "s3" and "dynamodb" there are gateway endpoints: a route to the service, free of charge, whatever '
        "else the VPC has. Make one of the type Gateway, with all the tables that count for the subnets.",
        "tables": "From one of the subnets no route leads there. Each subnet can have a route table of its own, and "
        "each of these tables needs the route, or the gateway endpoint.",
        "other_tables": "The gateway endpoint changes the way of other subnets, too. Add the tables that count for the "
        "function's subnets, and no others of the VPC.",
        "main": "A subnet without a route table of its own uses the VPC's main one: the association with Main.",
        "old_route": "A route for 0.0.0.0/0 was there already, and leads elsewhere. create_route refuses then; "
        "replace_route changes it.",
        "public_nat": "This NAT gateway leads nowhere: a public one has to stand in a public subnet, whose route for "
        "0.0.0.0/0 leads to an internet gateway.",
        "networks": "A NAT gateway of one VPC is of no use to another one. Look only at subnets, tables and gateways "
        "of the function's own: the filter vpc-id.",
        "unusable": "A NAT gateway is there that works: public, pending or available, in a public subnet. Others are "
        "of no use: private ones, deleted and failed ones, those in private subnets.",
        "gone": "Your function waits for a NAT gateway that is deleted or has failed. Use one that is pending or "
        "available. One fails if its address is in use elsewhere, or its subnet leads to no internet gateway. And a "
        "request whose ClientToken has been used before is answered with what was made then: a new gateway takes a new "
        "token.",
        "token": "A ClientToken says that two requests are one and the same. AWS answers the second with what the "
        "first has made, also if that is deleted since, and refuses it if its parameters are others. So everything "
        "that is to be new takes a token of its own.",
        "dead": "The VPC has an endpoint for this service that leads nowhere: only one that is pending or available "
        "does, and not one that is being deleted or has failed. S3 and DynamoDB are reached free of charge through an "
        "endpoint of the type Gateway; they can have one of the type Interface as well.",
        "catches_all": "AWS refuses a request here that has to be made, and its error has to come out. Catch only what "
        "you expect, by its code: whatever else AWS answers, whoever called has to hear of it.",
        "available": "When your function returned, not everything was available. A NAT gateway has a waiter, for "
        "endpoints ask describe_vpc_endpoints for their State, with a pause between.",
        "group": "The endpoint's security group does not let the function in. Unless told, an endpoint has the VPC's "
        "default group, which lets in nobody but its own members. Give it one that lets in TCP 443 from the function's "
        "group.",
        "wide": "The endpoint's security group lets in more than it must: TCP 443 from the function's group is enough, "
        "and the name of the group says which function that is.",
        "all_subnets": "An interface endpoint stands in each of the function's subnets, and its service's usual name "
        "leads to it: SubnetIds, and private DNS.",
        "reuse": "The VPC has a NAT gateway that works, and every need beyond S3 and DynamoDB can take that way at no "
        "further price by the hour. Make nothing new.",
        "price": "This costs more by the hour than it must. Count: one cent for each endpoint in each subnet, against "
        "five cents for a NAT gateway with its address. The internet alone always needs the NAT gateway.",
        "again": "An earlier call has made this already, or a part of it, and now it is there twice. Look for what "
        "carries the name before you make it: filters such as tag:Name, vpc-id and service-name.",
        "address": "A public address is left over that nothing uses. It costs money until somebody finds it. Tag an "
        "address as it is allocated, look for one with the tag first, and release what is left over.",
        "others": "An address that does not carry the name belongs to somebody else, also if nothing uses it today.",
        "half_made": "An earlier call ended half-way: what it had made was not complete. Look at what is there, and "
        "add what is missing.",
        "tag": "Everything that you make carries the name as its Name tag, from the request that makes it on: "
        "TagSpecifications.",
        "answer": "Return a dictionary: by each need the id of the endpoint or the NAT gateway that leads there.",
    },
)


@exercise.check()
def free_of_charge(submission, cloud):
    """S3 and DynamoDB are reached from every subnet, free of charge."""
    net = build(cloud)
    reaches(submission, cloud, net, ["s3", "dynamodb"])


@exercise.check()
def one_service(submission, cloud):
    """One service of AWS has an interface endpoint in each subnet, and lets in the function alone."""
    reaches(submission, cloud, build(cloud), ["secretsmanager", "s3"])


@exercise.check()
def the_internet(submission, cloud):
    """Everything else needs a NAT gateway, also where the main route table counts; S3 does not go that way."""
    reaches(submission, cloud, build(cloud), ["s3", INTERNET])
    reaches(submission, cloud, build(cloud, 2, tables="main", name="main"), ["dynamodb", INTERNET], "main-way")


@exercise.check()
def what_is_cheaper(submission, cloud):
    """Endpoints for two services in two zones, one NAT gateway for three."""
    reaches(submission, cloud, build(cloud), ["sqs", "kms"])
    reaches(submission, cloud, build(cloud, 2, name="other"), ["sqs", "kms", "secretsmanager"], "other-way")


@exercise.check()
def there_already(submission, cloud):
    """A NAT gateway that is there is used, and so is an endpoint for S3."""
    net = build(cloud)
    nat_in(cloud, net.public)
    s3_endpoint(cloud, net)
    reaches(submission, cloud, net, ["s3", "sqs"])


@exercise.check()
def once_more(submission, cloud):
    """The same call again makes nothing, and one with more needs only what is missing."""
    net = build(cloud)
    for needs in (["sqs"], ["sqs"], ["sqs", "s3"], ["sqs", INTERNET], ["sqs", INTERNET]):
        reaches(submission, cloud, net, needs)
        cloud.clock.advance(minutes=5)


@exercise.check()
def crash(submission, cloud):
    """Wherever a call ends half-way, the next one completes it, and nothing is there twice: a NAT gateway."""
    survives(submission, cloud, {"tables": "shared"}, [INTERNET], (Fault.DIED_AFTER,))


@exercise.check()
def crash_at_endpoints(submission, cloud):
    """The same for an endpoint with its security group."""
    survives(submission, cloud, {"zones": 1}, ["sqs"], (Fault.DIED_AFTER,))


def s3_endpoint(cloud, net, service="s3"):
    """Somebody has made a gateway endpoint, for one of the tables."""
    name = f"com.amazonaws.us-east-1.{service}"
    made = Direct(cloud).create_vpc_endpoint(VpcId=net.vpc, ServiceName=name, RouteTableIds=list(net.tables[:1]))
    return made["VpcEndpoint"]["VpcEndpointId"]


def reaches(submission, cloud, net, needs, name="branch-way", lost=None):
    """A call after which all needs are reached, at the least price. `lost`: why it waits for what is gone."""
    before = there(cloud, net)
    missing, endless = error_means(lost or "token", "InvalidVpcEndpointId.NotFound"), lost or "available"
    with comes_to_an_end(cloud, 400, endless), said_in_errors(), missing:
        got = submission.reach_internet(cloud.client("ec2"), list(net.subnets), net.group, list(needs), name)
    judge(cloud, net, needs, name, before, got)


@contextmanager
def said_in_errors():
    """What AWS says to well-known mistakes."""
    twice = error_means("again", "InvalidGroup.Duplicate", "InvalidPermission.Duplicate")
    endpoint, route = error_means("again", words="conflicting DNS domain"), error_means("again", words="prefix-list-id")
    gone = error_means("gone", words="Waiter NatGatewayAvailable failed: Waiter encountered a terminal failure state")
    token, dead = (
        error_means("token", "IdempotentParameterMismatch"),
        error_means("dead", words="of the type Interface"),
    )
    networks = error_means("networks", words="belong to different networks")
    with (
        token,
        dead,
        twice,
        endpoint,
        route,
        gone,
        networks,
        error_means("old_route", "RouteAlreadyExists", words="0.0.0.0/0"),
    ):
        yield


def judge(cloud, net, needs, name, before, got, crashed=False):
    """Everything that has to hold after a call."""
    now = there(cloud, net)
    takes_none_of_the_dead(before, got)
    all_available(now, before)
    endpoints_stand_everywhere(net, needs, now, before)
    for need in needs:
        is_reached(cloud, net, need, before, crashed)
    endpoints_are_narrow(cloud, net, judged(needs, now, before), name)
    keeps_others(before, now, name)
    costs_no_more(net, needs, name, before, now)
    for each in (*now.endpoints.values(), *now.nats.values(), *now.addresses.values()):
        is_tagged(each, before, name)
    leaves_alone(cloud, net)
    answers(needs, now, got)


def takes_none_of_the_dead(before, got):
    """What was there and leads nowhere is no answer."""
    taken = [each for each in before.dead if isinstance(got, dict) and each in got.values()]
    told = f"{', '.join(taken)} does not lead there."
    require(not taken, told, "it is of another type, or neither pending nor available", advice="dead")


def all_available(now, before):
    """Nothing new is pending, and what is used of old is not either: see `is_reached`."""
    new = [*now.endpoints.items(), *((name, each) for name, each in now.nats.items() if name not in before.nats)]
    pending = [name for name, each in new if each["State"] != "available"]
    told = "who asks a minute too early gets no answer, and no error"
    require(not pending, f"Not available yet: {', '.join(pending)}.", told, advice="available")


def judged(needs, now, before):
    """The endpoints that are asked for, or new; others are nobody's business here."""
    return {service: each for service, each in now.endpoints.items() if service in needs or each not in old(before)}


def old(before):
    return list(before.endpoints.values())


def endpoints_stand_everywhere(net, needs, now, before):
    """Each interface endpoint: in every subnet, and with private DNS."""
    for service, each in judged(needs, now, before).items():
        if each["VpcEndpointType"] == "Interface" and service not in FREE:
            whole = set(each["SubnetIds"]) == set(net.subnets) and each["PrivateDnsEnabled"]
            require(whole, f"The endpoint for {service} is not there for every subnet.", None, advice="all_subnets")


def is_reached(cloud, net, need, before, crashed):
    """From each of the function's interfaces, S3 and DynamoDB by an endpoint in each table."""
    endpoint = there(cloud, net).endpoints.get(need, {})
    if need in FREE and endpoint.get("VpcEndpointType") != "Gateway":
        require(False, f"There is no gateway endpoint for {need}.", "it is free of charge", advice="free")
    if endpoint.get("VpcEndpointType") == "Gateway" and not set(net.tables) <= set(endpoint["RouteTableIds"]):
        advice = "half_made" if crashed else "main" if net.main else "tables"
        require(False, f"The endpoint for {need} is not in every route table that counts.", None, advice=advice)
    only_these_tables(net, need, before, endpoint)
    for interface, path in paths(cloud, net, need):
        shut = path.closed
        if shut is not None:
            advice = "half_made" if crashed else why_shut(net, need, shut, before)
            where = f"From one of the subnets {need} is not reached: {shut.gate.value}, {shut.rule}."
            require(False, where, f"the function in {interface} needs it", advice=advice)


def only_these_tables(net, need, before, endpoint):
    """A gateway endpoint is in the tables that count, and where it was before."""
    known = before.endpoints.get(need, {}).get("RouteTableIds", ())
    more = set(endpoint.get("RouteTableIds", ())) - set(net.tables) - set(known)
    told = f"The endpoint for {need} is in {', '.join(sorted(more))} as well."
    require(not more, told, "these tables count for other subnets", advice="other_tables")


def why_shut(net, need, shut, before):
    """Which mistake shuts a gate."""
    if shut.gate is Gate.PUBLIC_ADDRESS:
        return "internet_gateway"
    if shut.gate is Gate.NAT:
        if "not available" in shut.rule:
            return "available"
        return "unusable" if shut.name in before.nats else "public_nat"
    if shut.gate is Gate.GROUP_IN:
        return "group"
    if shut.gate is Gate.ROUTE and shut.name not in net.tables:  # the NAT gateway's subnet
        return "public_nat"
    if shut.gate is Gate.ROUTE and "blackhole" in shut.rule:
        return "old_route"
    return "main" if net.main else "tables"


def endpoints_are_narrow(cloud, net, endpoints, name):
    """Each interface endpoint has a group of its own that lets in the function alone."""
    ec2 = Direct(cloud)
    for service, each in endpoints.items():
        if each["VpcEndpointType"] != "Interface" or service in FREE:
            continue
        groups = [group["GroupId"] for group in each["Groups"]]
        found = ec2.describe_security_groups(GroupIds=groups)["SecurityGroups"]
        rules = [said(rule) for group in found for rule in group["IpPermissions"]]
        one = rules == [("tcp", HTTPS, HTTPS, (net.group,), ())]
        told = "what nobody needs to send, nobody needs to let in"
        require(one, f"The endpoint for {service} lets in: {rules}.", told, advice="wide")
        called = sorted(group["GroupName"] for group in found)
        expect_found("The names of its groups", called, [f"{name}-endpoints"], "that is its own", advice="wide")
        for group in found:
            named = [tag["Value"] for tag in group.get("Tags", []) if tag["Key"] == "Name"]
            told = f"The endpoint's security group has the Name tag {named}."
            require(named == [name], told, "nobody else knows what it is for", advice="tag")


def said(rule):
    """A rule of a group: protocol, ports, groups, and everybody else."""
    groups = tuple(each["GroupId"] for each in rule["UserIdGroupPairs"])
    others = [each.get("CidrIp") or each.get("CidrIpv6") for each in (*rule["IpRanges"], *rule["Ipv6Ranges"])]
    others += [each["PrefixListId"] for each in rule["PrefixListIds"]]
    return rule["IpProtocol"], rule.get("FromPort"), rule.get("ToPort"), groups, tuple(others)


def least(net, needs, name, before):
    """How many NAT gateways, addresses and interfaces of endpoints have to be there."""
    new = [need for need in needs if need not in FREE and need not in before.endpoints]
    nats, addresses, interfaces = len(before.nats), len(before.addresses), before.interfaces
    if not new or before.working:
        return nats, addresses, interfaces
    if INTERNET in new or len(new) * len(net.subnets) > 5:
        return nats + 1, addresses + (not waiting(before, name)), interfaces
    return nats, addresses, interfaces + len(new) * len(net.subnets)


def waiting(before, name):
    """Whether an address with the name waits for a gateway."""
    return any(
        "AssociationId" not in each and {"Key": "Name", "Value": name} in each["Tags"]
        for each in before.addresses.values()
    )


def costs_no_more(net, needs, name, before, now):
    """As much as must be, of everything."""
    wanted = least(net, needs, name, before)
    found = len(now.nats), len(now.addresses), now.interfaces
    if found == wanted:
        return
    told = "{} NAT gateways, {} public addresses and {} interfaces of endpoints"
    problem = f"The account has {told.format(*found)}; {told.format(*wanted)} are enough."
    require(False, problem, "all of it is paid by the hour", advice=why_dear(before, now, wanted))


def why_dear(before, now, wanted):
    """Which mistake it is."""
    nats, addresses, _ = wanted
    if len(now.nats) <= nats and len(now.addresses) > addresses:
        return "address"
    if len(now.nats) > len(before.nats) + 1:
        return "again"
    return "reuse" if before.working else "price"


def keeps_others(before, now, name):
    """Addresses that others have made are as they were."""
    for own, each in before.addresses.items():
        if {"Key": "Name", "Value": name} not in each["Tags"]:
            told = "it does not carry the name"
            require(now.addresses.get(own) == each, f"The address {own} is not as it was.", told, advice="others")


def is_tagged(each, before, name):
    """What is new carries the name."""
    own = each.get("VpcEndpointId") or each.get("NatGatewayId") or each["AllocationId"]
    old = {known["VpcEndpointId"] for known in before.endpoints.values()} | {*before.nats, *before.addresses}
    named = [tag["Value"] for tag in each.get("Tags", []) if tag["Key"] == "Name"]
    require(
        own in old or named == [name], f"{own} has the Name tag {named}.", "nobody else knows what it is for", "tag"
    )


def leaves_alone(cloud, net):
    """What is new may be there, and the tables may have another way out; nothing else changes."""
    ec2 = Direct(cloud)
    for table in ec2.describe_route_tables(RouteTableIds=list(net.tables))["RouteTables"]:
        for route in table["Routes"]:
            public = route.get("GatewayId", "").startswith("igw-")
            told = "a subnet with such a route is public"
            require(
                not public,
                f"A route of {table['RouteTableId']} leads to an internet gateway.",
                told,
                "internet_gateway",
            )
    new = [name for name, each in changed(cloud).items() if each.before is None and name.startswith(MADE)]
    may_change(cloud, *new, *(f"route table {each}" for each in net.tables))
    endpoints = there(cloud, net).endpoints
    may_change(cloud, *(f"endpoint {endpoints[each]['VpcEndpointId']}" for each in FREE if each in endpoints))
    may_change(cloud, *(f"address {each}" for each in there(cloud, net).addresses))


def answers(needs, now, got):
    """By each need the id of what leads there."""
    nat = next((name for name in now.working), None)
    wanted = {need: now.endpoints[need]["VpcEndpointId"] if need in now.endpoints else nat for need in needs}
    expect(got, wanted, "that is what leads there", advice="answer")


def survives(submission, cloud, how, needs, faults, lost=None):
    """One call, made again if it came to nothing. The answer to the first request `lost` is lost: it comes twice."""

    nets = {}  # by account: the network, and what it had

    def prepare(fresh):
        net = build(fresh, **how)
        nets[fresh.account] = net, there(fresh, net)
        if lost:
            fresh.add(LoseAnswer(lost, nth=1))

    def calls(fresh):
        net, _ = nets[fresh.account]
        asked = list(net.subnets), net.group, list(needs), "branch-way"
        return [submission.later.reach_internet(fresh.client("ec2"), *asked)]

    def complete(fresh, outcomes):
        codes = ("InvalidGroup.Duplicate", "InvalidPermission.Duplicate", "RouteAlreadyExists", "InvalidParameter")
        with error_means("half_made", *codes):
            got = value_of(outcomes[0])
        net, before = nets[fresh.account]
        judge(fresh, net, needs, "branch-way", before, got, crashed=len(nets) > 1)

    crash_points(submission, cloud, prepare, calls, complete, faults=faults, reads=False)
