"""What a cluster does, with redis-py, on ours and on six real servers: slots, what goes together, failover."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import timedelta

import pytest
from redis.exceptions import ClusterCrossSlotError, NoScriptError, RedisClusterException, ResponseError, WatchError

from course_lib.aws.account import Cloud
from course_lib.aws.services.redis.real.servers import says
from tests.aws.services.redis.six_nodes import INSTALLED, SixNodes

OWN = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) else return 0 end"


class Ours:
    """The cloud's cluster, as these tests use one."""

    def __init__(self):
        self.cloud = Cloud()

    def cache(self):
        """A client, which the cloud closes."""
        return nullcontext(self.cloud.cache())

    def empty(self):
        self.cloud.cluster.build(shards=3, replicas=1)

    def kill_primary_of(self, key):
        self.cloud.cluster.fail(self.cloud.cluster.shard_of(key).primary.name)
        self.cloud.clock.advance(seconds=30)

    def stages_of_moving(self, key):
        """A slot with three keys goes to another shard: it has begun, one key has moved, all have, the slot has."""
        cluster, clock = self.cloud.cluster, self.cloud.clock
        source = cluster.shard_of(key).name
        target = next(shard.name for shard in cluster.shards if shard.name != source)
        cluster.reshard([(cluster.slot(key), source, target)], clock.now(), timedelta(seconds=100))
        for _ in range(4):
            yield
            clock.advance(seconds=33)

    def close(self):
        self.cloud.close()


class Real(SixNodes):
    """The servers, as these tests use them."""

    def stages_of_moving(self, key):
        """As above, with CLUSTER SETSLOT and MIGRATE."""
        cache = self.cache()
        slot, source = str(cache.keyslot(key)), cache.get_node_from_key(key).port
        target = next(node.port for node in cache.get_primaries() if node.port != source)
        ids = {port: says(port, "CLUSTER", "MYID") for port in (source, target)}
        says(target, "CLUSTER", "SETSLOT", slot, "IMPORTING", ids[source])
        says(source, "CLUSTER", "SETSLOT", slot, "MIGRATING", ids[target])
        yield
        for most in ("1", "9"):
            for name in says(source, "CLUSTER", "GETKEYSINSLOT", slot, most):
                says(source, "MIGRATE", "127.0.0.1", str(target), name, "0", "5000")
            yield
        for port in (target, source):
            says(port, "CLUSTER", "SETSLOT", slot, "NODE", ids[target])
        yield

    def empty(self):
        for port in self.nodes:
            if (says(port, "ROLE") or [""])[0] == "master":
                says(port, "FLUSHALL")

    def kill_primary_of(self, key):
        cache = self.cache()
        cache.wait(1, 5000, target_nodes=[cache.get_node_from_key(key)])
        self.kill(cache.get_node_from_key(key).port)


@pytest.fixture(scope="module", params=["ours", "six servers"])
def cluster(request, tmp_path_factory):
    if request.param == "ours":
        made = Ours()
    elif INSTALLED:
        made = Real(tmp_path_factory.mktemp("six"))
    else:
        pytest.skip("redis-server is not installed")
    yield made
    made.close()


@pytest.fixture
def cache(cluster):
    cluster.empty()
    with cluster.cache() as made:
        yield made


def test_keys_lie_in_three_shards_by_their_slots(cache):
    """CRC-16 of the tag, or of the key; and every key is found again."""
    slots = {"foo": 12182, "profile:17": None, "{user1}.a": None, "{user1}.b": None, "{}x": None, "a{b}{c}": None}
    for key in slots:
        cache.set(key, key)
    assert cache.cluster_keyslot("foo") == 12182
    assert cache.cluster_keyslot("{user1}.a") == cache.cluster_keyslot("{user1}.b")
    assert cache.cluster_keyslot("a{b}{c}") == cache.cluster_keyslot("b")
    assert {key: cache.get(key) for key in slots} == {key: key for key in slots}
    for number in range(60):
        cache.set(f"k{number}", number)
    places = {cache.get_node_from_key(f"k{number}").name for number in range(60)}
    assert len(places) == 3


