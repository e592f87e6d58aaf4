"""The errors of ElastiCache, in its words.

Codes and statuses: botocore's model. Words: quoted in public issue trackers, or the API reference's description of the
error, where they are known; docs/fidelity.md lists those that are not.
"""

from __future__ import annotations

from collections.abc import Sequence

from course_lib.aws.http.messages import AwsError

THROTTLED = AwsError("Throttling", "Rate exceeded")


class Refused(Exception):
    """ElastiCache answers with an error.

    Attributes:
        error: as AWS words it.
    """

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.error = AwsError(code, message, status)


def no_group(name: str) -> Refused:
    return Refused("ReplicationGroupNotFoundFault", f"ReplicationGroup {name} not found.", 404)


def group_exists(name: str) -> Refused:
    return Refused("ReplicationGroupAlreadyExists", f"Replication group {name} already exists.")


def no_shard(name: str) -> Refused:
    return Refused("NodeGroupNotFoundFault", f"NodeGroup {name} not found.", 404)


def no_parameter_group(name: str) -> Refused:
    return Refused("CacheParameterGroupNotFound", f"CacheParameterGroup not found: {name}", 404)


def parameter_group_state() -> Refused:
    return Refused(
        "InvalidCacheParameterGroupState",
        "The current state of the cache parameter group does not allow the requested operation to occur.",
    )


def no_snapshot(name: str) -> Refused:
    return Refused("SnapshotNotFoundFault", f"Snapshot {name} not found.", 404)


def snapshot_exists(name: str) -> Refused:
    return Refused("SnapshotAlreadyExistsFault", f"Snapshot {name} already exists.")


def snapshot_state(name: str) -> Refused:
    return Refused("InvalidSnapshotState", f"Snapshot {name} is not in a valid state to be deleted.")


def not_available() -> Refused:
    return Refused("InvalidReplicationGroupState", "Replication group must be in available state to modify.")


def no_cluster_mode() -> Refused:
    return invalid("Operation is only applicable for cluster mode enabled replication groups.")


def not_group_ids(names: Sequence[str]) -> Refused:
    return invalid(f"The following node group ids are invalid: [{', '.join(names)}]")


def nothing_to_move() -> Refused:
    return Refused(
        "InvalidReplicationGroupState", "Slots in the replication group are uniformly distributed. Nothing to do."
    )


def not_to_be_deleted(node: str) -> Refused:
    return Refused("InvalidReplicationGroupState", f"Cache cluster {node} is not in a valid state to be deleted")


def not_to_be_tagged() -> Refused:
    return Refused("InvalidReplicationGroupState", "Cluster not in available state to perform tagging operations.")


def too_many_nodes() -> Refused:
    return Refused(
        "NodeQuotaForClusterExceeded",
        "The request cannot be processed because it would exceed the allowed number of cache nodes in a single "
        "cluster.",
    )


def too_many_nodes_of_all() -> Refused:
    return Refused(
        "NodeQuotaForCustomerExceeded",
        "The request cannot be processed because it would exceed the allowed number of cache nodes per customer.",
    )


def too_many_shards(most: int) -> Refused:
    return Refused(
        "NodeGroupsPerReplicationGroupQuotaExceeded",
        "The request cannot be processed because it would exceed the maximum allowed number of node groups (shards) "
        f"in a single replication group. The default maximum is {most}",
    )


def too_many_failovers() -> Refused:
    return Refused("APICallRateForCustomerExceeded", "The customer has exceeded the allowed rate of API calls.")


def no_failover() -> Refused:
    return Refused("TestFailoverNotAvailableFault", "The TestFailover action is not available.")


def invalid(message: str) -> Refused:
    return Refused("InvalidParameterValue", message)


def do_not_fit(message: str) -> Refused:
    return Refused("InvalidParameterCombination", message)
