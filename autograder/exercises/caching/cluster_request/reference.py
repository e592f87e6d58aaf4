def cluster_request(name, needs, offers, quota):
    """The request for the cheapest cluster that meets what is needed.

    Args:
        name: the cluster's id, a text that ElastiCache takes.
        needs: what the cluster has to meet, a dictionary with
            engine: "valkey" or "redis",
            gib: how many GiB of data it holds, a whole number from 1,
            writes, reads: how many it gets a second at the busiest time, two whole numbers from 0,
            nodes_lost: how many nodes may fail at once, a whole number from 0,
            zone_lost: True if a whole Availability Zone may fail, or False.
        offers: the node types to choose from, a list of dictionaries with
            type: its name, such as "cache.r7g.large",
            gib, writes, reads: how much one such node takes, three whole numbers from 1,
            price: of one such node, in cents an hour, a whole number from 1.
        quota: how many nodes a cluster may have, a whole number from 1.

    Returns:
        A dictionary: the keyword arguments for create_replication_group, which takes them and makes a
        cluster of this name and engine, with cluster mode enabled, and with nodes of one of these types.
        If any `nodes_lost` nodes fail at once, no shard loses all of its nodes.
        If `zone_lost`, Multi-AZ is enabled, and no shard loses all of its nodes with one zone.
        No node has more than it takes, as long as none has failed: data, writes and reads are divided
        evenly among the shards. Each node of a shard holds all of the shard's data and gets all of its
        writes. The shard's reads are divided evenly among its nodes.
        There are at most `quota` nodes, and at most five replicas in a shard.
        All nodes together cost as little as possible; of several such requests it is any.

    Raises:
        ValueError: no such cluster meets it.
        Nothing is sent.
    """
    least = max(needs["nodes_lost"], 1 if needs["zone_lost"] else 0)
    possible = []
    for offer in offers:
        for replicas in range(least, 6):
            shards = shards_needed(needs, offer, 1 + replicas)
            nodes = shards * (1 + replicas)
            if nodes <= quota:
                possible.append((nodes * offer["price"], offer["type"], shards, replicas))
    if not possible:
        raise ValueError(f"no cluster of at most {quota} nodes meets this")
    _, node_type, shards, replicas = min(possible)
    return {
        "ReplicationGroupId": name,
        "ReplicationGroupDescription": "Years in numbers",
        "Engine": needs["engine"],
        "CacheNodeType": node_type,
        "ClusterMode": "enabled",
        "NumNodeGroups": shards,
        "ReplicasPerNodeGroup": replicas,
        "AutomaticFailoverEnabled": True,
        "MultiAZEnabled": needs["zone_lost"],
    }


def shards_needed(needs, offer, nodes):
    """How many shards of so many nodes it takes, rounded up."""
    return max(
        -(-needs["gib"] // offer["gib"]),
        -(-needs["writes"] // offer["writes"]),
        -(-needs["reads"] // (offer["reads"] * nodes)),
    )
