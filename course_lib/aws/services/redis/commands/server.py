"""Commands that ask a node about itself and its cluster."""

from __future__ import annotations

from collections.abc import Sequence

from course_lib.aws.http.messages import NotSimulated
from course_lib.aws.services.redis.commands.info import info
from course_lib.aws.services.redis.commands.spec import to_integer, wrong_number
from course_lib.aws.services.redis.keyspace import Keyspace
from course_lib.aws.services.redis.memory import Memory
from course_lib.aws.services.redis.replies import OK, PONG, Refusal, Reply, text_of
from course_lib.aws.services.redis.shards import Shard
from course_lib.aws.services.redis.slots import SLOTS, slot_of
from course_lib.aws.services.redis.told import info_of, shards_of, slots_of


def tell(shards: Sequence[Shard], memory: Memory, space: Keyspace, name: str, args: Sequence[bytes]) -> Reply:
    """Answer PING, ECHO, TIME, INFO or CLUSTER; or an UNWATCH or ASKING that was queued, which has nothing left to do.

    Args:
        shards: of the cluster.
        memory: that the node has.
        space: its keys.
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
    if name in ("unwatch", "asking"):
        return OK
    if name == "time":
        now = space.now()
        return [b"%d" % (now // 1000), b"%d" % (now % 1000 * 1000)]
    if name == "info":
        return info(space, memory, args)
    return _cluster(shards, space, text_of(args[0]), args[1:])


def _cluster(shards: Sequence[Shard], space: Keyspace, name: str, args: Sequence[bytes]) -> Reply:
    part = name.lower()
    if part == "slots" and not args:
        return slots_of(shards)
    if part == "shards" and not args:
        return shards_of(shards)
    if part == "countkeysinslot" and len(args) == 1:
        slot = to_integer(args[0])
        if not 0 <= slot < SLOTS:
            raise Refusal("ERR Invalid slot")
        return len(space.in_slot(slot))
    if part == "getkeysinslot" and len(args) == 2:
        slot, most = map(to_integer, args)
        if not 0 <= slot < SLOTS or most < 0:
            raise Refusal("ERR Invalid slot or number of keys")
        return space.in_slot(slot)[:most]
    if part == "keyslot" and len(args) == 1:
        return slot_of(args[0])
    if part == "info" and not args:
        return info_of(shards)
    if part in ANSWERED:
        raise wrong_number(f"cluster|{part}")
    if part in RESTRICTED:
        raise NotSimulated(
            f"Amazon ElastiCache lets no program use CLUSTER {part.upper()}; what it answers is not simulated. Shards "
            "and slots are changed with ModifyReplicationGroupShardConfiguration."
        )
    if part in PARTS:
        raise NotSimulated(f"CLUSTER {part.upper()} is not simulated. These are: {', '.join(ANSWERED).upper()}.")
    raise Refusal(f"ERR unknown subcommand '{name}'. Try CLUSTER HELP.")


ANSWERED = ("countkeysinslot", "getkeysinslot", "info", "keyslot", "shards", "slots")
# ElastiCache user guide, "Restricted commands".
RESTRICTED = frozenset(
    "addslots addslotsrange bumpepoch delslots delslotsrange failover flushslots forget links meet setslot".split()
)
# Redis 7.0, CLUSTER HELP.
PARTS = frozenset(
    """
    addslots addslotsrange bumpepoch count-failure-reports countkeysinslot delslots delslotsrange failover flushslots
    forget getkeysinslot help links meet myid nodes replicas replicate reset saveconfig set-config-epoch setslot shards
    slaves
    """.split()
)
