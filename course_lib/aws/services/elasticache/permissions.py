"""Which permissions ElastiCache's operations need.

Source: Service Authorization Reference, "Actions, resources, and condition keys for Amazon ElastiCache".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from course_lib.aws.access import Need
from course_lib.aws.http.messages import Call

Needs = Callable[[Call], Iterator[Need]]


def needs(call: Call) -> list[Need] | None:
    """The permissions that a call needs; None for an operation that nobody answers."""
    row = OPERATIONS.get(call.operation)
    return list(row(call)) if row else None


def _of(*resources: tuple[str, str]) -> Needs:
    """The action of the operation's name on each of these: an ARN's kind, and the parameter that names it."""

    def found(call: Call) -> Iterator[Need]:
        for kind, parameter in resources:
            name = str(call.params.get(parameter) or "*").lower()
            arn = f"arn:aws:elasticache:{call.region}:{call.account}:{kind}:{name}"
            yield Need(f"elasticache:{call.operation}", arn, _tags(call))
        if call.params.get("FinalSnapshotIdentifier"):
            snapshot = str(call.params["FinalSnapshotIdentifier"]).lower()
            arn = f"arn:aws:elasticache:{call.region}:{call.account}:snapshot:{snapshot}"
            yield Need("elasticache:CreateSnapshot", arn, {})

    return found


def _by_arn(call: Call) -> Iterator[Need]:
    yield Need(f"elasticache:{call.operation}", str(call.params.get("ResourceName") or "*"), _tags(call))


def _anything(call: Call) -> Iterator[Need]:
    yield Need(f"elasticache:{call.operation}", "*", {})


def _tags(call: Call) -> dict[str, str | tuple[str, ...]]:
    given = {str(tag.get("Key")): str(tag.get("Value") or "") for tag in call.params.get("Tags") or ()}
    values: dict[str, str | tuple[str, ...]] = {f"aws:RequestTag/{key}": value for key, value in given.items()}
    return {**values, "aws:TagKeys": tuple(given)} if given else values


_PARAMETERS = ("parametergroup", "CacheParameterGroupName")
_GROUP = ("replicationgroup", "ReplicationGroupId")
_SNAPSHOT = ("snapshot", "SnapshotName")

OPERATIONS: Mapping[str, Needs] = {
    "CreateReplicationGroup": _of(_GROUP),
    "CreateCacheParameterGroup": _of(_PARAMETERS),
    "DescribeCacheParameterGroups": _of(_PARAMETERS),
    "DescribeCacheParameters": _of(_PARAMETERS),
    "ModifyCacheParameterGroup": _of(_PARAMETERS),
    "ResetCacheParameterGroup": _of(_PARAMETERS),
    "DeleteCacheParameterGroup": _of(_PARAMETERS),
    "DescribeReplicationGroups": _of(_GROUP),
    "ModifyReplicationGroup": _of(_GROUP),
    "DeleteReplicationGroup": _of(_GROUP),
    "IncreaseReplicaCount": _of(_GROUP),
    "DecreaseReplicaCount": _of(_GROUP),
    "ModifyReplicationGroupShardConfiguration": _of(_GROUP),
    "TestFailover": _of(_GROUP),
    "CreateSnapshot": _of(_SNAPSHOT, _GROUP),
    "DescribeSnapshots": _of(_SNAPSHOT),
    "DeleteSnapshot": _of(_SNAPSHOT),
    "DescribeEvents": _anything,
    "AddTagsToResource": _by_arn,
    "ListTagsForResource": _by_arn,
    "RemoveTagsFromResource": _by_arn,
}
