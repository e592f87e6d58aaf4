"""Who sent what, and when: a timeline with a lane for each caller, as text and as a picture.

from course_lib.pictures.timeline import as_text
as_text(cloud.journal.learner_entries(), lanes=["Ana", "Ben"])
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any

from course_lib.pictures.describe import Keys, item_text, line, shorten
from course_lib.pictures.markup import bundle, plain_only
from course_lib.pictures.picture import STORED, Drawn, draw
from course_lib.pictures.steps import Begun, Step, lanes_of, steps_of
from course_lib.pictures.walk import walked
from course_lib.pictures.wrapping import wrap

if TYPE_CHECKING:
    from course_lib.aws.layers.journal import Entry
    from course_lib.pictures.watch import Change

TEXT_WIDTH = 88  # characters; a report indents it by four
MOST_LANES = 4  # beside each other, as text
MOST_STEPS = 40  # in a picture


def as_text(
    entries: Sequence[Entry], lanes: Sequence[str] | None = None, endings: Mapping[str, str] | None = None
) -> str:
    """The timeline as text for a monospaced place, at most 88 characters wide.

    Args:
        entries: of the journal, in order.
        lanes: the callers, in the order of their lanes; otherwise as they appear.
        endings: how each caller ended, in words: {"Ana": "returned True"}.
    """
    return steps_as_text(steps_of(entries), lanes, endings)


def steps_as_text(steps: Sequence[Step], lanes: Sequence[str] | None, endings: Mapping[str, str] | None = None) -> str:
    names = lanes_of(steps, lanes)
    endings = {line(who): text for who, text in (endings or {}).items()}
    if not steps and not endings:
        return "Nothing was sent."
    if len(names) > MOST_LANES:
        return "\n".join(_list(steps, names, endings))
    return "\n".join(_columns(steps, names, endings))


def _list(steps: Sequence[Step], names: Sequence[str], endings: Mapping[str, str]) -> Iterator[str]:
    """Too many callers to stand beside each other: one call under the other."""
    for step in steps:
        first, *rest = _cell(step, TEXT_WIDTH - 6, f"{step.who}: ")
        yield f"{step.number:>2}  {first}"
        yield from (f"      {part}" for part in rest)
    yield from (f"    {name} {line(endings[name])}" for name in names if name in endings)


def _columns(steps: Sequence[Step], names: Sequence[str], endings: Mapping[str, str]) -> Iterator[str]:
    width = (TEXT_WIDTH - 4 - 3 * (len(names) - 1)) // len(names)
    yield _row("", {name: shorten(name, width) for name in names}, names, width)
    yield "    " + "─┼─".join("─" * width for _ in names)
    for step in steps:
        for position, part in enumerate(_cell(step, width)):
            yield _row(str(step.number) if position == 0 else "", {step.who: part}, names, width)
    ended = {name: wrap(line(text), lambda part: len(part) <= width) for name, text in endings.items()}
    for position in range(max(map(len, ended.values()), default=0)):
        parts = {name: lines[position] for name, lines in ended.items() if position < len(lines)}
        yield _row("", parts, names, width)


def _row(number: str, cells: Mapping[str, str], names: Sequence[str], width: int) -> str:
    return f"{number:>2}  " + " │ ".join(cells.get(name, "").ljust(width) for name in names).rstrip()


def _cell(step: Step, width: int, before: str = "") -> list[str]:
    words = step.words
    parts = [before + words.subject, words.change, words.condition, f"→ {words.outcome}"]
    return [row for part in parts if part for row in wrap(part, lambda row: len(row) <= width, indent="  ")]


def sentence(steps: Sequence[Step], lanes: Sequence[str], endings: Mapping[str, str]) -> str:
    """The timeline as sentences, for whoever cannot see the picture."""
    if not steps:
        return "A timeline without calls."
    many = "1 call" if len(steps) == 1 else f"{len(steps)} calls"
    ended = [_ended(who, line(text)) for who, text in endings.items()]
    return " ".join([f"A timeline of {many} by {_and(lanes)}.", *map(step_sentence, steps), *ended])


def step_sentence(step: Step) -> str:
    """One step as sentences: what was sent, what came of it, what is stored now."""
    words = step.words
    sent = f"{words.operation} {words.what}".rstrip()
    sends = "send" if step.who == "you" else "sends"
    if step.begun is not None:
        sends, sent = ("get" if step.who == "you" else "gets"), f"the answer to {step.begun}, {sent}"
    parts = [f"{step.number}: {step.who} {sends} {sent}; {words.outcome}."]
    changes = step.changes if words.kind in STORED else ()
    return " ".join([*parts, *(f"Now {change.name}: {_state(change.after, change.key)}." for change in changes)])


def _ended(who: str, text: str) -> str:
    """How a caller ended: "Ana returned 130.", or what was said of it, as a sentence of its own."""
    colon = ":" if text[:1].isupper() else ""
    return f"{who}{colon} {text.rstrip('.')}."


def _and(names: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def _state(item: Mapping[str, Any] | None, key: Mapping[str, Any]) -> str:
    return "no item" if item is None else item_text(item, without=key) or "nothing but its key"


@dataclass(frozen=True)
class Timeline:
    """What a notebook shows of a timeline; `outcomes` is what each caller of a race came to.

    Attributes:
        entries: the journal's entries it shows.
        begun: calls that were sent a while before they were answered.
        lanes: the callers, in the order of their lanes.
        outcomes: by caller, the value returned or the exception raised.
    """

    entries: Sequence[Entry]
    lanes: Sequence[str] = ()
    title: str | None = None
    outcomes: Mapping[str, Any] = field(default_factory=dict)
    keys: Keys = field(default_factory=dict)
    changes: Mapping[int, Sequence[Change]] = field(default_factory=dict)
    begun: Sequence[Begun] = ()

    @property
    def steps(self) -> list[Step]:
        return steps_of(self.entries, self.keys, self.changes, self.begun)

    @property
    def names(self) -> list[str]:
        return lanes_of(self.steps, self.lanes)

    @property
    def endings(self) -> dict[str, str]:
        """How each caller ended, in words."""
        return {line(who): ending(outcome) for who, outcome in self.outcomes.items()}

    def __repr__(self) -> str:
        text = steps_as_text(self.steps, self.lanes, self.endings)
        return f"{self.title}\n\n{text}" if self.title else text

    @property
    def alt(self) -> str:
        return sentence(self.steps, self.names, self.endings)

    def png(self) -> bytes:
        """The picture, drawn for a width of 900 CSS pixels."""
        return self._drawn().png

    def _drawn(self) -> Drawn:
        return draw(self.steps[:MOST_STEPS], self.names, self.title, self.endings)

    @property
    def html(self) -> str:
        if not self.entries:
            return "<p>Nothing was sent.</p>"
        from base64 import b64encode

        drawn = self._drawn()
        png = drawn.png
        least = int.from_bytes(png[16:20], "big") * 2 // 5  # CSS pixels at which its letters are still 10 high
        source = f"data:image/png;base64,{b64encode(png).decode()}"
        more = f"The first {MOST_STEPS} of {len(self.entries)} calls." if len(self.entries) > MOST_STEPS else ""
        image = f'<img alt="{escape(self.alt)}" style="min-width: {least}px" src="{source}">'
        told = [step_sentence(step) for step in self.steps[:MOST_STEPS]]
        return walked(f"<figure>{image}</figure>", list(zip(drawn.ends, told, strict=True))) + more

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        return bundle(repr(self), "" if plain_only() else self.html)


def ending(outcome: Any) -> str:
    """An `course_lib.checks.submission.Outcome` in words: "returned True", "raised StaleVersion: ..."."""
    from course_lib.aws.values import show

    if outcome.ending.value == "returned":
        return f"returned {show(outcome.value, 60)}"
    if outcome.raised is not None:
        error = (outcome.raised.response or {}).get("Error", {})  # AWS's own words are enough
        message = error.get("Message", outcome.raised.message)
        return shorten(line(f"raised {outcome.raised.types[0]}: {message}".rstrip(": ")), 120)
    return line(outcome.problem or outcome.ending.value)
