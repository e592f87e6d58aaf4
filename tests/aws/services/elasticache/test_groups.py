"""Replication groups: what they may be, states that take time, deletion. Plain boto3."""

from __future__ import annotations

from datetime import timedelta

import pytest

from course_lib.aws.account import NotSimulated
from tests.aws.services.elasticache.conftest import ALONE, MAKE, NODE, group, nodes, refused, zones

BAD = "InvalidParameterValue"
UNFIT = "InvalidParameterCombination"


def test_a_new_group_is_created_before_it_is_available(aws, cache):
    """While it is created it has names, but no shards and no endpoint."""
    cache.create_replication_group(ReplicationGroupId="Other", **MAKE)
    found = group(cache, "OTHER")
    assert (found["ReplicationGroupId"], found["Status"], found["NodeGroups"]) == ("other", "creating", [])
    assert len(found["MemberClusters"]) == 6
    assert "ConfigurationEndpoint" not in found
    aws.clock.advance(minutes=11)
    found = group(cache, "other")
    assert (found["Status"], found["ConfigurationEndpoint"]["Port"]) == ("available", 6379)
    assert found["ConfigurationEndpoint"]["Address"].endswith(".clustercfg.use1.cache.amazonaws.com")


def test_boto3_s_waiter_ends_when_it_is_available(aws, cache, monkeypatch):
    """It asks every 15 seconds."""
    monkeypatch.setattr("time.sleep", lambda seconds: aws.clock.advance(seconds=seconds))
    cache.create_replication_group(ReplicationGroupId="other", **MAKE)
    before = aws.clock.now()
    cache.get_waiter("replication_group_available").wait(ReplicationGroupId="other")
    assert timedelta(minutes=8) <= aws.clock.now() - before < timedelta(minutes=9)


def test_with_cluster_mode_shards_have_slots_and_nodes_no_roles(cache):
    """Slots are divided evenly; CurrentRole is told without cluster mode only."""
    found = group(cache)
    assert [shard["Slots"] for shard in found["NodeGroups"]] == ["0-5460", "5461-10921", "10922-16383"]
    assert nodes(cache)["0002"] == ["leaves-0002-001", "leaves-0002-002"]
    assert "CurrentRole" not in found["NodeGroups"][0]["NodeGroupMembers"][0]
    assert (found["ClusterEnabled"], found["AutomaticFailover"], found["MultiAZ"]) == (True, "enabled", "enabled")


def test_without_cluster_mode_there_is_one_shard_with_roles(aws, cache):
    """One primary, and an endpoint that leads to it."""
    cache.create_replication_group(
        ReplicationGroupId="alone", NumCacheClusters=3, AutomaticFailoverEnabled=True, MultiAZEnabled=True, **ALONE
    )
    aws.clock.advance(hours=1)
    found = group(cache, "alone")
    [shard] = found["NodeGroups"]
    assert [node["CurrentRole"] for node in shard["NodeGroupMembers"]] == ["primary", "replica", "replica"]
    assert nodes(cache, "alone") == {"0001": ["alone-001", "alone-002", "alone-003"]}
    assert shard["PrimaryEndpoint"]["Address"].startswith("alone.")
    assert "Slots" not in shard
    assert "ConfigurationEndpoint" not in found


@pytest.mark.parametrize(
    ("params", "clustered"),
    [
        ({}, False),
        ({"NumNodeGroups": 1, "ReplicasPerNodeGroup": 0}, False),
        ({"ClusterMode": "enabled"}, True),
        ({"CacheParameterGroupName": "default.valkey8.cluster.on"}, True),
        ({"CacheParameterGroupName": "default.valkey8"}, False),
        ({"NumNodeGroups": 2}, True),
    ],
)
def test_what_turns_cluster_mode_on(cache, params, clustered):
    """More than one shard, the parameter for it, or a parameter group; one shard alone does not."""
    given = {"AutomaticFailoverEnabled": True} if clustered else {}
    made = cache.create_replication_group(ReplicationGroupId="other", **ALONE, **given, **params)
    assert made["ReplicationGroup"]["ClusterEnabled"] is clustered


