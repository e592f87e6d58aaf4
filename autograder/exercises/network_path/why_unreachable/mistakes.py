"""What people get wrong in why_unreachable."""

from autograder.mistakes import Change, Mistake

mistakes = [
    Mistake(
        name="forgets_the_answers",
        tempts="The packet has arrived, so all is well.",
        fails="answers, exam_answers, exam_combined?",
        advice="answers",
        old="""
            gates += [("network acl out for answers", there, True, ANSWERS, own)]
        """,
        new="""
            return first_closed(ec2, gates)
        """,
    ),
    Mistake(
        name="answers_come_to_the_same_port",
        tempts="Takes the answer's port for the port that was asked.",
        fails="all_open, answers, two_at_once?, exam_answers",
        advice="open, answers",
        old="ANSWERS = (1024, 65535)",
        new="ANSWERS = (443, 443)",
    ),
    Mistake(
        name="ports_of_linux",
        tempts="Looks up which ports Linux takes for its clients; others take more.",
        fails="answers, exam_answers, exam_nat_gateways",
        advice="answers",
        old="ANSWERS = (1024, 65535)",
        new="ANSWERS = (32768, 60999)",
    ),
    Mistake(
        name="one_rule_for_all_ports",
        tempts="Looks for one rule that allows the whole range.",
        fails="exam_answers",
        advice="open",
        old="""
            left = [
                part
                for low, high in left
                for part in ((low, min(high, first - 1)), (max(low, last + 1), high))
                if part[0] <= part[1]
            ]
        """,
        new="""
            if first <= ports[0] and ports[1] <= last:
                return None
        """,
    ),
    Mistake(
        name="first_group_only",
        tempts="An interface has one security group, most of the time.",
        fails="exam_security_groups",
        advice="open, groups",
        old='for group in ec2.describe_security_groups(GroupIds=names)["SecurityGroups"]:',
        new='for group in ec2.describe_security_groups(GroupIds=names[:1])["SecurityGroups"]:',
    ),
    Mistake(
        name="blocks_only",
        tempts="Compares addresses, and forgets that a rule can name a group.",
        fails="x",
        advice="open",
        old="""
            if any(each["GroupId"] in peers for each in rule["UserIdGroupPairs"]):
                return True
        """,
        new="",
    ),
    Mistake(
        name="any_protocol",
        tempts="Looks at ports alone.",
        fails="x",
        advice="groups",
        old="""
            if rule["IpProtocol"] not in ("tcp", "-1"):
                continue
        """,
        new="",
        also=[Change(old='if rule["IpProtocol"] == "tcp" and not', new='if rule["IpProtocol"] != "-1" and not')],
    ),
    Mistake(
        name="tcp_alone",
        tempts="A rule for everything does not say tcp.",
        fails="x",
        advice="open",
        old='if rule["IpProtocol"] not in ("tcp", "-1"):',
        new='if rule["IpProtocol"] != "tcp":',
    ),
    Mistake(
        name="first_route",
        tempts="Takes the first route that matches, as in an ACL.",
        fails="x",
        advice="routes",
        old='max(matching, key=lambda each: ip_network(each["DestinationCidrBlock"]).prefixlen, default=None)',
        new="next(iter(matching), None)",
    ),
    Mistake(
        name="round_the_blackhole",
        tempts="Takes the best route that works.",
        fails="x",
        advice="routes",
        old="""
            each for each in tables[0]["Routes"] if ip_address(address) in ip_network(each["DestinationCidrBlock"])
        """,
        new="""
            each
            for each in tables[0]["Routes"]
            if ip_address(address) in ip_network(each["DestinationCidrBlock"]) and each["State"] == "active"
        """,
    ),
    Mistake(
        name="any_table",
        tempts="A subnet without an own table has no routes.",
        fails="x",
        advice="routes",
        old="""
            if not tables:
        """,
        new="""
            if not tables:
                return subnet, None
        """,
    ),
    Mistake(
        name="nat_is_the_internet",
        tempts="Where there is a NAT gateway, there is the internet.",
        fails="x",
        advice="nat, acl, answers, routes",
        old="""
            return through_nat(ec2, start, best["NatGatewayId"], address, asked)
        """,
        new="""
            return None
        """,
    ),
    Mistake(
        name="nat_in_any_state",
        tempts="A NAT gateway that is there works.",
        fails="x",
        advice="nat",
        old="""
            lambda: None if nat["State"] == "available" else ("nat gateway not available", name),
        """,
        new="",
    ),
    Mistake(
        name="nat_leads_anywhere",
        tempts="A route of the NAT gateway's subnet is enough, wherever it leads.",
        fails="x",
        advice="nat",
        old='return None if best.get("GatewayId", "").startswith("igw-") else ("nat gateway without internet", name)',
        new="return None",
    ),
    Mistake(
        name="acl_inside_a_subnet",
        tempts="Every packet passes the ACL of its subnet.",
        fails="x",
        advice="open",
        old="""
            if end and end["SubnetId"] == here:
                return inbound(ec2, start, end, port)
        """,
        new="",
    ),
    Mistake(
        name="private_addresses_go_out",
        tempts="A route to the internet gateway is the way to the internet.",
        fails="x",
        advice="public",
        old="""
            if "PublicIp" not in start.get("Association", {}):
                return "no public address", start["NetworkInterfaceId"]
        """,
        new="",
    ),
    Mistake(
        name="group_before_acl",
        tempts="Knows the gates, and not which comes first.",
        fails="x",
        advice="order, acl",
        old="""
            gates += [("network acl in", there, False, asked, own), lambda: inbound(ec2, start, end, port)]
        """,
        new="""
            gates += [lambda: inbound(ec2, start, end, port), ("network acl in", there, False, asked, own)]
        """,
    ),
    Mistake(
        name="both_directions",
        tempts="Reads the rules of an ACL without their direction.",
        fails="x",
        advice="acl",
        old="""
            if rule["Egress"] != egress or rule["Protocol"] not in ("6", "-1"):
                continue
        """,
        new="""
            if rule["Protocol"] not in ("6", "-1"):
                continue
        """,
    ),
    Mistake(
        name="acl_for_everybody",
        tempts="Looks at ports, and not for whom a rule is.",
        fails="x",
        advice="acl",
        old="""
            if ip_address(address) not in ip_network(rule["CidrBlock"]):
                continue
        """,
        new="",
    ),
]
