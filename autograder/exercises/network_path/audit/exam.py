"""The exam of audit."""

from ipaddress import ip_address, ip_network

from course_lib.aws.layers.few_a_page import FewAPage
from course_lib.checks import Exam
from course_lib.lessons.network_path.direct import Direct
from course_lib.lessons.network_path.networks import ANYWHERE, HTTPS, MYSQL, build, tcp
from course_lib.lessons.network_path.practice.audit import default_rules, finds, opened, query

exam = Exam()
PARTNER = "198.51.100.0/24"


def shop_of(submission, cloud):
    """A network with addresses of its own."""
    return build(cloud, submission.random.randrange(1, 250)), Direct(cloud)


def judged(submission, cloud, shop, needed, rows, topic):
    """Each row: a rule's group and the rule, and the words for it; [] for one that is narrow."""
    ec2 = Direct(cloud)
    expected = default_rules(ec2)
    submission.random.shuffle(rows)
    for group, rule, words in rows:
        [name] = opened(ec2, shop.groups[group], rule)
        expected |= {name: words} if words else {}
    submission.random.shuffle(needed)
    finds(submission, cloud, needed, expected, "this follows from what has to work", topic)


@exam.check(points=1)
def exam_narrow(submission, cloud):
    """Rules that are as narrow as they can be, and outbound rules, are not named."""
    shop, ec2 = shop_of(submission, cloud)
    ec2.authorize_security_group_egress(GroupId=shop.groups["other"], IpPermissions=[tcp(0, 65535, ANYWHERE)])
    needed = [query(shop), {"source": ANYWHERE, "target": shop.neighbor, "port": HTTPS}]
    needed += [{"source": PARTNER, "target": shop.function, "port": port} for port in (8080, 8081)]
    needed.append({"source": shop.function, "target": shop.neighbor, "port": HTTPS})
    rows = [("function", tcp(HTTPS, HTTPS, ANYWHERE), []), ("function", tcp(8080, 8081, PARTNER), [])]
    judged(submission, cloud, shop, needed, rows, "narrow")


@exam.check(points=2)
def exam_unused(submission, cloud):
    """A rule by which nothing that is needed gets through: by its group, port, protocol or peer."""
    shop, ec2 = shop_of(submission, cloud)
    function = shop.groups["function"]
    address = ec2.allocate_address(Domain="vpc")
    ec2.associate_address(AllocationId=address["AllocationId"], NetworkInterfaceId=shop.function)
    needed = [query(shop), {"source": ANYWHERE, "target": shop.function, "port": HTTPS}]
    rows = [
        ("other", tcp(MYSQL, MYSQL, group=function), ["unused"]),
        ("database", tcp(MYSQL, MYSQL, f"{address['PublicIp']}/32"), ["unused"]),  # inside, the private one counts
        ("database", tcp(5432, 5432, group=function), ["unused"]),
        ("database", tcp(MYSQL + 1, 65535, group=function), ["unused"]),
        ("database", tcp(MYSQL, MYSQL, group=function, protocol="udp"), ["unused"]),
        ("database", tcp(MYSQL, MYSQL, group=shop.groups["other"]), ["unused"]),
        ("database", tcp(MYSQL, MYSQL, shop.blocks["public"]), ["unused"]),
        ("function", tcp(HTTPS, HTTPS, "0.0.0.0/1"), ["unused"]),  # half of everybody is not everybody
        ("function", tcp(HTTPS, HTTPS, group=function), ["unused"]),
        ("function", tcp(MYSQL, MYSQL, group=function), ["unused"]),  # the other end of the connection
    ]
    judged(submission, cloud, shop, needed, rows, "unused")
    rules = ec2.describe_security_group_rules()["SecurityGroupRules"]
    inbound = {each["SecurityGroupRuleId"]: ["unused"] for each in rules if not each["IsEgress"]}
    finds(submission, cloud, [], inbound, "nothing has to work", "unused")


