"""Nodes, slots and redirections, and what a failover loses. Ordinary redis-py, as in a program."""

from __future__ import annotations

import pytest
from redis.exceptions import ConnectionError, RedisClusterException, ResponseError, TimeoutError

from course_lib.aws.http.messages import NotSimulated
from course_lib.aws.sdk.on_clock import living_by
from course_lib.aws.services.redis.messages import Batch

A, B = "profile:1", "profile:2"  # in slots of the first and the second shard


def commands(cloud):
    return [entry.operation for entry in cloud.journal.learner_entries()]


def ask(cloud, host, *words):
    """What a node answers, whoever owns the slot."""
    batch = Batch(host, "s", (tuple(word.encode() for word in words),))
    return cloud.cluster.send(batch.to_request(), "you").body


def shard_of(cloud, key):
    return cloud.cluster.shard_of(key)


def test_the_slots_are_divided(cloud):
    """Three shards have all slots, in three ranges, and each has a primary and a replica."""
    ranges = [shard.ranges for shard in cloud.cluster.shards]
    assert ranges == [((0, 5460),), ((5461, 10922),), ((10923, 16383),)]
    assert [len(shard.nodes) for shard in cloud.cluster.shards] == [2, 2, 2]


def test_a_client_finds_every_key(cloud):
    """Keys of all shards are stored and read, each at its own node, one request each."""
    cache = cloud.cache()
    for number in range(30):
        cache.set(f"key:{number}", number)
    assert [cache.get(f"key:{number}") for number in range(30)] == [str(number) for number in range(30)]
    assert commands(cloud) == ["SET"] * 30 + ["GET"] * 30


def test_the_wrong_node_tells_the_right_one(cloud):
    """A node that does not have a slot answers MOVED, a replica too (cluster specification, MOVED redirection)."""
    own, other = shard_of(cloud, "foo"), next(s for s in cloud.cluster.shards if not s.has(12182))
    moved = f"-MOVED 12182 {own.primary.host}:6379\r\n".encode()
    assert ask(cloud, other.primary.host, "GET", "foo") == moved
    assert ask(cloud, own.nodes[1].host, "GET", "foo") == moved
    assert ask(cloud, own.primary.host, "GET", "foo") == b"$-1\r\n"


def test_keys_of_two_slots_are_refused(cloud):
    """CROSSSLOT also where one node has both slots."""
    shard = cloud.cluster.shards[0]
    keys = [f"k{number}" for number in range(50) if shard.has(cloud.cluster.slot(f"k{number}"))][:2]
    refusal = b"-CROSSSLOT Keys in request don't hash to the same slot\r\n"
    assert ask(cloud, shard.primary.host, "MGET", *keys) == refusal


def test_keys_of_one_tag_are_read_together(cloud):
    """A hash tag puts keys into one slot, for MGET, for transactions and for scripts."""
    cache = cloud.cache()
    pipe = cache.pipeline(transaction=True)
    pipe.set("{u}a", 1)
    pipe.incrby("{u}b", 5)
    assert pipe.execute() == ["OK", 5]
    assert cache.mget("{u}a", "{u}b", "{u}c") == ["1", "5", None]
    script = "return redis.call('get', KEYS[1]) + redis.call('get', KEYS[2])"
    assert cache.eval(script, 2, "{u}a", "{u}b") == 6
    assert commands(cloud) == ["EXEC", "MGET", "EVAL"]


def test_a_transaction_is_not_carried_out_when_a_watched_key_changed(cloud):
    """WATCH: between the look and EXEC nobody else has written, or nothing happens."""
    from redis.exceptions import WatchError

    ana, ben = cloud.cache(who="ana"), cloud.cache(who="ben")
    with ana.pipeline(transaction=True) as pipe:
        pipe.watch("n")
        assert pipe.get("n") is None
        ben.set("n", 7)
        pipe.multi()
        pipe.set("n", 1)
        with pytest.raises(WatchError):
            pipe.execute()
    assert cloud.cluster.do("GET", "n") == "7"