def test_keys_of_several_slots_do_not_go_together(cache):
    """The node refuses MGET, redis-py a script; MGET one by one goes."""
    with pytest.raises((ClusterCrossSlotError, RedisClusterException), match="same (key )?slot"):
        cache.mget("profile:17", "report:17")
    with pytest.raises((ClusterCrossSlotError, RedisClusterException), match="same (key )?slot"):
        cache.eval("return 1", 2, "profile:17", "report:17")
    cache.mset_nonatomic({"profile:17": "1", "report:17": "2"})
    assert cache.mget_nonatomic(["profile:17", "report:17", "none"]) == ["1", "2", None]


def test_keys_of_one_tag_go_together(cache):
    """MGET, a transaction, a script."""
    with cache.pipeline(transaction=True) as pipe:
        pipe.set("{u}a", 1)
        pipe.incrby("{u}b", 5)
        pipe.hset("{u}h", mapping={"x": "1"})
        assert pipe.execute() in (["OK", 5, 1], [True, 5, 1])
    assert cache.mget("{u}a", "{u}b", "{u}c") == ["1", "5", None]
    assert cache.eval("return redis.call('get', KEYS[1]) + redis.call('get', KEYS[2])", 2, "{u}a", "{u}b") == 6


def test_a_watched_key_that_changes_undoes_the_transaction(cluster, cache):
    with cluster.cache() as other, cache.pipeline(transaction=True) as pipe:
        pipe.watch("n")
        assert pipe.get("n") is None
        other.set("n", 7)
        pipe.multi()
        pipe.set("n", 1)
        with pytest.raises(WatchError):
            pipe.execute()
    assert cache.get("n") == "7"


def test_a_lock_is_given_back_by_its_owner_alone(cache):
    """SET NX with a time, and compare-and-delete; a script by its digest has to be known at that node."""
    assert cache.set("lock", "ana", nx=True, px=60_000)
    assert cache.set("lock", "ben", nx=True, px=60_000) is None
    assert 0 < cache.pttl("lock") <= 60_000
    assert cache.eval(OWN, 1, "lock", "ben") == 0
    assert cache.eval(OWN, 1, "lock", "ana") == 1
    with pytest.raises(NoScriptError):
        cache.evalsha("0" * 40, 1, "lock", "ana")
    assert cache.register_script(OWN)(keys=["lock"], args=["ana"]) == 0


def test_a_client_goes_on_while_a_slot_moves(cluster, cache):
    """It is sent on by ASK and by MOVED, without noticing: what was there is there, what is new counts on."""
    for name in "abc":
        cache.set("{t}" + name, name)
    stage = 0
    for stage, _ in enumerate(cluster.stages_of_moving("{t}"), start=1):
        assert [cache.get("{t}" + name) for name in "abc"] == ["a", "b", "c"]
        assert cache.incr("{t}n") == stage
        assert cache.set("{t}b", "b")
        assert cache.eval(OWN, 1, "{t}c", "nobody") == 0
    assert stage == 4
    assert cache.mget("{t}a", "{t}b", "{t}c", "{t}n") == ["a", "b", "c", "4"]


def test_the_wrong_type_and_the_wrong_number(cache):
    cache.lpush("list", "x")
    with pytest.raises(ResponseError, match="WRONGTYPE Operation against a key holding the wrong kind of value"):
        cache.get("list")
    cache.set("text", "abc")
    with pytest.raises(ResponseError, match="value is not an integer or out of range"):
        cache.incr("text")


def test_what_was_replicated_outlives_its_primary(cluster, cache):
    """A replica takes its place, and the client finds it."""
    keys = [f"k{number}" for number in range(40)]
    for key in keys:
        cache.set(key, key)
    cluster.kill_primary_of("k1")
    with cluster.cache() as later:
        assert [later.get(key) for key in keys] == keys
        assert later.set("k1", "new")
        assert later.get("k1") == "new"
