"""What people get wrong in audit."""

from autograder.mistakes import Mistake

mistakes = [
    Mistake(
        name="nothing_needed",
        tempts="Where nothing has to work there is nothing to look at, it seems.",
        fails="exam_unused",
        advice="unused",
        old="""
            found = {}
        """,
        new="""
            found = {}
            if not needed:
                return found
        """,
    ),
    Mistake(
        name="in_the_order_asked",
        tempts="Asks for all interfaces at once, and takes the answers in the order of the question.",
        fails="nothing_too_wide, too_many_ports, too_many_peers, exam_narrow, exam_unused, exam_ports?, exam_peers, "
        "exam_both_kinds?, exam_several_groups, exam_drawn",
        advice="listed",
        old="""
            interfaces = {each["NetworkInterfaceId"]: each for each in ec2.describe_network_interfaces()["NetworkInterfaces"]}
        """,
        new="""
            names = [each[end] for each in needed for end in ("source", "target") if each[end].startswith("eni-")]
            names = list(dict.fromkeys(names))
            shown = ec2.describe_network_interfaces(NetworkInterfaceIds=names)["NetworkInterfaces"]
            interfaces = dict(zip(names, shown, strict=True))
        """,
    ),
    Mistake(
        name="outbound_too",
        tempts="A rule is a rule.",
        fails="exam_both_kinds, exam_drawn, exam_narrow, exam_peers, exam_ports, exam_several_groups, "
        "exam_unused, for_everybody, nothing_too_wide, too_many_peers, too_many_ports",
        advice="narrow, all, peers, ports, unused",
        old="""
            if rule["IsEgress"]:
                continue
        """,
        new="",
    ),
    Mistake(
        name="everybody_is_too_wide",
        tempts="0.0.0.0/0 is what every scanner complains about.",
        fails="exam_both_kinds, exam_narrow, exam_peers, for_everybody, too_many_peers, exam_drawn?",
        advice="narrow, peers, unused, all?, again?",
        old='if "CidrIpv4" in rule and rule["CidrIpv4"] not in [each["source"] for each in connections]:',
        new='if rule.get("CidrIpv4") == "0.0.0.0/0":',
    ),
    Mistake(
        name="only_everybody",
        tempts="A block of the own network is nobody from outside.",
        fails="exam_peers, too_many_peers, exam_drawn?",
        advice="peers, all?, again?",
        old='if "CidrIpv4" in rule and rule["CidrIpv4"] not in [each["source"] for each in connections]:',
        new='if rule.get("CidrIpv4") == "0.0.0.0/0" and "0.0.0.0/0" not in [each["source"] for each in connections]:',
    ),
    Mistake(
        name="by_the_range",
        tempts="One port is narrow, a range is wide.",
        fails="exam_narrow, exam_ports, exam_drawn?",
        advice="narrow, ports, all?, again?",
        old='len(ports) < rule["ToPort"] - rule["FromPort"] + 1',
        new='rule["FromPort"] != rule["ToPort"]',
    ),
    Mistake(
        name="ends_of_the_range",
        tempts="Looks whether the first and the last port are asked for.",
        fails="exam_peers, exam_ports, exam_drawn?",
        advice="ports, peers, all?, again?",
        old='len(ports) < rule["ToPort"] - rule["FromPort"] + 1',
        new='not {rule["FromPort"], rule["ToPort"]} <= ports',
    ),
    Mistake(
        name="counts_connections",
        tempts="Counts connections where ports are meant.",
        fails="exam_ports, exam_drawn?",
        advice="ports, all?, again?",
        old='ports = {each["port"] for each in connections}',
        new='ports = [each["port"] for each in connections]',
    ),
    Mistake(
        name="everything_is_one_port",
        tempts="For -1, FromPort and ToPort are -1: one port.",
        fails="exam_peers, exam_ports, too_many_ports, exam_drawn?",
        advice="ports, peers, all?, again?",
        old='if rule["IpProtocol"] == "-1" or len(ports)',
        new="if len(ports)",
    ),
    Mistake(
        name="udp_as_well",
        tempts="Compares ports, and not protocols.",
        fails="exam_unused, exam_drawn?",
        advice="unused, all?, again?",
        old="""
            if rule["IpProtocol"] not in ("tcp", "-1"):
                return False
            if rule["IpProtocol"] == "tcp" and not rule["FromPort"] <= connection["port"] <= rule["ToPort"]:
                return False
        """,
        new="""
            if rule["IpProtocol"] != "-1" and not rule["FromPort"] <= connection["port"] <= rule["ToPort"]:
                return False
        """,
    ),
    Mistake(
        name="any_target",
        tempts="Takes every connection to that port for one that the rule is for.",
        fails="exam_peers?, exam_unused, exam_drawn?",
        advice="peers?, unused, all?, again?",
        old="""
            if rule["GroupId"] not in groups_of(interfaces[connection["target"]]):
                return False
        """,
        new="",
    ),
    Mistake(
        name="overlaps",
        tempts="Some of the block gets in, so the rule is used.",
        fails="exam_peers, exam_unused, exam_drawn?",
        advice="unused, peers, all?, again?",
        old='return ip_network(connection["source"]).subnet_of(block)',
        new='return ip_network(connection["source"]).overlaps(block)',
    ),
    Mistake(
        name="the_same_block_only",
        tempts="Looks for the rule that was made for this block.",
        fails="exam_peers, exam_drawn?",
        advice="peers, all?, again?",
        old='return ip_network(connection["source"]).subnet_of(block)',
        new='return ip_network(connection["source"]) == block',
    ),
    Mistake(
        name="first_group",
        tempts="An interface has one group.",
        fails="exam_several_groups",
        advice="unused",
        old='return {group["GroupId"] for group in interface["Groups"]}',
        new='return {interface["Groups"][0]["GroupId"]}',
    ),
    Mistake(
        name="the_first_fault",
        tempts="One word is enough to show that something is wrong.",
        fails="exam_peers, too_many_peers, exam_drawn?",
        advice="peers, all?, again?",
        old="""
            ports = {each["port"] for each in connections}
        """,
        new="""
            if words:
                return words
            ports = {each["port"] for each in connections}
        """,
    ),
    Mistake(
        name="narrow_with_nothing",
        tempts="Lists every rule, and for a good one an empty list.",
        fails="exam_both_kinds, exam_narrow, exam_peers, exam_ports, exam_several_groups, exam_unused, "
        "for_everybody, nothing_too_wide, too_many_peers, too_many_ports, exam_drawn?",
        advice="narrow, peers, ports, unused, all?, again?",
        old="""
            if words:
                found[rule["SecurityGroupRuleId"]] = words
        """,
        new="""
            found[rule["SecurityGroupRuleId"]] = words
        """,
    ),
    Mistake(
        name="one_page",
        tempts="Asks for the first hundred rules, and leaves it at that.",
        fails="exam_drawn",
        advice="pages",
        old='ec2.describe_security_group_rules()["SecurityGroupRules"]',
        new='ec2.describe_security_group_rules(MaxResults=100)["SecurityGroupRules"]',
    ),
    Mistake(
        name="public_address_too",
        tempts="An interface with a public address comes from there as well.",
        fails="exam_unused",
        advice="unused",
        old="""
            return ip_address(source["PrivateIpAddress"]) in block
        """,
        new="""
            own = [source["PrivateIpAddress"], source.get("Association", {}).get("PublicIp", "127.0.0.1")]
            return any(ip_address(each) in block for each in own)
        """,
    ),
    Mistake(
        name="ports_of_others",
        tempts="A port that somebody asks this target for is needed, by whichever rule.",
        fails="exam_ports, exam_drawn?",
        advice="ports, all?, again?",
        old="""
        by_it = [each for each in needed if lets_through(rule, each, interfaces)]
        words = too_wide(rule, by_it)
        """,
        new="""
        by_it = [each for each in needed if lets_through(rule, each, interfaces)]
        words = too_wide(rule, by_it)
        if "ports" in words and rule["IpProtocol"] == "tcp":
            asked = {
                each["port"] for each in needed if rule["GroupId"] in groups_of(interfaces[each["target"]])
            }
            if asked >= set(range(rule["FromPort"], rule["ToPort"] + 1)):
                words.remove("ports")
        """,
    ),
    Mistake(
        name="rules_once_described",
        tempts="Describes the rules once, and keeps them for later calls: an account has many.",
        fails="too_many_ports, exam_drawn",
        advice="again",
        old="""
            for rule in ec2.describe_security_group_rules()["SecurityGroupRules"]:
        """,
        new="""
            account = [each["OwnerId"] for each in interfaces.values()][0]
            known = audit.__dict__.setdefault("known", {})
            if account not in known:
                known[account] = ec2.describe_security_group_rules()["SecurityGroupRules"]
            for rule in known[account]:
        """,
    ),
    Mistake(
        name="blocks_of_others",
        tempts="A block that somebody needs is needed, by whichever rule.",
        fails="exam_peers, exam_drawn?",
        advice="peers, all?, again?",
        old="""
        words = too_wide(rule, by_it)
        """,
        new="""
        words = too_wide(rule, by_it)
        if "peers" in words and rule["CidrIpv4"] in {each["source"] for each in needed}:
            words.remove("peers")
        """,
    ),
    Mistake(
        name="groups_that_are_needed",
        tempts="Looks only at security groups that some target has.",
        fails=(
            "exam_both_kinds, exam_drawn, exam_narrow, exam_peers, exam_ports, exam_several_groups, exam_unused, "
            "for_everybody, nothing_too_wide, too_many_peers, too_many_ports"
        ),
        advice="all, narrow, peers, ports, unused",
        old="""
        if rule["IsEgress"]:
            continue
        """,
        new="""
        if rule["IsEgress"] or not any(rule["GroupId"] in groups_of(interfaces[each["target"]]) for each in needed):
            continue
        """,
    ),
]
