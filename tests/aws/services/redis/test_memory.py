"""A node that is full: which keys go, what is refused, what INFO says; and SCAN. Ordinary redis-py, as in a program."""

from __future__ import annotations

import pytest
from redis.exceptions import ExecAbortError, OutOfMemoryError, ResponseError

from course_lib.aws.account import Cloud
from course_lib.aws.http.messages import NotSimulated
from course_lib.aws.services.elasticache.layer import ElastiCacheRules
from course_lib.aws.services.redis.keyspace import Use
from course_lib.aws.services.redis.memory import POLICIES, Memory
from course_lib.aws.services.redis.messages import Batch

EACH = 100  # bytes that a key takes here: 48, its name of 2, its value of 50
FULL = (OutOfMemoryError, ResponseError)


@pytest.fixture
def cache(cloud):
    cloud.cluster.build(shards=1, replicas=1)
    return cloud.cache()


def put(cache, *names, ex=None):
    for name in names:
        cache.set(name, "x" * 50, ex=ex)


def kept(cloud):
    return set(cloud.cluster.values())


def facts(cloud, section="memory"):
    host = cloud.cluster.shards[0].primary.host
    batch = Batch(host, "s", ((b"INFO", section.encode()),))
    told = cloud.cluster.send(batch.to_request(), "course").body.decode()
    return dict(line.split(":", 1) for line in told.splitlines() if ":" in line)


def ten(cloud, policy):
    """Room for ten keys."""
    cloud.cluster.limit_memory(10 * EACH, policy)


def names(first, last):
    return [f"{number:02}" for number in range(first, last + 1)]


def test_keys_that_expire_some_day_go_first_as_elasticache_is_set_up(cloud, cache):
    """volatile-lru: a key without a time to live is never let go; when only such ones are left, writes are refused."""
    cloud.cluster.limit_memory(10 * EACH)
    put(cache, *names(1, 5))
    put(cache, *names(6, 10), ex=600)
    put(cache, *names(11, 15))
    cache.ping(target_nodes=cache.get_random_node())
    assert {*names(1, 5), *names(11, 15)} == kept(cloud)
    put(cache, "16")
    with pytest.raises(FULL) as refused:
        put(cache, "17")
    assert str(refused.value) == "command not allowed when used memory > 'maxmemory'."
    assert cache.get("01") == "x" * 50
    cache.delete("01")
    put(cache, "17")


def test_nothing_goes_with_noeviction(cloud, cache):
    """One write is too much, and those after it are refused: reads and deletions are not."""
    ten(cloud, "noeviction")
    put(cache, *names(1, 11), ex=600)
    for write in (lambda: put(cache, "12"), lambda: cache.incr("n"), lambda: cache.lpush("l", 1)):
        with pytest.raises(FULL):
            write()
    with pytest.raises((ExecAbortError, *FULL)):
        cache.pipeline(transaction=True).set("a", 1).execute()
    assert cache.get("01") == "x" * 50
    assert kept(cloud) == set(names(1, 11))
    cloud.clock.advance(minutes=11)
    put(cache, "12")
    assert kept(cloud) == {"12"}
    assert (facts(cloud, "stats")["evicted_keys"], facts(cloud, "stats")["expired_keys"]) == ("0", "11")


def test_what_was_used_last_stays(cloud, cache):
    """allkeys-lru: of a few that are drawn, the one that nobody asked for for the longest time goes."""
    ten(cloud, "allkeys-lru")
    put(cache, *names(1, 10))
    for number in range(11, 71):
        cloud.clock.advance(seconds=1)
        assert cache.get("01") == "x" * 50
        put(cache, f"{number}")
    assert "01" in kept(cloud)
    assert len(kept(cloud)) == 11
    cache.get("01")
    assert len(kept(cloud)) == 10
    assert facts(cloud, "stats")["evicted_keys"] == "60"


