"""How far a learner is: what has passed of each lesson, the points of the best submission, the time left, what is next.

What a lesson says of itself is in its notebook's metadata:

    "course": {"order": 1, "hours": {"short": 1.5, "long": 3}, "long_only": ["retire_sample"]}

`order` is its place in the course, `hours` what a newcomer takes on the short and on the long path, `long_only` the
exercises that the short path leaves out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from course_lib import history, progress
from course_lib.lessons import exercises, lessons, source_notebook
from course_lib.pictures.markup import bundle, button, buttons

LAST = 1000  # the place of a lesson that names none
HEADING = re.compile(r"^#+\s+(.+?)\s*$", re.MULTILINE)


@dataclass(frozen=True)
class About:
    """A lesson, as its notebook describes it.

    Attributes:
        title: its first heading.
        order: its place in the course.
        hours: on the "short" and the "long" path; empty where it does not say.
        long_only: exercises that the short path leaves out.
        places: by exercise, the heading above its cell.
    """

    slug: str
    title: str
    order: int
    hours: Mapping[str, float]
    long_only: frozenset[str]
    places: Mapping[str, str]


@cache
def about(lesson: str) -> About:
    """What a lesson's notebook says of it; little where there is no notebook."""
    path = source_notebook(lesson)
    notebook = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"cells": [], "metadata": {}}
    told: dict[str, Any] = notebook["metadata"].get("course", {})
    title, heading, places = lesson, "", dict[str, str]()
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown" and (found := HEADING.findall(source)):
            title, heading = (found[0] if not heading else title), found[-1]
        graded = str(cell["metadata"].get("nbgrader", {}).get("grade_id", ""))
        if graded.endswith("_solution"):
            places.setdefault(graded.removesuffix("_solution"), heading)
    return About(
        lesson, title, told.get("order", LAST), told.get("hours", {}), frozenset(told.get("long_only", ())), places
    )


def in_order() -> list[About]:
    """The lessons in the order of the course."""
    return sorted(map(about, lessons()), key=lambda lesson: (lesson.order, lesson.slug))


@dataclass(frozen=True)
class Standing:
    """How far a learner is in one lesson.

    Attributes:
        names: all exercises, in order.
        done: those that have passed.
        looked_up: those whose solution was shown before they had passed.
        best: points of the best submission, and the most there are; None where nothing was submitted.
    """

    about: About
    names: tuple[str, ...]
    done: frozenset[str]
    looked_up: frozenset[str]
    best: tuple[float, float] | None

    @property
    def open(self) -> list[str]:
        return [name for name in self.names if name not in self.done]

    def hours_left(self, path: str) -> float:
        """What is left of the "short" or the "long" path, by the share of its exercises that are open."""
        names = [name for name in self.names if path == "long" or name not in self.about.long_only]
        left = [name for name in names if name not in self.done]
        return self.about.hours.get(path, 0) * len(left) / len(names) if names else 0

    @property
    def points(self) -> str:
        return f"{self.best[0]:g} of {self.best[1]:g}" if self.best else ""

    @property
    def time(self) -> str:
        """Such as "1½ h or 3 h", short and long path; empty where nothing is left or known."""
        if not self.open or not self.about.hours:
            return ""
        short, long = _hours(self.hours_left("short")), _hours(self.hours_left("long"))
        return long if short in (long, "") else f"{short} or {long}"

    def link(self, exercise: str | None = None) -> str:
        """The lesson's notebook, from the start page; at an exercise's heading if one is named."""
        place = self.about.places.get(exercise or "", "")
        at = "#" + place.replace("`", "").replace(" ", "-") if place else ""
        return f"{self.about.slug}/{self.about.slug}.ipynb{at}"


