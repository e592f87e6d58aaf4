"""What happens to replicas: one moment of their story."""

from __future__ import annotations

from dataclasses import dataclass

NAMES = ("replica 1 (leader)", "replica 2", "replica 3")


@dataclass(frozen=True)
class Event:
    """A moment of the story.

    Attributes:
        seconds: since the first event.
        kind: "write", "arrival", "read" (eventually consistent) or "strong" (consistent).
        who: sent the request; nobody sends an arrival.
        replica: which took the write, learned of it, or answered.
        value: what was written or returned, in words.
        held: what each replica holds from then on.
    """

    seconds: float
    kind: str
    who: str
    replica: int
    value: str
    held: tuple[str, ...]

    @property
    def stale(self) -> bool:
        """Whether a read returned something else than the leader held."""
        return self.kind == "read" and self.value != self.held[0]

    @property
    def words(self) -> str:
        """What happened."""
        if self.kind == "write":
            return f"write {self.value}"
        if self.kind == "arrival":
            return f"{self.value} reaches {NAMES[self.replica]}"
        how = "consistent read" if self.kind == "strong" else "read"
        return f"{how} → {self.value}{', old' if self.stale else ''}"
