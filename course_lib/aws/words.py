"""One call in a few words, from its entry in the journal: the parts, and the words for a service without its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from course_lib.aws.http.fates import CALLER_DIED
from course_lib.aws.layers.journal import Entry

Keys = Mapping[str, Sequence[str]]  # table name: the names of its key attributes

VALUE_LIMIT = 60  # characters of one value


@dataclass(frozen=True)
class Words:
    """A call in parts, each a few words or nothing.

    Attributes:
        operation: "UpdateItem".
        table: the table's name, where there is one.
        target: which item: "S-1001".
        change: what it writes: "SET version = 2".
        condition: "if version = 1".
        outcome: "version 2", "stored", "refused: ConditionalCheckFailedException".
        kind: "read", "write", "refused", or "unsent" when the program ended before; of a database also "locks" (a read
            that keeps others waiting), "pending" (a write that is not committed), "commit" and "undone". Of a request
            that is not answered yet: "waits" or "prepared".
    """

    operation: str
    table: str
    target: str
    change: str
    condition: str
    outcome: str
    kind: str

    @property
    def subject(self) -> str:
        return " ".join(filter(None, [self.operation, self.target]))

    @property
    def what(self) -> str:
        return " ".join(filter(None, [self.target, self.change, self.condition]))


def plain_words(entry: Entry, reads_only: bool) -> Words:
    """A call of any service: its operation, the first text among its parameters, and whether it was refused.

    Args:
        entry: of the journal.
        reads_only: whether the operation changes nothing.
    """
    target = next((shorten(line(value)) for value in entry.params.values() if isinstance(value, str)), "")
    outcome = refusal(entry.error.code) if entry.error else "done"
    return Words(entry.operation, "", target, "", "", outcome, kind_of(entry, reads_only))


def kind_of(entry: Entry, reads_only: bool) -> str:
    """Which of the first four kinds of `Words` a call is."""
    if entry.error:
        return "unsent" if entry.error.code == CALLER_DIED else "refused"
    return "read" if reads_only else "write"


def refusal(code: str) -> str:
    """What is said of a call that came back with an error of this code."""
    return "never sent: the program had ended" if code == CALLER_DIED else f"refused: {line(code)}"


def line(text: object) -> str:
    """Text on one line, without characters that would not print."""
    joined = " ".join(str(text).split())
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in joined)


def shorten(text: str, limit: int = VALUE_LIMIT) -> str:
    """The text, or its beginning and "…" where it has more than so many characters."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def count(number: int, noun: str) -> str:
    """1 item, 2 items."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
