"""What people get wrong in cluster_request."""

from autograder.mistakes import Mistake

mistakes = [
    Mistake(
        name="rounds_down",
        tempts="Divides whole numbers, and forgets what is left over.",
        fails="cheapest_offer, failures, memory, exam_drawn, exam_impossible, exam_memory, exam_offers, exam_quota?, exam_exact",
        advice="memory, quota, exact",
        old='-(-needs["gib"] // offer["gib"])',
        new='max(1, needs["gib"] // offer["gib"])',
    ),
    Mistake(
        name="one_more_to_be_safe",
        tempts="One shard more than the division says. At the border that is one too many.",
        fails="cheapest_offer, loads, memory, within_the_quota, exam_drawn?, exam_failures, exam_memory, exam_offers, exam_quota, exam_exact",
        advice="price, possible",
        old='-(-needs["gib"] // offer["gib"])',
        new='needs["gib"] // offer["gib"] + 1',
    ),
    Mistake(
        name="replicas_make_room",
        tempts="Counts the memory of all nodes.",
        fails="cheapest_offer, failures, memory, within_the_quota, exam_drawn, exam_failures, exam_memory, exam_offers, exam_quota, exam_reads, exam_exact",
        advice="memory",
        old='-(-needs["gib"] // offer["gib"])',
        new='-(-needs["gib"] // (offer["gib"] * nodes))',
    ),
    Mistake(
        name="replicas_take_writes",
        tempts="Counts all nodes for all loads.",
        fails="loads, exam_drawn, exam_impossible, exam_writes, exam_exact",
        advice="writes, quota",
        old='-(-needs["writes"] // offer["writes"])',
        new='-(-needs["writes"] // (offer["writes"] * nodes))',
    ),
    Mistake(
        name="forgets_writes",
        tempts="A cache is there to be read.",
        fails="loads, exam_drawn, exam_impossible, exam_offers, exam_writes, exam_exact",
        advice="writes, quota",
        old="""
        -(-needs["writes"] // offer["writes"]),
        """,
        new="",
    ),
    Mistake(
        name="forgets_reads",
        tempts="Readers find a replica somehow.",
        fails="loads, exam_drawn, exam_impossible, exam_offers, exam_reads, exam_exact",
        advice="reads, quota",
        old="""
        -(-needs["reads"] // (offer["reads"] * nodes)),
        """,
        new="",
    ),
    Mistake(
        name="primaries_read_alone",
        tempts="Reads go to the primary, as they do unless the client is told.",
        fails="loads, exam_drawn, exam_offers, exam_reads",
        advice="price",
        old='offer["reads"] * nodes',
        new='offer["reads"]',
    ),
    Mistake(
        name="fewest_replicas_only",
        tempts="Replicas cost money, so no more of them than the failures ask for.",
        fails="loads, exam_drawn?, exam_reads",
        advice="price",
        old="for replicas in range(least, 6):",
        new="for replicas in range(least, min(least + 1, 6)):",
    ),
    Mistake(
        name="always_a_replica",
        tempts="A replica is good practice. Nobody asked for it.",
        fails="memory, exam_drawn, exam_failures, exam_memory, exam_one_shard, exam_quota, exam_reads, exam_writes, exam_exact",
        advice="price, possible",
        old='least = max(needs["nodes_lost"], 1 if needs["zone_lost"] else 0)',
        new='least = max(needs["nodes_lost"], 1)',
    ),
    Mistake(
        name="zone_without_a_replica",
        tempts="Multi-AZ is a switch, so one turns it on.",
        fails="failures, exam_drawn, exam_failures, exam_impossible, exam_offers, exam_one_shard, exam_quota",
        advice="refused, quota",
        old='max(needs["nodes_lost"], 1 if needs["zone_lost"] else 0)',
        new='needs["nodes_lost"]',
    ),
    Mistake(
        name="adds_up_failures",
        tempts="A zone and nodes: adds one replica for the zone.",
        fails="one_shard, exam_drawn, exam_failures",
        advice="price, possible",
        old='max(needs["nodes_lost"], 1 if needs["zone_lost"] else 0)',
        new='needs["nodes_lost"] + (1 if needs["zone_lost"] else 0)',
    ),
    Mistake(
        name="copies_instead_of_replicas",
        tempts="Takes the number of nodes that may fail for the number of nodes.",
        fails="cheapest_offer, failures, loads, within_the_quota, exam_drawn, exam_failures, exam_impossible, exam_memory, exam_offers, exam_one_shard, exam_quota, exam_writes",
        advice="replicas, quota",
        old='max(needs["nodes_lost"], 1 if needs["zone_lost"] else 0)',
        new='max(needs["nodes_lost"] - 1, 1 if needs["zone_lost"] else 0)',
    ),
    Mistake(
        name="no_multi_az",
        tempts="Replicas and automatic failover seem to be enough.",
        fails="failures, loads, one_shard, exam_drawn, exam_failures, exam_offers, exam_one_shard, exam_quota, exam_reads",
        advice="zones",
        old="""
        "MultiAZEnabled": needs["zone_lost"],
        """,
        new="",
    ),
    Mistake(
        name="multi_az_anyway",
        tempts="Turns everything on that sounds safe. Without replicas it is refused.",
        fails="memory, exam_drawn, exam_failures, exam_memory, exam_one_shard, exam_quota, exam_reads, exam_writes, exam_exact",
        advice="refused",
        old='"MultiAZEnabled": needs["zone_lost"]',
        new='"MultiAZEnabled": True',
    ),
    Mistake(
        name="no_failover",
        tempts="There is nothing to fail over to, without replicas. Cluster mode asks for it all the same.",
        fails="memory, exam_drawn, exam_failures, exam_memory, exam_one_shard, exam_quota, exam_reads, exam_writes, exam_exact",
        advice="refused",
        old='"AutomaticFailoverEnabled": True',
        new='"AutomaticFailoverEnabled": replicas > 0',
    ),
    Mistake(
        name="cluster_mode_by_itself",
        tempts="Shards are cluster mode. One shard is none.",
        fails="one_shard, exam_drawn, exam_memory, exam_offers, exam_one_shard, exam_reads",
        advice="mode",
        old="""
        "ClusterMode": "enabled",
        """,
        new="",
    ),
    Mistake(
        name="number_of_clusters",
        tempts="NumCacheClusters sounds like the number of nodes.",
        fails="cheapest_offer, failures, loads, memory, one_shard, within_the_quota, exam_drawn, exam_failures, exam_memory, exam_offers, exam_one_shard, exam_quota, exam_reads, exam_writes, exam_exact",
        advice="refused",
        old="""
        "ReplicasPerNodeGroup": replicas,
        """,
        new="""
        "NumCacheClusters": shards * (1 + replicas),
        """,
    ),
    Mistake(
        name="nodes_per_shard",
        tempts="Takes the replicas for the nodes of a shard.",
        fails="cheapest_offer, failures, loads, memory, one_shard, within_the_quota, exam_drawn, exam_failures, exam_memory, exam_offers, exam_one_shard, exam_quota, exam_reads, exam_writes, exam_exact",
        advice="refused, price",
        old='"ReplicasPerNodeGroup": replicas',
        new='"ReplicasPerNodeGroup": min(5, 1 + replicas)',
    ),
    Mistake(
        name="quota_of_shards",
        tempts="Ninety shards, says the documentation. It goes on: without replicas.",
        fails="within_the_quota, exam_drawn, exam_impossible, exam_quota",
        advice="refused, quota",
        old="if nodes <= quota:",
        new="if shards <= quota:",
    ),
    Mistake(
        name="below_the_quota",
        tempts="A border off by one.",
        fails="exam_drawn?, exam_quota",
        advice="possible",
        old="if nodes <= quota:",
        new="if nodes < quota:",
    ),
    Mistake(
        name="always_ninety",
        tempts="Ninety is the usual quota.",
        fails="within_the_quota, exam_drawn, exam_impossible, exam_quota",
        advice="refused, quota",
        old="if nodes <= quota:",
        new="if nodes <= 90:",
    ),
    Mistake(
        name="six_replicas",
        tempts="Counts six nodes beside the primary.",
        fails="exam_drawn, exam_impossible, exam_reads",
        advice="refused, quota",
        old="range(least, 6)",
        new="range(least, 7)",
    ),
    Mistake(
        name="four_replicas",
        tempts="Takes five for the number of nodes.",
        fails="exam_failures",
        advice="possible",
        old="range(least, 6)",
        new="range(least, 5)",
    ),
    Mistake(
        name="fewest_nodes",
        tempts="The fewest nodes are the cheapest, if all cost the same.",
        fails="cheapest_offer, exam_drawn, exam_offers, exam_quota",
        advice="price",
        old='possible.append((nodes * offer["price"], offer["type"], shards, replicas))',
        new='possible.append((nodes, offer["type"], shards, replicas))',
    ),
    Mistake(
        name="cheapest_node",
        tempts="The cheapest node makes the cheapest cluster.",
        fails="cheapest_offer, exam_drawn?, exam_offers",
        advice="price",
        old='possible.append((nodes * offer["price"], offer["type"], shards, replicas))',
        new='possible.append(((offer["price"], nodes), offer["type"], shards, replicas))',
    ),
    Mistake(
        name="first_offer_that_fits",
        tempts="Takes the first one that does.",
        fails="cheapest_offer, loads, exam_drawn, exam_offers, exam_reads",
        advice="price",
        old="""
    _, node_type, shards, replicas = min(possible)
        """,
        new="""
    _, node_type, shards, replicas = possible[0]
        """,
    ),
    Mistake(
        name="the_engine_it_knows",
        tempts="Valkey is recommended.",
        fails="one_shard, exam_drawn, exam_one_shard",
        advice="asked",
        old='"Engine": needs["engine"]',
        new='"Engine": "valkey"',
    ),
    Mistake(
        name="name_of_its_own",
        tempts="The name does not seem to matter.",
        fails="exam_one_shard",
        advice="asked",
        old='"ReplicationGroupId": name',
        new='"ReplicationGroupId": "years"',
    ),
    Mistake(
        name="no_description",
        tempts="Leaves out what only people read. It has to be there.",
        fails="cheapest_offer, failures, loads, memory, one_shard, within_the_quota, exam_drawn, exam_failures, exam_memory, exam_offers, exam_one_shard, exam_quota, exam_reads, exam_writes, exam_exact",
        advice="refused",
        old="""
        "ReplicationGroupDescription": "Years in numbers",
        """,
        new="",
    ),
    Mistake(
        name="returns_none",
        tempts="Nothing fits, so nothing is returned.",
        fails="within_the_quota, exam_drawn, exam_impossible, exam_quota",
        advice="quota",
        old="""
        raise ValueError(f"no cluster of at most {quota} nodes meets this")
        """,
        new="""
        return None
        """,
    ),
    Mistake(
        name="largest_that_is_allowed",
        tempts="Makes it as large as it may be when nothing fits.",
        fails="within_the_quota, exam_drawn, exam_impossible, exam_quota",
        advice="quota",
        old="""
        raise ValueError(f"no cluster of at most {quota} nodes meets this")
        """,
        new="""
        possible = [(0, offers[0]["type"] if offers else "cache.r7g.large", max(1, quota // (1 + least)), min(least, 5))]
        """,
    ),
    Mistake(
        name="divides_with_floats",
        tempts="math.ceil of a quotient: right for every number that was tried.",
        fails="exam_exact",
        advice="exact",
        old="""
                -(-needs["gib"] // offer["gib"]),
                -(-needs["writes"] // offer["writes"]),
                -(-needs["reads"] // (offer["reads"] * nodes)),
        """,
        new="""
                __import__("math").ceil(needs["gib"] / offer["gib"]),
                __import__("math").ceil(needs["writes"] / offer["writes"]),
                __import__("math").ceil(needs["reads"] / (offer["reads"] * nodes)),
        """,
    ),
    Mistake(
        name="ninety_at_most",
        tempts="A cluster has 90 nodes at most, unless AWS raises it: and the quota says that it has.",
        fails="exam_quota",
        advice="possible",
        old="if nodes <= quota:",
        new="if nodes <= min(quota, 90):",
    ),
    Mistake(
        name="stops_when_it_gets_dearer",
        tempts="More replicas have become dearer, so still more will be dearer still. Rounding says otherwise.",
        fails="exam_reads, exam_drawn?, exam_offers?",
        advice="price",
        old="""
            if nodes <= quota:
                possible.append((nodes * offer["price"], offer["type"], shards, replicas))
        """,
        new="""
            if possible and possible[-1][1] == offer["type"] and nodes * offer["price"] > possible[-1][0]:
                break
            if nodes <= quota:
                possible.append((nodes * offer["price"], offer["type"], shards, replicas))
        """,
    ),
]
