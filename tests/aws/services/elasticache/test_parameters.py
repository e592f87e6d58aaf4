"""Parameter groups: AWS's own and a customer's, and what they do to a cluster. Plain boto3."""

from __future__ import annotations

import pytest

from course_lib.aws.http.messages import NotSimulated
from tests.aws.services.elasticache.conftest import MAKE, group, refused

LEAVES = {"ReplicationGroupId": "leaves"}
NOW = {"ApplyImmediately": True}
OWN = {"CacheParameterGroupName": "own"}
STATE = (
    "InvalidCacheParameterGroupState",
    "The current state of the cache parameter group does not allow the requested operation to occur.",
)


def change(cache, name="own", **values):
    given = [{"ParameterName": key.replace("_", "-"), "ParameterValue": value} for key, value in values.items()]
    return cache.modify_cache_parameter_group(CacheParameterGroupName=name, ParameterNameValues=given)


def values(cache, name="own", **more):
    told = cache.describe_cache_parameters(CacheParameterGroupName=name, **more)["Parameters"]
    return {each["ParameterName"]: each["ParameterValue"] for each in told}


@pytest.fixture
def own(cache):
    """A parameter group for clusters of Valkey 8."""
    made = cache.create_cache_parameter_group(CacheParameterGroupFamily="valkey8", Description="Mine", **OWN)
    change(cache, cluster_enabled="yes")
    return made["CacheParameterGroup"]


def test_every_family_has_two(cache):
    """One of them turns cluster mode on."""
    told = cache.describe_cache_parameter_groups()["CacheParameterGroups"]
    names = [each["CacheParameterGroupName"] for each in told]
    assert {"default.redis6.x", "default.redis7", "default.redis7.cluster.on", "default.valkey8"} <= set(names)
    usual = {"cluster-enabled": "no", "maxmemory-policy": "volatile-lru", "reserved-memory-percent": "25"}
    assert values(cache, "default.valkey8") == usual
    assert values(cache, "default.valkey8.cluster.on") == {**usual, "cluster-enabled": "yes"}


def test_one_of_one_s_own(cache, own):
    """It begins as its family's; changes are the user's, and can be taken back."""
    assert (own["CacheParameterGroupFamily"], own["Description"]) == ("valkey8", "Mine")
    assert own["ARN"].endswith(":parametergroup:own")
    change(cache, maxmemory_policy="allkeys-lru", reserved_memory_percent="50")
    assert values(cache, Source="user") == {
        "cluster-enabled": "yes", "maxmemory-policy": "allkeys-lru", "reserved-memory-percent": "50",
    }  # fmt: skip
    cache.reset_cache_parameter_group(ParameterNameValues=[{"ParameterName": "maxmemory-policy"}], **OWN)
    assert values(cache, Source="system") == {"maxmemory-policy": "volatile-lru"}
    cache.reset_cache_parameter_group(ResetAllParameters=True, **OWN)
    assert values(cache, Source="user") == {}
    given = [{"Key": "team", "Value": "runs"}]
    assert cache.add_tags_to_resource(ResourceName=own["ARN"], Tags=given)["TagList"] == given
    cache.delete_cache_parameter_group(**OWN)
    assert refused(cache.describe_cache_parameters, **OWN) == (
        "CacheParameterGroupNotFound", "CacheParameterGroup not found: own",
    )  # fmt: skip


def test_what_cannot_be(cache, own):
    make = cache.create_cache_parameter_group
    params = {"CacheParameterGroupFamily": "valkey8", "Description": "x"}
    assert refused(make, CacheParameterGroupName="OWN", **params)[0] == "CacheParameterGroupAlreadyExists"
    assert refused(make, CacheParameterGroupName="default.mine", **params)[0] == "InvalidParameterValue"
    other = {**params, "CacheParameterGroupFamily": "redis8"}
    assert refused(make, CacheParameterGroupName="other", **other)[0] == "InvalidParameterValue"
    assert refused(change, cache=cache, maxmemory_policy="lru")[0] == "InvalidParameterValue"
    assert refused(change, cache=cache, reserved_memory_percent="101")[0] == "InvalidParameterValue"
    assert refused(change, cache=cache, name="default.valkey8", maxmemory_policy="noeviction") == STATE
    assert refused(cache.delete_cache_parameter_group, CacheParameterGroupName="default.valkey8") == STATE
    assert refused(cache.reset_cache_parameter_group, **OWN)[0] == "InvalidParameterCombination"
    many = [{"ParameterName": f"p{number}", "ParameterValue": "1"} for number in range(21)]
    assert refused(cache.modify_cache_parameter_group, ParameterNameValues=many, **OWN) == (
        "InvalidParameterCombination", "Cannot modify more than 20 parameters in a single request",
    )  # fmt: skip
    with pytest.raises(NotSimulated, match="of parameters only cluster-enabled, maxmemory-policy"):
        change(cache, timeout="20")


def test_a_cluster_has_one_that_goes_with_it(aws, cache, own):
    """Of its engine's family; which decides about cluster mode. One that is in use stays."""
    cache.create_replication_group(ReplicationGroupId="mine", **MAKE, **OWN)
    aws.clock.advance(hours=1)
    assert group(cache, "mine")["ClusterEnabled"] is True
    assert refused(cache.delete_cache_parameter_group, **OWN) == STATE
    assert refused(change, cache=cache, cluster_enabled="no") == STATE
    redis = {**MAKE, "Engine": "redis", "EngineVersion": "7.1"}
    assert refused(cache.create_replication_group, ReplicationGroupId="other", **redis, **OWN) == (
        "InvalidParameterCombination", "Expected a parameter group of family redis7 but found one of family valkey8",
    )  # fmt: skip
    wrong = {**MAKE, "CacheParameterGroupName": "default.redis5.0.6"}
    assert refused(cache.create_replication_group, ReplicationGroupId="other", **wrong) == (
        "CacheParameterGroupNotFound", "CacheParameterGroup not found: default.redis5.0.6",
    )  # fmt: skip
    cache.modify_replication_group(
        ReplicationGroupId="mine", CacheParameterGroupName="default.valkey8.cluster.on", **NOW
    )
    aws.clock.advance(hours=1)
    cache.delete_cache_parameter_group(**OWN)
    off = {"CacheParameterGroupName": "default.valkey8"}
    assert refused(cache.modify_replication_group, ReplicationGroupId="mine", **off, **NOW)[0] == (
        "InvalidParameterCombination"
    )


def test_a_connected_cluster_lives_by_it(aws, cache, rules, own):
    """The policy and the memory that is reserved count at once; other changes of the group leave them alone."""
    rules.connect("leaves", aws.cluster)
    large = 14037181030
    assert (aws.cluster.memory.policy, aws.cluster.memory.maxmemory) == ("volatile-lru", large * 75 // 100)
    cache.modify_replication_group(**LEAVES, **OWN, **NOW)
    aws.clock.advance(hours=1)
    change(cache, maxmemory_policy="allkeys-lfu", reserved_memory_percent="50")
    assert (aws.cluster.memory.policy, aws.cluster.memory.maxmemory) == ("allkeys-lfu", large * 50 // 100)
    aws.cluster.limit_memory(1000, "noeviction")
    cache.modify_replication_group(ReplicationGroupDescription="other", **LEAVES, **NOW)
    assert aws.cluster.memory.policy == "noeviction"
