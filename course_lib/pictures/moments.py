"""Tables at several moments beside each other: before, between and after the writes that a lab's timeline has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from course_lib.aws.http.fates import CALLER_DIED
from course_lib.aws.layers.journal import COURSE
from course_lib.aws.services import SERVICES
from course_lib.pictures.cards import Card, rows_html
from course_lib.pictures.describe import line, value_text
from course_lib.pictures.grid import Grid
from course_lib.pictures.inert import INERT, graded
from course_lib.pictures.markup import bundle, prose
from course_lib.pictures.watch import Change

if TYPE_CHECKING:
    from course_lib.aws.layers.journal import Entry
    from course_lib.aws.service import Look
    from course_lib.pictures.open_lab import OpenLab

Place = tuple[str, str]  # table and key
Item = Mapping[str, Any]


def moments(lab: OpenLab, title: str = "The items, moment by moment") -> Moments:
    """The items that the writes of `lab.timeline()` were for: at first, and after each write.

    Args:
        lab: an open lab.
        title: a line above it.
    """
    if graded():
        return INERT  # type: ignore[return-value]
    timeline = lab.timeline()
    writes = [
        Write(number, entry, timeline.changes.get(entry.number) or _as_they_are(lab, entry, timeline.keys))
        for number, entry in enumerate(timeline.entries, 1)
        if entry.operation in SERVICES[entry.service].item_writes
    ]
    return Moments(writes, title)


def _as_they_are(lab: OpenLab, entry: Entry, keys: Mapping[str, Sequence[str]]) -> list[Change]:
    """The items of a write that never arrived: it has changed nothing."""
    service, look = SERVICES[entry.service], _looking(lab, entry.service)
    targets = service.targets(entry.operation, entry.params, lambda table: keys.get(table, ()))
    found = [(table, key, service.item(look, table, key)) for table, key in targets]
    return [Change(table, key, item, item) for table, key, item in found]


def _looking(lab: OpenLab, service: str) -> Look:
    """Calls of the course's own to the lab's cloud, by AWS's names."""
    from botocore.exceptions import BotoCoreError, ClientError  # only now, for the start-up time

    client = lab.cloud.client(service, who=COURSE)

    def look(operation: str, params: Mapping[str, Any]) -> Mapping[str, Any] | None:
        try:
            result: Mapping[str, Any] = client._make_api_call(operation, dict(params))
        except (BotoCoreError, ClientError):  # a key of an odd shape
            return None
        return result

    return look


@dataclass(frozen=True)
class Write:
    """A write: its number in the timeline, its entry, and its items before and after it."""

    number: int
    entry: Entry
    changes: Sequence[Change]

    @property
    def head(self) -> str:
        sent = f"request {self.number}, {line(self.entry.operation)}"
        if self.entry.error is None:
            return f"after {sent}"
        died = self.entry.error.code == CALLER_DIED
        return f"at the end: {sent}, was never sent" if died else f"after {sent}, which was refused"


@dataclass(frozen=True)
class Moments:
    """What `moments` gives back."""

    writes: Sequence[Write]
    title: str

    @property
    def _first(self) -> dict[Place, Change]:
        """What the first write to each item found."""
        found: dict[Place, Change] = {}
        for write in self.writes:
            for change in write.changes:
                found.setdefault((change.table, change.name), change)
        return found

    def _states(self) -> Iterator[dict[Place, Item | None]]:
        state = {place: change.before for place, change in self._first.items()}
        yield state
        for write in self.writes:
            state = state | {(change.table, change.name): change.after for change in write.changes}
            yield state

    @property
    def heads(self) -> list[str]:
        """What each moment is called."""
        return ["at first", *(write.head for write in self.writes)]

    @property
    def rows(self) -> list[list[Card]]:
        """A row for each item, a card for each moment."""
        states = list(self._states())
        return [
            [
                _card(f"{line(place[0])} / {place[1]}", state[place], change.key, states[max(number - 1, 0)][place])
                for number, state in enumerate(states)
            ]
            for place, change in self._first.items()
        ]

    @property
    def alt(self) -> str:
        """The whole in sentences."""
        rows = self.rows
        parts = [f"{head}: {row[number].text}." for number, head in enumerate(self.heads) for row in rows]
        return f"{self.title}. {' '.join(parts)}"

    def __repr__(self) -> str:
        rows = [[card.text for card in row] for row in self.rows]
        return repr(Grid(self.title, self.heads, rows, "Nothing was written."))

    @property
    def html(self) -> str:
        title = f'<p class="course-title">{prose(self.title)}</p>'
        return title + (rows_html(self.alt, self.heads, self.rows) if self.writes else "<p>Nothing was written.</p>")

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        return bundle(repr(self), self.html)


def _card(head: str, item: Item | None, key: Item, before: Item | None) -> Card:
    """An item; what has changed is bold, and says what it was."""
    if item is None:
        return Card(head, [("no item" if before is None else "no item any more", before is not None)])
    old = {} if before is None else before
    names = [name for name in dict.fromkeys([*item, *old]) if name not in key]
    lines = [_attribute(name, item, old) for name in names]
    return Card(head, lines or [("nothing but its key", False)], marked=any(bold for _, bold in lines))


def _attribute(name: str, item: Item, old: Item) -> tuple[str, bool]:
    now = value_text(item[name]) if name in item else "gone"
    if item.get(name) == old.get(name):
        return f"{line(name)} {now}", False
    was = f"was {value_text(old[name])}" if name in old else "new"
    return f"{line(name)} {now} ({was})", True
