"""What a learner's function sent while its checks ran, with its cost: "What did my code send?"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from course_lib.aws.cost import Cost, total
from course_lib.pictures.describe import in_words
from course_lib.pictures.grid import Grid
from course_lib.pictures.markup import bundle
from course_lib.pictures.meter import Meter, bill_line

if TYPE_CHECKING:
    from course_lib.aws.account import Cloud

MOST = 15  # requests of one check that are listed


@dataclass(frozen=True)
class Line:
    """One request, in words."""

    who: str
    operation: str
    what: str
    outcome: str
    cost: Cost


@dataclass(frozen=True)
class CheckSent:
    """What was sent in one check. Of a race that is tried in many orders there is nothing."""

    goal: str
    lines: tuple[Line, ...]


def lines_of(cloud: Cloud, meter: Meter) -> tuple[Line, ...]:
    """The learner's requests to a cloud."""
    found = []
    for entry in cloud.journal.learner_entries():
        words = in_words(entry)
        what = words.what if words.target.startswith(words.table) else f"{words.table} {words.what}"
        found.append(Line(entry.who, words.operation, what, words.outcome, meter.cost(entry)))
    return tuple(found)


@dataclass(frozen=True)
class SentReport:
    """What `sent` gives back."""

    exercise: str
    checks: Sequence[CheckSent]

    @property
    def _grids(self) -> list[Grid]:
        columns = ["number", "operation", "what", "result or error", "capacity units"]
        grids = []
        for check in self.checks:
            rows = [
                [str(number), line.operation, line.what, line.outcome, line.cost.units]
                for number, line in enumerate(check.lines[:MOST], 1)
            ]
            more = len(check.lines) - MOST
            rows += [["", f"and {more} more", "", "", ""]] if more > 0 else []
            grids.append(Grid(check.goal, columns, rows, numbers=frozenset(["number"])))
        return grids

    @property
    def _sums(self) -> list[str]:
        return [bill_line(total([line.cost for line in check.lines])) for check in self.checks]

    @property
    def _head(self) -> str:
        if not self.checks:
            return f"{self.exercise} sent nothing that can be listed."
        return f"What {self.exercise} sent, check by check. Races are tried in many orders and are not listed."

    def __repr__(self) -> str:
        parts = [f"{grid!r}\n{line}" for grid, line in zip(self._grids, self._sums, strict=True)]
        return "\n\n".join([self._head, *parts])

    def _repr_mimebundle_(self, **_: Any) -> dict[str, object]:
        parts = "".join(
            f'<details class="course-box course-none"><summary>{escape(grid.title)} ({len(check.lines)} sent)</summary>'
            f"{grid.html}<p>{escape(line)}</p></details>"
            for check, grid, line in zip(self.checks, self._grids, self._sums, strict=True)
        )
        return bundle(repr(self), f'<p class="course-title">{escape(self._head)}</p>{parts}')
