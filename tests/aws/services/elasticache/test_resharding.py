"""Shards that come and go, and what programs notice that use the cluster meanwhile. Plain boto3 and redis-py."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from redis.exceptions import ClusterDownError, RedisClusterException

from course_lib.aws.http.messages import NotSimulated
from course_lib.aws.number_ranges import how_many
from course_lib.aws.sdk.on_clock import living_by
from course_lib.aws.services.redis.messages import Batch
from tests.aws.services.elasticache.conftest import ALONE, MAKE, group, nodes, refused, zones

LEAVES = {"ReplicationGroupId": "leaves"}
NOW = {"ApplyImmediately": True}


def reshard(cache, count, **more):
    return cache.modify_replication_group_shard_configuration(NodeGroupCount=count, **LEAVES, **NOW, **more)


def slots(cache):
    return {shard["NodeGroupId"]: shard["Slots"] for shard in group(cache)["NodeGroups"]}


@pytest.fixture
def connected(aws, rules):
    """The cloud's cluster has the nodes of `leaves`."""
    rules.connect("leaves", aws.cluster)
    return aws.cluster


@pytest.fixture
def program(aws, connected):
    """A client of the cluster, with 200 keys in it."""
    client = aws.cache()
    for number in range(200):
        client.set(f"k{number}", number)
    return client


def test_a_shard_more_has_an_equal_part(aws, cache):
    """New nodes are made first; then the slots move, from the smallest on, and the group is available again."""
    told = reshard(cache, 4)["ReplicationGroup"]
    assert told["Status"] == "modifying"
    assert told["PendingModifiedValues"]["Resharding"]["SlotMigration"]["ProgressPercentage"] == 0
    assert len(nodes(cache)) == 3
    aws.clock.advance(minutes=8, seconds=1)
    assert nodes(cache)["0004"] == ["leaves-0004-001", "leaves-0004-002"]
    assert [len(set(each)) for each in zones(cache)] == [2, 2, 2, 2]
    aws.clock.advance(seconds=204.8 - 1)
    assert 49 < group(cache)["PendingModifiedValues"]["Resharding"]["SlotMigration"]["ProgressPercentage"] < 51
    aws.clock.advance(minutes=4)
    assert (group(cache)["Status"], group(cache)["PendingModifiedValues"]) == ("available", {})
    assert slots(cache) == {
        "0001": "0-4095",
        "0002": "5461-9556",
        "0003": "10922-15017",
        "0004": "4096-5460,9557-10921,15018-16383",
    }


def test_shards_that_go_give_their_slots_to_the_others(aws, cache):
    """Named by what goes, or by what stays; the next one that comes has a number that was never used."""
    reshard(cache, 2, NodeGroupsToRemove=["0002"])
    aws.clock.advance(minutes=20)
    assert slots(cache) == {"0001": "0-8191", "0003": "8192-16383"}
    reshard(cache, 3)
    aws.clock.advance(hours=1)
    assert list(slots(cache)) == ["0001", "0003", "0004"]
    reshard(cache, 1, NodeGroupsToRetain=["0003"])
    aws.clock.advance(hours=1)
    assert slots(cache) == {"0003": "0-16383"}


def test_equal_parts_have_nothing_to_do(aws, cache):
    """With the same number of shards, slots move only if the parts are not equal."""
    assert refused(reshard, cache=cache, count=3) == (
        "InvalidReplicationGroupState",
        "Slots in the replication group are uniformly distributed. Nothing to do.",
    )
    parts = [{"NodeGroupId": "0001", "Slots": "0-99"}, {"NodeGroupId": "0002", "Slots": "100-16383"}]
    made = {**MAKE, "NumNodeGroups": 2, "NodeGroupConfiguration": [{**part, "ReplicaCount": 0} for part in parts]}
    del made["ReplicasPerNodeGroup"]
    cache.create_replication_group(ReplicationGroupId="uneven", **made)
    aws.clock.advance(hours=1)
    cache.modify_replication_group_shard_configuration(ReplicationGroupId="uneven", NodeGroupCount=2, **NOW)
    aws.clock.advance(hours=1)
    assert [each["Slots"] for each in group(cache, "uneven")["NodeGroups"]] == ["0-99,8292-16383", "100-8291"]