def test_keys_expire_by_the_clouds_clock(cloud):
    """Nothing really waits."""
    cache = cloud.cache()
    cache.set("a", 1, ex=60)
    cloud.clock.advance(seconds=59)
    assert cache.get("a") == "1"
    cloud.clock.advance(seconds=1)
    assert cache.get("a") is None
    assert cache.ttl("a") == -2


def test_a_failover_keeps_the_data(cloud):
    """A replica takes the primary's place after 15 seconds, and the client finds it."""
    cache = cloud.cache()
    cache.set("foo", "kept")
    shard = shard_of(cloud, "foo")
    primary, replica = shard.nodes
    cloud.cluster.fail(primary.name)
    with pytest.raises(ConnectionError):
        cache.get("foo")
    cloud.clock.advance(seconds=15)
    assert cache.get("foo") == "kept"
    assert shard.nodes == [replica, primary]


def test_a_failover_can_lose_the_last_writes(cloud):
    """Replication is asynchronous: what was acknowledged a moment ago may not have reached the replica."""
    cache = cloud.cache()
    cache.set("{a}1", "old")
    cache.set("{a}1", "new")
    cache.set("{a}2", "new")
    cloud.cluster.fail(shard_of(cloud, "{a}1").primary.name, lost=2)
    cloud.clock.advance(seconds=15)
    assert cache.mget("{a}1", "{a}2") == ["old", None]


def test_a_shard_without_a_replica_loses_everything(cloud):
    """The other shards keep theirs; the lost one comes back empty."""
    cloud.cluster.build(shards=3, replicas=0)
    cache = cloud.cache()
    for number in range(60):
        cache.set(f"k{number}", number)
    lost = [f"k{number}" for number in range(60) if shard_of(cloud, f"k{number}").number == 1]
    cloud.cluster.fail("0001-001")
    cloud.clock.advance(minutes=5)
    assert lost
    assert [key for key in (f"k{number}" for number in range(60)) if cache.get(key) is None] == lost


def test_a_dead_replica_is_no_trouble(cloud):
    """The primary goes on; but when it fails as well, nothing is left."""
    cache = cloud.cache()
    cache.set("foo", 1)
    primary, replica = (node.name for node in shard_of(cloud, "foo").nodes)
    cloud.cluster.fail(replica)
    assert cache.get("foo") == "1"
    cloud.cluster.fail(primary)
    cloud.clock.advance(minutes=5)
    assert cache.get("foo") is None


def test_nobody_answers(cloud):
    """A cluster that is away raises RedisClusterException, no RedisError; one that is silent lets time pass."""
    cache = cloud.cache()
    with cloud.cluster.unreachable(), pytest.raises(RedisClusterException):
        cache.get("a")
    began = cloud.clock.now()
    with cloud.cluster.unreachable(silent=True), living_by(cloud.clock), pytest.raises(RedisClusterException) as silent:
        cache.get("a")
    assert isinstance(silent.value.__cause__, TimeoutError)
    assert (cloud.clock.now() - began).total_seconds() > 10


def test_a_full_cluster_takes_nothing_more(cloud):
    """Commands that need memory are refused with OOM; what reads or deletes is not."""
    cloud.cluster.limit_memory(100)
    cache = cloud.cache()
    cache.set("{a}1", "x" * 100)
    with pytest.raises(ResponseError) as refused:
        cache.set("{a}2", 1)
    assert str(refused.value) == "command not allowed when used memory > 'maxmemory'."
    assert cache.get("{a}1") == "x" * 100
    assert cache.delete("{a}1") == 1
    assert cache.set("{a}2", 1) is True


def test_another_command_is_refused_by_name(cloud):
    """What Redis has and this course has not, says so; what Redis has not either, the client knows."""
    with pytest.raises(NotSimulated) as refusal:
        cloud.cache().geoadd("g", (1, 2, "x"))
    assert str(refusal.value).startswith("The command GEOADD of Redis is not simulated. These are: APPEND, ")
    with pytest.raises(NotSimulated):
        cloud.cache().eval("return string.upper('a')", 1, "k")