@exam.check(points=2)
def exam_ports(submission, cloud):
    """A port that is let through and not asked for; every protocol is always too much."""
    shop, _ = shop_of(submission, cloud)
    function, first = shop.groups["function"], submission.random.randrange(9000, 20000)
    needed = [query(shop), query(shop)]  # the same twice is one port
    needed += [{"source": shop.neighbor, "target": shop.database, "port": first + place} for place in (0, 1, 2)]
    needed.append({"source": PARTNER, "target": shop.database, "port": first + 5})
    needed.append({"source": shop.neighbor, "target": shop.database, "port": first + 6})
    rows = [
        ("database", tcp(first + 5, first + 6, PARTNER), ["ports"]),  # the other port is asked for by somebody else
        ("database", tcp(first, first + 2, group=function), []),
        ("database", tcp(first, first + 3, group=function), ["ports"]),
        ("database", tcp(first - 1, first + 1, group=function), ["ports"]),
        ("database", tcp(MYSQL, MYSQL + 1, group=function), ["ports"]),
        ("database", tcp(MYSQL, first, group=function), ["ports"]),
        ("database", tcp(0, 0, group=function, protocol="-1"), ["ports"]),
    ]
    judged(submission, cloud, shop, needed, rows, "ports")


@exam.check(points=2)
def exam_peers(submission, cloud):
    """A block that does not have to get in as a whole, from that very block; both words where both fit."""
    shop, ec2 = shop_of(submission, cloud)
    [described] = ec2.describe_network_interfaces(NetworkInterfaceIds=[shop.function])["NetworkInterfaces"]
    needed = [query(shop), {"source": PARTNER, "target": shop.database, "port": HTTPS}]
    needed.append({"source": shop.function, "target": shop.database, "port": HTTPS})
    # By none of the rules below do these get through: they make no block of them right.
    needed.append({"source": ANYWHERE, "target": shop.function, "port": HTTPS})
    needed.append({"source": ANYWHERE, "target": shop.database, "port": 8443})
    rows = [
        ("database", tcp(MYSQL, MYSQL, f"{described['PrivateIpAddress']}/32"), ["peers"]),
        ("database", tcp(MYSQL, MYSQL, shop.blocks["all"]), ["peers"]),
        ("database", tcp(MYSQL, MYSQL, ANYWHERE), ["peers"]),
        ("database", tcp(HTTPS, HTTPS, PARTNER), []),
        ("database", tcp(HTTPS, HTTPS, "198.51.0.0/16"), ["peers"]),
        ("database", tcp(HTTPS, HTTPS, "198.51.100.0/25"), ["unused"]),
        ("database", tcp(HTTPS, HTTPS, ANYWHERE), ["peers"]),
        ("database", tcp(HTTPS, MYSQL, ANYWHERE), ["peers", "ports"]),
        ("database", tcp(0, 0, PARTNER, protocol="-1"), ["ports"]),
    ]
    judged(submission, cloud, shop, needed, rows, "peers")


@exam.check(points=1)
def exam_both_kinds(submission, cloud):
    """A block that has to get in as a whole stays right when an interface gets in by it as well."""
    shop, _ = shop_of(submission, cloud)
    needed = [query(shop), {"source": shop.neighbor, "target": shop.function, "port": HTTPS}]
    needed.append({"source": ANYWHERE, "target": shop.function, "port": HTTPS})
    rows = [("function", tcp(HTTPS, HTTPS, ANYWHERE), []), ("function", tcp(80, HTTPS, ANYWHERE), ["ports"])]
    judged(submission, cloud, shop, needed, rows, "narrow")


@exam.check(points=2)
def exam_several_groups(submission, cloud):
    """Interfaces with more than one group: a rule counts by any of them, at either end."""
    shop, ec2 = shop_of(submission, cloud)
    groups = [shop.groups["database"], shop.groups["other"]]
    submission.random.shuffle(groups)
    for end in (shop.database, shop.neighbor):
        ec2.modify_network_interface_attribute(NetworkInterfaceId=end, Groups=groups)
    needed = [query(shop), {"source": shop.neighbor, "target": shop.database, "port": 80}]
    rows = [
        ("other", tcp(MYSQL, MYSQL, group=shop.groups["function"]), []),
        ("other", tcp(80, 80, group=shop.groups["other"]), []),
        ("database", tcp(80, 81, group=shop.groups["database"]), ["ports"]),
        ("other", tcp(80, 80, group=shop.groups["function"]), ["unused"]),
    ]
    judged(submission, cloud, shop, needed, rows, "unused")


