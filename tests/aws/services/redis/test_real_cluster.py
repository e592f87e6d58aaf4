"""A cloud whose cache lies on real servers: what programs send, what goes wrong, and what time does."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from redis.exceptions import RedisClusterException, WatchError

from course_lib.aws.account import Cloud
from course_lib.aws.services.redis.real import servers
from course_lib.aws.services.redis.real.cluster import RealCluster
from course_lib.errors import CourseError

installed = pytest.mark.skipif(servers.programs() is None, reason="redis-server is not installed")


@pytest.fixture(scope="module")
def cloud() -> Iterator[Cloud]:
    if servers.programs() is None:
        pytest.skip("redis-server is not installed")
    with Cloud(services=()) as made:
        made.keep("redis", RealCluster(made.clock, made.journal, made.account))
        yield made


@pytest.fixture
def cache(cloud) -> Any:
    cloud.cluster.build()
    return cloud.cache()


def test_commands_reach_the_servers_and_the_journal(cloud, cache):
    before = len(cloud.journal.entries())

    cache.set("greeting", "hello", ex=60)

    assert (cache.get("greeting"), cloud.cluster.do("GET", "greeting")) == ("hello", "hello")
    assert [entry.operation for entry in cloud.journal.entries()[before:]] == ["SET", "GET"]
    with cache.pipeline(transaction=True) as pipe:
        pipe.set("{u}a", 1)
        pipe.incrby("{u}b", 5)
        assert pipe.execute() == ["OK", 5]
    assert cache.eval("return redis.call('get', KEYS[1])", 1, "greeting") == "hello"
    with pytest.raises(LookupError, match="WRONGTYPE"):
        cloud.cluster.do("LLEN", "greeting")


def test_a_connection_watches(cloud, cache):
    """What another program changes undoes the transaction."""
    other = cloud.cache(who="Ben")
    with cache.pipeline(transaction=True) as pipe:
        pipe.watch("n")
        other.set("n", 7)
        pipe.multi()
        pipe.set("n", 1)
        with pytest.raises(WatchError):
            pipe.execute()
    assert cache.get("n") == "7"


def test_keys_expire_by_the_clouds_clock(cloud, cache):
    """The clock is moved on, and nobody waits; what has longer left loses as much."""
    cache.set("lock", "ana", ex=30)
    cache.set("long", "ana", ex=1000)
    cache.set("ever", "ana")

    cloud.clock.advance(seconds=31)

    assert (cache.get("lock"), cache.get("ever"), cache.ttl("ever")) == (None, "ana", -1)
    assert 900 < cache.ttl("long") <= 969


def test_trouble_on_the_way_is_as_with_a_simulated_one(cloud, cache):
    cache.set("a", 1)
    with cloud.cluster.unreachable(), pytest.raises(RedisClusterException):
        cache.get("a")
    with cloud.cluster.refusing("OOM command not allowed", writes_only=True):
        assert cache.get("a") == "1"
    assert cache.get("a") == "1"


def test_what_a_real_cluster_does_not_do_is_said(cloud):
    with pytest.raises(ValueError, match="has 3 shards with 1 replica each"):
        cloud.cluster.build(shards=4)
    with pytest.raises(ValueError, match="do not move"):
        cloud.cluster.reshard([(1, "0001", "0002")], cloud.clock.now(), timedelta(seconds=1))
    with pytest.raises(ValueError, match="of no replication group"):
        cloud.cluster.take("leaves", [("0001", ((0, 16383),), ["0001-001"])])
    with pytest.raises(ValueError, match="is not limited"):
        cloud.cluster.limit_memory(1000)
    with pytest.raises(ValueError, match="cannot be chosen"):
        cloud.cluster.fail("0001-001", lost=5)
    with pytest.raises(CourseError, match="asked with commands"):
        cloud.cluster.values()


def test_a_replica_takes_the_place_of_a_primary_that_dies(cloud, cache):
    """Its keys are there, clients are sent to it, and pictures have its name. (The last test: a node is gone.)"""
    cloud.cluster.do("SET", "kept", "yes")
    primary = cloud.cluster.shard_of("kept").primary
    assert cloud.cluster._ask(cloud.cluster._port_of(primary), "WAIT", "1", "30000") == 1

    cloud.cluster.fail(primary.name)

    assert cache.get("kept") == "yes"
    after = cloud.cluster.shard_of("kept")
    assert (after.primary.name, [node.is_up for node in after.nodes]) == (primary.name[:-1] + "2", [True, False])


@installed
def test_servers_end_with_the_program_that_started_them(tmp_path):
    """Also if it never says so: their starter's input ends."""
    place = tmp_path / "nodes"
    place.mkdir()
    command = [sys.executable, "-m", servers.__name__, str(place)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as starter:
        assert starter.stdin is not None and starter.stdout is not None
        ports = json.loads(starter.stdout.readline())
        assert servers.is_whole(ports)
    assert [port for port in ports if servers.says(port, "PING")] == []
    assert not place.exists()