def test_a_value_that_is_too_long_for_this_cluster_is_refused_by_name(cloud):
    cache = cloud.cache()
    with pytest.raises(NotSimulated) as refusal:
        cache.set("long", "x" * 5_000_000)

    assert str(refusal.value) == "A command of Redis with more than 1024 KB is not simulated."
    assert cache.get("long") is None


def test_scripts_come_to_an_end(cloud):
    """A script has a bounded number of steps, of bytes and of levels."""
    cache = cloud.cache()
    for script in ("while true do local a = 1 end", "return " + "(" * 200 + "1" + ")" * 200):
        with pytest.raises(NotSimulated):
            cache.eval(script, 1, "k")
    doubled = "local s = ARGV[1] for i = 1, 40 do s = s .. s end return s"
    with pytest.raises(NotSimulated):
        cache.eval(doubled, 1, "k", "x" * 100)


def test_a_lock_of_redis_py_works(cloud):
    """Its scripts are ours to run: who is not the owner cannot release."""
    from redis.exceptions import LockError

    cache = cloud.cache()
    lock = cache.lock("lock:a", timeout=10)
    assert lock.acquire()
    assert not cache.lock("lock:a", blocking=False).acquire()
    cloud.clock.advance(seconds=11)
    with pytest.raises(LockError):
        lock.release()


def test_what_there_is_has_names(cloud):
    """An account's contents hold each key with its value and when it expires, and no command is sent for it."""
    from course_lib.aws.contents import contents

    cache = cloud.cache()
    cache.set("a", "1", ex=60)
    cache.hset("h", mapping={"x": 1})
    before = commands(cloud)
    held = {name: kept.read() for name, kept in contents(cloud).items()}
    assert held["redis://h"] == {"holds": {"x": "1"}, "expires": None}
    assert held["redis://a"]["holds"] == "1"
    assert 59 <= (held["redis://a"]["expires"] - cloud.clock.now()).total_seconds() <= 60
    assert commands(cloud) == before


@pytest.mark.parametrize(
    "script",
    [
        "local t = {1} for i = 1, 300 do t = {t, t} end return t",
        "local t = {1} for i = 1, 300 do t = {t} end return t",
        "return " + "{" * 4900 + "}" * 4900,
        "return " + "not " * 2400 + "1",
        "local t = 1 for i = 1, 1e9, 1e-9 do t = t + 1 end",
    ],
)
def test_a_script_returns_a_bounded_answer(cloud, script):
    """Lists in lists, however they were made, and loops that never end are refused in a moment."""
    with pytest.raises(NotSimulated):
        cloud.cache().eval(script, 1, "k")


def test_answers_and_transactions_are_bounded(cloud):
    """Neither one value that is asked for many times, nor what is queued, fills the memory."""
    cache = cloud.cache()
    cache.set("k", "x" * 900_000)
    with pytest.raises(NotSimulated):
        cache.mget(["k"] * 1000)
    with pytest.raises(NotSimulated), cache.pipeline(transaction=True) as pipe:
        for _ in range(3):
            pipe.set("k", "x" * 200_000)
        pipe.execute()
    kept = cloud.cluster.shard_of("k").space
    for _ in range(50):
        cache.append("k", "y")
    assert sum(len(value.held) for write in kept._undo for value in write.before.values() if value) < 9_000_000


@pytest.mark.parametrize("body", [b"", b"\xff" * 50, b"\x92\xa1s\x91\x91\x01", b"\x92\x01\x90", b"\x92\xa1s\x90"])
def test_what_is_no_command_is_answered(cloud, body):
    """A request that holds no commands is one that the server does not know."""
    from course_lib.aws.http.messages import Request

    response = cloud.send(Request("GET", f"redis://{cloud.cluster.shards[0].primary.host}:6379", {}, body))
    assert response.body == b"-ERR unknown command '', with args beginning with: \r\n"
