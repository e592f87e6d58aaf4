"""Slots that move from shard to shard, one after the other, each with its keys: over the cloud's clock.

What has moved by now follows from the clock, and is done when somebody next asks: nothing runs in the background.
Source: Redis cluster specification, "Live reconfiguration" (the keys of a slot move one by one; the slot is the old
shard's until the last one is gone).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from course_lib.aws.number_ranges import numbers_in, ranges_of
from course_lib.aws.services.redis.shards import Shard
from course_lib.aws.services.redis.slots import slot_of


@dataclass(frozen=True)
class Move:
    """A slot, the shard that has it, and the shard that gets it."""

    slot: int
    source: str
    target: str


@dataclass
class Migration:
    """Moves that are under way.

    Attributes:
        moves: in their order.
        start: when the first one begins.
        each: how long each takes.
        joining: shards that there are from the start on.
        leaving: names of shards that are gone at the end.
        over: how many moves are.
    """

    moves: Sequence[Move]
    start: datetime
    each: timedelta
    joining: Sequence[Shard] = ()
    leaving: frozenset[str] = frozenset()
    over: int = 0
    _moved: int = 0  # keys of the slot that moves at present

    @property
    def running(self) -> Move | None:
        """The slot that moves at present."""
        return self.moves[self.over] if self.over < len(self.moves) else None

    def begins(self, slot: int) -> datetime:
        """When a slot begins to move.

        Raises:
            LookupError: it does not.
        """
        for number, move in enumerate(self.moves):
            if move.slot == slot:
                return self.start + number * self.each
        raise LookupError(f"Slot {slot} is not to move.")

    def go_on(self, now: datetime, shards: list[Shard]) -> bool:
        """Do what was to be done by now, to the shards in the list.

        Returns:
            whether that was all.
        """
        if now < self.start:
            return False
        for shard in self.joining:
            shards.append(shard)
        self.joining = ()
        by_name = {shard.name: shard for shard in shards}
        over = min(int((now - self.start) / self.each), len(self.moves))
        if over > self.over:
            _hand_over(self.moves[self.over : over], by_name)
            self.over, self._moved = over, 0
        if self.running is None:
            shards[:] = [shard for shard in shards if shard.name not in self.leaving]
            return True
        self._move_keys(self.running, by_name, (now - self.start) / self.each - self.over)
        return False

    def _move_keys(self, move: Move, by_name: dict[str, Shard], share: float) -> None:
        """Move as many keys of a slot as its share of time asks for, the newest first."""
        source, target = by_name[move.source].space, by_name[move.target].space
        keys = source.in_slot(move.slot)
        wanted = int(share * (self._moved + len(keys) + 1)) - self._moved
        for key in keys[: max(wanted, 0)]:
            source.give(key, target)
            self._moved += 1


def _hand_over(moves: Sequence[Move], by_name: dict[str, Shard]) -> None:
    """Let slots belong to other shards, with all their keys."""
    for name in {move.source for move in moves}:
        source = by_name[name]
        targets = {move.slot: by_name[move.target] for move in moves if move.source == name}
        held: dict[int, list[bytes]] = {}
        for key in source.space.keys():
            held.setdefault(slot_of(key), []).append(key)
        for slot, target in targets.items():
            for key in reversed(held.get(slot, ())):
                source.space.give(key, target.space)
        source.ranges = ranges_of(numbers_in(source.ranges) - targets.keys())
    for name in {move.target for move in moves}:
        gained = {move.slot for move in moves if move.target == name}
        by_name[name].ranges = ranges_of(numbers_in(by_name[name].ranges) | gained)