def test_asking_for_the_time_left_does_not_count_as_use(cloud, cache):
    """TTL, TYPE and EXISTS leave a key as unused as it was."""
    space = cloud.cluster.shards[0].space
    put(cache, "01", ex=600)
    used = space.use_of(b"01").at
    cloud.clock.advance(seconds=5)
    cache.ttl("01"), cache.type("01"), cache.exists("01")
    assert space.use_of(b"01").at == used
    cache.touch("01")
    assert space.use_of(b"01").at > used


def test_what_is_used_often_stays(cloud, cache):
    """allkeys-lfu: a key that many ask for outlives one that was used a moment ago; its count falls by one a minute."""
    ten(cloud, "allkeys-lfu")
    put(cache, *names(1, 10))
    for _ in range(200):
        cache.get("05")
    for number in range(11, 40):
        put(cache, f"{number}")
    assert "05" in kept(cloud)
    space = cloud.cluster.shards[0].space
    count = space.use_of(b"05").count
    assert 5 < count < 30
    cloud.clock.advance(minutes=3)
    cloud.cluster.memory.policy = "allkeys-lru"
    cache.get("05")
    assert space.use_of(b"05").count == count - 3


def test_the_nearest_end_goes_first(cloud, cache):
    """volatile-ttl: of those that are drawn, the one with the least time left."""
    ten(cloud, "volatile-ttl")
    for number, name in enumerate(names(1, 10)):
        put(cache, name, ex=100 + number)
    put(cache, "11", "12", ex=5_000)
    cache.get("12")
    gone = set(names(1, 12)) - kept(cloud)
    assert len(gone) == 2
    assert gone <= set(names(1, 7))  # the least of five of ten, twice


@pytest.mark.parametrize("policy", ["allkeys-random", "volatile-random", "allkeys-lru", "volatile-lfu"])
def test_the_same_seed_lets_the_same_keys_go(policy):
    """And another seed others."""

    def left(seed):
        with Cloud(seed=seed) as cloud:
            cloud.cluster.build(shards=1, replicas=0)
            ten(cloud, policy)
            put(cloud.cache(), *names(1, 60), ex=600)
            return kept(cloud)

    assert left(1) == left(1)
    assert len({frozenset(left(seed)) for seed in range(1, 6)}) > 1


def test_what_info_says(cloud, cache):
    """As much as says something here; in the sections and the form that redis-py reads."""
    cloud.cluster.limit_memory(3 * EACH, "allkeys-lru")
    put(cache, "01", ex=60)
    put(cache, "02", "03", "04")
    [told] = [cache.info(target_nodes=node) for node in cache.get_primaries() if node.host == "10.0.1.1"]
    assert {key: told[key] for key in ("used_memory", "maxmemory", "maxmemory_policy", "evicted_keys")} == {
        "used_memory": 3 * EACH, "maxmemory": 3 * EACH, "maxmemory_policy": "allkeys-lru", "evicted_keys": 1,
    }  # fmt: skip
    assert told["db0"]["keys"] == 3
    assert (facts(cloud)["used_memory_human"], facts(cloud)["maxmemory_human"]) == ("300B", "300B")
    assert facts(cloud, "nosuch") == {}
    with pytest.raises(NotSimulated, match="INFO replication of Redis is not simulated"):
        facts(cloud, "replication")


def test_a_watched_key_that_is_let_go_has_changed(cloud, cache):
    """As any other that is gone."""
    from redis.exceptions import WatchError

    ten(cloud, "volatile-ttl")
    put(cache, "01", ex=10)
    with cache.pipeline(transaction=True) as pipe:
        pipe.watch("01")
        put(cloud.cache(who="ben"), *names(2, 11))
        pipe.multi()
        pipe.get("01")
        with pytest.raises(WatchError):
            pipe.execute()


