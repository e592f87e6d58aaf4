"""connect: a function reaches a private database, and nobody else does that could not before."""

from contextlib import contextmanager

from course_lib.aws.layers.any_order import AnyOrder
from course_lib.aws.services.ec2.reachability import describe, walk
from course_lib.checks import Exercise, Fault, crash_points, expect, expect_found, expect_raises, require, value_of
from course_lib.checks.kit import changed, comes_to_an_end, error_means, expect_unchanged, may_change, sent
from course_lib.lessons.network_path.direct import Direct
from course_lib.lessons.network_path.networks import ANYWHERE, EVERYTHING_OUT, tcp
from course_lib.lessons.network_path.shop_function import (
    FUNCTION,
    HARD,
    IN_MAIN,
    USUAL,
    VPC_ACCESS,
    add_function,
    build,
    policies,
    rules,
    settings,
)

KEPT = ("Description", "Environment", "Handler", "MemorySize", "Role", "Runtime", "Timeout", "CodeSha256")

exercise = Exercise(
    call="connect(ec2, functions, iam, function_name, database, port)",
    section='Part 5, "A function moves in"',
    hints=(
        "Three things have to be right: where the function is, what its role may do, and which rules the two security "
        "groups have. For each: what is there already, and what is missing?",
        "Find the private subnets by the route tables that count, one of each of two zones. Find the function's group "
        "by name, or make it; a new group lets everything out, so revoke that. Attach the policy before you update the "
        "function, wait before and after, and leave out what is right already. An update that has failed is not right: "
        "look at LastUpdateStatus as well.",
        'iam.attach_role_policy(RoleName=role_arn.rpartition("/")[2], PolicyArn=…); functions.update_function_'
        'configuration(FunctionName=…, VpcConfig={"SubnetIds": […], "SecurityGroupIds": [group]}); functions.'
        'get_waiter("function_updated_v2").wait(FunctionName=…). A rule for a group has UserIdGroupPairs=[{"GroupId": '
        "…}] as its peer.",
    ),
    advice={
        "role_name": "IAM asks for the role's name. In the ARN it is what stands behind the last slash: a role can "
        "have a path.",
        "order": "AWS refuses to move the function: its role may not make network interfaces yet. Attach "
        "AWSLambdaVPCAccessExecutionRole before you update the function.",
        "under_way": "Another update of the function was under way, and AWS makes one at a time. Wait until it is "
        'complete, then send yours: get_waiter("function_updated_v2").',
        "failed_before": "The last update of the function has failed: its LastUpdateStatus is Failed, and only a new "
        "update ends that, also where VpcConfig is right already. A waiter raises an error then: catch it, or look at "
        "LastUpdateStatus yourself.",
        "own_failed": "Your own update has failed, so the function is not in its place, and nobody was told. When it "
        "is no longer InProgress, it can be Failed: the waiter raises an error for that, a loop of your own has to.",
        "not_moved": "The function is in no VPC. Was your update refused, or not sent at all? What AWS answers to a "
        "request that has to be made is no error to pass over: when another update is under way, wait, and send yours.",
        "too_early": "When your function returned, the update was still under way. Wait for it.",
        "public": "A function in a public subnet has no public address: the subnet helps it nowhere. Which table "
        "counts, a subnet's own or else the main one, wherever EC2 lists it? And which route makes a subnet public? "
        "Any that leads to an internet gateway.",
        "main": "A subnet that has no route table of its own follows the VPC's main one, and is private if no route of "
        "that one leads to an internet gateway. Look for subnets in this VPC alone: its main table counts for these.",
        "zones": "Two subnets in two zones: when one zone fails, the function runs on in the other.",
        "group": "The function has exactly one security group, its own, with the agreed name, in the database's VPC.",
        "egress": "A new security group lets everything out. Revoke that rule, and allow TCP to the database's port, "
        "with the database's group as its peer.",
        "into_function": "Nobody opens connections to the function: its group needs no inbound rule. Answers come "
        "back without one.",
        "wide": "The database's group lets in more than it must. One rule is needed: TCP, the database's port, and "
        "the function's security group as its peer, not a block of addresses.",
        "others": "A rule of the database's group is gone that somebody else needs. Add yours, and leave the others.",
        "closed": "The function does not reach the database. Out of its group and into the database's: both have to "
        "allow the port.",
        "policy": "The role has another policy more, or one less, than it must. AWSLambdaVPCAccessExecutionRole is all "
        "that is added: it allows what a function's network interfaces need. Its ARN says which policy it is: your own "
        "account can have one of the same name.",
        "settings": "Another setting of the function is not what it was. Send nothing but VpcConfig.",
        "half_made": "An earlier call ended half-way, or somebody has changed rules since. What it had made is there, "
        "and not complete: look at what is missing.",
        "alike": "The groups had rules that look like the ones you need. Compare whole rules: the protocol, both "
        "ports, and the peer. In the function's group every other rule goes, whatever its peer is: a block of IPv4 or "
        "IPv6 addresses, or a group.",
        "made_anew": "A function of that name was here before, in another network, and its group is still there. Look "
        "for the group in the database's VPC, and remember nothing from one call to the next.",
        "moves": "The function was in another network before, beside another database. All of its place is new: the "
        "subnets and the group. Send the whole of it, and nothing of what it had.",
        "catches_all": "AWS refuses a request here that has to be made, and its error has to come out. Catch only what "
        "you expect, by its code: whatever else AWS answers, whoever called has to hear of it.",
        "again": "Everything was right already. Look first, and send only what is missing: an update that changes "
        "nothing makes new network interfaces wait all the same.",
        "no_place": "Without private subnets in two zones there is no right place for the function. Raise ValueError "
        "before you change anything.",
        "answer": 'Return {"subnets": […], "group": "sg-…"}, with the two ids sorted.',
    },
)


