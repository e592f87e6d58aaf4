"""What people get wrong in survives."""

from autograder.mistakes import Change, Mistake

ALL = "all(any(now - repair < then <= now for then in of_node) for of_node in minutes)"

mistakes = [
    Mistake(
        name="one_is_enough",
        tempts="A node has failed, so its part of the cache is gone.",
        fails="a_zone, any_order, one_after_the_other, one_node, stays_lost, exam_again, exam_borders, exam_chain, exam_gone, exam_many, exam_one_node, exam_order, exam_without_cluster_mode, exam_zones",
        advice="replica, zone, repaired, again, order, gone",
        old=ALL,
        new="any(any(now - repair < then <= now for then in of_node) for of_node in minutes)",
    ),
    Mistake(
        name="majority",
        tempts="Clusters of other kinds need more than half of their nodes.",
        fails="a_zone, any_order, one_after_the_other, one_node, stays_lost, exam_again, exam_borders, exam_chain, exam_gone?, exam_many, exam_one_node, exam_order, exam_without_cluster_mode, exam_zones",
        advice="replica, zone, repaired, again, order, gone",
        old=ALL,
        new="2 * sum(any(now - repair < then <= now for then in of_node) for of_node in minutes) >= len(minutes)",
    ),
    Mistake(
        name="the_primary_counts",
        tempts="Only the primary takes writes.",
        fails="a_zone, any_order, one_after_the_other, one_node, stays_lost, exam_again, exam_borders, exam_chain, exam_gone, exam_many, exam_one_node, exam_order, exam_without_cluster_mode, exam_zones",
        advice="replica, zone, repaired, again, order, gone",
        old=ALL,
        new="any(now - repair < then <= now for then in minutes[0])",
    ),
    Mistake(
        name="asks_for_roles",
        tempts="Looks for the primary by its role, which AWS tells without cluster mode only.",
        fails="a_zone, any_order, fails_again, no_replica, one_after_the_other, one_node, stays_lost, exam_again, exam_borders, exam_chain, exam_gone, exam_many, exam_no_replica, exam_one_node, exam_order, exam_without_cluster_mode, exam_zones",
        advice="replica, repaired",
        old="""
        minutes = [[failure["minute"] for failure in failures if hits(failure, node)] for node in nodes]
        """,
        new="""
        nodes = [node for node in nodes if node["CurrentRole"] == "primary"]
        minutes = [[failure["minute"] for failure in failures if hits(failure, node)] for node in nodes]
        """,
    ),
    Mistake(
        name="never_repaired",
        tempts="Strikes off what has failed, and nothing comes back.",
        fails="any_order, one_after_the_other, exam_again, exam_borders, exam_chain, exam_gone?, exam_many, exam_order",
        advice="repaired, again, order, gone?",
        old="now - repair < then <= now",
        new="then <= now",
    ),
    Mistake(
        name="same_minute_only",
        tempts="At once means in the same minute.",
        fails="any_order, fails_again, one_after_the_other, exam_again, exam_borders, exam_chain, exam_many, exam_order, exam_without_cluster_mode",
        advice="overlap, again, order",
        old="now - repair < then <= now",
        new="then == now",
    ),
    Mistake(
        name="full_a_minute_later",
        tempts="A border off by one.",
        fails="one_after_the_other, exam_again, exam_borders, exam_many?",
        advice="repaired, again",
        old="now - repair < then <= now",
        new="now - repair <= then <= now",
    ),
    Mistake(
        name="full_a_minute_earlier",
        tempts="A border off by one, the other way.",
        fails="one_after_the_other, exam_again, exam_borders, exam_chain, exam_many?, exam_no_replica",
        advice="alone, overlap, again",
        old="now - repair < then <= now",
        new="now - repair + 1 < then <= now",
    ),
    Mistake(
        name="looks_ahead",
        tempts="Takes failures that are near each other, also those that come later.",
        fails="exam_chain, exam_many?",
        advice="repaired",
        old="now - repair < then <= now",
        new="abs(now - then) < repair",
    ),
    Mistake(
        name="first_failure_counts",
        tempts="A node that is being replaced cannot fail once more.",
        fails="fails_again, exam_again, exam_many?",
        advice="again",
        of="right/simulated",
        old="""
            if min(full_at.values()) > now:
        """,
        new="""
            full_at = {name: before[name] if before[name] > now else full_at[name] for name in full_at}
            if min(full_at.values()) > now:
        """,
        also=[
            Change(
                old="""
            for failure in failures:
                if failure["minute"] != now:
                """,
                new="""
            before = dict(full_at)
            for failure in failures:
                if failure["minute"] != now:
                """,
            )
        ],
    ),
    Mistake(
        name="in_the_list_s_order",
        tempts="Plays it through as the list comes.",
        fails="any_order, exam_order, exam_many?",
        advice="order",
        of="right/simulated",
        old='sorted({failure["minute"] for failure in failures})',
        new='dict.fromkeys(failure["minute"] for failure in failures)',
    ),
    Mistake(
        name="comes_back",
        tempts="Looks at the end whether a node holds the data.",
        fails="stays_lost, exam_gone, exam_many",
        advice="gone",
        of="right/simulated",
        old="""
                alive = False
                break
        """,
        new="""
                alive = False
            else:
                alive = True
        """,
    ),
    Mistake(
        name="zones_are_forgotten",
        tempts="Nodes fail, and a zone is no node.",
        fails="a_zone, stays_lost, exam_borders, exam_many?, exam_order, exam_without_cluster_mode, "
        "exam_zones, exam_again",
        advice="zone, overlap, order, gone, again",
        old=' or node["PreferredAvailabilityZone"] == failure.get("zone")',
        new="",
    ),
    Mistake(
        name="multi_az_keeps_all",
        tempts="With Multi-AZ nothing can be lost.",
        fails="a_zone, any_order, fails_again, one_after_the_other, stays_lost, exam_again, exam_borders, exam_chain, exam_order",
        advice="zone, overlap, again, order, gone",
        old='not lost(shard["NodeGroupMembers"], failures, repair)',
        new='group["MultiAZ"] == "enabled" or not lost(shard["NodeGroupMembers"], failures, repair)',
    ),
    Mistake(
        name="one_lost_all_lost",
        tempts="The cluster is one thing.",
        fails="a_zone, any_order, fails_again, no_replica, one_after_the_other, stays_lost, exam_again, exam_borders, exam_gone, exam_many, exam_no_replica, exam_order, exam_zones",
        advice="alone, zone, overlap, again, order, gone",
        old="""
    return {shard["NodeGroupId"]: not lost(shard["NodeGroupMembers"], failures, repair) for shard in shards}
        """,
        new="""
    gone = [lost(shard["NodeGroupMembers"], failures, repair) for shard in shards]
    return {shard["NodeGroupId"]: not any(gone) for shard in shards}
        """,
    ),
    Mistake(
        name="says_what_is_gone",
        tempts="True for what is lost.",
        fails="a_zone, any_order, fails_again, no_replica, one_after_the_other, one_node, stays_lost, exam_again, exam_borders, exam_chain, exam_gone, exam_many, exam_no_replica, exam_one_node, exam_order, exam_without_cluster_mode, exam_zones",
        advice="replica, alone, zone, overlap, repaired, again, order, gone",
        old="not lost(",
        new="lost(",
    ),
    Mistake(
        name="only_what_is_left",
        tempts="A list of shards seems enough.",
        fails="a_zone, any_order, fails_again, no_replica, one_after_the_other, one_node, stays_lost, exam_again, exam_borders, exam_chain, exam_gone, exam_many, exam_no_replica, exam_one_node, exam_order, exam_without_cluster_mode, exam_zones",
        advice="each",
        old='{shard["NodeGroupId"]: not lost(shard["NodeGroupMembers"], failures, repair) for shard in shards}',
        new='[shard["NodeGroupId"] for shard in shards if not lost(shard["NodeGroupMembers"], failures, repair)]',
    ),
    Mistake(
        name="ones_and_zeros",
        tempts="Counts the shards that hold their data, and returns the counts.",
        fails="one_node, no_replica, a_zone, one_after_the_other, fails_again, any_order, stays_lost, exam_one_node, exam_no_replica, exam_zones, exam_without_cluster_mode, exam_borders, exam_again, exam_order, exam_chain, exam_gone, exam_many",
        advice="kind",
        old="not lost(",
        new="1 - lost(",
    ),
    Mistake(
        name="only_those_hit",
        tempts="Goes through the failures, and knows the shards that they hit.",
        fails="one_node, no_replica, a_zone, one_after_the_other, fails_again, any_order, exam_one_node, exam_no_replica, exam_zones, exam_borders, exam_again, exam_gone, exam_many",
        advice="each",
        old="for shard in shards}",
        new="for shard in shards if any(hits(each, node) for each in failures for node in shard['NodeGroupMembers'])}",
    ),
    Mistake(
        name="numbers_of_its_own",
        tempts="Shards are called 0001, 0002 and so on, until one of them is taken away.",
        fails="exam_one_node",
        advice="named",
        old="""
    return {shard["NodeGroupId"]: not lost(shard["NodeGroupMembers"], failures, repair) for shard in shards}
        """,
        new="""
    kept = [not lost(shard["NodeGroupMembers"], failures, repair) for shard in shards]
    return {f"{number:04}": one for number, one in enumerate(kept, start=1)}
        """,
    ),
    Mistake(
        name="zones_spare_the_new",
        tempts="A node that is being replaced is not there, so a zone cannot take it.",
        fails="exam_again, exam_many?",
        advice="again",
        of="right/simulated",
        old="""
                    elif "zone" in failure and failure["zone"] == zones[name]:
        """,
        new="""
                    elif "zone" in failure and failure["zone"] == zones[name] and full_at[name] <= now:
        """,
    ),
    Mistake(
        name="last_failure_of_a_node",
        tempts="A dictionary by node keeps the last failure of each.",
        fails="exam_gone, exam_many?",
        advice="gone",
        old="""minutes = [[failure["minute"] for failure in failures if hits(failure, node)] for node in nodes]""",
        new="""minutes = [sorted(failure["minute"] for failure in failures if hits(failure, node))[-1:] for node in nodes]""",
    ),
]
