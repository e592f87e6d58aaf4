"""What people get wrong in connect."""

from autograder.mistakes import Change, Mistake

mistakes = [
    Mistake(
        name="first_peer_of_a_rule",
        tempts="Takes a rule for one with one peer: EC2 tells of several together, addresses before groups.",
        fails="once_more, crash, exam_rules_before, exam_under_way, exam_update_failed, exam_once_more, exam_crash, "
        "exam_made_anew",
        advice="again, half_made",
        old='known = list(single(ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]["IpPermissions"]))',
        new='known = ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]["IpPermissions"]',
    ),
    Mistake(
        name="any_subnets",
        tempts="Takes the first two subnets of the VPC.",
        fails="reached, which_subnets, under_way, once_more, no_place, crash, exam_reached, "
        "exam_which_subnets, exam_rules_before, exam_under_way, exam_once_more, exam_no_place, "
        "exam_crash, exam_made_anew, exam_rules_alike, exam_update_failed",
        advice="no_place, public",
        old='        if not any(route.get("GatewayId", "").startswith("igw-") for route in routes):',
        new="        if routes:",
    ),
    Mistake(
        name="default_route_alone",
        tempts="Looks at the route for 0.0.0.0/0, and not at others that lead out.",
        fails="which_subnets, exam_which_subnets, exam_no_place",
        advice="no_place, public",
        old='if not any(route.get("GatewayId", "").startswith("igw-") for route in routes):',
        new="""
        if not any(
                    route.get("GatewayId", "").startswith("igw-") and route.get("DestinationCidrBlock") == "0.0.0.0/0"
                    for route in routes
                ):
        """,
    ),
    Mistake(
        name="no_table_no_routes",
        tempts="A subnet without a route table of its own has no routes, it seems.",
        fails="which_subnets, no_place, exam_which_subnets, exam_no_place",
        advice="no_place, public",
        old='routes = own.get(subnet["SubnetId"], main)["Routes"]',
        new='routes = own[subnet["SubnetId"]]["Routes"] if subnet["SubnetId"] in own else []',
    ),
    Mistake(
        name="first_table_is_the_main_one",
        tempts="The main table was made with the VPC, so EC2 lists it first, as ever.",
        fails="which_subnets, exam_which_subnets",
        advice="public",
        old='main = next(table for table in tables if any(each["Main"] for each in table["Associations"]))',
        new="main = tables[0]",
    ),
    Mistake(
        name="own_tables_alone",
        tempts="Looks at the subnets that route tables name, and so at none that follows the main one.",
        fails="which_subnets, exam_which_subnets",
        advice="main",
        old='for subnet in ec2.describe_subnets(Filters=mine)["Subnets"]:',
        new='for subnet in [each for each in ec2.describe_subnets(Filters=mine)["Subnets"] if each["SubnetId"] in own]:',
    ),
    Mistake(
        name="tables_of_every_vpc",
        tempts="Looks for the main table, and does not ask whose.",
        fails="exam_which_subnets",
        advice="main",
        old='tables = ec2.describe_route_tables(Filters=mine)["RouteTables"]',
        new='tables = ec2.describe_route_tables()["RouteTables"]',
    ),
    Mistake(
        name="subnets_of_every_vpc",
        tempts="Asks for the tables of this VPC, and for all subnets.",
        fails="which_subnets, exam_which_subnets",
        advice="main",
        old='for subnet in ec2.describe_subnets(Filters=mine)["Subnets"]:',
        new='for subnet in ec2.describe_subnets()["Subnets"]:',
    ),
    Mistake(
        name="two_subnets_of_one_zone",
        tempts="Two subnets are two subnets.",
        fails="which_subnets, no_place, exam_which_subnets, exam_no_place",
        advice="no_place, zones",
        old='zones.setdefault(subnet["AvailabilityZone"], []).append(subnet["SubnetId"])',
        new='zones.setdefault(subnet["SubnetId"], []).append(subnet["SubnetId"])',
    ),
    Mistake(
        name="counts_the_zones",
        tempts="Makes sure that there are two zones, and takes two subnets.",
        fails="which_subnets, exam_which_subnets",
        advice="zones",
        old="""
            zones = private_zones(ec2, vpc_id)
        """,
        new="""
            zones = private_zones(ec2, vpc_id)
            if len(zones) > 1:
                zones = {each: [each] for each in sorted(sum(zones.values(), []))}
        """,
    ),
    Mistake(
        name="lets_everything_out",
        tempts="A new group lets everything out, and that is convenient.",
        fails="reached, which_subnets, under_way, once_more, crash, exam_reached, exam_which_subnets, "
        "exam_rules_before, exam_under_way, exam_once_more, exam_crash, exam_made_anew, "
        "exam_rules_alike, exam_update_failed",
        advice="alike, egress, into_function",
        old="""
                if wrong:
                    revoke(GroupId=group, IpPermissions=wrong)
        """,
        new="""
                if wrong and inbound:
                    revoke(GroupId=group, IpPermissions=wrong)
        """,
    ),
    Mistake(
        name="lets_in_the_vpc",
        tempts="Lets in the whole VPC's addresses, whoever has them.",
        fails="reached, which_subnets, under_way, once_more, crash, exam_reached, exam_which_subnets, "
        "exam_rules_before, exam_under_way, exam_once_more, exam_crash, exam_made_anew, "
        "exam_rules_alike, exam_update_failed",
        advice="wide",
        old='    let_in(ec2, database_group, {**to_database, "UserIdGroupPairs": [{"GroupId": group}]})',
        new="""
            block = ec2.describe_vpcs(VpcIds=[vpc_id])["Vpcs"][0]["CidrBlock"]
            let_in(ec2, database_group, {**to_database, "IpRanges": [{"CidrIp": block}]})
        """,
    ),
    Mistake(
        name="tidies_the_database",
        tempts="Gives the database's group exactly its rule, and takes those of others.",
        fails="reached, which_subnets, under_way, once_more, crash, exam_reached, exam_which_subnets, "
        "exam_rules_before, exam_under_way, exam_once_more, exam_crash, exam_made_anew, "
        "exam_rules_alike, exam_update_failed",
        advice="others",
        old='let_in(ec2, database_group, {**to_database, "UserIdGroupPairs": [{"GroupId": group}]})',
        new="""
        set_rules(ec2, database_group, [{**to_database, "UserIdGroupPairs": [{"GroupId": group}]}], [
                {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}])
        """,
    ),
    Mistake(
        name="forgets_the_other_end",
        tempts="Opens its own gate, and forgets the database's.",
        fails="reached, which_subnets, under_way, once_more, crash, exam_reached, exam_which_subnets, "
        "exam_rules_before, exam_under_way, exam_once_more, exam_crash, exam_made_anew, exam_refused, "
        "exam_rules_alike, exam_update_failed",
        advice="alike, catches_all, closed",
        old='    let_in(ec2, database_group, {**to_database, "UserIdGroupPairs": [{"GroupId": group}]})',
        new="",
    ),
    Mistake(
        name="moves_in_with_the_database",
        tempts="Gives the function the database's group, which trusts itself.",
        fails="reached, which_subnets, under_way, once_more, crash, exam_reached, exam_which_subnets, "
        "exam_rules_before, exam_under_way, exam_once_more, exam_crash, exam_made_anew, "
        "exam_rules_alike, exam_update_failed",
        advice="group",
        old='VpcConfig={"SubnetIds": subnets, "SecurityGroupIds": [group]}',
        new='VpcConfig={"SubnetIds": subnets, "SecurityGroupIds": [group, database_group]}',
    ),
    Mistake(
        name="full_access",
        tempts="Takes a policy that is sure to be enough.",
        fails="reached, which_subnets, under_way, once_more, crash, exam_reached, exam_which_subnets, "
        "exam_rules_before, exam_under_way, exam_once_more, exam_crash, exam_made_anew, "
        "exam_rules_alike, exam_update_failed",
        advice="policy",
        old='POLICY = "arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"',
        new='POLICY = "arn:aws:iam::aws:policy/AmazonEC2FullAccess"',
    ),
    Mistake(
        name="name_of_the_arn",
        tempts="Takes everything behind role/ for the name.",
        fails="which_subnets, exam_which_subnets",
        advice="role_name",
        old='settings["Role"].rpartition("/")[2]',
        new='settings["Role"].partition(":role/")[2]',
    ),
    Mistake(
        name="policy_last",
        tempts="Moves the function, and then cares for its role.",
        fails="exam_which_subnets, reached, which_subnets, under_way, once_more, crash, exam_reached, exam_rules_before, "
        "exam_under_way, exam_once_more, exam_crash, exam_made_anew, exam_refused, exam_rules_alike, "
        "exam_update_failed",
        advice="order",
        old='    iam.attach_role_policy(RoleName=settings["Role"].rpartition("/")[2], PolicyArn=POLICY)',
        new="",
        also=[
            Change(
                old='    return {"subnets": sorted(subnets), "group": group}',
                new="""
            iam.attach_role_policy(RoleName=settings["Role"].rpartition("/")[2], PolicyArn=POLICY)
            return {"subnets": sorted(subnets), "group": group}
        """,
            )
        ],
    ),
    Mistake(
        name="never_waits",
        tempts="Sends the update and returns.",
        fails="reached, which_subnets, under_way, once_more, crash, exam_reached, exam_which_subnets, "
        "exam_rules_before, exam_under_way, exam_once_more, exam_crash, exam_made_anew, "
        "exam_rules_alike, exam_update_failed",
        advice="too_early",
        old="""
                    FunctionName=function_name, VpcConfig={"SubnetIds": subnets, "SecurityGroupIds": [group]}
                )
                updated.wait(FunctionName=function_name)
        """,
        new="""
                    FunctionName=function_name, VpcConfig={"SubnetIds": subnets, "SecurityGroupIds": [group]}
                )
        """,
    ),
    Mistake(
        name="does_not_wait_before",
        tempts="Nobody else updates the function at this moment, one hopes.",
        fails="under_way, exam_under_way, exam_update_failed",
        advice="under_way",
        old="    settings = settled(functions, function_name)",
        new="    settings = functions.get_function_configuration(FunctionName=function_name)",
    ),
    Mistake(
        name="updates_each_time",
        tempts="Sends the update to be sure.",
        fails="once_more, exam_rules_before, exam_once_more",
        advice="again",
        old='if not complete or len(known) != 2 or len(subnets) != 2 or place["SecurityGroupIds"] != [group]:',
        new="if True:",
    ),
    Mistake(
        name="prefers_its_own_choice",
        tempts="Compares with the subnets that it would choose, and not with what would do.",
        fails="exam_once_more, exam_update_failed",
        advice="again, failed_before",
        old='if not complete or len(known) != 2 or len(subnets) != 2 or place["SecurityGroupIds"] != [group]:',
        new="if subnets != [zones[zone][0] for zone in sorted(zones)[:2]]:",
    ),
    Mistake(
        name="group_made_anew",
        tempts="Makes its group without a look.",
        fails="exam_made_anew, once_more, crash, exam_rules_before, exam_once_more, exam_crash, exam_rules_alike, "
        "exam_under_way, exam_update_failed",
        advice="again, half_made",
        old="""
            if found:
                return found[0]["GroupId"]
        """,
        new="",
    ),
    Mistake(
        name="group_of_any_vpc",
        tempts="Finds the group by its name alone.",
        fails="exam_rules_before, exam_made_anew",
        advice="group, made_anew",
        old='mine = [{"Name": "vpc-id", "Values": [vpc_id]}, {"Name": "group-name", "Values": [name]}]',
        new='mine = [{"Name": "group-name", "Values": [name]}]',
    ),
    Mistake(
        name="a_found_group_is_right",
        tempts="If the group is there, its rules are too.",
        fails="once_more, crash, exam_rules_before, exam_once_more, exam_crash, exam_made_anew, exam_rules_alike",
        advice="alike, half_made, into_function, made_anew",
        old='    group = function_group(ec2, vpc_id, f"{function_name}-function")',
        new="""
            name = {"Name": "group-name", "Values": [f"{function_name}-function"]}
            is_there = ec2.describe_security_groups(Filters=[name])["SecurityGroups"]
            group = function_group(ec2, vpc_id, f"{function_name}-function")
        """,
        also=[Change(old="    set_rules(ec2, group, [], [{", new="    is_there or set_rules(ec2, group, [], [{")],
    ),
    Mistake(
        name="memory_with_it",
        tempts="Gives the function more memory while it is at it.",
        fails="reached, which_subnets, under_way, once_more, crash, exam_reached, exam_which_subnets, "
        "exam_rules_before, exam_under_way, exam_once_more, exam_crash, exam_made_anew, "
        "exam_rules_alike, exam_update_failed",
        advice="settings",
        old="FunctionName=function_name, VpcConfig=",
        new="FunctionName=function_name, MemorySize=512, VpcConfig=",
    ),
    Mistake(
        name="goes_ahead",
        tempts="One zone will do if there is no other.",
        fails="no_place, exam_no_place",
        advice="no_place",
        old="""
            if len(zones) < 2:
                raise ValueError(f"{vpc_id} has no private subnets in two zones")
        """,
        new="",
    ),
    Mistake(
        name="refuses_late",
        tempts="Looks for subnets when it needs them.",
        fails="no_place, exam_no_place",
        advice="no_place",
        old="""
            if len(zones) < 2:
                raise ValueError(f"{vpc_id} has no private subnets in two zones")
            group = function_group(ec2, vpc_id, f"{function_name}-function")
        """,
        new="""
            group = function_group(ec2, vpc_id, f"{function_name}-function")
            if len(zones) < 2:
                raise ValueError(f"{vpc_id} has no private subnets in two zones")
        """,
    ),
    Mistake(
        name="subnets_as_they_come",
        tempts="Returns the subnets in the order in which it found them.",
        fails="reached, which_subnets, under_way, once_more, crash, exam_reached, exam_which_subnets, "
        "exam_rules_before, exam_under_way, exam_once_more, exam_crash, exam_made_anew, "
        "exam_rules_alike, exam_update_failed",
        advice="answer",
        old='return {"subnets": sorted(subnets), "group": group}',
        new='return {"subnets": sorted(subnets, reverse=True), "group": group}',
    ),
    Mistake(
        name="any_protocol",
        tempts="Compares ports and peers: the protocol is TCP everywhere, one thinks.",
        fails="exam_rules_alike",
        advice="alike",
        old='    return rule["IpProtocol"], rule.get("FromPort"), rule.get("ToPort"), *ends',
        new='    return rule.get("FromPort"), rule.get("ToPort"), *ends',
    ),
    Mistake(
        name="first_port_alone",
        tempts="Compares the first port: rules have one port, one thinks.",
        fails="exam_rules_alike",
        advice="alike",
        old='    return rule["IpProtocol"], rule.get("FromPort"), rule.get("ToPort"), *ends',
        new='    return rule["IpProtocol"], rule.get("FromPort"), *ends',
    ),
    Mistake(
        name="no_ipv6",
        tempts="Nobody uses IPv6 here, so its rules are left.",
        fails="exam_rules_alike",
        advice="alike",
        old='PEERS = ("IpRanges", "Ipv6Ranges", "PrefixListIds", "UserIdGroupPairs")',
        new='PEERS = ("IpRanges", "UserIdGroupPairs")',
    ),
    Mistake(
        name="policy_of_that_name",
        tempts="Looks whether the role has a policy of that name.",
        fails="exam_which_subnets",
        advice="policy",
        old='    iam.attach_role_policy(RoleName=settings["Role"].rpartition("/")[2], PolicyArn=POLICY)',
        new="""
            role = settings["Role"].rpartition("/")[2]
            attached = iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]
            if POLICY.rpartition("/")[2] not in [each["PolicyName"] for each in attached]:
                iam.attach_role_policy(RoleName=role, PolicyArn=POLICY)
        """,
    ),
    Mistake(
        name="one_folder",
        tempts="Takes off role/, and service-role/ if it is there.",
        fails="exam_which_subnets",
        advice="role_name",
        old='settings["Role"].rpartition("/")[2]',
        new='settings["Role"].split("/", 1)[1].removeprefix("service-role/")',
    ),
    Mistake(
        name="remembers_the_group",
        tempts="A group's id never changes, so it is kept.",
        fails="exam_made_anew",
        advice="made_anew",
        old="def function_group(ec2, vpc_id, name):",
        new="""
        KNOWN = {}


        def function_group(ec2, vpc_id, name):
            if name not in KNOWN:
                KNOWN[name] = look_up(ec2, vpc_id, name)
            return KNOWN[name]


        def look_up(ec2, vpc_id, name):
        """,
    ),
    Mistake(
        name="refused_and_on",
        tempts="An error when a rule is added means that it is there, one thinks.",
        fails="exam_refused",
        advice="catches_all",
        old="        ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[wanted])",
        new="""
                try:
                    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[wanted])
                except ec2.exceptions.ClientError:
                    pass
        """,
    ),
    Mistake(
        name="does_not_wait_for_an_earlier_call",
        tempts="The function is in its place already, so there is nothing to wait for.",
        fails="exam_under_way, exam_update_failed",
        advice="too_early",
        old="    settings = settled(functions, function_name)",
        new="    settings = functions.get_function_configuration(FunctionName=function_name)",
        also=[
            Change(
                old='    complete = settings["LastUpdateStatus"] == "Successful"',
                new='    complete = settings["LastUpdateStatus"] != "Failed"',
            ),
            Change(
                old="        subnets = [zones[zone][0] for zone in sorted(zones)[:2]]",
                new="""
            updated.wait(FunctionName=function_name)
            subnets = [zones[zone][0] for zone in sorted(zones)[:2]]
        """,
            ),
        ],
    ),
    Mistake(
        name="waiter_meets_a_failure",
        tempts="Waits before with the waiter: it is there for that, and it raises where an update has failed.",
        fails="exam_update_failed",
        advice="failed_before",
        old="    settings = settled(functions, function_name)",
        new="""
            updated.wait(FunctionName=function_name)
            settings = functions.get_function_configuration(FunctionName=function_name)
        """,
    ),
    Mistake(
        name="looks_at_the_place_alone",
        tempts="VpcConfig says that the function is there, so it is.",
        fails="exam_update_failed",
        advice="failed_before",
        old='    complete = settings["LastUpdateStatus"] == "Successful"',
        new="    complete = True",
    ),
    Mistake(
        name="not_in_progress_is_done",
        tempts="When it is no longer InProgress, the update is complete.",
        fails="exam_update_failed",
        advice="own_failed",
        old="""
                    FunctionName=function_name, VpcConfig={"SubnetIds": subnets, "SecurityGroupIds": [group]}
                )
                updated.wait(FunctionName=function_name)
        """,
        new="""
                    FunctionName=function_name, VpcConfig={"SubnetIds": subnets, "SecurityGroupIds": [group]}
                )
                settled(functions, function_name)
        """,
    ),
    Mistake(
        name="rule_of_either_direction",
        tempts="Asks for the group's rules and looks for the peer: one that leads out looks the same.",
        fails="exam_rules_alike",
        advice="alike",
        old="""
            known = list(single(ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]["IpPermissions"]))
        """,
        new="""
            described = ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]
            known = list(single(described["IpPermissions"] + described["IpPermissionsEgress"]))
        """,
    ),
    Mistake(
        name="policy_for_the_move_alone",
        tempts="Without an update nobody asks for the role.",
        fails="exam_once_more",
        advice="policy",
        old="""
            iam.attach_role_policy(RoleName=settings["Role"].rpartition("/")[2], PolicyArn=POLICY)
        """,
        new="",
        also=[
            Change(
                old="        subnets = [zones[zone][0] for zone in sorted(zones)[:2]]",
                new="""
                iam.attach_role_policy(RoleName=settings["Role"].rpartition("/")[2], PolicyArn=POLICY)
                subnets = [zones[zone][0] for zone in sorted(zones)[:2]]
        """,
            )
        ],
    ),
    Mistake(
        name="conflict_is_passed_over",
        tempts="A conflict says that an update is under way; so the function is being moved.",
        fails="under_way, exam_under_way, exam_update_failed",
        advice="not_moved, failed_before",
        old="    settings = settled(functions, function_name)",
        new="    settings = functions.get_function_configuration(FunctionName=function_name)",
        also=[
            Change(
                old="""
                functions.update_function_configuration(
                    FunctionName=function_name, VpcConfig={"SubnetIds": subnets, "SecurityGroupIds": [group]}
                )
        """,
                new="""
                try:
                    functions.update_function_configuration(
                        FunctionName=function_name, VpcConfig={"SubnetIds": subnets, "SecurityGroupIds": [group]}
                    )
                except functions.exceptions.ResourceConflictException:
                    pass
        """,
            )
        ],
    ),
    Mistake(
        name="sleeps_instead_of_asking",
        tempts="An update takes a minute at most, so two minutes are enough.",
        fails="exam_reached, exam_update_failed",
        advice="too_early, own_failed",
        old="""
                    FunctionName=function_name, VpcConfig={"SubnetIds": subnets, "SecurityGroupIds": [group]}
                )
                updated.wait(FunctionName=function_name)
        """,
        new="""
                    FunctionName=function_name, VpcConfig={"SubnetIds": subnets, "SecurityGroupIds": [group]}
                )
                time.sleep(120)
                functions.get_function_configuration(FunctionName=function_name)
        """,
    ),
    Mistake(
        name="keeps_the_groups_it_has",
        tempts="Adds its group to those that the function has, so as to take nothing away.",
        fails="exam_made_anew",
        advice="moves",
        old='FunctionName=function_name, VpcConfig={"SubnetIds": subnets, "SecurityGroupIds": [group]}',
        new='FunctionName=function_name, VpcConfig={"SubnetIds": subnets, '
        '"SecurityGroupIds": sorted({group, *place.get("SecurityGroupIds", [])})}',
    ),
]
