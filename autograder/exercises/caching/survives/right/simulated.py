"""Plays it through: events in the order of time, and who holds the data after each."""


def survives(group, failures, repair):
    result = {}
    for shard in group["NodeGroups"]:
        full_at = {node["CacheClusterId"]: 0 for node in shard["NodeGroupMembers"]}
        zones = {node["CacheClusterId"]: node["PreferredAvailabilityZone"] for node in shard["NodeGroupMembers"]}
        alive = True
        for now in sorted({failure["minute"] for failure in failures}):
            for failure in failures:
                if failure["minute"] != now:
                    continue
                for name in full_at:
                    if "node" in failure and failure["node"] == name:
                        full_at[name] = now + repair
                    elif "zone" in failure and failure["zone"] == zones[name]:
                        full_at[name] = now + repair
            if min(full_at.values()) > now:
                alive = False
                break
        result[shard["NodeGroupId"]] = alive
    return result