def test_zones_of_new_shards(aws, cache):
    """For the new ones alone, or for all; what is there does not move."""
    reshard(cache, 4, ReshardingConfiguration=[{"PreferredAvailabilityZones": ["us-east-1d", "us-east-1e"]}])
    aws.clock.advance(hours=1)
    assert zones(cache)[3] == ["us-east-1d", "us-east-1e"]
    there = [
        {"NodeGroupId": f"000{at + 1}", "PreferredAvailabilityZones": each} for at, each in enumerate(zones(cache))
    ]
    wanted = {"NodeGroupId": "0005", "PreferredAvailabilityZones": ["us-east-1a", "us-east-1f"]}
    reshard(cache, 5, ReshardingConfiguration=[*there, wanted])
    aws.clock.advance(hours=1)
    assert zones(cache)[4] == ["us-east-1a", "us-east-1f"]
    there[0]["PreferredAvailabilityZones"] = ["us-east-1e", "us-east-1f"]
    with pytest.raises(NotSimulated, match="moves no nodes to other zones"):
        reshard(cache, 6, ReshardingConfiguration=[*there, wanted, {"NodeGroupId": "0006"}])


@pytest.mark.parametrize(
    ("params", "error"),
    [
        ({"NodeGroupCount": 0}, ("InvalidParameterValue", "NodeGroupCount must be at least 1.")),
        ({"NodeGroupCount": 2}, ("InvalidParameterCombination", None)),
        (
            {"NodeGroupCount": 2, "NodeGroupsToRemove": ["0001"], "NodeGroupsToRetain": ["0002"]},
            ("InvalidParameterCombination", None),
        ),
        (
            {"NodeGroupCount": 2, "NodeGroupsToRemove": ["0010"]},
            ("InvalidParameterValue", "The following node group ids are invalid: [0010]"),
        ),
        ({"NodeGroupCount": 2, "NodeGroupsToRemove": ["0001", "0002"]}, ("InvalidParameterValue", None)),
        ({"NodeGroupCount": 2, "NodeGroupsToRetain": ["0001"]}, ("InvalidParameterValue", None)),
        ({"NodeGroupCount": 4, "NodeGroupsToRemove": ["0001"]}, ("InvalidParameterCombination", None)),
        (
            {"NodeGroupCount": 2, "NodeGroupsToRemove": ["0001"], "ReshardingConfiguration": [{"NodeGroupId": "0002"}]},
            ("InvalidParameterCombination", None),
        ),
        (
            {"NodeGroupCount": 4, "ReshardingConfiguration": [{"PreferredAvailabilityZones": ["us-east-1a"]}]},
            ("InvalidParameterCombination", None),
        ),
        ({"NodeGroupCount": 4, "ApplyImmediately": False}, ("InvalidParameterValue", None)),
        ({"NodeGroupCount": 91}, ("NodeGroupsPerReplicationGroupQuotaExceeded", None)),
        ({"NodeGroupCount": 46}, ("NodeQuotaForCustomerExceeded", None)),
    ],
)
def test_what_cannot_be(cache, params, error):
    """AWS's words where they are known."""
    code, words = refused(cache.modify_replication_group_shard_configuration, **{**LEAVES, **NOW, **params})
    assert code == error[0]
    assert error[1] in (words, None)
    assert group(cache)["Status"] == "available"


def test_only_an_available_cluster_is_resharded(aws, cache):
    """Cluster mode has to be on, and one change waits for the other."""
    cache.create_replication_group(ReplicationGroupId="alone", **ALONE)
    aws.clock.advance(hours=1)
    assert refused(
        cache.modify_replication_group_shard_configuration, ReplicationGroupId="alone", NodeGroupCount=2, **NOW
    ) == ("InvalidParameterValue", "Operation is only applicable for cluster mode enabled replication groups.")
    reshard(cache, 4)
    assert refused(reshard, cache=cache, count=5)[0] == "InvalidReplicationGroupState"
    told = refused(
        cache.modify_replication_group_shard_configuration, ReplicationGroupId="none", NodeGroupCount=2, **NOW
    )
    assert told == ("ReplicationGroupNotFoundFault", "ReplicationGroup none not found.")


