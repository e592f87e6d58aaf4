"""audit: inbound rules that are wider than what has to work."""

from course_lib.checks import Exercise, Reason, expect
from course_lib.lessons.network_path.direct import Direct
from course_lib.lessons.network_path.listed import LISTED, in_another_order
from course_lib.lessons.network_path.networks import ANYWHERE, HTTPS, MYSQL, build, tcp


def about(topic):
    """The check says what its rules are about."""
    return lambda seen: seen.facts["about"] == topic


def left_a_page(seen):
    """The last page that it read said that there are more."""
    told = [entry.result for entry in seen.entries if entry.operation.startswith("Describe") and entry.result]
    return bool(told) and bool(told[-1].get("NextToken"))


exercise = Exercise(
    call="audit(ec2, needed)",
    section='Part 4, "Wider than it must be"',
    hints=(
        "For one rule: which of the needed connections get through by it? The answer to that decides everything else.",
        "Describe the rules singly, with describe_security_group_rules, and all interfaces once. For each inbound rule "
        "gather its connections. None: unused. Then look at the peer, and at the number of ports.",
        'connections = [c for c in needed if lets_through(rule, c)]; "peers" if "CidrIpv4" in rule and no connection '
        'has exactly this source; "ports" if the protocol is -1 or len({c["port"] …}) < ToPort - FromPort + 1.',
    ),
    advice={
        "listed": LISTED,
        "narrow": Reason(
            "A rule is not too wide when a needed connection has its very block as the source, or its peer is a group, "
            "and each of its ports is asked for. Only what is too wide belongs into the answer.",
            when=about("narrow"),
        ),
        "unused": Reason(
            "A rule counts as used if a needed connection gets through by it: target's group, protocol, port and peer "
            "have to fit, all four. That another rule lets the same connection in does not matter.",
            when=about("unused"),
        ),
        "ports": Reason(
            "Each port that a rule lets through has to be asked for by one of its own connections. Protocol -1 is "
            "every port of every protocol, so it always lets through too much.",
            when=about("ports"),
        ),
        "peers": Reason(
            "A block is right only if the whole of it has to get in, from that very block. For an interface a security "
            "group can be named, however small the block is.",
            when=about("peers"),
        ),
        "pages": Reason(
            "A page can hold fewer rules than MaxResults, and NextToken says whether there are more. Use a paginator.",
            when=left_a_page,
        ),
        "again": Reason(
            "Rules and groups have changed since the call before. Keep nothing from call to call: describe them anew.",
            when=about("again"),
        ),
        "all": "For each inbound rule, gather the needed connections that get through by it; judge the rule by these.",
    },
)


def finds(submission, cloud, needed, expected, because, topic):
    """A call whose answer has to be right; what `expected` holds are words by rule. EC2 lists all from the end."""

    def call():
        got = submission.audit(cloud.client("ec2"), needed)
        if isinstance(got, dict):
            return {rule: list(words) if isinstance(words, tuple) else words for rule, words in got.items()}
        return got

    got, listed = in_another_order(cloud, call, expected)
    expect(got, expected, because, tuple(exercise.advice), facts={"about": topic, "listed": listed})


def opened(ec2, group, *rules):
    """Add inbound rules to a group, and give their ids."""
    made = [ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[rule]) for rule in rules]
    return [each["SecurityGroupRules"][0]["SecurityGroupRuleId"] for each in made]


def default_rules(ec2):
    """The rules of VPCs' default groups, which nobody needs here."""
    groups = {
        each["GroupId"] for each in ec2.describe_security_groups()["SecurityGroups"] if each["GroupName"] == "default"
    }
    rules = ec2.describe_security_group_rules()["SecurityGroupRules"]
    inbound = [rule for rule in rules if rule["GroupId"] in groups and not rule["IsEgress"]]
    return {rule["SecurityGroupRuleId"]: ["unused"] for rule in inbound}


def query(shop):
    """The connection that the shop's network is made for."""
    return {"source": shop.function, "target": shop.database, "port": MYSQL}


@exercise.check()
def nothing_too_wide(submission, cloud):
    """A group as the peer, and one port: this is as narrow as it can be. Default groups are unused."""
    shop = build(cloud)
    ec2 = Direct(cloud)
    finds(submission, cloud, [query(shop)], default_rules(ec2), "the function has to reach the database", "narrow")


@exercise.check()
def for_everybody(submission, cloud):
    """Who has to be open to everybody may be, on the port that is asked for."""
    shop = build(cloud)
    ec2 = Direct(cloud)
    [web, ssh] = opened(ec2, shop.groups["function"], tcp(HTTPS, HTTPS, ANYWHERE), tcp(22, 22, ANYWHERE))
    needed = [query(shop), {"source": ANYWHERE, "target": shop.neighbor, "port": HTTPS}]
    expected = {**default_rules(ec2), ssh: ["unused"]}
    finds(submission, cloud, needed, expected, "everybody has to get in to 443, and nobody to 22", "unused")


@exercise.check()
def too_many_ports(submission, cloud):
    """A range of ports of which not all are asked for, and a rule for everything."""
    shop = build(cloud)
    ec2 = Direct(cloud)
    function, group = shop.groups["function"], shop.groups["database"]
    [some, everything] = opened(ec2, group, tcp(3300, 3310, group=function), tcp(0, 0, group=function, protocol="-1"))
    expected = {**default_rules(ec2), some: ["ports"], everything: ["ports"]}
    finds(submission, cloud, [query(shop)], expected, "only 3306 is asked for", "ports")
    ec2.revoke_security_group_ingress(GroupId=group, SecurityGroupRuleIds=[some])
    del expected[some]
    finds(submission, cloud, [query(shop)], expected, f"{some} is gone", "again")


@exercise.check()
def too_many_peers(submission, cloud):
    """A block of addresses where a group can be named."""
    shop = build(cloud)
    ec2 = Direct(cloud)
    [block, wide] = opened(ec2, shop.groups["database"], tcp(MYSQL, MYSQL, shop.blocks["app"]), tcp(0, 65535, ANYWHERE))
    expected = {**default_rules(ec2), block: ["peers"], wide: ["peers", "ports"]}
    finds(submission, cloud, [query(shop)], expected, "the function is the only one that has to get in", "peers")
