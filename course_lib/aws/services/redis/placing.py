"""Which node carries a command out, and what the others say: MOVED, ASK, TRYAGAIN, CROSSSLOT.

Source: cluster.c of Redis 7.0, getNodeByQuery; Redis cluster specification, "MOVED redirection", "ASK redirection" and
"Multi-keys operations" (while a slot moves, they are refused with TRYAGAIN if their keys are on two sides).
"""

from __future__ import annotations

from collections.abc import Sequence

from course_lib.aws.services.redis.messages import PORT
from course_lib.aws.services.redis.migration import Migration, Move
from course_lib.aws.services.redis.replies import Refusal
from course_lib.aws.services.redis.shards import Node, Shard
from course_lib.aws.services.redis.slots import slot_of

CROSSSLOT = Refusal("CROSSSLOT Keys in request don't hash to the same slot")
TRYAGAIN = Refusal("TRYAGAIN Multiple keys request during rehashing of slot")


def check_place(
    shards: Sequence[Shard], migration: Migration | None, node: Node, keys: Sequence[bytes], asking: bool
) -> Shard:
    """The shard whose keys a node works on, if it carries a command with these keys out.

    Args:
        shards: of the cluster.
        migration: of slots, if there is one.
        node: that is asked.
        keys: of the command.
        asking: whether ASKING was said just before.

    Raises:
        Refusal: another one is to be asked, or the keys do not go together.
    """
    here = next(shard for shard in shards if node in shard.nodes)
    if not keys:
        return here
    slot = one_slot(keys)
    owner = owner_of(shards, slot)
    move = moving(migration, slot)
    if move and node is here.primary:
        missing = [here.space.find(key) is None for key in keys]
        if here is owner and any(missing):
            if not all(missing):
                raise TRYAGAIN
            raise _redirect("ASK", slot, next(shard for shard in shards if shard.name == move.target))
        if here.name == move.target and asking:
            if any(missing) and len(set(keys)) > 1:
                raise TRYAGAIN
            return here
    if node is not owner.primary:
        raise _redirect("MOVED", slot, owner)
    return owner


def one_slot(keys: Sequence[bytes]) -> int:
    """The slot of some keys; 0 for none.

    Raises:
        Refusal: they are of several.
    """
    slots = {slot_of(key) for key in keys}
    if len(slots) > 1:
        raise CROSSSLOT
    return slots.pop() if slots else 0


def owner_of(shards: Sequence[Shard], slot: int) -> Shard:
    """The shard that a slot belongs to.

    Raises:
        Refusal: it is nobody's.
    """
    found = next((shard for shard in shards if shard.has(slot)), None)
    if found is None:
        raise Refusal("CLUSTERDOWN Hash slot not served")
    return found


def holder_of(shards: Sequence[Shard], migration: Migration | None, keys: Sequence[bytes]) -> Shard:
    """The shard that has some keys, also while their slot moves; one that would get them, if there are none.

    Raises:
        Refusal: they are of several slots, or on two sides.
    """
    slot = one_slot(keys)
    owner = owner_of(shards, slot)
    move = moving(migration, slot)
    if move is None or not keys:
        return owner
    missing = [owner.space.find(key) is None for key in keys]
    if all(missing):
        return next(shard for shard in shards if shard.name == move.target)
    if any(missing):
        raise TRYAGAIN
    return owner


def moving(migration: Migration | None, slot: int) -> Move | None:
    """How a slot moves at present, if it does."""
    move = migration.running if migration and not migration.joining else None
    return move if move and move.slot == slot else None


def _redirect(code: str, slot: int, to: Shard) -> Refusal:
    return Refusal(f"{code} {slot} {to.primary.host}:{PORT}")