def test_an_ordinary_client_lives_through_it(aws, cache, connected, program):
    """Two shards come, two others go: no key is lost, each is read and written all the time, and follows its slot."""
    expected, step = {f"k{number}": str(number) for number in range(200)}, 0
    for change in ({"count": 5}, {"count": 3, "NodeGroupsToRemove": ["0001", "0003"]}):
        reshard(cache, **change)
        while group(cache)["Status"] == "modifying":
            aws.clock.advance(seconds=7)
            step += 1
            key = f"k{step % 200}"
            assert program.get(key) == expected[key]
            program.set(key, f"again {step}")
            assert program.incr(f"new{step}") == 1
            with program.pipeline(transaction=False) as pipe:
                assert pipe.get(key).get(f"new{step}").execute() == [f"again {step}", "1"]
            expected |= {key: f"again {step}", f"new{step}": "1"}
    assert step > 200
    assert {key: program.get(key) for key in expected} == expected
    assert [shard.name for shard in connected.shards] == ["0002", "0004", "0005"]
    assert [how_many(shard.ranges) for shard in connected.shards] == [5462, 5461, 5461]
    held = {shard.name: {key.decode() for key in shard.space.keys()} for shard in connected.shards}
    assert all(connected.shard_of(key).name == name for name, keys in held.items() for key in keys)


def sent(aws, since):
    """What programs asked from a number on, and the first word of what they were refused with."""
    entries = aws.journal.learner_entries()[since:]
    return [(entry.operation, entry.error and entry.error.message.split()[0]) for entry in entries]


def tag_in(connected, slot):
    return next(tag for tag in (f"{{a{number}}}" for number in range(99_999)) if connected.slot(tag) == slot)


def advance_into(aws, connected, slot, share):
    """Move the clock on until a slot moves, and this share of the time that it takes is over."""
    moment = connected.migration.begins(slot) + share * connected.migration.each
    aws.clock.advance(seconds=(moment - aws.clock.now()).total_seconds())


def test_a_client_follows_an_ask(aws, cache, connected, program):
    """A key is gone, and its slot is still the old shard's: ASKING and the command. Only MOVED is remembered."""
    reshard(cache, 4)
    first, key = tag_in(connected, 4096), tag_in(connected, 4100)
    program.set(key, "here")
    advance_into(aws, connected, 4100, 0.1)
    assert program.get(first) is None  # has moved: the client learns the new node
    advance_into(aws, connected, 4100, 0.6)
    before = len(sent(aws, 0))
    assert program.get(key) == "here"
    assert sent(aws, before) == [("GET", "ASK"), ("ASKING", None), ("GET", None)]
    assert connected.do("GET", key) == "here"
    aws.clock.advance(seconds=1)
    assert [program.get(key), program.get(key)] == ["here", "here"]
    assert [error for _, error in sent(aws, before + 3)].count("MOVED") == 1


def test_an_ask_to_a_node_that_redis_py_does_not_know(aws, cache, connected, program):
    """redis-py itself fails then, as is known: CLUSTER SLOTS has no node without slots. The key is not lost."""
    reshard(cache, 4)
    key = tag_in(connected, 4096)
    program.set(key, "here")
    advance_into(aws, connected, 4096, 0.6)
    with pytest.raises(AttributeError):
        program.get(key)
    aws.clock.advance(seconds=1)
    assert program.get(key) == "here"


def test_a_client_tries_again_while_keys_are_on_two_sides(aws, cache, rules, connected, program):
    """TRYAGAIN, until they are together; one key alone is found all the time. A slot takes a second here."""
    rules.durations = replace(rules.durations, slot=timedelta(seconds=1))
    reshard(cache, 4)
    first, tag = tag_in(connected, 4096), tag_in(connected, 4100)
    program.mset({tag + "1": "x", tag + "2": "y"})
    advance_into(aws, connected, 4100, 0.1)
    assert program.get(first) is None
    advance_into(aws, connected, 4100, 0.4)
    before = len(sent(aws, 0))
    with living_by(aws.clock):
        assert [program.get(tag + "1"), program.get(tag + "2")] == ["x", "y"]
        assert program.mget(tag + "1", tag + "2") == ["x", "y"]
    told = sent(aws, before)
    assert told[:4] == [("GET", None), ("GET", "ASK"), ("ASKING", None), ("GET", None)]
    assert {error for operation, error in told if operation == "MGET"} >= {"TRYAGAIN", None}


