"""For each type the least number of nodes that will do, counted up one by one; then the cheapest type."""


def cluster_request(name, needs, offers, quota):
    copies = max([needs["nodes_lost"], int(needs["zone_lost"])]) + 1
    chosen = None
    for offer in offers:
        shards = max(
            (needs["gib"] + offer["gib"] - 1) // offer["gib"],
            (needs["writes"] + offer["writes"] - 1) // offer["writes"],
        )
        for nodes in range(1, quota + 1):
            sizes = [size for size in range(copies, 7) if nodes % size == 0 and nodes // size >= shards]
            if sizes and nodes * offer["reads"] >= needs["reads"]:
                if chosen is None or nodes * offer["price"] < chosen[0]:
                    chosen = (nodes * offer["price"], offer, nodes // sizes[0], sizes[0] - 1)
                break
    if not chosen:
        raise ValueError(needs)
    request = {"ReplicationGroupId": name, "ReplicationGroupDescription": "numbers", "Engine": needs["engine"]}
    request.update(ClusterMode="enabled", AutomaticFailoverEnabled=True, MultiAZEnabled=bool(needs["zone_lost"]))
    request.update(NumNodeGroups=chosen[2], ReplicasPerNodeGroup=chosen[3], CacheNodeType=chosen[1]["type"])
    return request