def _hours(count: float) -> str:
    """In half hours, rounded up: "1½ h"."""
    halves = -int(-count * 2 // 1)
    if not halves:
        return ""
    return f"{halves // 2 or ''}{'½' if halves % 2 else ''} h"


def standings(file: Path | None) -> list[Standing]:
    """Every lesson, in the order of the course.

    Args:
        file: the learner's progress.json; with None, or a missing one, nothing has passed.
    """
    kept = progress.read(file) if file else {"passed": {}}
    return [_standing(lesson, kept) for lesson in in_order()]


def _standing(lesson: About, kept: Mapping[str, Any]) -> Standing:
    attempts = kept.get("submitted", {}).get(lesson.slug, [])
    best = max(((attempt["points"], attempt["max"]) for attempt in attempts), default=None)
    done = frozenset(kept["passed"].get(lesson.slug, []))
    looked_up = frozenset(kept.get("looked_up", {}).get(lesson.slug, []))
    return Standing(lesson, tuple(exercises(lesson.slug)), done, looked_up, best)


def next_up(found: Sequence[Standing], last: tuple[str, str] | None) -> tuple[Standing, str] | None:
    """Where to go on: the exercise worked on last if it is open, else the next open one, from that lesson on.

    Args:
        last: lesson and exercise worked on last.
    """
    if last:
        begun = next((standing for standing in found if standing.about.slug == last[0]), None)
        if begun and begun.open:
            after = begun.names[begun.names.index(last[1]) :] if last[1] in begun.names else ()
            return begun, next((name for name in after if name in begun.open), begun.open[0])
        if begun:
            found = [*found[found.index(begun) :], *found]
    return next(((standing, standing.open[0]) for standing in found if standing.open), None)


def progress_lines(file: Path | None) -> list[str]:
    """Return the overview as text, one line each.

    Args:
        file: the learner's progress.json; None, or a missing one, shows every exercise as open.
    """
    lines = []
    for standing in standings(file):
        done = sum(name in standing.done for name in standing.names)
        points = f"; {standing.points} points submitted" if standing.best else ""
        time = f"; {standing.time} to go" if standing.time else ""
        lines.append(f"{standing.about.slug}: {done} of {len(standing.names)} passed{points}{time}")
        marks = {name: "done" if name in standing.done else "open" for name in standing.names}
        lines += [f"  {mark}  {_named(standing, name)}" for name, mark in marks.items()]
    return lines


def _named(standing: Standing, name: str) -> str:
    long_only = " (long path)" if name in standing.about.long_only else ""
    return f"{name}{long_only}{' (solution looked up)' if name in standing.looked_up else ''}"


@dataclass(frozen=True)
class Overview:
    """What `show_progress` gives back."""

    file: Path | None

    def __repr__(self) -> str:
        return "\n".join(progress_lines(self.file))

    @property
    def html(self) -> str:
        found = standings(self.file)
        return f"{_continue(found)}{_table(found)}"

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        return bundle(repr(self), self.html)


def _continue(found: Sequence[Standing]) -> str:
    last = history.last()
    there = next_up(found, last)
    if there is None:
        return "<p><b>You have passed every exercise.</b> Submit the lessons that you have not submitted.</p>"
    standing, exercise = there
    words = "Go on where you were" if last else "Begin here"
    slug = standing.about.slug
    link = f'<p><b>{words}:</b> <a href="{escape(standing.link(exercise))}">{slug}, {exercise}</a></p>'
    return link + buttons(button(words, "go", lesson=slug, exercise=exercise))


def _table(found: Sequence[Standing]) -> str:
    columns = ("Lesson", "Exercises passed", "Points submitted", "Time left")
    head = "".join(f'<th scope="col">{name}</th>' for name in columns)
    rows = "".join(_row(standing) for standing in found)
    caption = "<caption>How far you are</caption>"
    return f'<div class="course-grid"><table>{caption}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'


def _row(standing: Standing) -> str:
    done, total = sum(name in standing.done for name in standing.names), len(standing.names)
    label = f"{done} of {total}"
    slug = escape(standing.about.slug)
    bar = f'<progress value="{done}" max="{total}" aria-label="{slug}: {label} passed"></progress> {label}'
    items = "".join(
        f'<li>{"✓" if name in standing.done else "–"} <a href="{escape(standing.link(name))}">{escape(name)}</a>'
        f"{escape(_named(standing, name).removeprefix(name))}"
        f"{', passed' if name in standing.done else ', open'}</li>"
        for name in standing.names
    )
    more = f'<details><summary>{bar}</summary><ul class="course-list">{items}</ul></details>'
    link = f'<a href="{escape(standing.link())}">{slug}</a>'
    return f'<tr><th scope="row">{link}</th><td>{more}</td><td>{standing.points}</td><td>{standing.time}</td></tr>'


def show_progress() -> Overview:
    """How far you are."""
    return Overview(progress.find())