def test_a_node_type_has_its_memory():
    """Three quarters of what the type has, which no test here fills: then it is said that this is not simulated."""
    made = {"NumNodeGroups": 1, "ReplicasPerNodeGroup": 0, "AutomaticFailoverEnabled": True, "ClusterMode": "enabled"}
    with Cloud(services=["elasticache"]) as cloud:
        cloud.client("elasticache").create_replication_group(
            ReplicationGroupId="leaves", ReplicationGroupDescription="x", CacheNodeType="cache.t4g.micro", **made
        )
        cloud.clock.advance(hours=1)
        cloud.layer(ElastiCacheRules).connect("leaves", cloud.cluster)
        assert facts(cloud)["maxmemory"] == "402653184"
        assert facts(cloud)["maxmemory_policy"] == "volatile-lru"
        cache = cloud.cache()
        with pytest.raises(NotSimulated, match="more than 8 MB or 10,000 keys is not simulated"):
            for number in range(11):
                cache.set(f"k{number}", "x" * 900_000, ex=60)


def test_a_policy_has_to_be_one(cloud):
    with pytest.raises(ValueError, match="no policy 'lru'. There are volatile-lru, allkeys-lru"):
        cloud.cluster.limit_memory(1000, "lru")
    assert len(POLICIES) == 8


def test_a_count_grows_ever_more_slowly():
    """Redis's figures, with its usual factor of 10: about 10 after 100 uses, about 18 after 1,000."""
    found = []
    for uses in (100, 1000):
        memory = Memory(policy="allkeys-lfu")
        use = Use(0, 0)
        for _ in range(uses):
            use = memory.note_use(use, 0)
        found.append(use.count)
    assert 8 <= found[0] <= 14
    assert 15 <= found[1] <= 22


# SCAN


def test_scan_finds_every_key_page_by_page(cloud):
    """Of all shards; COUNT is how many a page has, MATCH and TYPE choose of these."""
    cache = cloud.cache()
    for number in range(300):
        cache.set(f"profile:{number}", number)
    for number in range(20):
        cache.hset(f"report:{number}", "a", 1)
    assert sorted(cache.scan_iter(count=7)) == sorted(cloud.cluster.values())
    assert sorted(cache.scan_iter(match="report:*")) == sorted(f"report:{number}" for number in range(20))
    assert len(list(cache.scan_iter(_type="HASH"))) == 20
    assert sorted(cache.keys("profile:1?", target_nodes=cache.get_primaries())) == [
        f"profile:{number}" for number in range(10, 20)
    ]


def test_a_pattern_cannot_be_made_to_take_for_ever(cache):
    """A regular expression of it would not come to an end."""
    cache.set("{k}" + "a" * 3000, "1")
    assert cache.keys("{k}" + "*a" * 40 + "b") == []
    assert cache.keys("{k}" + "*a" * 40) == ["{k}" + "a" * 3000]


def test_scan_tells_what_is_there_all_the_time(cloud, cache):
    """Whatever comes and goes between two pages; a page may be empty, and only the cursor 0 is the end."""
    stay = {f"stay:{number}" for number in range(50)}
    for name in stay:
        cache.set(name, 1)
    for number in range(50):
        cache.set(f"go:{number}", 1)
    told, empty, pages, cursor = [], 0, 0, 0
    node = cache.get_node_from_key("stay:0")
    while pages == 0 or cursor:
        cursors, page = cache.scan(cursor=cursor, count=3, match="stay:*", target_nodes=node)
        cursor = cursors[node.name]
        told += page
        empty += not page
        cache.delete(f"go:{pages}")
        cache.set(f"come:{pages}", 1)
        pages += 1
    assert set(told) == stay
    assert empty > 0
    assert pages > 30


def test_scan_leaves_out_what_has_expired(cloud, cache):
    cache.set("a", 1, ex=5)
    cache.set("b", 1)
    cloud.clock.advance(seconds=6)
    assert list(cache.scan_iter()) == ["b"]