@exercise.check()
def reached(submission, cloud):
    """The function reaches the database, and no gate is wider than it must be."""
    place = build(cloud)
    add_function(cloud)
    connects(submission, cloud, place)


@exercise.check()
def which_subnets(submission, cloud):
    """Private subnets in two zones, by the tables that count; the role has a path."""
    build(cloud, 6, USUAL, name="other")
    place = build(cloud, subnets=HARD)
    add_function(cloud, path="/service-role/")
    cloud.add(AnyOrder())  # the main table is listed last
    connects(submission, cloud, place)
    connects_where_main_counts(submission, cloud, build(cloud, 7, IN_MAIN, name="mail", main_leads_out=False), "mail")


@exercise.check()
def under_way(submission, cloud):
    """Another update of the function is waited for."""
    place = build(cloud)
    add_function(cloud)
    update(cloud, MemorySize=256)
    connects(submission, cloud, place)


@exercise.check()
def once_more(submission, cloud):
    """The same call again changes nothing, and one after somebody's changes brings back what is missing."""
    place = build(cloud)
    add_function(cloud)
    connects(submission, cloud, place)
    connects_again(submission, cloud, place)
    tamper(cloud, place)
    connects(submission, cloud, place, advice="half_made")


@exercise.check()
def no_place(submission, cloud):
    """Without private subnets in two zones nothing is changed."""
    refuses(submission, cloud, (("private", "a"), ("private", "a"), ("public", "b"), ("main", "c")))


@exercise.check()
def crash(submission, cloud):
    """Wherever a call ends half-way, the next one completes it."""
    survives(submission, cloud, (Fault.DIED_AFTER,))


def update(cloud, name=FUNCTION, **how):
    """Somebody changes the function."""
    cloud.client("lambda", who="course").update_function_configuration(FunctionName=name, **how)


def own_group(cloud, place, name=FUNCTION):
    """The function's security group, if it is there."""
    by_name = [{"Name": "group-name", "Values": [f"{name}-function"]}, {"Name": "vpc-id", "Values": [place.vpc]}]
    found = Direct(cloud).describe_security_groups(Filters=by_name)["SecurityGroups"]
    return found[0]["GroupId"] if found else None


def tamper(cloud, place, name=FUNCTION):
    """Somebody opens the function's group, and closes the database's to it."""
    ec2, group = Direct(cloud), own_group(cloud, place, name)
    ec2.authorize_security_group_egress(GroupId=group, IpPermissions=[EVERYTHING_OUT])
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[tcp(443, 443, ANYWHERE)])
    port = place.port
    ec2.revoke_security_group_ingress(GroupId=place.group, IpPermissions=[tcp(port, port, group=group)])


