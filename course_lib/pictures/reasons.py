"""A transaction's actions, each with the reason that DynamoDB gave for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from course_lib.pictures.cards import Card, rows_html
from course_lib.pictures.describe import in_words, item_text, line
from course_lib.pictures.grid import Grid
from course_lib.pictures.inert import INERT, graded
from course_lib.pictures.markup import bundle, prose

if TYPE_CHECKING:
    from course_lib.aws.layers.journal import Entry
    from course_lib.pictures.timeline import Timeline

HEADS = ("what you sent", "the reason for it", "what is stored, if you asked")


def reasons(timeline: Timeline) -> Reasons:
    """The last transaction of a timeline, action by action.

    Args:
        timeline: as `lab.timeline()` or `lab.race(...)` gives it.
    """
    if graded():
        return INERT  # type: ignore[return-value]
    sent = [entry for entry in timeline.entries if entry.operation == "TransactWriteItems"]
    return Reasons(sent[-1] if sent else None)


@dataclass(frozen=True)
class Reasons:
    """What `reasons` gives back."""

    entry: Entry | None

    @property
    def title(self) -> str:
        if self.entry is None:
            return "No transaction was sent."
        if self.entry.error is None:
            return "The transaction was carried out: every action of it."
        return f"{line(self.entry.error.code)}: nothing of it was carried out."

    @property
    def rows(self) -> list[list[Card]]:
        """A row for each action: what it was, its reason, and the item that came with it."""
        if self.entry is None:
            return []
        actions = self.entry.params.get("TransactItems") or ()
        given = self.entry.error.members.get("CancellationReasons", ()) if self.entry.error else ()
        padded: Sequence[Mapping[str, Any]] = [*given, *({} for _ in actions[len(given) :])]
        return [
            [_action(number, action, self.entry), _reason(reason), _stored(reason, action)]
            for number, (action, reason) in enumerate(zip(actions, padded, strict=False), 1)
        ]

    @property
    def alt(self) -> str:
        """The whole in sentences."""
        return " ".join([self.title, *(f"{'; '.join(filter(None, (c.text for c in row)))}." for row in self.rows)])

    def __repr__(self) -> str:
        rows = [[card.text for card in row] for row in self.rows]
        return repr(Grid(self.title, HEADS, rows)) if rows else self.title

    @property
    def html(self) -> str:
        title = f'<p class="course-title">{prose(self.title)}</p>'
        return title + (rows_html(self.alt, HEADS, self.rows) if self.rows else "")

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        return bundle(repr(self), self.html)


def _action(number: int, action: Mapping[str, Any], entry: Entry) -> Card:
    """One action, in the words of a request of its own."""
    from dataclasses import replace

    kind, params = next(iter(action.items()))
    words = in_words(replace(entry, operation=kind, params=params, error=None, result=None))
    lines = [
        (f"{words.operation} {words.table} / {words.target}", True),
        (words.change, False),
        (words.condition, False),
    ]
    return Card(f"action {number}", [each for each in lines if each[0]])


def _reason(reason: Mapping[str, Any]) -> Card:
    code = line(reason.get("Code", ""))
    if not code:
        return Card("", [("carried out", False)])
    if code == "None":
        return Card("", [("–  None", False), ("nothing against this one", False)])
    return Card("", [(f"✗  {code}", True), (line(reason.get("Message", "")), False)], marked=True)


def _stored(reason: Mapping[str, Any], action: Mapping[str, Any]) -> Card:
    params = next(iter(action.values()))
    if reason.get("Code", "None") == "None":
        return Card("", [])
    item = reason.get("Item")
    text = item_text(item, without=params.get("Key", ())) if item else "no Item came with it"
    return Card("", [(text, False)])
