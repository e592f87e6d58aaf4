"""Commands that ask a node about itself and its cluster."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from course_lib.aws.http.messages import NotSimulated
from course_lib.aws.services.redis.commands.spec import wrong_number
from course_lib.aws.services.redis.replies import OK, PONG, Refusal, Reply, text_of
from course_lib.aws.services.redis.slots import SLOTS, slot_of

if TYPE_CHECKING:
    from course_lib.aws.services.redis.cluster import Cluster, Shard


def tell(cluster: Cluster, shard: Shard, name: str, args: Sequence[bytes]) -> Reply:
    """Answer PING, ECHO, TIME or CLUSTER; or an UNWATCH that was queued, which has nothing left to do.

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
        now = shard.space.now()
        return [b"%d" % (now // 1000), b"%d" % (now % 1000 * 1000)]
    return _cluster(cluster, text_of(args[0]), args[1:])


def _cluster(cluster: Cluster, name: str, args: Sequence[bytes]) -> Reply:
    part = name.lower()
    if part == "slots" and not args:
        return cluster.slots()
    if part == "keyslot" and len(args) == 1:
        return slot_of(args[0])
    if part == "info" and not args:
        return _info(cluster)
    if part in ("slots", "keyslot", "info"):
        raise wrong_number(f"cluster|{part}")
    if part in PARTS:
        raise NotSimulated(f"CLUSTER {part.upper()} is not simulated. CLUSTER INFO, KEYSLOT and SLOTS are.")
    raise Refusal(f"ERR unknown subcommand '{name}'. Try CLUSTER HELP.")


def _info(cluster: Cluster) -> bytes:
    up = sum(shard.last - shard.first + 1 for shard in cluster.shards if shard.primary.is_up)
    facts = {
        "cluster_state": "ok" if up == SLOTS else "fail",
        "cluster_slots_assigned": SLOTS,
        "cluster_slots_ok": up,
        "cluster_known_nodes": sum(len(shard.nodes) for shard in cluster.shards),
        "cluster_size": len(cluster.shards),
    }
    return "".join(f"{name}:{value}\r\n" for name, value in facts.items()).encode()


# Redis 7.0, CLUSTER HELP.
PARTS = frozenset(
    """
    addslots addslotsrange bumpepoch count-failure-reports countkeysinslot delslots delslotsrange failover flushslots
    forget getkeysinslot help links meet myid nodes replicas replicate reset saveconfig set-config-epoch setslot shards
    slaves
    """.split()
)
