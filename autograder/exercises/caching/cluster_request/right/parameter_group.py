"""Cluster mode by the parameter group, and math.ceil on fractions, so that nothing is lost to rounding."""

from fractions import Fraction
from math import ceil

FAMILIES = {"valkey": ("8.1", "default.valkey8.cluster.on"), "redis": ("7.0", "default.redis7.cluster.on")}


def cluster_request(name, needs, offers, quota):
    def plans():
        for offer in offers:
            for replicas in range(6):
                if replicas < needs["nodes_lost"] or replicas < needs["zone_lost"]:
                    continue
                shards = max(
                    ceil(Fraction(needs["gib"], offer["gib"])),
                    ceil(Fraction(needs["writes"], offer["writes"])),
                    ceil(Fraction(needs["reads"], offer["reads"] * (replicas + 1))),
                )
                if shards + shards * replicas <= quota:
                    yield {"offer": offer, "shards": shards, "replicas": replicas}

    best = min(plans(), key=lambda plan: plan["shards"] * (plan["replicas"] + 1) * plan["offer"]["price"])
    version, group = FAMILIES[needs["engine"]]
    return {
        "ReplicationGroupId": name,
        "ReplicationGroupDescription": f"{needs['gib']} GiB",
        "Engine": needs["engine"],
        "EngineVersion": version,
        "CacheParameterGroupName": group,
        "CacheNodeType": best["offer"]["type"],
        "NumNodeGroups": best["shards"],
        "ReplicasPerNodeGroup": best["replicas"],
        "AutomaticFailoverEnabled": True,
        **({"MultiAZEnabled": True} if needs["zone_lost"] else {}),
    }
