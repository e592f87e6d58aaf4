"""What a connection has begun: keys that it watches, and a transaction that it has opened.

Source: multi.c of Redis 7.0, and the page "Transactions" of its manual.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from course_lib.aws.http.messages import NotSimulated
from course_lib.aws.services.redis.commands.spec import Spec
from course_lib.aws.services.redis.replies import OK, Refusal, Reply

MOST_BYTES = 512 * 1024  # of the keys that one connection watches, and of what it has queued
MOST_SESSIONS = 100  # that watch or have opened something; the oldest is forgotten
TRANSACTION = frozenset(["multi", "exec", "discard", "watch", "unwatch"])


@dataclass
class Session:
    """One connection.

    Attributes:
        asking: whether it has just said ASKING.
        watched: keys, and whether each was there when it was first watched.
        changed: whether one of them was changed since.
        in_multi: whether it has opened a transaction.
        queue: the commands of that.
        spoiled: whether one of them was refused.
    """

    asking: bool = False
    watched: dict[bytes, bool] = field(default_factory=dict)
    changed: bool = False
    in_multi: bool = False
    queue: list[tuple[Spec, Sequence[bytes]]] = field(default_factory=list)
    spoiled: bool = False
    _held: int = 0

    @property
    def is_idle(self) -> bool:
        return not self.watched and not self.in_multi and not self.asking

    def enqueue(self, spec: Spec, command: Sequence[bytes]) -> None:
        """Note a command for EXEC.

        Raises:
            NotSimulated: that is more than is kept.
        """
        self._hold(command)
        self.queue.append((spec, command))

    def _hold(self, parts: Sequence[bytes]) -> None:
        self._held += sum(len(part) + 64 for part in parts)
        if self._held > MOST_BYTES:
            raise NotSimulated("A transaction of more than half a megabyte is not simulated.")

    def spoil(self) -> None:
        """Something was refused: a transaction that is open cannot be carried out any more."""
        self.spoiled = self.spoiled or self.in_multi

    def abort(self, refusal: Refusal) -> Refusal:
        """An EXEC was refused before it was looked at: the transaction is closed, and nothing of it carried out."""
        self.end()
        return Refusal(f"EXECABORT Transaction discarded because of: {refusal.text.removeprefix('ERR ')}")

    def end(self) -> tuple[list[tuple[Spec, Sequence[bytes]]], bool, dict[bytes, bool] | None]:
        """Close the transaction, and watch nothing any more.

        Returns:
            what was queued; whether it is spoiled; the watched keys, None if one of them was changed.
        """
        ended = self.queue, self.spoiled, None if self.changed else dict(self.watched)
        self.queue, self.spoiled, self.in_multi, self._held = [], False, False, 0
        self.unwatch()
        return ended

    def unwatch(self) -> None:
        self.watched.clear()
        self.changed = False

    def handle(self, name: str, keys: Sequence[bytes], is_there: Callable[[bytes], bool]) -> Reply:
        """Answer MULTI, DISCARD, WATCH, UNWATCH, or an EXEC without a transaction.

        Raises:
            Refusal: not now.
        """
        if name == "watch":
            if self.in_multi:
                raise Refusal("ERR WATCH inside MULTI is not allowed")
            self._hold(keys)
            for key in keys:
                self.watched.setdefault(key, is_there(key))
        elif name == "multi":
            if self.in_multi:
                raise Refusal("ERR MULTI calls can not be nested")
            self.in_multi = True
        elif name in ("exec", "discard"):
            if not self.in_multi:
                raise Refusal(f"ERR {name.upper()} without MULTI")
            self.end()
        else:
            self.unwatch()
        return OK


class Sessions:
    """The connections that watch something or have opened a transaction."""

    def __init__(self) -> None:
        self._by_name: dict[str, Session] = {}

    def of(self, name: str) -> Session:
        """The session of a connection; a new one for one that has begun nothing."""
        if name not in self._by_name:
            while len(self._by_name) >= MOST_SESSIONS:
                del self._by_name[next(iter(self._by_name))]
            self._by_name[name] = Session()
        return self._by_name[name]

    def forget_idle(self, name: str) -> None:
        """Forget a session that has nothing going on."""
        if name in self._by_name and self._by_name[name].is_idle:
            del self._by_name[name]

    def drop(self, name: str) -> None:
        """A connection is closed."""
        self._by_name.pop(name, None)

    def watched_by(self, connection: str) -> list[bytes]:
        """What a connection watches, whoever opened it."""
        owners = [each for name, each in self._by_name.items() if name.endswith(f" {connection}")]
        return [key for session in owners for key in session.watched]

    def touch(self, key: bytes) -> None:
        """A key was changed: who watches it carries out no transaction."""
        for session in self._by_name.values():
            session.changed = session.changed or key in session.watched


def asks_transaction(spec: Spec) -> bool:
    """Whether a command is about transactions, and not about keys."""
    return spec.name in TRANSACTION


def in_transaction(session: Session, spec: Spec) -> bool:
    """Whether a command is queued: all but these are, after MULTI."""
    return session.in_multi and spec.name not in TRANSACTION - {"unwatch"}
