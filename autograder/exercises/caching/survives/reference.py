def survives(group, failures, repair):
    """Which shards of a cluster still have their data after nodes and zones have failed.

    Args:
        group: one of the ReplicationGroups that DescribeReplicationGroups returns, a dictionary. At first
            each node holds all data of its shard; no other copy is kept anywhere.
        failures: what fails, a list of dictionaries in any order, each with
            minute: when, a whole number from 0, and one of the two
            node: the CacheClusterId of a node of this group, a text,
            zone: an Availability Zone such as "us-east-1b", a text. All nodes that are in it fail.
        repair: how many minutes it takes to replace a node and to fill it, a whole number from 1.

    Returns:
        A dictionary: by the NodeGroupId of each shard, True or False.
        A node that fails holds nothing, from its minute on. It is replaced, under the same name and in the
        same zone, and filled from another node of its shard: in the minute that comes `repair` minutes
        after its failure it holds the data again. If it fails once more before that, it takes `repair`
        minutes from then on. Failures of one minute happen at once.
        False if there is a moment at which no node of the shard holds the data: it is gone then, and no
        replacement brings it back. True otherwise, whichever nodes have failed, primaries or replicas.

    Raises:
        Nothing.
    """
    shards = group["NodeGroups"]
    return {shard["NodeGroupId"]: not lost(shard["NodeGroupMembers"], failures, repair) for shard in shards}


def lost(nodes, failures, repair):
    """Whether there is a minute at which all of these nodes are empty."""
    minutes = [[failure["minute"] for failure in failures if hits(failure, node)] for node in nodes]
    return any(
        all(any(now - repair < then <= now for then in of_node) for of_node in minutes)
        for of_node in minutes
        for now in of_node
    )


def hits(failure, node):
    return node["CacheClusterId"] == failure.get("node") or node["PreferredAvailabilityZone"] == failure.get("zone")
