"""How much memory a node has for keys, and which keys go when that is used up.

Before a node carries a command out, it lets keys go until the others fit; if none may go, commands that need memory are
refused. Which ones go is approximate: the worst of a few that are drawn.
Source: Redis 7.0, evict.c (performEvictions, LFULogIncr, LFUDecrAndReturn), server.c (processCommand) and redis.conf
(maxmemory-samples 5); ElastiCache user guide, "Redis OSS parameters" (maxmemory-policy is volatile-lru unless changed).
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from course_lib.aws.http.messages import NotSimulated
from course_lib.aws.services.redis.keyspace import MOST_BYTES, MOST_KEYS, OUT_OF_MEMORY, Keyspace, Use

POLICIES = (
    "volatile-lru",
    "allkeys-lru",
    "volatile-lfu",
    "allkeys-lfu",
    "volatile-random",
    "allkeys-random",
    "volatile-ttl",
    "noeviction",
)
SAMPLES = 5
FACTOR = 10  # lfu-log-factor
AT_FIRST = 5  # LFU_INIT_VAL: what a new key's count begins with
MINUTE = 60_000  # lfu-decay-time, in milliseconds: a count loses one for each that a key is not used


@dataclass
class Memory:
    """What the nodes of a cluster have.

    Attributes:
        maxmemory: bytes for keys and values of a shard, as they are counted here.
        policy: which keys may go, and which of them first.
        chance: draws.
    """

    maxmemory: int = MOST_BYTES
    policy: str = "volatile-lru"
    chance: random.Random = field(default_factory=lambda: random.Random(0))

    def is_over(self, space: Keyspace) -> bool:
        """Whether a shard has more than fits."""
        return space.used > min(self.maxmemory, MOST_BYTES) or len(space) >= MOST_KEYS

    def make_room(self, space: Keyspace) -> bool:
        """Let keys go until the others fit.

        Returns:
            whether they do.
        """
        if self.is_over(space):
            space.drop_expired()
        while self.is_over(space):
            key = self._next(space)
            if key is None:
                return False
            space.evict(key)
        return True

    def refuse(self) -> None:
        """Refuse a command that needs memory.

        Raises:
            Refusal: as Redis words it.
            NotSimulated: a node of this size would have room; this one has not.
        """
        if self.maxmemory > MOST_BYTES:
            raise NotSimulated(
                f"A shard of more than {MOST_BYTES >> 20} MB or {MOST_KEYS:,} keys is not simulated. Nodes that are "
                "full sooner are: see limit_memory."
            )
        raise OUT_OF_MEMORY

    def note_use(self, use: Use, now: int) -> Use:
        """How a key has been used, after it has been once more."""
        count = _count(use, now)
        if self.policy.endswith("lfu") and self.chance.random() < 1 / (max(count - AT_FIRST, 0) * FACTOR + 1):
            count = min(count + 1, 255)
        return Use(now, count)

    def _next(self, space: Keyspace) -> bytes | None:
        """The key that goes next; None if none may."""
        which, _, order = self.policy.partition("-")
        keys = [] if not order else space.volatile() if which == "volatile" else list(space.keys())
        if self.maxmemory > MOST_BYTES or not keys:  # what is too much for us is not for a node of this size
            return None
        if order == "random":
            return self.chance.choice(keys)
        drawn = self.chance.sample(keys, min(SAMPLES, len(keys)))
        now = space.now()
        if order == "ttl":
            return min(drawn, key=space.expiry)
        if order == "lfu":
            return min(drawn, key=lambda key: _count(space.use_of(key), now))
        return min(drawn, key=lambda key: space.use_of(key).at)


def _count(use: Use, now: int) -> int:
    """How often a key was used lately, on Redis's scale from 0 to 255."""
    return int(max(use.count - (now - use.at) // MINUTE, 0))