@exam.check(points=2)
def exam_drawn(submission, cloud):
    """Rules and needs by chance; a page that is asked for is a short one."""
    shop, ec2 = shop_of(submission, cloud)
    chance = submission.random
    ends = [shop.function, shop.neighbor, shop.database]
    sources = [*ends, ANYWHERE, PARTNER]
    needed = [
        {"source": chance.choice(sources), "target": chance.choice(ends), "port": chance.choice([80, 81, MYSQL])}
        for _ in range(5)
    ]
    blocks = [ANYWHERE, PARTNER, shop.blocks["all"], shop.blocks["app"], "198.51.0.0/16"]
    seen = set()
    for _ in range(14):
        first, last = chance.choice([(80, 80), (80, 81), (MYSQL, MYSQL), (0, 65535), (1, 79)])
        peer = {"block": chance.choice(blocks)} if chance.random() < 0.6 else {"group": chance.choice(groups(shop))}
        protocol = chance.choice(["tcp", "tcp", "tcp", "udp", "-1"])
        group = chance.choice(groups(shop))
        rule = tcp(first, last, protocol=protocol, **peer)
        if repr((group, rule)) not in seen and not _is_there(shop, group, rule):
            opened(ec2, group, rule)
        seen.add(repr((group, rule)))
    expected = model(ec2, needed)
    with cloud.use(FewAPage(5)):
        finds(submission, cloud, needed, expected, "this follows from what has to work", "all")
    gone = chance.choice(sorted(expected))
    [rule] = ec2.describe_security_group_rules(SecurityGroupRuleIds=[gone])["SecurityGroupRules"]
    ec2.revoke_security_group_ingress(GroupId=rule["GroupId"], SecurityGroupRuleIds=[gone])
    ec2.modify_network_interface_attribute(NetworkInterfaceId=shop.neighbor, Groups=[chance.choice(groups(shop))])
    expected = model(ec2, needed)
    finds(submission, cloud, needed, expected, f"{gone} is gone, and another interface has other groups", "again")


def _is_there(shop, group, rule):
    """The rule that each shop has from the beginning."""
    return group == shop.groups["database"] and rule == tcp(MYSQL, MYSQL, group=shop.groups["function"])


def groups(shop):
    return sorted(shop.groups.values())


def model(ec2, needed):
    """The answer, port by port and address by address of what can be told apart."""
    interfaces = {each["NetworkInterfaceId"]: each for each in ec2.describe_network_interfaces()["NetworkInterfaces"]}
    member = {name: {group["GroupId"] for group in each["Groups"]} for name, each in interfaces.items()}
    found = {}
    for rule in ec2.describe_security_group_rules()["SecurityGroupRules"]:
        if rule["IsEgress"]:
            continue
        open_ports = set(range(65536)) if rule["IpProtocol"] == "-1" else set()
        if rule["IpProtocol"] == "tcp":
            open_ports = set(range(rule["FromPort"], rule["ToPort"] + 1))
        used = []
        for each in needed:
            source = each["source"]
            if "ReferencedGroupInfo" in rule:
                is_peer = rule["ReferencedGroupInfo"]["GroupId"] in member.get(source, set())
            elif source in interfaces:
                is_peer = ip_address(interfaces[source]["PrivateIpAddress"]) in ip_network(rule["CidrIpv4"])
            else:
                block = ip_network(source)
                is_peer = all(end in ip_network(rule["CidrIpv4"]) for end in (block[0], block[-1]))
            if is_peer and rule["GroupId"] in member[each["target"]] and each["port"] in open_ports:
                used.append(each)
        words = [] if used else ["unused"]
        if used and "CidrIpv4" in rule and all(each["source"] != rule["CidrIpv4"] for each in used):
            words.append("peers")
        if used and (rule["IpProtocol"] == "-1" or open_ports - {each["port"] for each in used}):
            words.append("ports")
        if words:
            found[rule["SecurityGroupRuleId"]] = words
    return found
