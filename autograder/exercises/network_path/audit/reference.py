from ipaddress import ip_address, ip_network


def audit(ec2, needed):
    """The inbound rules of security groups that are wider than they must be.

    Args:
        ec2: a boto3 client of EC2. Rules have blocks of IPv4 addresses or security groups as their peers.
        needed: the TCP connections that have to work, a list of dictionaries with
            source: the id of a network interface, or a block of addresses on the internet, such as
            "0.0.0.0/0" for everybody: then each address of it has to get in,
            target: the id of a network interface,
            port: the target's, a whole number.

    Returns:
        A dictionary: by the id of each inbound rule that is too wide ("sgr-…"), a list of words.
        A rule lets a connection through if the target has its security group, if it is for TCP and holds
        the port or is for every protocol, and if its peer is the source: a group that the interface has,
        a block that holds the interface's private address, or a block that holds the whole block.
        ["unused"] if no needed connection gets through by the rule. Otherwise, in this order,
        "peers" if its peer is a block of addresses, and none of the needed connections that get through
        by it has this very block as its source: a security group or a smaller block would do.
        "ports" if it lets a port or a protocol through that none of these connections uses.
        Rules that are as narrow as they can be are not in it, nor are outbound rules.

    Raises:
        Nothing but what boto3 raises. Nothing is changed.
    """
    interfaces = {each["NetworkInterfaceId"]: each for each in ec2.describe_network_interfaces()["NetworkInterfaces"]}
    found = {}
    for rule in ec2.describe_security_group_rules()["SecurityGroupRules"]:
        if rule["IsEgress"]:
            continue
        by_it = [each for each in needed if lets_through(rule, each, interfaces)]
        words = too_wide(rule, by_it)
        if words:
            found[rule["SecurityGroupRuleId"]] = words
    return found


def too_wide(rule, connections):
    """What is wrong with a rule that these connections get through by."""
    if not connections:
        return ["unused"]
    words = []
    if "CidrIpv4" in rule and rule["CidrIpv4"] not in [each["source"] for each in connections]:
        words.append("peers")
    ports = {each["port"] for each in connections}
    if rule["IpProtocol"] == "-1" or len(ports) < rule["ToPort"] - rule["FromPort"] + 1:
        words.append("ports")
    return words


def lets_through(rule, connection, interfaces):
    if rule["GroupId"] not in groups_of(interfaces[connection["target"]]):
        return False
    if rule["IpProtocol"] not in ("tcp", "-1"):
        return False
    if rule["IpProtocol"] == "tcp" and not rule["FromPort"] <= connection["port"] <= rule["ToPort"]:
        return False
    source = interfaces.get(connection["source"])
    if "ReferencedGroupInfo" in rule:
        return source is not None and rule["ReferencedGroupInfo"]["GroupId"] in groups_of(source)
    block = ip_network(rule["CidrIpv4"])
    if source is not None:
        return ip_address(source["PrivateIpAddress"]) in block
    return ip_network(connection["source"]).subnet_of(block)


def groups_of(interface):
    return {group["GroupId"] for group in interface["Groups"]}
