"""Each failure is an interval; a sweep over all ends counts how many nodes of the shard are empty."""

from collections import Counter


def survives(group, failures, repair):
    return {shard["NodeGroupId"]: keeps(shard["NodeGroupMembers"], failures, repair) for shard in group["NodeGroups"]}


def keeps(nodes, failures, repair):
    ends = []
    for number, node in enumerate(nodes):
        for failure in failures:
            if (
                failure.get("node") == node["CacheClusterId"]
                or failure.get("zone") == node["PreferredAvailabilityZone"]
            ):
                ends.append((failure["minute"], 1, number))
                ends.append((failure["minute"] + repair, -1, number))
    down = Counter()
    for _, change, number in sorted(ends):  # of one minute, those that are full again come first
        down[number] += change
        if all(down[each] > 0 for each in range(len(nodes))):
            return False
    return True
