"""What a class's records come to: how points are spread, how hard each check was, what was misunderstood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import StatisticsError, correlation

from autograder.gradebook.reading import CheckSummary, summarise
from autograder.gradebook.records import Record

BARS = 10
LEAST = 10  # students below which a correlation says nothing


@dataclass(frozen=True)
class Bar:
    """How many students have points from `low` up to `high`; those with `high` are in it only if it is the last."""

    low: float
    high: float
    students: int


@dataclass(frozen=True)
class CheckFigures:
    """A check over a class.

    Attributes:
        summary: who tried it, who passed it.
        separates: how well passing it goes with the points of the rest, -1 to 1 (the item-rest correlation); None where
            too few tried, or all came to the same.
    """

    summary: CheckSummary
    separates: float | None


@dataclass(frozen=True)
class ExerciseFigures:
    """An exercise over a class.

    Attributes:
        mean: of its points, as a share of the most there are, over those who tried; None where nobody did.
        tried: how many students did.
    """

    name: str
    mean: float | None
    tried: int
    checks: tuple[CheckFigures, ...]


@dataclass(frozen=True)
class Misconception:
    """Advice, and how many students were shown it at an exercise's checks."""

    exercise: str
    key: str
    students: int


def bars(found: Sequence[Record]) -> list[Bar]:
    """The spread of the points."""
    most = max((record.max for record in found), default=0.0)
    if not most:
        return []
    counts = [0] * BARS
    for record in found:
        share = min(max(record.points / most, 0.0), 1.0)
        counts[min(int(share * BARS), BARS - 1)] += 1
    return [Bar(most * number / BARS, most * (number + 1) / BARS, count) for number, count in enumerate(counts)]


def exercise_figures(found: Sequence[Record]) -> list[ExerciseFigures]:
    """Each exercise with its checks, in the lesson's order."""
    shares = _shares(found)
    return [
        _exercise(name, list(checks), found, shares)
        for name, checks in groupby(summarise(found), key=lambda each: each.exercise)
    ]


def _exercise(
    name: str, checks: Sequence[CheckSummary], found: Sequence[Record], shares: Mapping[str, Mapping[str, float]]
) -> ExerciseFigures:
    tried = [record.student for record in found if _tried(record, name)]
    earned = [shares[student][name] for student in tried if name in shares[student]]
    mean = sum(earned) / len(earned) if earned else None
    figures = tuple(CheckFigures(each, _separates(each, found)) for each in checks)
    return ExerciseFigures(name, mean, len(tried), figures)


def _shares(found: Sequence[Record]) -> dict[str, dict[str, float]]:
    return {
        record.student: {each["name"]: each["points"] / each["max"] for each in record.exercises if each["max"]}
        for record in found
    }


def _tried(record: Record, exercise: str) -> bool:
    return any(
        check["verdict"] != "not attempted"
        for each in record.exercises
        if each["name"] == exercise
        for check in each["checks"]
    )


def _separates(summary: CheckSummary, found: Sequence[Record]) -> float | None:
    passed, rest = [], []
    for record in found:
        for exercise in record.exercises:
            for check in exercise["checks"]:
                if (exercise["name"], check["name"]) == (summary.exercise, summary.check):
                    if check["verdict"] == "not attempted":
                        continue
                    passed.append(float(check["verdict"] == "passed"))
                    rest.append(sum(each["points"] for each in record.exercises) - check["points"])
    if len(passed) < LEAST:
        return None
    try:
        return correlation(passed, rest)
    except StatisticsError:  # all the same
        return None


def misconceptions(found: Sequence[Record]) -> list[Misconception]:
    """The advice that most students were shown, each student counted once."""
    counted: dict[tuple[str, str], int] = {}
    for record in found:
        shown = {
            (exercise["name"], check["advice"])
            for exercise in record.exercises
            for check in exercise["checks"]
            if check["advice"]
        }
        for each in shown:
            counted[each] = counted.get(each, 0) + 1
    ranked = sorted(counted.items(), key=lambda each: (-each[1], each[0]))
    return [Misconception(*names, students) for names, students in ranked]