def ask(submission, cloud, place, name=FUNCTION):
    """Make the call."""
    clients = cloud.client("ec2"), cloud.client("lambda"), cloud.client("iam")
    return submission.connect(*clients, name, place.database, place.port)


def later(submission, cloud, place, name=FUNCTION):
    """The same call, to be made in an account that is not the check's own."""
    clients = cloud.client("ec2"), cloud.client("lambda"), cloud.client("iam")
    return submission.later.connect(*clients, name, place.database, place.port)


@contextmanager
def said_in_errors(elsewhere="group"):
    """What AWS says to well-known mistakes; `elsewhere`: what one is about subnets and groups of two networks."""
    denied = error_means("order", words="execution role does not have permissions")
    role = error_means("role_name", "NoSuchEntity", "NoSuchEntityException", words="role")
    invalid = error_means("role_name", "ValidationError", words="roleName")
    twice = error_means("again", "InvalidGroup.Duplicate", "InvalidPermission.Duplicate")
    networks = error_means(elsewhere, words="same VPC")
    failed = error_means("failed_before", words="Waiter FunctionUpdated")
    with denied, role, invalid, twice, networks, failed, error_means("under_way", "ResourceConflictException"):
        yield


def connects(submission, cloud, place, name=FUNCTION, advice=None, elsewhere="group"):
    """A call after which everything is right."""
    before = state(cloud, place, name)
    with comes_to_an_end(cloud, 600, "too_early"), said_in_errors(elsewhere):
        got = ask(submission, cloud, place, name)
    judge(cloud, place, name, before, got, advice)


def connects_where_main_counts(submission, cloud, place, name):
    """The private subnets have no table of their own, and the main one leads nowhere."""
    add_function(cloud, name)
    with error_means("main", "ValueError"):
        connects(submission, cloud, place, name, elsewhere="main")


def connects_again(submission, cloud, place, name=FUNCTION):
    """A call that has nothing to do."""
    before, count = state(cloud, place, name), len(sent(cloud, "UpdateFunctionConfiguration"))
    with said_in_errors():
        got = ask(submission, cloud, place, name)
    updates = len(sent(cloud, "UpdateFunctionConfiguration")) - count
    require(updates == 0, "Your function has updated the function again.", "nothing was to change", advice="again")
    judge(cloud, place, name, before, got)


def state(cloud, place, name):
    """What is there before a call."""
    return {"policies": policies(cloud, name), "settings": settings(cloud, name), "rules": rules(cloud, place.group)}


def judge(cloud, place, name, before, got, advice=None):
    """Everything that has to hold after a call; `advice` is what any failure is about that has to do with rules."""
    now = settings(cloud, name)
    told = "until then invocations use the old place"
    failed = now["LastUpdateStatus"] == "Failed"
    require(not failed, "The function's last update has failed.", "it goes on as it was before", "failed_before")
    require(now["LastUpdateStatus"] == "Successful", "The update is still under way.", told, advice="too_early")
    stands_in(place, now)
    group = own_group(cloud, place, name)
    expect_found("The function's groups", now["VpcConfig"]["SecurityGroupIds"], [group], "one of its own", "group")
    is_narrow(cloud, place, group, before, advice)
    is_connected(cloud, place, now, advice)
    added = policies(cloud, name)
    expect_found("The role's policies", added, before["policies"] | {VPC_ACCESS}, "and no others", advice="policy")
    for each in KEPT:
        expect_found(f"Its {each}", now.get(each), before["settings"].get(each), "as it was", advice="settings")
    leaves_alone(cloud, place, group, name)
    expect(got, {"subnets": sorted(now["VpcConfig"]["SubnetIds"]), "group": group}, "that is its place", "answer")


