"""Commands in a few words: SET user:7 {"name": …} EX 300 → OK."""

from __future__ import annotations

from typing import Any

from course_lib.aws.layers.journal import Entry
from course_lib.aws.words import VALUE_LIMIT, Words, count, line, shorten

LONGEST = 160  # characters of a command


def in_words(entry: Entry, reads_only: bool) -> Words:
    """A request of the journal, with what came of it."""
    commands = entry.params["Commands"]
    inside = [command for command in commands if command[0].upper() not in ("MULTI", "EXEC")]
    if len(commands) > 1 and inside:
        change = "; ".join(" ".join(_part(word) for word in command) for command in inside)
    else:
        change = " ".join(_part(word) for word in commands[-1][len(entry.operation.split()) :]) if commands else ""
    kind = "refused" if entry.error else "read" if reads_only else "write"
    return Words(entry.operation, "", shorten(change, LONGEST), "", "", _outcome(entry), kind)


def _part(word: str) -> str:
    return shorten(line(word))


def _outcome(entry: Entry) -> str:
    if entry.error:
        return shorten(line(entry.error.message), 100)
    return shorten(_shown((entry.result or {}).get("Reply")))


def _shown(reply: Any) -> str:
    if reply is None:
        return "nothing"
    if isinstance(reply, list):
        return count(len(reply), "answer") if len(reply) > 3 else ", ".join(map(_shown, reply))
    return shorten(line(reply), VALUE_LIMIT)
