"""What a run with a fault shows when the data is not right in the end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from course_lib.aws.layers.journal import Entry
from course_lib.checks.expectations import Failure
from course_lib.checks.explore.drawing import faulty, note
from course_lib.checks.explore.faults import MARKS, UNSENT, Point
from course_lib.checks.results import Finding
from course_lib.checks.submission import CallProblem, LearnerError, Outcome
from course_lib.pictures.describe import Words
from course_lib.pictures.steps import Step, steps_of
from course_lib.pictures.timeline import ending


@dataclass(frozen=True)
class Try:
    """A call that was made once.

    Attributes:
        who: its caller's name.
        outcome: how it ended.
        entries: which of the journal's entries it sent, as indexes.
        again: whether it is the second try.
    """

    who: str
    outcome: Outcome
    entries: range
    again: bool = False

    @property
    def lane(self) -> str:
        return f"{self.who}, again" if self.again else self.who


@dataclass(frozen=True)
class Struck:
    """The request that met the fault: its operation, and itself in words, before anything came of it."""

    operation: str
    words: Words


@dataclass(frozen=True)
class Story:
    """One run in which a request met a fault.

    Attributes:
        point: which request, and which fault.
        who: sent it.
        struck: the request: its operation, and in words.
        position: how many entries the journal had before it.
        entries: the journal's, at the end.
        tries: the calls that were made.
    """

    point: Point
    who: str
    struck: Struck
    position: int
    entries: Sequence[Entry]
    tries: Sequence[Try]

    def failure(self, problem: Failure | LearnerError | CallProblem) -> Failure:
        """The problem with what led to it."""
        if isinstance(problem, LearnerError):
            failure = Failure(Finding(problem=f"Your code raised {problem.raised}"))
        else:
            failure = problem if isinstance(problem, Failure) else Failure(Finding(problem=str(problem)))
        finding = failure.finding
        text = " ".join([*self._sentences(), finding.problem or "After that, the data or the answer is wrong."])
        return failure.retold(replace(finding, problem=text, timeline=self.timeline()))

    def timeline(self) -> str:
        """The requests as text, with the fault marked; a second try has a lane of its own."""
        endings: dict[str, str] = {}
        for each in self.tries:
            before = f"{endings[each.lane]}, then " if each.lane in endings else ""
            endings[each.lane] = before + ending(each.outcome)
        return faulty(list(self._steps()), endings)

    def _sentences(self) -> Iterator[str]:
        yield self.point.sentence(self.struck.operation)
        if any(each.again for each in self.tries):
            yield "Then the same call was made again, as Lambda does when a function has failed."

    def _steps(self) -> Iterator[Step]:
        mark = MARKS[self.point.fault]
        for index, step in enumerate(steps_of(self.entries)):
            own = next((each.lane for each in self.tries if index in each.entries), step.who)
            step = replace(step, who=own)
            if index != self.position:
                yield step
            elif self.point.fault in UNSENT:
                yield from (self._unsent(mark), step)
            else:
                yield note(step, mark)
        if self.position >= len(self.entries):
            yield self._unsent(mark)

    def _unsent(self, mark: str) -> Step:
        """A step for a request that the journal does not have."""
        return Step(0, self.who, replace(self.struck.words, outcome=mark, kind="refused"))