def test_with_multi_az_a_shard_is_in_several_zones(aws, cache):
    """Without it, AWS promises nothing: here each shard is in one zone."""
    cache.create_replication_group(ReplicationGroupId="close", **MAKE)
    aws.clock.advance(hours=1)
    assert [len(set(each)) for each in zones(cache)] == [2, 2, 2]
    assert [len(set(each)) for each in zones(cache, "close")] == [1, 1, 1]


def test_shards_can_be_configured_one_by_one(aws, cache):
    """Each with replicas, zones and slots of its own."""
    shards = [
        {"Slots": "0-99", "ReplicaCount": 2, "PrimaryAvailabilityZone": "us-east-1c",
         "ReplicaAvailabilityZones": ["us-east-1a", "us-east-1f"]},
        {"Slots": "100-16383", "ReplicaCount": 0},
    ]  # fmt: skip
    cache.create_replication_group(
        ReplicationGroupId="other", NodeGroupConfiguration=shards, AutomaticFailoverEnabled=True, **ALONE
    )
    aws.clock.advance(hours=1)
    assert [shard["Slots"] for shard in group(cache, "other")["NodeGroups"]] == ["0-99", "100-16383"]
    assert zones(cache, "other")[0] == ["us-east-1c", "us-east-1a", "us-east-1f"]
    assert len(nodes(cache, "other")["0002"]) == 1


@pytest.mark.parametrize(
    ("changed", "code", "message"),
    [
        ({"ReplicationGroupId": "leaves"}, "ReplicationGroupAlreadyExists", "Replication group leaves already exists."),
        ({"ReplicationGroupId": "1st"}, BAD, "The parameter ReplicationGroupId is not a valid identifier."),
        ({"ReplicationGroupId": "a--b"}, BAD, "The parameter ReplicationGroupId is not a valid identifier."),
        ({"ReplicationGroupId": "a-"}, BAD, "The parameter ReplicationGroupId is not a valid identifier."),
        ({"ReplicationGroupId": "a" * 41}, BAD, "The parameter ReplicationGroupId is not a valid identifier because"),
        ({"Engine": "oracle"}, BAD, "Invalid value for Engine: oracle."),
        ({"EngineVersion": "9.9"}, BAD, "Cannot find version 9.9 for valkey"),
        ({"CacheNodeType": ""}, BAD, "The parameter CacheNodeType must be provided"),
        ({"CacheNodeType": "db.r7g.large"}, BAD, "Invalid Cache Node Type: db.r7g.large."),
        (
            {"AutomaticFailoverEnabled": False},
            BAD,
            "Valkey with cluster mode enabled cannot be created with auto failo",
        ),
        ({"ReplicasPerNodeGroup": 6}, BAD, "The number of replicas per node group must be within 0 and 5."),
        ({"ReplicasPerNodeGroup": -1}, BAD, "The number of replicas per node group must be within 0 and 5."),
        ({"NumNodeGroups": 0}, BAD, "The number of node groups must be at least 1."),
        ({"NumNodeGroups": 46}, "NodeQuotaForClusterExceeded", "The request cannot be processed because it would exce"),
        (
            {"NumNodeGroups": 91},
            "NodeGroupsPerReplicationGroupQuotaExceeded",
            "The request cannot be processed because",
        ),
        ({"NumCacheClusters": 2}, UNFIT, "NumCacheClusters cannot be used with NumNodeGroups"),
        ({"MultiAZEnabled": True, "ReplicasPerNodeGroup": 0}, UNFIT, "Multi-AZ needs at least 1 replica"),
        ({"PreferredCacheClusterAZs": ["us-east-1a"]}, UNFIT, "PreferredCacheClusterAZs can only be specified for one"),
        ({"ClusterMode": "disabled"}, UNFIT, "Cluster mode has to be enabled for more than one node group."),
        (
            {"CacheParameterGroupName": "default.redis7.cluster.on"},
            UNFIT,
            "Expected a parameter group of family valkey8",
        ),
        ({"NodeGroupConfiguration": [{"ReplicaCount": 1}] * 3}, UNFIT, "ReplicaCount and ReplicasPerNodeGroup cannot"),
        (
            {"NodeGroupConfiguration": [{"Slots": "0-5"}]},
            UNFIT,
            "The number of node group configurations must be equal",
        ),
        ({"NodeGroupConfiguration": [{"Slots": "0-5"}] * 3}, BAD, "The slots of all node groups together must be 0 to"),
        ({"SnapshotRetentionLimit": 36}, BAD, "Invalid snapshot retention limit: 36."),
        ({"SnapshotWindow": "3-4"}, BAD, "Invalid snapshot window: 3-4."),
        ({"AuthToken": "not-a-real-password"}, UNFIT, "The AUTH token is only supported when encryption-in-transit"),
    ],
)
def test_what_a_cluster_may_not_be(cache, changed, code, message):
    """The code is the model's; nothing is made."""
    told = refused(cache.create_replication_group, **{"ReplicationGroupId": "other", **MAKE, **changed})
    assert told[0] == code
    assert told[1].startswith(message)
    assert len(cache.describe_replication_groups()["ReplicationGroups"]) == 1


