"""An account with one cluster, `leaves`: three shards with a replica each, available, Multi-AZ; 10:00, 2 March 2026."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from course_lib.aws.account import Cloud
from course_lib.aws.services.elasticache.layer import ElastiCacheRules

NODE = {"CacheNodeType": "cache.r7g.large", "Engine": "valkey"}
MAKE = {
    "ReplicationGroupDescription": "A test",
    "NumNodeGroups": 3,
    "ReplicasPerNodeGroup": 1,
    "AutomaticFailoverEnabled": True,
    **NODE,
}
ALONE = {"ReplicationGroupDescription": "Without cluster mode", **NODE}


@pytest.fixture
def aws():
    with Cloud(services=["elasticache"]) as cloud:
        cloud.client("elasticache").create_replication_group(ReplicationGroupId="leaves", MultiAZEnabled=True, **MAKE)
        cloud.clock.advance(hours=1)
        yield cloud


@pytest.fixture
def cache(aws):
    return aws.client("elasticache")


@pytest.fixture
def rules(aws):
    return aws.layer(ElastiCacheRules)


def refused(call, **params):
    """The error's code and words."""
    with pytest.raises(ClientError) as caught:
        call(**params)
    error = caught.value.response["Error"]
    return error["Code"], error["Message"]


def group(cache, name="leaves"):
    return cache.describe_replication_groups(ReplicationGroupId=name)["ReplicationGroups"][0]


def nodes(cache, name="leaves"):
    """By shard, its nodes' names."""
    return {
        shard["NodeGroupId"]: [node["CacheClusterId"] for node in shard["NodeGroupMembers"]]
        for shard in group(cache, name)["NodeGroups"]
    }


def zones(cache, name="leaves"):
    """Of each shard, its nodes' zones."""
    return [
        [node["PreferredAvailabilityZone"] for node in shard["NodeGroupMembers"]]
        for shard in group(cache, name)["NodeGroups"]
    ]
