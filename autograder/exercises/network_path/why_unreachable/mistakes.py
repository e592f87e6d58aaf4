"""What people get wrong in why_unreachable."""

from autograder.mistakes import Change, Mistake

mistakes = [
    Mistake(
        name="lengths_as_texts",
        tempts="Compares the lengths of prefixes as texts: /8 comes behind /24.",
        fails="exam_routes",
        advice="routes",
        old='key=lambda each: ip_network(each["DestinationCidrBlock"]).prefixlen',
        new='key=lambda each: each["DestinationCidrBlock"].split("/")[1]',
    ),
    Mistake(
        name="forgets_the_answers",
        tempts="The packet has arrived, so all is well.",
        fails="answers, exam_answers, exam_combined?, exam_order_to_a_database",
        advice="answers, order?",
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
        fails="all_open, answers, two_at_once?, exam_answers, exam_nat_gateways, exam_network_acls, "
        "exam_routes, exam_security_groups, nat_gateway, exam_order_to_the_internet, "
        "exam_combined?, network_acls",
        advice="answers, order?, answers_on, answers_open",
        old="ANSWERS = (1024, 65535)",
        new="ANSWERS = (443, 443)",
    ),
    Mistake(
        name="ports_of_linux",
        tempts="Looks up which ports Linux takes for its clients; others take more.",
        fails="answers, exam_answers, exam_nat_gateways, exam_combined?",
        advice="answers, order?",
        old="ANSWERS = (1024, 65535)",
        new="ANSWERS = (32768, 60999)",
    ),
    Mistake(
        name="one_rule_for_all_ports",
        tempts="Looks for one rule that allows the whole range.",
        fails="exam_answers, exam_combined?",
        advice="order?, answers_open",
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
        fails="exam_security_groups, exam_combined?",
        advice="open, order?",
        old='for group in ec2.describe_security_groups(GroupIds=names)["SecurityGroups"]:',
        new='for group in ec2.describe_security_groups(GroupIds=names[:1])["SecurityGroups"]:',
    ),
    Mistake(
        name="blocks_only",
        tempts="Compares addresses, and forgets that a rule can name a group.",
        fails="all_open, answers, exam_answers, exam_combined?, exam_network_acls, exam_one_subnet, "
        "exam_security_groups, network_acls, security_groups, two_at_once, "
        "exam_order_to_a_database",
        advice="open, acl, answers, groups, order?",
        old="""
            if any(each["GroupId"] in peers for each in rule["UserIdGroupPairs"]):
                return True
        """,
        new="",
    ),
    Mistake(
        name="any_protocol",
        tempts="Looks at ports alone.",
        fails="exam_security_groups, exam_combined?",
        advice="groups, order?",
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
        fails="exam_one_subnet, exam_security_groups, exam_combined?",
        advice="open, groups, order?",
        old='if rule["IpProtocol"] not in ("tcp", "-1"):',
        new='if rule["IpProtocol"] != "tcp":',
    ),
    Mistake(
        name="rules_as_they_are_listed",
        tempts="The rules have always come by their number, so it takes the first that matches.",
        fails="network_acls, exam_security_groups, exam_network_acls, exam_answers, exam_routes?, "
        "exam_order_to_a_database?, exam_order_to_the_internet?, exam_combined?",
        advice="listed, acl?, order?",
        old='sorted(acl["Entries"], key=lambda each: each["RuleNumber"])',
        new='acl["Entries"]',
    ),
    Mistake(
        name="in_the_order_asked",
        tempts="Asks for both interfaces at once, and takes the answers in the order of the question.",
        fails="network_acls, exam_security_groups, exam_network_acls, exam_answers, exam_one_subnet?, "
        "exam_order_to_a_database?, exam_combined?",
        advice="listed, order?",
        old="""
            start = interface(ec2, source)
            end = interface(ec2, target) if target.startswith("eni-") else None
        """,
        new="""
            names = [source, target] if target.startswith("eni-") else [source]
            start, *rest = ec2.describe_network_interfaces(NetworkInterfaceIds=names)["NetworkInterfaces"]
            end = rest[0] if rest else None
        """,
    ),
    Mistake(
        name="first_route",
        tempts="Takes the first route that matches, as in an ACL.",
        fails="exam_routes, routes, exam_nat_gateways, exam_combined?",
        advice="routes, order?, acl?, answers?, nat?, listed?",
        old='max(matching, key=lambda each: ip_network(each["DestinationCidrBlock"]).prefixlen, default=None)',
        new="next(iter(matching), None)",
    ),
    Mistake(
        name="round_the_blackhole",
        tempts="Takes the best route that works.",
        fails="exam_combined?, exam_routes, routes, exam_nat_gateways",
        advice="routes, order?, acl?, answers?, nat?",
        old='each for each in tables[0]["Routes"] if',
        new='each for each in tables[0]["Routes"] if each["State"] == "active" and',
    ),
    Mistake(
        name="any_table",
        tempts="A subnet without an own table has no routes.",
        fails="exam_routes, main_table, exam_combined?",
        advice="routes, order?",
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
        fails="exam_combined?, exam_nat_gateways, nat_gateway, exam_order_to_the_internet",
        advice="nat, acl, order?, answers?, routes?",
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
        fails="exam_nat_gateways, exam_order_to_the_internet, exam_combined?",
        advice="nat, order",
        old="""
            lambda: None if nat["State"] == "available" else ("nat gateway not available", name),
        """,
        new="",
    ),
    Mistake(
        name="nat_leads_anywhere",
        tempts="A route of the NAT gateway's subnet is enough, wherever it leads.",
        fails="exam_nat_gateways, nat_gateway, exam_order_to_the_internet, exam_combined?",
        advice="nat, order, acl?, answers?, routes?",
        old='return None if best.get("GatewayId", "").startswith("igw-") else ("nat gateway without internet", name)',
        new="return None",
    ),
    Mistake(
        name="acl_inside_a_subnet",
        tempts="Every packet passes the ACL of its subnet.",
        fails="all_open, exam_one_subnet, exam_combined?",
        advice="order?, one_subnet",
        old="""
            if end and end["SubnetId"] == here:
                return inbound(ec2, start, end, port)
        """,
        new="",
    ),
    Mistake(
        name="private_addresses_go_out",
        tempts="A route to the internet gateway is the way to the internet.",
        fails="exam_routes, routes, exam_order_to_the_internet, exam_combined?",
        advice="public, order, acl?, answers?, nat?, routes?",
        old="""
            if "PublicIp" not in start.get("Association", {}):
                return "no public address", start["NetworkInterfaceId"]
        """,
        new="",
    ),
    Mistake(
        name="group_before_acl",
        tempts="Knows the gates, and not which comes first.",
        fails="two_at_once, exam_order_to_a_database, exam_combined?",
        advice="order",
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
        fails="answers, exam_answers, exam_nat_gateways, exam_network_acls, exam_security_groups, "
        "network_acls, exam_order_to_a_database, exam_order_to_the_internet, two_at_once, "
        "exam_combined?, exam_routes?",
        advice="acl, answers, order?",
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
        fails="exam_answers, exam_network_acls, network_acls, exam_combined?, exam_order_to_a_database, two_at_once",
        advice="acl, answers, order?",
        old="""
            if ip_address(address) not in ip_network(rule["CidrBlock"]):
                continue
        """,
        new="",
    ),
    Mistake(
        name="groups_alone",
        tempts="Most of the time it is a security group.",
        fails="answers, exam_answers, exam_combined, exam_nat_gateways, exam_network_acls, "
        "exam_order_to_a_database, exam_order_to_the_internet, exam_routes, "
        "exam_security_groups, main_table, nat_gateway, network_acls, routes, two_at_once",
        advice="acl, answers, nat, order, routes",
        old="""
            return first_closed(ec2, gates)


        def first_closed(ec2, gates):
        """,
        new="""
            return inbound(ec2, start, end, port) if end else None


        def first_closed(ec2, gates):
        """,
    ),
    Mistake(
        name="lowest_port_left_out",
        tempts="Counts from behind the well-known ports, and one too far.",
        fails="exam_answers, exam_combined?",
        advice="answers, order?",
        old="ANSWERS = (1024, 65535)",
        new="ANSWERS = (1025, 65535)",
    ),
    Mistake(
        name="highest_port_left_out",
        tempts="A range ends before its end.",
        fails="exam_answers, exam_combined?",
        advice="answers, order?",
        old="ANSWERS = (1024, 65535)",
        new="ANSWERS = (1024, 65534)",
    ),
    Mistake(
        name="acl_of_any_protocol",
        tempts="Compares ports, and not protocols.",
        fails="exam_answers, exam_combined?",
        advice="order?, answers_open",
        old='if rule["Egress"] != egress or rule["Protocol"] not in ("6", "-1"):',
        new='if rule["Egress"] != egress:',
        also=[Change(old='if rule["Protocol"] == "6":', new='if "PortRange" in rule:')],
    ),
    Mistake(
        name="no_blackhole_behind_nat",
        tempts="Looks for blackholes in the source's own table.",
        fails="exam_nat_gateways, exam_combined?",
        advice="routes, order?",
        old="""
                return "no route", table
            if best["State"] == "blackhole":
                return "blackhole", table
            return None if best.get("GatewayId", "").startswith("igw-") else ("nat gateway without internet", name)
        """,
        new="""
                return "no route", table
            return None if best.get("GatewayId", "").startswith("igw-") else ("nat gateway without internet", name)
        """,
    ),
    Mistake(
        name="group_is_anybody",
        tempts="Takes a rule with a security group as its peer for one that lets everything out.",
        fails="exam_security_groups",
        advice="groups",
        old='if any(each["GroupId"] in peers for each in rule["UserIdGroupPairs"]):',
        new='if any(other is None or each["GroupId"] in peers for each in rule["UserIdGroupPairs"]):',
    ),
    Mistake(
        name="a_public_address_is_enough",
        tempts="With an internet gateway and a public address one is on the internet.",
        fails="exam_routes, exam_order_to_the_internet?, exam_combined?",
        advice="answers, order?",
        old="""
        gates += [("network acl in for answers", here, False, ANSWERS, address)]
        return first_closed(ec2, gates)
        """,
        new="""
        problem = first_closed(ec2, gates)
        if problem or (not end and "NatGatewayId" not in route(ec2, here, address)[1]):
            return problem
        return first_closed(ec2, [("network acl in for answers", here, False, ANSWERS, address)])
        """,
    ),
    Mistake(
        name="some_way_out_of_the_public_subnet",
        tempts="The NAT gateway's subnet is public, so it has a route to the internet gateway.",
        fails="exam_nat_gateways, exam_combined?",
        advice="nat, order?",
        old="""
            return None if best.get("GatewayId", "").startswith("igw-") else ("nat gateway without internet", name)
        """,
        new="""
            [described] = ec2.describe_route_tables(RouteTableIds=[table])["RouteTables"]
            public = any(each.get("GatewayId", "").startswith("igw-") for each in described["Routes"])
            return None if public else ("nat gateway without internet", name)
        """,
    ),
]