@pytest.mark.parametrize(
    ("params", "code", "message"),
    [
        ({"NumCacheClusters": 7}, BAD, "The number of replicas per node group must be within 0 and 5."),
        ({"AutomaticFailoverEnabled": True, "NumCacheClusters": 1}, UNFIT, "When using automatic failover, there must"),
        ({"MultiAZEnabled": True, "NumCacheClusters": 2}, UNFIT, "Multi-AZ needs automatic failover to be enabled."),
        (
            {"NumCacheClusters": 2, "PreferredCacheClusterAZs": ["us-east-1a"]},
            UNFIT,
            "The number of availability zones",
        ),
        ({"NumCacheClusters": 2, "ReplicasPerNodeGroup": 1}, UNFIT, "NumCacheClusters cannot be used with NumNodeGrou"),
        ({"NumCacheClusters": 2, "ClusterMode": "enabled"}, UNFIT, "NumCacheClusters cannot be used with cluster mode"),
    ],
)
def test_what_a_group_without_cluster_mode_may_not_be(cache, params, code, message):
    """The code is the model's."""
    told = refused(cache.create_replication_group, ReplicationGroupId="other", **ALONE, **params)
    assert told[0] == code
    assert told[1].startswith(message)


@pytest.mark.parametrize(("shards", "replicas"), [(90, 0), (15, 5), (45, 1)])
def test_ninety_nodes_are_a_cluster(cache, shards, replicas):
    """As shards without replicas, or as fewer with some."""
    sizes = {"NumNodeGroups": shards, "ReplicasPerNodeGroup": replicas}
    made = cache.create_replication_group(**{"ReplicationGroupId": "other", **MAKE, **sizes})
    assert len(made["ReplicationGroup"]["MemberClusters"]) == 90


def test_aws_can_raise_the_number_of_nodes(rules, cache):
    """Then a cluster can have so many, and not one more."""
    rules.quota = 100
    sizes = {"NumNodeGroups": 100, "ReplicasPerNodeGroup": 0}
    cache.create_replication_group(**{"ReplicationGroupId": "other", **MAKE, **sizes})
    more = {"NumNodeGroups": 51, "ReplicasPerNodeGroup": 1}
    told = refused(cache.create_replication_group, **{"ReplicationGroupId": "third", **MAKE, **more})
    assert told[0] == "NodeQuotaForClusterExceeded"


def test_a_number_of_shards_beyond_all_bounds_is_refused_as_any_other(cache):
    """No list of so many is made first."""
    sizes = {"NumNodeGroups": 2**31 - 1, "ReplicasPerNodeGroup": 0}
    told = refused(cache.create_replication_group, **{"ReplicationGroupId": "other", **MAKE, **sizes})
    assert told[0] == "NodeGroupsPerReplicationGroupQuotaExceeded"


