"""For each node the set of minutes in which it is empty; a shard is lost if its nodes' sets have one in common."""


def survives(group, failures, repair):
    empty = {}
    for shard in group["NodeGroups"]:
        for node in shard["NodeGroupMembers"]:
            names = (node["CacheClusterId"], node["PreferredAvailabilityZone"])
            empty[names[0]] = {
                minute
                for failure in failures
                if (failure.get("node"), failure.get("zone")) in [(names[0], None), (None, names[1])]
                for minute in range(failure["minute"], failure["minute"] + repair)
            }
    return {
        shard["NodeGroupId"]: not set.intersection(
            *(empty[node["CacheClusterId"]] for node in shard["NodeGroupMembers"])
        )
        for shard in group["NodeGroups"]
    }
