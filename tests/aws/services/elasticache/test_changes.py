"""Replicas, failovers, events, snapshots and tags. Plain boto3."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.aws.services.elasticache.conftest import ALONE, group, nodes, refused, zones

LEAVES = {"ReplicationGroupId": "leaves"}
NOW = {"ApplyImmediately": True}


@pytest.fixture
def alone(aws, cache):
    """A group without cluster mode: a primary and two replicas."""
    cache.create_replication_group(
        ReplicationGroupId="alone", NumCacheClusters=3, AutomaticFailoverEnabled=True, MultiAZEnabled=True, **ALONE
    )
    aws.clock.advance(hours=1)
    return "alone"


def roles(cache, name):
    [shard] = group(cache, name)["NodeGroups"]
    return {node["CacheClusterId"]: node["CurrentRole"] for node in shard["NodeGroupMembers"]}


def test_replicas_come_when_the_work_is_done(aws, cache):
    """In each shard, in another zone, with names that were never used."""
    told = cache.increase_replica_count(NewReplicaCount=2, **LEAVES, **NOW)
    assert told["ReplicationGroup"]["Status"] == "modifying"
    assert len(nodes(cache)["0001"]) == 2
    aws.clock.advance(minutes=7)
    assert [len(each) for each in nodes(cache).values()] == [3, 3, 3]
    assert [len(set(each)) for each in zones(cache)] == [3, 3, 3]
    cache.decrease_replica_count(NewReplicaCount=1, **LEAVES, **NOW)
    aws.clock.advance(minutes=7)
    cache.increase_replica_count(NewReplicaCount=2, **LEAVES, **NOW)
    aws.clock.advance(minutes=7)
    assert nodes(cache)["0001"] == ["leaves-0001-001", "leaves-0001-002", "leaves-0001-004"]


def test_replicas_of_one_shard_alone(aws, cache):
    """ReplicaConfiguration names the shards; the others stay."""
    wanted = [{"NodeGroupId": "0002", "NewReplicaCount": 0}]
    cache.decrease_replica_count(ReplicaConfiguration=wanted, **LEAVES, **NOW)
    aws.clock.advance(minutes=7)
    assert [len(each) for each in nodes(cache).values()] == [2, 1, 2]


@pytest.mark.parametrize(
    ("change", "params", "code"),
    [
        ("increase", {"NewReplicaCount": 1, **NOW}, "InvalidParameterValue"),
        ("increase", {"NewReplicaCount": 6, **NOW}, "InvalidParameterValue"),
        ("increase", {"NewReplicaCount": 2, "ApplyImmediately": False}, "InvalidParameterValue"),
        ("increase", {**NOW}, "InvalidParameterCombination"),
        ("decrease", {"NewReplicaCount": 1, **NOW}, "InvalidParameterValue"),
        ("decrease", {"NewReplicaCount": -1, **NOW}, "InvalidParameterValue"),
    ],
)
def test_what_cannot_be_done_to_replicas(cache, change, params, code):
    """Neither the same number, nor too many, nor later."""
    assert refused(getattr(cache, f"{change}_replica_count"), **LEAVES, **params)[0] == code


def test_without_cluster_mode_failover_keeps_a_replica(cache, alone):
    """The last one cannot go as long as automatic failover is on."""
    assert refused(cache.decrease_replica_count, ReplicationGroupId=alone, NewReplicaCount=0, **NOW) == (
        "InvalidParameterValue",
        "Must have at least 1 replica when cluster mode is disabled with auto failover enabled.",
    )


def test_a_failover_promotes_a_replica(aws, cache, alone):
    """After some seconds the roles have changed; the old primary is a replica when it is back."""
    cache.test_failover(ReplicationGroupId=alone, NodeGroupId="0001")
    assert roles(cache, alone) == {"alone-001": "primary", "alone-002": "replica", "alone-003": "replica"}
    aws.clock.advance(seconds=30)
    assert roles(cache, alone) == {"alone-001": "replica", "alone-002": "primary", "alone-003": "replica"}
    assert group(cache, alone)["Status"] == "modifying"
    aws.clock.advance(minutes=6)
    assert group(cache, alone)["Status"] == "available"


def test_the_events_of_a_failover_come_in_their_order(aws, cache):
    """Those of the documentation, each when it happens."""
    cache.test_failover(NodeGroupId="0002", **LEAVES)

    def told():
        found = cache.describe_events(Duration=10)["Events"]
        return [(event["SourceType"], event["Message"]) for event in found]

    made = ("replication-group", "Replication group leaves created")
    called = ("replication-group", "Test Failover API called for node group 0002")
    aws.clock.advance(seconds=1)
    assert told() == [called]
    aws.clock.advance(minutes=6)
    done = "Failover from primary node leaves-0002-001 to replica node leaves-0002-002 completed"
    assert told() == [
        called,
        ("cache-cluster", done),
        ("replication-group", done),
        ("cache-cluster", "Recovering cache nodes 0001"),
        ("cache-cluster", "Finished recovery for cache nodes 0001"),
    ]
    of_group = cache.describe_events(SourceType="replication-group", SourceIdentifier="leaves")["Events"]
    assert [event["Message"] for event in of_group] == [made[1], called[1], done]
    aws.clock.advance(hours=2)
    assert cache.describe_events()["Events"] == []
    assert len(cache.describe_events(Duration=180)["Events"]) == 6


def test_the_next_failover_waits_for_the_replacement(aws, cache):
    """In the same group; fifteen in 24 hours is the most."""
    cache.test_failover(NodeGroupId="0001", **LEAVES)
    assert refused(cache.test_failover, NodeGroupId="0002", **LEAVES)[0] == "InvalidReplicationGroupState"
    for _ in range(14):
        aws.clock.advance(minutes=6)
        cache.test_failover(NodeGroupId="0002", **LEAVES)
    aws.clock.advance(minutes=6)
    told = refused(cache.test_failover, NodeGroupId="0003", **LEAVES)
    assert told == ("APICallRateForCustomerExceeded", "The customer has exceeded the allowed rate of API calls.")
    aws.clock.advance(hours=23)
    cache.test_failover(NodeGroupId="0003", **LEAVES)


def test_a_failover_needs_a_replica_and_a_shard(aws, cache):
    """Without a replica there is nothing to fail over to."""
    assert refused(cache.test_failover, NodeGroupId="0009", **LEAVES)[0] == "NodeGroupNotFoundFault"
    cache.decrease_replica_count(NewReplicaCount=0, **LEAVES, **NOW)
    aws.clock.advance(minutes=7)
    assert refused(cache.test_failover, NodeGroupId="0001", **LEAVES)[0] == "TestFailoverNotAvailableFault"


def test_a_snapshot_takes_time_and_outlives_its_group(aws, cache):
    """It holds which slots each shard had."""
    told = cache.create_snapshot(SnapshotName="Monday", **LEAVES)["Snapshot"]
    assert (told["SnapshotName"], told["SnapshotStatus"], told["SnapshotSource"]) == ("monday", "creating", "manual")
    assert group(cache)["Status"] == "snapshotting"
    assert refused(cache.create_snapshot, SnapshotName="monday", **LEAVES)[0] == "SnapshotAlreadyExistsFault"
    assert refused(cache.create_snapshot, SnapshotName="other", **LEAVES)[0] == "InvalidReplicationGroupState"
    assert refused(cache.delete_snapshot, SnapshotName="monday")[0] == "InvalidSnapshotState"
    aws.clock.advance(minutes=5)
    cache.delete_replication_group(**LEAVES)
    aws.clock.advance(days=100)
    [found] = cache.describe_snapshots(SnapshotName="monday", ShowNodeGroupConfig=True)["Snapshots"]
    assert (found["SnapshotStatus"], found["NumNodeGroups"]) == ("available", 3)
    assert found["NodeSnapshots"][0]["NodeGroupConfiguration"]["Slots"] == "0-5460"
    cache.delete_snapshot(SnapshotName="monday")
    assert refused(cache.describe_snapshots, SnapshotName="monday")[0] == "SnapshotNotFoundFault"


def test_automatic_snapshots_are_kept_for_their_days(aws, cache):
    """One a day in the window, none unless asked for, and gone with their group."""
    aws.clock.advance(days=3)
    assert cache.describe_snapshots()["Snapshots"] == []
    cache.modify_replication_group(SnapshotRetentionLimit=2, SnapshotWindow="03:00-04:00", **LEAVES)
    aws.clock.advance(days=9)
    found = cache.describe_snapshots(SnapshotSource="system")["Snapshots"]
    assert [each["SnapshotName"] for each in found] == [
        "automatic.leaves-2026-03-13-03-00", "automatic.leaves-2026-03-14-03-00",
    ]  # fmt: skip
    assert all(aws.clock.now() - each["NodeSnapshots"][0]["SnapshotCreateTime"] < timedelta(days=2) for each in found)
    assert cache.describe_snapshots(SnapshotSource="user")["Snapshots"] == []
    cache.delete_replication_group(**LEAVES)
    aws.clock.advance(hours=1)
    assert cache.describe_snapshots()["Snapshots"] == []


def test_tags_of_a_group_that_is_available(cache):
    """Each operation answers with all of them."""
    arn = group(cache)["ARN"]
    given = [{"Key": "team", "Value": "runs"}]
    assert cache.add_tags_to_resource(ResourceName=arn, Tags=given)["TagList"] == given
    assert cache.list_tags_for_resource(ResourceName=arn)["TagList"] == given
    cache.increase_replica_count(NewReplicaCount=2, **LEAVES, **NOW)
    assert refused(cache.list_tags_for_resource, ResourceName=arn) == (
        "InvalidReplicationGroupState", "Cluster not in available state to perform tagging operations.",
    )  # fmt: skip
    assert refused(cache.list_tags_for_resource, ResourceName="arn:x")[0] == "InvalidARN"