def test_groups_come_in_pages(cache):
    """In the order of their names, with a marker between."""
    for number in range(22):
        cache.create_replication_group(ReplicationGroupId=f"g{number:02}", ReplicationGroupDescription="x", **NODE)
    first = cache.describe_replication_groups(MaxRecords=20)
    second = cache.describe_replication_groups(MaxRecords=20, Marker=first["Marker"])
    names = [each["ReplicationGroupId"] for page in (first, second) for each in page["ReplicationGroups"]]
    assert names == [*(f"g{number:02}" for number in range(22)), "leaves"]
    assert "Marker" not in second
    assert refused(cache.describe_replication_groups, MaxRecords=19)[0] == BAD


def test_a_group_that_is_not_there(cache):
    """Described, changed or deleted, it is not found."""
    wanted = ("ReplicationGroupNotFoundFault", "ReplicationGroup none not found.")
    assert refused(cache.describe_replication_groups, ReplicationGroupId="none") == wanted
    assert refused(cache.modify_replication_group, ReplicationGroupId="none") == wanted
    assert refused(cache.delete_replication_group, ReplicationGroupId="none") == wanted


def test_multi_az_can_be_turned_off_and_on(aws, cache):
    """It takes a while, in which nothing else can be changed; cluster mode needs its failover."""
    told = cache.modify_replication_group(ReplicationGroupId="leaves", MultiAZEnabled=False, ApplyImmediately=True)
    assert (told["ReplicationGroup"]["MultiAZ"], told["ReplicationGroup"]["Status"]) == ("disabled", "modifying")
    change = {"ReplicationGroupId": "leaves", "ApplyImmediately": True}
    assert refused(cache.modify_replication_group, MultiAZEnabled=True, **change) == (
        "InvalidReplicationGroupState", "Replication group must be in available state to modify.",
    )  # fmt: skip
    aws.clock.advance(minutes=7)
    assert cache.modify_replication_group(MultiAZEnabled=True, **change)["ReplicationGroup"]["MultiAZ"] == "enabled"
    aws.clock.advance(minutes=7)
    assert refused(cache.modify_replication_group, AutomaticFailoverEnabled=False, **change) == (
        UNFIT, "Turning off automatic failover for replication group with cluster mode enabled is not supported.",
    )  # fmt: skip


def test_a_deleted_group_is_deleting_and_then_gone(aws, cache):
    """It cannot be deleted twice; its last snapshot stays."""
    cache.delete_replication_group(ReplicationGroupId="leaves", FinalSnapshotIdentifier="the-last")
    assert group(cache)["Status"] == "deleting"
    assert refused(cache.delete_replication_group, ReplicationGroupId="leaves") == (
        "InvalidReplicationGroupState", "Cache cluster leaves-0001-001 is not in a valid state to be deleted",
    )  # fmt: skip
    aws.clock.advance(minutes=10)
    assert refused(cache.describe_replication_groups, ReplicationGroupId="leaves")[0] == "ReplicationGroupNotFoundFault"
    assert [each["SnapshotName"] for each in cache.describe_snapshots()["Snapshots"]] == ["the-last"]


def test_what_is_not_simulated_is_said_by_name(cache):
    """A parameter that nothing heeds, and an operation that nobody answers."""
    with pytest.raises(NotSimulated, match="not the parameter GlobalReplicationGroupId of CreateReplicationGroup"):
        cache.create_replication_group(ReplicationGroupId="other", GlobalReplicationGroupId="g", **MAKE)
    with pytest.raises(NotSimulated, match="no durability"):
        cache.create_replication_group(ReplicationGroupId="other", Durability="sync", **MAKE)
    with pytest.raises(NotSimulated):
        cache.create_serverless_cache(ServerlessCacheName="other", Engine="valkey")


def test_what_an_account_keeps_is_told_apart(aws, cache):
    """A group is content until it is gone; its state is not."""
    from course_lib.aws.services import SERVICES

    def kept():
        return {name: each.token for name, each in SERVICES["elasticache"].contents(aws)}

    before = kept()
    assert list(before) == ["cache leaves"]
    aws.clock.advance(days=1)
    assert kept() == before
    cache.increase_replica_count(ReplicationGroupId="leaves", NewReplicaCount=2, ApplyImmediately=True)
    assert kept() != before
