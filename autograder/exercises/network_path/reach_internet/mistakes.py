"""What people get wrong in reach_internet."""

from autograder.mistakes import Mistake

mistakes = [
    Mistake(
        name="endpoints_are_alike",
        tempts="Takes interface endpoints for S3 and DynamoDB too: they exist, and they cost.",
        fails="free_of_charge, main_table, one_service, the_internet, there_already, once_more, crash, "
        "exam_free_of_charge, exam_main_table, exam_endpoints, exam_the_internet, exam_there_already, "
        "exam_old_route, exam_once_more, exam_crash",
        advice="free, tables",
        old='FREE = ("s3", "dynamodb")',
        new="FREE = ()",
    ),
    Mistake(
        name="nat_reaches_s3",
        tempts="The NAT gateway leads to S3 as well, so why an endpoint?",
        fails="main_table, the_internet, crash, exam_main_table, exam_the_internet, exam_there_already, "
        "exam_old_route, exam_once_more, exam_crash",
        advice="free, tables",
        old="""
        free = [need for need in needs if need in FREE]
        """,
        new="""
        free = [need for need in needs if need in FREE and "internet" not in needs]
        """,
    ),
    Mistake(
        name="first_table_only",
        tempts="The subnets look alike, so one route table is enough.",
        fails="free_of_charge, one_service, the_internet, what_is_cheaper, there_already, once_more, "
        "exam_free_of_charge, exam_endpoints, exam_the_internet, exam_what_is_cheaper, "
        "exam_there_already, exam_old_route, exam_once_more, exam_address_waits",
        advice="old_route, tables",
        old="for each in (table_of(tables, subnet) for subnet in subnet_ids)}",
        new="for each in (table_of(tables, subnet) for subnet in subnet_ids[:1])}",
    ),
    Mistake(
        name="main_table_forgotten",
        tempts="Looks for the tables that name the subnets; the main one names none.",
        fails="main_table, exam_main_table, exam_crash",
        advice="main",
        old='own = {each["RouteTableId"]: each for each in (table_of(tables, subnet) for subnet in subnet_ids)}',
        new='own = {each["RouteTableId"]: each for each in tables if any(a.get("SubnetId") in subnet_ids '
        'for a in each["Associations"])}',
    ),
    Mistake(
        name="nat_beside_the_function",
        tempts="Puts the NAT gateway where the function is.",
        fails="main_table, the_internet, what_is_cheaper, once_more, crash, exam_main_table, "
        "exam_the_internet, exam_what_is_cheaper, exam_there_already, exam_old_route, exam_once_more, "
        "exam_address_waits, exam_crash",
        advice="public_nat",
        old="nat = nat or new_nat(ec2, public_subnet(ec2, mine, tables), name)",
        new="nat = nat or new_nat(ec2, subnet_ids[0], name)",
    ),
    Mistake(
        name="internet_gateway",
        tempts="The VPC has an internet gateway already: a route to it costs nothing.",
        fails="main_table, the_internet, what_is_cheaper, there_already, once_more, crash, exam_main_table, "
        "exam_the_internet, exam_what_is_cheaper, exam_there_already, exam_old_route, exam_once_more, "
        "exam_address_waits, exam_crash",
        advice="internet_gateway",
        old='change(RouteTableId=table["RouteTableId"], DestinationCidrBlock=ANYWHERE, NatGatewayId=nat)',
        new="""change(
        RouteTableId=table["RouteTableId"],
        DestinationCidrBlock=ANYWHERE,
        GatewayId=ec2.describe_internet_gateways(
            Filters=[{"Name": "attachment.vpc-id", "Values": [table["VpcId"]]}]
        )["InternetGateways"][0]["InternetGatewayId"],
    )""",
    ),
    Mistake(
        name="no_patience_with_nat",
        tempts="The NAT gateway is made; its route can be set at once.",
        fails="main_table, the_internet, what_is_cheaper, there_already, once_more, crash, exam_main_table, "
        "exam_the_internet, exam_what_is_cheaper, exam_there_already, exam_old_route, exam_once_more, "
        "exam_address_waits, exam_crash",
        advice="available",
        old="""
            ec2.get_waiter("nat_gateway_available").wait(NatGatewayIds=[nat])
        """,
        new="",
    ),
    Mistake(
        name="no_patience_with_endpoints",
        tempts="There is no waiter for endpoints, so there is nothing to wait for.",
        fails="one_service, what_is_cheaper, once_more, crash, exam_endpoints, exam_what_is_cheaper, "
        "exam_once_more, exam_crash",
        advice="available",
        old="""
        wait_for_endpoints(ec2, [way for way in ways.values() if way.startswith("vpce-")])
        """,
        new="",
    ),
    Mistake(
        name="default_group",
        tempts="SecurityGroupIds can be left out.",
        fails="one_service, what_is_cheaper, once_more, crash, exam_endpoints, exam_what_is_cheaper, "
        "exam_once_more, exam_crash",
        advice="group",
        old="""
            SecurityGroupIds=[group],
        """,
        new="",
    ),
    Mistake(
        name="endpoint_for_everybody",
        tempts="Opens the endpoint to every address, to be sure.",
        fails="one_service, what_is_cheaper, once_more, crash, exam_endpoints, exam_what_is_cheaper, "
        "exam_once_more, exam_crash",
        advice="wide",
        old='"UserIdGroupPairs": [{"GroupId": function_group}]',
        new='"IpRanges": [{"CidrIp": "0.0.0.0/0"}]',
    ),
    Mistake(
        name="every_port",
        tempts="Lets the function in, and does not say on which port.",
        fails="one_service, what_is_cheaper, once_more, crash, exam_endpoints, exam_what_is_cheaper, "
        "exam_once_more, exam_crash",
        advice="wide",
        old='"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443,',
        new='"IpProtocol": "-1",',
    ),
    Mistake(
        name="function_group_for_both",
        tempts="One group for both ends, with a rule for itself.",
        fails="one_service, what_is_cheaper, once_more, crash, exam_endpoints, exam_what_is_cheaper, "
        "exam_once_more, exam_crash",
        advice="wide",
        old="""
        if not rules:
        """,
        new="""
        group = function_group
        rules = ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]["IpPermissions"]
        if not rules:
        """,
    ),
    Mistake(
        name="endpoint_in_one_subnet",
        tempts="Other zones reach the endpoint as well, as long as its zone is up.",
        fails="one_service, what_is_cheaper, once_more, exam_endpoints, exam_what_is_cheaper, exam_once_more, "
        "exam_crash",
        advice="all_subnets",
        old="SubnetIds=subnet_ids,",
        new="SubnetIds=subnet_ids[:1],",
    ),
    Mistake(
        name="no_private_dns",
        tempts="Makes the endpoint, and leaves the service's usual name where it leads.",
        fails="one_service, what_is_cheaper, once_more, crash, exam_endpoints, exam_what_is_cheaper, "
        "exam_once_more, exam_crash",
        advice="all_subnets",
        old="PrivateDnsEnabled=True",
        new="PrivateDnsEnabled=False",
    ),
    Mistake(
        name="always_endpoints",
        tempts="A NAT gateway is dear, everybody says.",
        fails="what_is_cheaper, exam_what_is_cheaper",
        advice="price",
        old='if "internet" in new or nat or len(new) * len(subnet_ids) > 5:',
        new='if "internet" in new or nat:',
    ),
    Mistake(
        name="always_nat",
        tempts="A NAT gateway leads everywhere.",
        fails="one_service, what_is_cheaper, once_more, crash, exam_endpoints, exam_what_is_cheaper, "
        "exam_once_more, exam_crash",
        advice="price",
        old='if "internet" in new or nat or len(new) * len(subnet_ids) > 5:',
        new="if new:",
    ),
    Mistake(
        name="counts_services_alone",
        tempts="Forgets that an endpoint costs in each subnet.",
        fails="what_is_cheaper, exam_what_is_cheaper",
        advice="price",
        old='if "internet" in new or nat or len(new) * len(subnet_ids) > 5:',
        new='if "internet" in new or nat or len(new) > 5:',
    ),
    Mistake(
        name="price_without_the_address",
        tempts="Compares with the NAT gateway's 4.5 cents, and forgets its address.",
        fails="exam_what_is_cheaper",
        advice="price",
        old='if "internet" in new or nat or len(new) * len(subnet_ids) > 5:',
        new='if "internet" in new or nat or len(new) * len(subnet_ids) > 4.5:',
    ),
    Mistake(
        name="own_nat_only",
        tempts="Looks for what it has made itself.",
        fails="there_already, exam_there_already",
        advice="reuse",
        old="nat = working_nat(ec2, mine, tables) if new else None",
        new='nat = working_nat(ec2, [*mine, {"Name": "tag:Name", "Values": [name]}], tables) if new else None',
    ),
    Mistake(
        name="nat_makes_endpoints_needless_only_if_asked",
        tempts="Uses the NAT gateway that is there for the internet alone.",
        fails="there_already, exam_there_already",
        advice="reuse",
        old='if "internet" in new or nat or len(new) * len(subnet_ids) > 5:',
        new='if "internet" in new or len(new) * len(subnet_ids) > 5:',
    ),
    Mistake(
        name="any_nat",
        tempts="A NAT gateway is a NAT gateway.",
        fails="exam_there_already",
        advice="unusable",
        old='if gateway["ConnectivityType"] == "public" and leads_out(table_of(tables, gateway["SubnetId"])):',
        new="if gateway:",
    ),
    Mistake(
        name="nat_in_a_private_subnet_will_do",
        tempts="Looks whether it is a public one, and not where it stands.",
        fails="exam_there_already",
        advice="unusable",
        old='if gateway["ConnectivityType"] == "public" and leads_out(table_of(tables, gateway["SubnetId"])):',
        new='if gateway["ConnectivityType"] == "public":',
    ),
    Mistake(
        name="available_nats_only",
        tempts="A NAT gateway that is pending does not work, so another one is made.",
        fails="there_already, exam_there_already",
        advice="reuse",
        old='"Values": ["pending", "available"]',
        new='"Values": ["available"]',
    ),
    Mistake(
        name="never_looks_for_its_nat",
        tempts="Makes what it is told to make.",
        fails="there_already, once_more, crash, exam_there_already, exam_once_more, exam_crash",
        advice="again, reuse",
        old="nat = working_nat(ec2, mine, tables) if new else None",
        new="nat = None",
    ),
    Mistake(
        name="never_looks_for_endpoints",
        tempts="AWS will say if the endpoint is there.",
        fails="there_already, once_more, crash, exam_there_already, exam_once_more, exam_crash",
        advice="again, half_made",
        old='there = {each["ServiceName"].split(".")[-1]: each for each in endpoints}',
        new="there = {}",
    ),
    Mistake(
        name="tags_afterwards",
        tempts="Makes first and tags then: two requests, and a program can end between them.",
        fails="crash, exam_crash",
        advice="address",
        old="""
            ec2.allocate_address(Domain="vpc", TagSpecifications=tags("elastic-ip", name))
        """,
        new="""
            made = ec2.allocate_address(Domain="vpc")["AllocationId"]
            ec2.create_tags(Resources=[made], Tags=[{"Key": "Name", "Value": name}])
        """,
    ),
    Mistake(
        name="new_address_each_time",
        tempts="Each NAT gateway gets a new address.",
        fails="crash, exam_address_waits, exam_crash",
        advice="address",
        old="""
        free = free_addresses(ec2, name)
        if not free:
        """,
        new="""
        return ec2.allocate_address(Domain="vpc", TagSpecifications=tags("elastic-ip", name))["AllocationId"]
        if not free:
        """,
    ),
    Mistake(
        name="takes_any_free_address",
        tempts="Takes whichever address nobody uses at the moment; somebody else keeps it for tomorrow.",
        fails="exam_address_waits",
        advice="others",
        old='ec2.describe_addresses(Filters=[{"Name": "tag:Name", "Values": [name]}])["Addresses"]',
        new='ec2.describe_addresses()["Addresses"]',
    ),
    Mistake(
        name="trusts_one_answer",
        tempts="Takes the id from the answer: but the SDK may have sent the request twice.",
        fails="crash, exam_crash",
        advice="address",
        old='ec2.allocate_address(Domain="vpc", TagSpecifications=tags("elastic-ip", name))',
        new='return ec2.allocate_address(Domain="vpc", TagSpecifications=tags("elastic-ip", name))["AllocationId"]',
    ),
    Mistake(
        name="group_is_there",
        tempts="If the group is there, its rule is too.",
        fails="crash, exam_crash",
        advice="half_made",
        old='group, rules = found[0]["GroupId"], found[0]["IpPermissions"]',
        new='return found[0]["GroupId"]',
    ),
    Mistake(
        name="group_made_anew",
        tempts="Makes the group without a look.",
        fails="crash, exam_once_more, exam_crash",
        advice="again, half_made",
        old="""
        if found:
        """,
        new="""
        if not found and found:
        """,
    ),
    Mistake(
        name="routes_are_new",
        tempts="A private subnet has no route for 0.0.0.0/0 yet.",
        fails="exam_old_route",
        advice="old_route",
        old="change = ec2.replace_route if known else ec2.create_route",
        new="change = ec2.create_route",
    ),
    Mistake(
        name="routes_are_old",
        tempts="What leads to some gateway already is left as it is.",
        fails="exam_old_route",
        advice="old_route",
        old='if known and known[0].get("NatGatewayId") == nat:',
        new="if known:",
    ),
    Mistake(
        name="no_tags",
        tempts="Tags are for tidy people.",
        fails="free_of_charge, main_table, one_service, the_internet, what_is_cheaper, once_more, crash, "
        "exam_free_of_charge, exam_main_table, exam_endpoints, exam_the_internet, exam_what_is_cheaper, "
        "exam_there_already, exam_old_route, exam_once_more, exam_address_waits, exam_crash",
        advice="tag",
        old='return [{"ResourceType": kind, "Tags": [{"Key": "Name", "Value": name}]}]',
        new="return []",
    ),
    Mistake(
        name="endpoint_as_it_is",
        tempts="The VPC has an endpoint for S3, so S3 is reached.",
        fails="there_already, exam_there_already",
        advice="tables",
        old='missing = [table for table in tables if table not in known["RouteTableIds"]]',
        new="missing = []",
    ),
    Mistake(
        name="says_yes",
        tempts="It works, what more is there to say?",
        fails="free_of_charge, main_table, one_service, the_internet, what_is_cheaper, there_already, "
        "once_more, crash, exam_free_of_charge, exam_main_table, exam_endpoints, exam_the_internet, "
        "exam_what_is_cheaper, exam_there_already, exam_old_route, exam_once_more, exam_address_waits, "
        "exam_crash",
        advice="answer",
        old="    return ways",
        new="    return True",
    ),
]
