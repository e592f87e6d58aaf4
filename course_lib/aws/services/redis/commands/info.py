"""INFO: what a node tells of itself, as far as it says something here. Source: Redis 7.0, server.c."""

from __future__ import annotations

from collections.abc import Sequence

from course_lib.aws.http.messages import NotSimulated
from course_lib.aws.services.redis.keyspace import Keyspace
from course_lib.aws.services.redis.memory import Memory
from course_lib.aws.services.redis.replies import text_of

HERE = ("server", "memory", "stats", "cluster", "keyspace")
ALL = ("default", "all", "everything")
OTHERS = "clients persistence replication cpu commandstats latencystats modules errorstats debug".split()


def info(space: Keyspace, memory: Memory, args: Sequence[bytes]) -> bytes:
    """The reply to INFO.

    Args:
        space: the node's keys.
        memory: that it has.
        args: the sections that are asked for; those that are there without any.

    Raises:
        NotSimulated: one is not here.
    """
    asked = {text_of(each).lower() for each in args} or set(ALL)
    for name in OTHERS:
        if name in asked:
            raise NotSimulated(f"INFO {name} of Redis is not simulated. These sections are: {', '.join(HERE)}.")
    space.drop_expired()
    told = [_section(name, space, memory) for name in HERE if name in asked or asked & set(ALL)]
    return "\r\n".join(told).encode()


def _section(name: str, space: Keyspace, memory: Memory) -> str:
    sections: dict[str, dict[str, object]] = {
        "server": {"redis_mode": "cluster"},
        "memory": {
            "used_memory": space.used,
            "used_memory_human": _human(space.used),
            "maxmemory": memory.maxmemory,
            "maxmemory_human": _human(memory.maxmemory),
            "maxmemory_policy": memory.policy,
        },
        "stats": {
            "expired_keys": space.counts["expired"],
            "evicted_keys": space.counts["evicted"],
            "keyspace_hits": space.counts["hits"],
            "keyspace_misses": space.counts["misses"],
        },
        "cluster": {"cluster_enabled": 1},
        "keyspace": _keyspace(space),
    }
    return "".join([f"# {name.title()}\r\n", *(f"{key}:{value}\r\n" for key, value in sections[name].items())])


def _keyspace(space: Keyspace) -> dict[str, object]:
    if not len(space):
        return {}
    left = [space.expiry(key) - space.now() for key in space.volatile()]
    average = sum(left) // len(left) if left else 0
    return {"db0": f"keys={len(space)},expires={len(left)},avg_ttl={average}"}


def _human(count: int) -> str:
    """A number of bytes as Redis writes it: 917.30K."""
    if count < 1024:
        return f"{count}B"
    power = min((count.bit_length() - 1) // 10, 5)
    return f"{count / 1024**power:.2f}{'BKMGTP'[power]}"