def stands_in(place, now):
    """Two private subnets, in two zones."""
    subnets = now.get("VpcConfig", {}).get("SubnetIds", [])
    require(bool(subnets), "The function is in no VPC.", "from there no private address is reached", "not_moved")
    public = [each for each in subnets if each not in place.private]
    require(not public, f"{', '.join(public)}: not a private subnet of the database's VPC.", None, advice="public")
    zones = sorted(place.private[each] for each in subnets)
    told = "one zone can fail"
    require(len(zones) == len(set(zones)) == 2, f"The subnets are in: {', '.join(zones)}.", told, "zones")


def is_narrow(cloud, place, group, before, advice):
    """Of the function's group one rule, and one more of the database's."""
    port = place.port
    (into, out), (database, out_of) = rules(cloud, group), rules(cloud, place.group)
    told = f"The function's group lets in: {said(into)}."
    require(not into, told, "nobody asks the function", advice=advice or "into_function")
    wanted = {("tcp", port, port, place.group)}
    told = f"The function's group lets out: {said(out)}."
    closed = not out
    require(
        out == wanted, told, "the database is all that it asks", advice=advice or ("closed" if closed else "egress")
    )
    gone = before["rules"][0] - {("tcp", port, port, group)} - database
    require(not gone, f"The database's group does not let in any more: {said(gone)}.", None, advice="others")
    more = database - before["rules"][0] - {("tcp", port, port, group)}
    require(not more, f"The database's group lets in: {said(more)}.", "only the function is added", advice="wide")
    expect_found("It lets out", out_of, before["rules"][1], "as before", advice="wide")


def said(found):
    """Rules in words."""
    return "; ".join(f"{protocol} {first}-{last} {peer}" for protocol, first, last, peer in sorted(found)) or "nothing"


def is_connected(cloud, place, now, advice):
    """From each of the function's interfaces packets get to the database and back."""
    ec2 = Direct(cloud)
    own = [{"Name": "subnet-id", "Values": now["VpcConfig"]["SubnetIds"]}]
    own.append({"Name": "interface-type", "Values": ["lambda"]})
    network = describe(ec2)
    for each in ec2.describe_network_interfaces(Filters=own)["NetworkInterfaces"]:
        shut = walk(network, each["NetworkInterfaceId"], place.database, place.port).closed
        where = shut and f"From {each['SubnetId']} the database is not reached: {shut.gate.value}, {shut.rule}."
        require(shut is None, where, "the function needs it", advice=advice or "closed")


def leaves_alone(cloud, place, group, name):
    """What has been judged may change, and nothing else."""
    interfaces = {each: change for each, change in changed(cloud).items() if each.startswith("network interface ")}
    own = [each for each, change in interfaces.items() if change.before is None or is_of_lambda(change.before)]
    may_change(cloud, *own, f"security group {group}", f"security group {place.group}")
    may_change(cloud, f"role {name}-role", f"function {name}")


def is_of_lambda(interface):
    """Whether Lambda has made it for a function; it goes when no function uses it any more."""
    return "AWS Lambda VPC ENI" in str(interface)


def refuses(submission, cloud, subnets, name=FUNCTION):
    """There is no right place."""
    place = build(cloud, subnets=subnets)
    add_function(cloud, name)
    with expect_raises("ValueError", "there are not two zones with private subnets", advice="no_place"):
        ask(submission, cloud, place, name)
    expect_unchanged(cloud, "there is no right place for it", advice="no_place")


def survives(submission, cloud, faults, subnets=USUAL, name=FUNCTION):
    """One call, made again if it came to nothing."""
    places = {}  # by account: the network, and what was there

    def prepare(fresh):
        place = build(fresh, subnets=subnets)
        add_function(fresh, name)
        places[fresh.account] = place, state(fresh, place, name)

    def calls(fresh):
        place, _ = places[fresh.account]
        return [later(submission, fresh, place, name)]

    def complete(fresh, outcomes):
        place, before = places[fresh.account]
        half = len(places) > 1
        meant = error_means(
            "half_made", "InvalidGroup.Duplicate", "InvalidPermission.Duplicate", "InvalidPermission.NotFound"
        )
        with meant, error_means("order", words="execution role does not have permissions"):
            got = value_of(outcomes[0])
        judge(fresh, place, name, before, got, "half_made" if half else None)

    crash_points(submission, cloud, prepare, calls, complete, faults=faults, reads=False)
