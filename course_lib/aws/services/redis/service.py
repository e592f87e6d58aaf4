"""The Redis cluster as the rest of the cloud sees it: a service with a protocol of its own.

The redis package is imported when a client is first made.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from course_lib.aws import footprint
from course_lib.aws.fault import ANYWHERE, Fault
from course_lib.aws.footprint import Footprint
from course_lib.aws.http.fates import CONNECTION_CLOSED
from course_lib.aws.http.messages import Call, Request, Response
from course_lib.aws.kept import Kept
from course_lib.aws.layers.journal import Entry
from course_lib.aws.service import Account, Bound, Service
from course_lib.aws.services.redis import messages
from course_lib.aws.services.redis.messages import NAME
from course_lib.aws.services.redis.replies import text_of
from course_lib.aws.services.redis.words import in_words
from course_lib.aws.words import Keys, Words

if TYPE_CHECKING:
    from course_lib.aws.services.redis.cluster import Cluster


class Redis(Service):
    """One cluster in each account. Nobody waits for anybody: each command, and each transaction, is one step."""

    def open(self, account: Account) -> Cluster:
        from course_lib.aws.services.redis.cluster import Cluster

        return Cluster(account.clock, account.journal, account.account, account.seed)

    def contents(self, account: Account) -> Iterable[tuple[str, Kept]]:
        from course_lib.aws.services.redis.contents import contents

        return contents(self._cluster(account))

    def bind(self, kind: str) -> Bound:
        from course_lib.aws.services.redis.client import CacheBinding

        return CacheBinding()

    def owns(self, request: Request) -> bool:
        return messages.is_batch(request)

    def send(self, account: Account, request: Request, who: str) -> Response:
        return self._cluster(account).send(request, who)

    def read_call(self, request: Request, who: str, account: str) -> Call:
        return messages.to_call(messages.read_batch(request), who, account)

    def footprint(self, account: Account, request: Request) -> Footprint:
        """The keys that a request touches, each as a table of its own: requests with none in common commute."""
        touched = self._cluster(account).keys_of(request)
        if touched is None:
            return footprint.UNKNOWN
        reads, keys = touched
        return Footprint(reads, frozenset(f"{NAME}/{text_of(key)}" for key in keys))

    def faults(self, account: Account, request: Request) -> Collection[Fault]:
        return {*ANYWHERE, Fault.CONNECTION_LOST}

    def strike(self, account: Account, request: Request, who: str, fault: Fault) -> Response | None:
        """What a connection watched is forgotten when it breaks."""
        if fault is not Fault.CONNECTION_LOST:
            answer = super().strike(account, request, who, fault)
            self._cluster(account).hang_up(request, who)
            return answer
        self._cluster(account).hang_up(request, who)
        return CONNECTION_CLOSED

    def words(self, entry: Entry, keys: Keys) -> Words:
        return in_words(entry, self.is_read(entry.operation))

    def _cluster(self, account: Account) -> Cluster:
        cluster: Cluster = account.kept(self.name)
        return cluster


# Commands that change nothing; WATCH and the like change nothing that others can see.
READS = """
    ASKING CLUSTER* DBSIZE DISCARD ECHO EXISTS EXPIRETIME GET GETRANGE HEXISTS HGET HGETALL HKEYS HLEN HMGET HVALS
    INFO KEYS LLEN LRANGE MGET MULTI PEXPIRETIME PING PTTL SCAN SCARD SISMEMBER SMEMBERS STRLEN TIME TOUCH
    TTL TYPE UNWATCH WATCH ZCARD ZRANGE ZSCORE
""".split()

SERVICE = Redis(
    name=NAME,
    title="Amazon ElastiCache (a Redis cluster)",
    kinds=("cache",),
    reads=tuple(READS),
    warm={"cache": 1},
    place="the cache",
)
