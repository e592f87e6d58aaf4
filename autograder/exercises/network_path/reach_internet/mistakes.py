"""What people get wrong in reach_internet."""

from autograder.mistakes import Change, Mistake

mistakes = [
    Mistake(
        name="subnets_of_every_vpc",
        tempts="Asks for the tables of this VPC, and for all subnets: none of them names those of another.",
        fails="exam_the_internet",
        advice="networks",
        old='subnets = ec2.describe_subnets(Filters=mine)["Subnets"]',
        new='subnets = ec2.describe_subnets()["Subnets"]',
    ),
    Mistake(
        name="endpoints_are_alike",
        tempts="Takes interface endpoints for S3 and DynamoDB too: they exist, and they cost.",
        fails="free_of_charge, one_service, the_internet, there_already, once_more, exam_free_of_charge, "
        "exam_the_internet, exam_there_already, exam_left_behind, exam_once_more, exam_of_no_use",
        advice="free, tables, dead",
        old='FREE = ("s3", "dynamodb")',
        new="FREE = ()",
    ),
    Mistake(
        name="nat_reaches_s3",
        tempts="The NAT gateway leads to S3 as well, so why an endpoint?",
        fails="the_internet, exam_the_internet, exam_there_already, exam_left_behind, exam_once_more, exam_of_no_use",
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
        "exam_free_of_charge, exam_the_cheaper_way, exam_the_internet, exam_there_already, "
        "exam_left_behind, exam_once_more, exam_of_no_use",
        advice="old_route, tables",
        old="for each in (table_of(tables, subnet) for subnet in subnet_ids)}",
        new="for each in (table_of(tables, subnet) for subnet in subnet_ids[:1])}",
    ),
    Mistake(
        name="first_table_is_the_main_one",
        tempts="The main table was made with the VPC, so EC2 lists it first, as ever.",
        fails="exam_the_internet",
        advice="main",
        old='return next(table for table in tables if any(each["Main"] for each in table["Associations"]))',
        new="return tables[0]",
    ),
    Mistake(
        name="main_table_forgotten",
        tempts="Looks for the tables that name the subnets; the main one names none.",
        fails="the_internet, exam_free_of_charge?, exam_the_internet, exam_crash",
        advice="main",
        old='own = {each["RouteTableId"]: each for each in (table_of(tables, subnet) for subnet in subnet_ids)}',
        new='own = {each["RouteTableId"]: each for each in tables if any(a.get("SubnetId") in subnet_ids '
        'for a in each["Associations"])}',
    ),
    Mistake(
        name="nat_beside_the_function",
        tempts="Puts the NAT gateway where the function is.",
        fails="the_internet, what_is_cheaper, once_more, crash, exam_the_cheaper_way, exam_the_internet, "
        "exam_there_already, exam_left_behind, exam_once_more, exam_crash, exam_of_no_use",
        advice="public_nat",
        old="nat = nat or new_nat(ec2, public_subnet(ec2, mine, tables), name)",
        new="nat = nat or new_nat(ec2, subnet_ids[0], name)",
    ),
    Mistake(
        name="internet_gateway",
        tempts="The VPC has an internet gateway already: a route to it costs nothing.",
        fails="the_internet, what_is_cheaper, there_already, once_more, crash, exam_the_cheaper_way, "
        "exam_the_internet, exam_there_already, exam_left_behind, exam_once_more, exam_crash, "
        "exam_of_no_use",
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
        fails="the_internet, what_is_cheaper, there_already, once_more, crash, exam_the_cheaper_way, "
        "exam_the_internet, exam_there_already, exam_left_behind, exam_once_more, exam_crash, "
        "exam_of_no_use",
        advice="available",
        old="""
            ec2.get_waiter("nat_gateway_available").wait(NatGatewayIds=[nat])
        """,
        new="",
    ),
    Mistake(
        name="no_patience_with_endpoints",
        tempts="There is no waiter for endpoints, so there is nothing to wait for.",
        fails="one_service, what_is_cheaper, once_more, crash_at_endpoints, exam_the_cheaper_way, "
        "exam_once_more, exam_crash_at_endpoints, exam_there_already",
        advice="available",
        old="""
        wait_for_endpoints(ec2, [way for way in ways.values() if way.startswith("vpce-")])
        """,
        new="",
    ),
    Mistake(
        name="default_group",
        tempts="SecurityGroupIds can be left out.",
        fails="exam_there_already, one_service, what_is_cheaper, once_more, crash_at_endpoints, exam_the_cheaper_way, "
        "exam_once_more, exam_crash_at_endpoints",
        advice="group",
        old="""
            SecurityGroupIds=[group],
        """,
        new="",
    ),
    Mistake(
        name="endpoint_for_everybody",
        tempts="Opens the endpoint to every address, to be sure.",
        fails="one_service, what_is_cheaper, once_more, crash_at_endpoints, exam_the_cheaper_way, "
        "exam_once_more, exam_crash_at_endpoints",
        advice="wide",
        old='"UserIdGroupPairs": [{"GroupId": function_group}]',
        new='"IpRanges": [{"CidrIp": "0.0.0.0/0"}]',
    ),
    Mistake(
        name="endpoint_in_one_subnet",
        tempts="Other zones reach the endpoint as well, as long as its zone is up.",
        fails="exam_there_already, one_service, what_is_cheaper, once_more, exam_the_cheaper_way, exam_once_more, exam_crash_at_endpoints",
        advice="all_subnets",
        old="SubnetIds=subnet_ids,",
        new="SubnetIds=subnet_ids[:1],",
    ),
    Mistake(
        name="always_nat",
        tempts="A NAT gateway leads everywhere.",
        fails="exam_there_already, one_service, what_is_cheaper, once_more, crash_at_endpoints, exam_the_cheaper_way, "
        "exam_once_more, exam_crash_at_endpoints, exam_refused",
        advice="price, catches_all",
        old='if "internet" in new or nat or len(new) * len(subnet_ids) > 5:',
        new="if new:",
    ),
    Mistake(
        name="counts_services_alone",
        tempts="Forgets that an endpoint costs in each subnet.",
        fails="what_is_cheaper, exam_the_cheaper_way, exam_of_no_use",
        advice="price, again",
        old='if "internet" in new or nat or len(new) * len(subnet_ids) > 5:',
        new='if "internet" in new or nat or len(new) > 5:',
    ),
    Mistake(
        name="price_without_the_address",
        tempts="Compares with the NAT gateway's 4.5 cents, and forgets its address.",
        fails="exam_the_cheaper_way",
        advice="price",
        old='if "internet" in new or nat or len(new) * len(subnet_ids) > 5:',
        new='if "internet" in new or nat or len(new) * len(subnet_ids) > 4.5:',
    ),
    Mistake(
        name="any_nat",
        tempts="A NAT gateway is a NAT gateway.",
        fails="exam_there_already, exam_left_behind, exam_of_no_use",
        advice="unusable, public_nat",
        old='if gateway["ConnectivityType"] == "public" and leads_out(table_of(tables, gateway["SubnetId"])):',
        new="if gateway:",
    ),
    Mistake(
        name="available_nats_only",
        tempts="A NAT gateway that is pending does not work, so another one is made.",
        fails="there_already, exam_there_already?",
        advice="reuse",
        old='"Values": ["pending", "available"]',
        new='"Values": ["available"]',
    ),
    Mistake(
        name="never_looks_for_endpoints",
        tempts="AWS will say if the endpoint is there.",
        fails="there_already, once_more, crash_at_endpoints, exam_there_already, exam_once_more, "
        "exam_crash_at_endpoints, exam_of_no_use",
        advice="again, half_made",
        old="there = {service_of(each): each for each in endpoints if leads_there(each)}",
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
        name="takes_any_free_address",
        tempts="Takes whichever address nobody uses at the moment; somebody else keeps it for tomorrow.",
        fails="exam_left_behind",
        advice="others",
        old='ec2.describe_addresses(Filters=[{"Name": "tag:Name", "Values": [name]}])["Addresses"]',
        new='ec2.describe_addresses()["Addresses"]',
    ),
    Mistake(
        name="trusts_one_answer",
        tempts="Takes the id from the answer: but the SDK may have sent the request twice.",
        fails="exam_crash",
        advice="address",
        old='ec2.allocate_address(Domain="vpc", TagSpecifications=tags("elastic-ip", name))',
        new='return ec2.allocate_address(Domain="vpc", TagSpecifications=tags("elastic-ip", name))["AllocationId"]',
    ),
    Mistake(
        name="group_is_there",
        tempts="If the group is there, its rule is too.",
        fails="crash_at_endpoints, exam_crash_at_endpoints",
        advice="half_made",
        old='group, rules = found[0]["GroupId"], found[0]["IpPermissions"]',
        new='return found[0]["GroupId"]',
    ),
    Mistake(
        name="routes_are_new",
        tempts="A private subnet has no route for 0.0.0.0/0 yet.",
        fails="exam_left_behind",
        advice="old_route",
        old="change = ec2.replace_route if known else ec2.create_route",
        new="change = ec2.create_route",
    ),
    Mistake(
        name="endpoints_without_a_tag",
        tempts="An endpoint is found by its service; nobody asks what it is for.",
        fails="exam_there_already, one_service, what_is_cheaper, once_more, crash_at_endpoints, exam_the_cheaper_way, "
        "exam_once_more, exam_crash_at_endpoints",
        advice="tag",
        old="""
            PrivateDnsEnabled=True,
            TagSpecifications=tags("vpc-endpoint", name),
        """,
        new="""
            PrivateDnsEnabled=True,
        """,
    ),
    Mistake(
        name="endpoint_as_it_is",
        tempts="The VPC has an endpoint for S3, so S3 is reached.",
        fails="there_already, exam_there_already, exam_of_no_use",
        advice="tables",
        old='missing = [table for table in tables if table not in known["RouteTableIds"]]',
        new="missing = []",
    ),
    Mistake(
        name="answers_what_was_made",
        tempts="The NAT gateway is for the internet; that the services take it too is not said.",
        fails="what_is_cheaper, there_already, exam_the_cheaper_way, exam_the_internet, exam_there_already, "
        "exam_of_no_use",
        advice="answer",
        old="ways |= dict.fromkeys(new, nat)",
        new='ways["internet"] = nat',
    ),
    Mistake(
        name="every_table",
        tempts="A gateway endpoint costs nothing, so all the VPC's tables may have it.",
        fails="exam_free_of_charge, exam_left_behind, exam_once_more, exam_the_internet, exam_there_already, "
        "free_of_charge, once_more, one_service, the_internet, there_already, exam_of_no_use",
        advice="other_tables",
        old="need, there.get(need), list(own), name)",
        new='need, there.get(need), [each["RouteTableId"] for each in tables], name)',
    ),
    Mistake(
        name="any_route_to_the_gateway",
        tempts="A subnet with a route to the internet gateway is public, whatever the route is for.",
        fails="exam_the_internet, exam_left_behind",
        advice="public_nat",
        old='    routes = [route for route in table["Routes"] if route.get("DestinationCidrBlock") == ANYWHERE]',
        new='    routes = table["Routes"]',
    ),
    Mistake(
        name="counts_what_is_there",
        tempts="Counts every service that is asked for, also one whose endpoint is there.",
        fails="exam_once_more",
        advice="price",
        old='if "internet" in new or nat or len(new) * len(subnet_ids) > 5:',
        new='if "internet" in new or nat or new and (len(needs) - len(free)) * len(subnet_ids) > 5:',
    ),
    Mistake(
        name="group_without_a_tag",
        tempts="A security group has a name of its own, so it needs no tag.",
        fails="exam_the_cheaper_way, crash_at_endpoints, exam_crash_at_endpoints, exam_once_more, once_more, "
        "one_service, what_is_cheaper",
        advice="tag",
        old="Description=called, VpcId=vpc_id, TagSpecifications=spec)",
        new="Description=called, VpcId=vpc_id)",
    ),
    Mistake(
        name="token_of_the_name",
        tempts="Makes the token of the name: then a request that is sent twice makes one gateway, also tomorrow.",
        fails="exam_left_behind",
        advice="gone",
        old="        SubnetId=subnet, AllocationId=own_address(ec2, name), TagSpecifications=",
        new="        SubnetId=subnet, AllocationId=own_address(ec2, name), ClientToken=name, TagSpecifications=",
    ),
    Mistake(
        name="waits_for_its_own_alone",
        tempts="Waits for the endpoints that this call has made: the others have been there before.",
        fails="exam_there_already",
        advice="available",
        old='wait_for_endpoints(ec2, [way for way in ways.values() if way.startswith("vpce-")])',
        new='wait_for_endpoints(ec2, [ways[need] for need in new if ways[need].startswith("vpce-")])',
    ),
    Mistake(
        name="endpoints_in_any_state",
        tempts="An endpoint that is described is there.",
        fails="exam_of_no_use",
        advice="dead",
        old='return endpoint["State"] in ("pending", "available") and endpoint["VpcEndpointType"] == kind',
        new='return endpoint["VpcEndpointType"] == kind',
    ),
    Mistake(
        name="leaves_out_what_is_deleted_alone",
        tempts="Leaves out endpoints that are deleted, and does not think of those that have failed.",
        fails="exam_of_no_use",
        advice="dead",
        old='return endpoint["State"] in ("pending", "available") and',
        new='return endpoint["State"] not in ("deleting", "deleted") and',
    ),
    Mistake(
        name="endpoints_of_any_type",
        tempts="The VPC has an endpoint for S3, whichever it is.",
        fails="exam_of_no_use",
        advice="dead",
        old='return endpoint["State"] in ("pending", "available") and endpoint["VpcEndpointType"] == kind',
        new='return kind and endpoint["State"] in ("pending", "available")',
    ),
    Mistake(
        name="part_of_the_name",
        tempts="Looks for the service anywhere in the name of the endpoint's service.",
        fails="exam_of_no_use",
        advice="dead",
        old="there = {service_of(each): each for each in endpoints if leads_there(each)}",
        new='there = {need: each for need in needs for each in endpoints if need in each["ServiceName"]}',
    ),
    Mistake(
        name="nats_that_are_not_deleted",
        tempts="Leaves out NAT gateways that are deleted, and does not think of those that have failed.",
        fails="exam_of_no_use",
        advice="gone",
        old='"Values": ["pending", "available"]',
        new='"Values": ["pending", "available", "failed"]',
    ),
    Mistake(
        name="first_page_of_nats",
        tempts="Asks for a page of five and takes it for all.",
        fails="exam_of_no_use",
        advice="reuse",
        old='ec2.describe_nat_gateways(Filters=[*mine, states])["NatGateways"]',
        new='ec2.describe_nat_gateways(Filters=[*mine, states], MaxResults=5)["NatGateways"]',
    ),
    Mistake(
        name="address_of_the_name",
        tempts="The name is on the address, so it is for the new gateway, whatever uses it now.",
        fails="exam_left_behind, exam_crash",
        advice="gone, address",
        old='return [each["AllocationId"] for each in found if "AssociationId" not in each]',
        new='return [each["AllocationId"] for each in found][:1]',
    ),
    Mistake(
        name="token_for_all_endpoints",
        tempts="One token for everything that carries the name.",
        fails="exam_the_cheaper_way, exam_once_more, what_is_cheaper",
        advice="token",
        old="""
            PrivateDnsEnabled=True,
            TagSpecifications=tags("vpc-endpoint", name),
        """,
        new="""
            PrivateDnsEnabled=True,
            ClientToken=name,
            TagSpecifications=tags("vpc-endpoint", name),
        """,
    ),
    Mistake(
        name="passes_over_refusals",
        tempts="A route that cannot be made is there already, so the error is no matter.",
        fails="exam_refused",
        advice="catches_all",
        old="""
            change(RouteTableId=table["RouteTableId"], DestinationCidrBlock=ANYWHERE, NatGatewayId=nat)
        """,
        new="""
            try:
                change(RouteTableId=table["RouteTableId"], DestinationCidrBlock=ANYWHERE, NatGatewayId=nat)
            except ec2.exceptions.ClientError:
                pass
        """,
    ),
    Mistake(
        name="tries_for_ever",
        tempts="An address that there is none of today may be there in a minute.",
        fails="exam_refused",
        advice="catches_all",
        old="""
            ec2.allocate_address(Domain="vpc", TagSpecifications=tags("elastic-ip", name))
        """,
        new="""
            while not free_addresses(ec2, name):
                try:
                    ec2.allocate_address(Domain="vpc", TagSpecifications=tags("elastic-ip", name))
                except ec2.exceptions.ClientError:
                    time.sleep(5)
        """,
    ),
    Mistake(
        name="sleeps_instead_of_asking",
        tempts="It takes a minute or two, so two minutes are enough.",
        fails="exam_the_cheaper_way",
        advice="available",
        old="""
                ec2.get_waiter("nat_gateway_available").wait(NatGatewayIds=[nat])
        """,
        new="""
                time.sleep(120)
                ec2.describe_nat_gateways(NatGatewayIds=[nat])
        """,
        also=[
            Change(
                old='    wait_for_endpoints(ec2, [way for way in ways.values() if way.startswith("vpce-")])',
                new="""
            time.sleep(120)
            ec2.describe_vpc_endpoints()
        """,
            )
        ],
    ),
    Mistake(
        name="names_that_begin_so",
        tempts="Adds a star, so that numbered names are found as well.",
        fails="exam_left_behind",
        advice="others, address?",
        old='"Values": [name]}])["Addresses"]',
        new='"Values": [f"{name}*"]}])["Addresses"]',
    ),
    Mistake(
        name="releases_the_twin_at_the_end",
        tempts="Tidies up when the gateway is there; who dies before never comes by again.",
        fails="exam_crash",
        advice="address",
        old="""
        for left_over in free[1:]:
            ec2.release_address(AllocationId=left_over)
        return free[0]
        """,
        new="""
        return free[0]
        """,
        also=[
            Change(
                old="""
        made = ec2.create_nat_gateway(
            SubnetId=subnet, AllocationId=own_address(ec2, name), TagSpecifications=tags("natgateway", name)
        )
        return made["NatGateway"]["NatGatewayId"]
        """,
                new="""
        address = own_address(ec2, name)
        made = ec2.create_nat_gateway(
            SubnetId=subnet, AllocationId=address, TagSpecifications=tags("natgateway", name)
        )
        for left_over in free_addresses(ec2, name):
            if left_over != address:
                ec2.release_address(AllocationId=left_over)
        return made["NatGateway"]["NatGatewayId"]
        """,
            )
        ],
    ),
]