def test_clients_learn_the_new_slots(aws, cache, connected, program):
    """CLUSTER SLOTS and CLUSTER SHARDS have them as soon as they have moved."""
    reshard(cache, 4)
    aws.clock.advance(hours=1)
    found = {(first, last): nodes["primary"][0] for (first, last), nodes in program.cluster_slots().items()}
    assert found == {
        (0, 4095): "10.0.1.1",
        (4096, 5460): "10.0.1.4",
        (5461, 9556): "10.0.1.2",
        (9557, 10921): "10.0.1.4",
        (10922, 15017): "10.0.1.3",
        (15018, 16383): "10.0.1.4",
    }
    batch = Batch("10.0.1.1", "s", ((b"CLUSTER", b"SHARDS"),))
    body = aws.cluster.send(batch.to_request(), "you").body
    assert body.startswith(
        b"*4\r\n*4\r\n$5\r\nslots\r\n*2\r\n:0\r\n:4095\r\n$5\r\nnodes\r\n*2\r\n*14\r\n$2\r\nid\r\n$40\r\n"
    )
    assert b"*6\r\n:4096\r\n:5460\r\n:9557\r\n:10921\r\n:15018\r\n:16383\r\n" in body
    assert program.cluster_info()["cluster_known_nodes"] == "8"


def test_what_elasticache_keeps_to_itself(aws, connected, program):
    """Slots are not set by programs; what is in them can be asked."""
    assert program.cluster_countkeysinslot(connected.slot("k1")) == 1
    assert program.cluster_get_keys_in_slot(connected.slot("k1"), 5) == ["k1"]
    with pytest.raises(NotSimulated, match="lets no program use CLUSTER SETSLOT"):
        program.execute_command("CLUSTER SETSLOT", 1, "STABLE", target_nodes=program.get_random_node())


def test_replicas_come_to_the_cluster_too(aws, cache, connected):
    """And a group that is deleted has no nodes."""
    cache.increase_replica_count(NewReplicaCount=2, **LEAVES, **NOW)
    assert [len(shard.nodes) for shard in connected.shards] == [2, 2, 2]
    aws.clock.advance(minutes=7)
    assert [node.name for node in connected.shards[0].nodes] == ["0001-001", "0001-002", "0001-003"]
    cache.decrease_replica_count(NewReplicaCount=0, **LEAVES, **NOW)
    aws.clock.advance(minutes=7)
    assert [len(shard.nodes) for shard in connected.shards] == [1, 1, 1]
    program = aws.cache()
    program.set("a", 1)
    cache.delete_replication_group(**LEAVES)
    with pytest.raises((ClusterDownError, RedisClusterException)):
        program.get("a")


def test_a_cluster_is_connected_when_it_can_be(aws, cache, rules, connected):
    """To a group that is there, available, and not too large; one that is built anew belongs to no group."""
    with pytest.raises(LookupError, match="no replication group 'none'"):
        rules.connect("none", aws.cluster)
    reshard(cache, 4)
    with pytest.raises(ValueError, match="has to be available"):
        rules.connect("leaves", aws.cluster)
    aws.clock.advance(hours=1)
    with pytest.raises(NotSimulated, match="at most 16 shards"):
        reshard(cache, 17)
    aws.cluster.build(shards=2, replicas=0)
    reshard(cache, 5)
    aws.clock.advance(hours=1)
    assert (len(aws.cluster.shards), len(nodes(cache))) == (2, 5)


def test_shards_stay_whose_data_would_not_fit_the_others(aws, cache, connected, program):
    """The group is modified for a while, and is as before."""
    used = sum(shard.space.used for shard in connected.shards)
    connected.limit_memory(used * 2 // 5, "noeviction")
    reshard(cache, 1, NodeGroupsToRetain=["0001"])
    assert group(cache)["Status"] == "modifying"
    aws.clock.advance(hours=1)
    assert (group(cache)["Status"], len(nodes(cache)), len(connected.shards)) == ("available", 3, 3)
    connected.limit_memory(used, "noeviction")
    reshard(cache, 1, NodeGroupsToRetain=["0001"])
    aws.clock.advance(hours=1)
    assert len(connected.shards) == 1
    assert [program.get(f"k{number}") for number in range(200)] == [str(number) for number in range(200)]


def test_a_failover_meanwhile_stops_nothing(aws, cache, connected, program):
    """The slots go on moving from the shard's new primary."""
    reshard(cache, 4)
    aws.clock.advance(minutes=8, seconds=30)
    connected.fail("0001-001")
    aws.clock.advance(hours=1)
    assert sorted(program.get(f"k{number}") for number in range(200)) == sorted(map(str, range(200)))
    assert [how_many(shard.ranges) for shard in connected.shards] == [4096] * 4
