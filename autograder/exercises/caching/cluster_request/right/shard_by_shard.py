"""Names every shard with its zones, and tries numbers of shards until they are enough."""

ZONES = ["us-east-1a", "us-east-1b", "us-east-1c"]


def cluster_request(name, needs, offers, quota):
    best = None
    for offer in offers:
        for size in range(1, 7):
            if size <= needs["nodes_lost"] or (needs["zone_lost"] and size == 1):
                continue
            shards = 1
            while shards * size <= quota and not enough(needs, offer, shards, size):
                shards += 1
            price = shards * size * offer["price"]
            if shards * size <= quota and (best is None or price < best[0]):
                best = price, offer["type"], shards, size
    if best is None:
        raise ValueError("nothing fits")
    _, node_type, shards, size = best
    return dict(
        ReplicationGroupId=name,
        ReplicationGroupDescription="a cache",
        Engine=needs["engine"],
        CacheNodeType=node_type,
        AutomaticFailoverEnabled=True,
        MultiAZEnabled=size > 1,
        ClusterMode="enabled",
        NodeGroupConfiguration=[
            {
                "ReplicaCount": size - 1,
                "PrimaryAvailabilityZone": ZONES[shard % 3],
                "ReplicaAvailabilityZones": [ZONES[(shard + node) % 3] for node in range(1, size)],
            }
            for shard in range(shards)
        ],
    )


def enough(needs, offer, shards, size):
    return (
        shards * offer["gib"] >= needs["gib"]
        and shards * offer["writes"] >= needs["writes"]
        and shards * size * offer["reads"] >= needs["reads"]
    )
