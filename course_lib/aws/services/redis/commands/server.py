"""Commands that ask a node about itself and its cluster."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from course_lib.aws.http.messages import NotSimulated
from course_lib.aws.services.redis.commands.spec import wrong_number
from course_lib.aws.services.redis.replies import OK, PONG, Refusal, Reply, text_of
from course_lib.aws.services.redis.slots import slot_of


class Cluster(Protocol):
    """What a node knows of its cluster."""

    def slots(self) -> list[Reply]: ...
    def info(self) -> bytes: ...


def tell(cluster: Cluster, now: int, name: str, args: Sequence[bytes]) -> Reply:
    """Answer PING, ECHO, TIME or CLUSTER; or an UNWATCH that was queued, which has nothing left to do.

    Args:
        cluster: the node's.
        now: in milliseconds since 1970.
        name: of the command, in small letters.
        args: without the name.

    Raises:
        Refusal: as the server words it.
        NotSimulated: this part of CLUSTER is not here.
    """
    if name == "ping":
        if len(args) > 1:
            raise wrong_number("ping")
        return args[0] if args else PONG
    if name == "echo":
        return args[0]
    if name == "unwatch":
        return OK
    if name == "time":
        return [b"%d" % (now // 1000), b"%d" % (now % 1000 * 1000)]
    return _cluster(cluster, text_of(args[0]), args[1:])


def _cluster(cluster: Cluster, name: str, args: Sequence[bytes]) -> Reply:
    part = name.lower()
    if part == "slots" and not args:
        return cluster.slots()
    if part == "keyslot" and len(args) == 1:
        return slot_of(args[0])
    if part == "info" and not args:
        return cluster.info()
    if part in ("slots", "keyslot", "info"):
        raise wrong_number(f"cluster|{part}")
    if part in PARTS:
        raise NotSimulated(f"CLUSTER {part.upper()} is not simulated. CLUSTER INFO, KEYSLOT and SLOTS are.")
    raise Refusal(f"ERR unknown subcommand '{name}'. Try CLUSTER HELP.")


# Redis 7.0, CLUSTER HELP.
PARTS = frozenset(
    """
    addslots addslotsrange bumpepoch count-failure-reports countkeysinslot delslots delslotsrange failover flushslots
    forget getkeysinslot help links meet myid nodes replicas replicate reset saveconfig set-config-epoch setslot shards
    slaves
    """.split()
)
