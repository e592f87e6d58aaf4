"""What each replica of a table held when, and what each read of one attribute returned: the story of stale reads.

`replicas` tells it from what the cloud did: the writes of `Lag`, the reads that it served, and the journal.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import TYPE_CHECKING, Any

from course_lib.lessons.consistency.replicas_events import NAMES, Event
from course_lib.pictures.describe import key_text, line, value_text
from course_lib.pictures.grid import Grid
from course_lib.pictures.inert import INERT, graded
from course_lib.pictures.markup import bundle, plain_only

if TYPE_CHECKING:
    from course_lib.aws.layers.journal import Entry
    from course_lib.aws.services.dynamodb.lag import Spread
    from course_lib.pictures.open_lab import OpenLab

NOTHING = "nothing"
MOST_EVENTS = 40  # in a picture


@dataclass(frozen=True)
class Replicas:
    """What a notebook shows of it.

    Attributes:
        subject: such as "price of NORD".
        first: what every replica held at first.
        events: in order.
    """

    subject: str
    first: str
    events: Sequence[Event]
    title: str | None = None

    def __repr__(self) -> str:
        rows = [[f"{each.seconds:.2f}", each.who, each.words, *each.held] for each in self.events]
        grid = Grid(self.heading, ["seconds", "who", "what", *NAMES], rows, "Nothing yet.", frozenset(["seconds"]))
        return repr(grid)

    @property
    def heading(self) -> str:
        return self.title or f"The {self.subject}, replica by replica"

    @property
    def alt(self) -> str:
        """The story in sentences, for whoever cannot see the picture."""
        parts = [f"{self.heading}. At first every replica has {self.first}."]
        for each in self.events:
            at = f"At {each.seconds:.2f} s"
            if each.kind == "arrival":
                parts.append(f"{at} {each.words}.")
            elif each.kind == "write":
                parts.append(f"{at} a write of {each.value} by {each.who} reaches {NAMES[0]}.")
            else:
                how = "consistent read" if each.kind == "strong" else "read"
                fresh = "an old value" if each.stale else "the current value"
                parts.append(f"{at} a {how} by {each.who} is answered by {NAMES[each.replica]}: {each.value}, {fresh}.")
        return " ".join(parts)

    def png(self) -> bytes:
        """The picture, drawn for a width of 900 CSS pixels."""
        from course_lib.lessons.consistency.replicas_picture import draw

        return draw(self.events[:MOST_EVENTS], self.first, self.heading)

    @property
    def html(self) -> str:
        from base64 import b64encode

        if not self.events:
            return "<p>Nothing was written or read yet.</p>"
        source = f"data:image/png;base64,{b64encode(self.png()).decode()}"
        left = len(self.events) - MOST_EVENTS
        more = f"<p>The first {MOST_EVENTS} of {len(self.events)} events.</p>" if left > 0 else ""
        return f'<figure><img alt="{escape(self.alt)}" style="min-width: 640px" src="{source}"></figure>{more}'

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        return bundle(repr(self), "" if plain_only() else self.html)


def replicas(lab: OpenLab, table: str, key: Mapping[str, str], attribute: str, title: str | None = None) -> Replicas:
    """The story of one attribute of one item, since the lab was opened or reset.

    Args:
        lab: with lagging reads.
        table: its name.
        key: the item's key, of strings.
        attribute: its name.
        title: a line above the picture.
    """
    if graded():
        return INERT  # type: ignore[return-value]
    from course_lib.aws.services.dynamodb.lag import Lag

    lag = lab.cloud.layer(Lag)
    typed = {name: {"S": value} for name, value in key.items()}
    writes = [each for each in lag.written if each.table == table and _is_at(each, typed)]
    reads = [entry for entry in lab.cloud.journal.learner_entries() if _reads(entry, table, typed)]
    answered = {(each.when, each.who): each.replica for each in lag.served}
    moments = sorted(_moments(writes, reads, answered, attribute), key=lambda each: (each.when, each.order))
    found = writes[0].old if writes else (reads[0].result or {}).get("Item") if reads else None
    begin = _shown(found, attribute)
    return Replicas(f"{attribute} of {key_text(typed)}", begin, list(_events(moments, begin)), title)


def _is_at(write: Spread, key: Mapping[str, Any]) -> bool:
    item = write.new or write.old or {}
    return all(item.get(name) == value for name, value in key.items())


def _reads(entry: Entry, table: str, key: Mapping[str, Any]) -> bool:
    is_get = entry.operation == "GetItem" and entry.error is None
    return is_get and entry.params.get("TableName") == table and entry.params.get("Key") == key


def _shown(item: Mapping[str, Any] | None, attribute: str) -> str:
    return value_text(item[attribute]) if item and attribute in item else NOTHING


@dataclass(frozen=True)
class _Moment:
    """An event before it is known what the replicas hold."""

    when: datetime
    order: int
    kind: str
    who: str
    replica: int
    value: str


def _moments(
    writes: Sequence[Spread], reads: Sequence[Entry], answered: Mapping[tuple[datetime, str], int], attribute: str
) -> Iterator[_Moment]:
    for write in writes:
        value = _shown(write.new, attribute)
        yield _Moment(write.when, 0, "write", line(write.who), 0, value)
        for replica, when in enumerate(write.arrives[1:], 1):
            yield _Moment(when, 1, "arrival", "", replica, value)
    for entry in reads:
        value = _shown((entry.result or {}).get("Item"), attribute)
        strong = bool(entry.params.get("ConsistentRead"))
        replica = 0 if strong else answered.get((entry.when, entry.who), 0)
        yield _Moment(entry.when, 2, "strong" if strong else "read", line(entry.who), replica, value)


def _events(moments: Sequence[_Moment], first: str) -> Iterator[Event]:
    held = [first] * len(NAMES)
    for each in moments:
        if each.kind in ("write", "arrival"):
            held[each.replica] = each.value
        seconds = (each.when - moments[0].when).total_seconds()
        yield Event(seconds, each.kind, each.who, each.replica, each.value, tuple(held))
