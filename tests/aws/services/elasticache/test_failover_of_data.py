"""TestFailover on a group whose nodes programs talk to: what they notice, and what is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from redis.exceptions import ConnectionError

from tests.aws.services.elasticache.conftest import MAKE, nodes, refused

LEAVES = {"ReplicationGroupId": "leaves"}
NOW = {"ApplyImmediately": True}
DONE = "Failover from primary node leaves-0001-00{} to replica node leaves-0001-00{} completed"


@pytest.fixture
def cluster(aws, rules):
    rules.connect("leaves", aws.cluster)
    return aws.cluster


@pytest.fixture
def key(cluster):
    """A key of the first shard."""
    return next(key for key in (f"k{number}" for number in range(99)) if cluster.shard_of(key).name == "0001")


def names(cluster):
    return [(node.name, node.is_up) for node in cluster.shards[0].nodes]


def test_a_replica_takes_the_primary_s_place(aws, cache, cluster, key):
    """For 20 seconds the shard's keys cannot be reached, the others' can; the failed node comes back as a replica."""
    program, other = aws.cache(), next(f"o{n}" for n in range(99) if cluster.shard_of(f"o{n}").name == "0002")
    program.set(key, "kept")
    program.set(other, "kept")
    cache.test_failover(NodeGroupId="0001", **LEAVES)
    assert names(cluster) == [("0001-001", False), ("0001-002", True)]
    with pytest.raises(ConnectionError):
        program.get(key)
    assert program.get(other) == "kept"
    aws.clock.advance(seconds=20)
    assert (program.get(key), program.set(key, "new")) == ("kept", True)
    assert names(cluster) == [("0001-002", True), ("0001-001", False)]
    aws.clock.advance(minutes=5)
    assert program.get(key) == "new"
    assert names(cluster) == [("0001-002", True), ("0001-001", True)]


def test_writes_that_had_not_reached_the_replica_are_lost(aws, cache, cluster, key):
    """They were acknowledged. How far replicas are behind is for a lab or a check to say."""
    program = aws.cache()
    cluster.lag = timedelta(milliseconds=25)  # each request takes 10
    for value in ("first", "second", "third"):
        program.set(key, value)
    cache.test_failover(NodeGroupId="0001", **LEAVES)
    aws.clock.advance(seconds=20)
    assert program.get(key) == "first"
    aws.clock.advance(minutes=6)
    program.set(key, "fourth")
    aws.clock.advance(seconds=1)
    cache.test_failover(NodeGroupId="0001", **LEAVES)
    aws.clock.advance(seconds=20)
    assert program.get(key) == "fourth"


def test_the_events_name_the_nodes_as_they_are(aws, cache, cluster, key):
    """Also after a failure of which the control plane was not told."""
    cluster.fail("0001-001")
    aws.clock.advance(minutes=1)
    cache.test_failover(NodeGroupId="0001", **LEAVES)
    aws.clock.advance(minutes=6)
    told = [event["Message"] for event in cache.describe_events(SourceType="replication-group")["Events"]]
    assert DONE.format(2, 1) in told
    assert names(cluster) == [("0001-001", True), ("0001-002", True)]
    cache.test_failover(NodeGroupId="0001", **LEAVES)
    aws.clock.advance(minutes=6)
    told = [event["Message"] for event in cache.describe_events(SourceType="replication-group")["Events"]]
    assert DONE.format(1, 2) in told
    assert nodes(cache)["0001"] == ["leaves-0001-001", "leaves-0001-002"]


def test_without_a_replica_that_is_up_there_is_no_failover(aws, cache, cluster):
    """The primary goes on; a group that is not available, or a shard that is not there, is told so."""
    error = ("TestFailoverNotAvailableFault", "The TestFailover action is not available.")
    cluster.fail("0001-002")
    assert refused(cache.test_failover, NodeGroupId="0001", **LEAVES) == error
    cluster.fail("0002-001")
    assert refused(cache.test_failover, NodeGroupId="0002", **LEAVES) == error
    assert refused(cache.test_failover, NodeGroupId="0004", **LEAVES) == (
        "NodeGroupNotFoundFault", "NodeGroup 0004 not found.",
    )  # fmt: skip
    cache.decrease_replica_count(NewReplicaCount=0, **LEAVES, **NOW)
    assert refused(cache.test_failover, NodeGroupId="0003", **LEAVES)[0] == "InvalidReplicationGroupState"
    aws.clock.advance(minutes=7)
    assert refused(cache.test_failover, NodeGroupId="0003", **LEAVES) == error
    assert refused(cache.test_failover, NodeGroupId="0003", ReplicationGroupId="none")[0] == (
        "ReplicationGroupNotFoundFault"
    )


def test_fifteen_a_day_in_all_regions_together(aws, cache):
    """AWS counts them for a customer; different groups need not wait for each other."""
    there = aws.client("elasticache", region="eu-west-1")
    there.create_replication_group(ReplicationGroupId="there", **MAKE)
    aws.clock.advance(hours=1)
    for _ in range(7):
        cache.test_failover(NodeGroupId="0001", **LEAVES)
        there.test_failover(NodeGroupId="0001", ReplicationGroupId="there")
        aws.clock.advance(minutes=6)
    there.test_failover(NodeGroupId="0001", ReplicationGroupId="there")
    assert refused(cache.test_failover, NodeGroupId="0001", **LEAVES)[0] == "APICallRateForCustomerExceeded"


def test_after_resharding_the_new_shard_fails_over_as_well(aws, cache, cluster):
    """With the nodes that it got."""
    cache.modify_replication_group_shard_configuration(NodeGroupCount=4, **LEAVES, **NOW)
    aws.clock.advance(hours=1)
    cache.test_failover(NodeGroupId="0004", **LEAVES)
    aws.clock.advance(minutes=6)
    assert [node.name for node in cluster.shards[3].nodes] == ["0004-002", "0004-001"]
