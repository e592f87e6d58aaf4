"""How far a learner is, and where to go on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from course_lib import history, overview, progress
from course_lib.history import Attempt
from course_lib.lessons import exercises, source_notebook
from course_lib.overview import About, Standing, about, in_order, next_up, progress_lines, show_progress, standings


@pytest.fixture
def work(nobody_before: None, tmp_path: Path) -> Path:
    """A learner's folder; returns its progress file's path."""
    (tmp_path / ".course").mkdir()
    (tmp_path / ".course" / "prepared.json").write_text("{}")
    return tmp_path / ".course" / "progress.json"


def standing(slug: str, names: str, done: str = "", long_only: str = "") -> Standing:
    """A lesson with exercises named by letters, of 2 hours on the short path and 4 on the long one."""
    told = About(slug, slug, 1, {"short": 2, "long": 4}, frozenset(long_only), {})
    return Standing(told, tuple(names), frozenset(done), frozenset(), None)


@pytest.mark.parametrize(
    ("done", "last", "there"),
    [
        (("", ""), None, ("one", "a")),
        (("", ""), ("two", "e"), ("two", "e")),
        (("", "e"), ("two", "e"), ("two", "f")),
        (("", "f"), ("two", "f"), ("two", "d")),
        (("a", "def"), ("two", "f"), ("one", "b")),
        (("a", ""), ("gone", "x"), ("one", "b")),
        (("abc", "def"), ("two", "f"), None),
    ],
)
def test_where_to_go_on(done: tuple[str, str], last: tuple[str, str] | None, there: tuple[str, str] | None) -> None:
    """At the exercise worked on last, or the next open one of its lesson; then in the lessons after and before it."""
    found = next_up([standing("one", "abc", done[0]), standing("two", "def", done[1])], last)
    assert (found and (found[0].about.slug, found[1])) == there


def test_time_left_shrinks_with_what_has_passed() -> None:
    """Each path by the share of its own exercises; in half hours, rounded up."""
    assert standing("one", "abcd").time == "2 h or 4 h"
    assert standing("one", "abcd", done="a", long_only="cd").time == "1 h or 3 h"
    assert standing("one", "abcd", done="ab", long_only="cd").time == "2 h"
    assert standing("one", "abcd", done="abcd").time == ""


def test_a_lessons_end_is_known(work: Path) -> None:
    """What passed, was looked up and was submitted is in the lines and in the table."""
    progress.record("conditional_writes", "register_sample")
    history.record_looked_up("conditional_writes", "next_ticket")
    for number, points in enumerate((12, 28, 20), 1):
        history.record_attempt("conditional_writes", Attempt(number, "2026-03-02T10:00", points, 40))
    lines = progress_lines(work)
    assert lines[0].startswith("conditional_writes: 1 of 5 passed; 28 of 40 points submitted; ")
    assert "  done  register_sample" in lines
    assert "  open  next_ticket (long path) (solution looked up)" in lines
    html = show_progress().html
    assert '<progress value="1" max="5" aria-label="conditional_writes: 1 of 5 passed"></progress> 1 of 5' in html
    assert "<td>28 of 40</td>" in html


def test_going_on_is_a_link_to_the_exercise(work: Path) -> None:
    """It leads to the exercise's heading; before anything was done it says where to begin."""
    assert "Begin here" in show_progress().html
    history.record_last("conditional_writes", "record_result")
    assert (
        '<b>Go on where you were:</b> <a href="conditional_writes/conditional_writes.ipynb#Your-turn:-record_result">'
    ) in show_progress().html


def test_every_lesson_says_its_place_and_time() -> None:
    """The notebook's text, its metadata and the start page agree; what the short path leaves out is marked."""
    start = json.loads((source_notebook("x").parent.parent / "start.ipynb").read_text(encoding="utf-8"))
    table = "".join(next("".join(cell["source"]) for cell in start["cells"] if cell["id"] == "lessons"))
    for lesson in in_order():
        assert set(lesson.hours) == {"short", "long"}, f"{lesson.slug}: its notebook's metadata lacks course.hours"
        short, long = (overview._hours(lesson.hours[path]) for path in ("short", "long"))
        row = next(line for line in table.splitlines() if line.startswith(f"| [{lesson.slug}]"))
        assert f"| {short} | {long} |" in row, lesson.slug
        text = source_notebook(lesson.slug).read_text(encoding="utf-8")
        assert f"about {long.removesuffix(' h')} hours from beginning to end" in text, lesson.slug
        assert f"The short path takes about {short.removesuffix(' h')}:" in text, lesson.slug
        assert lesson.long_only <= set(exercises(lesson.slug))
        for name in lesson.long_only:
            assert lesson.places[name].endswith("(long path)"), name
    orders = [lesson.order for lesson in in_order()]
    assert len(set(orders)) == len(orders)


def test_a_lesson_that_says_nothing_comes_last(monkeypatch: pytest.MonkeyPatch, demo_lesson: str) -> None:
    """A lesson without a notebook is listed by its slug, without times."""
    about.cache_clear()
    assert (about("demo").title, about("demo").order, about("demo").hours) == ("demo", overview.LAST, {})
    assert in_order()[-1].slug == "demo"
    assert standings(None)[-1].time == ""
    about.cache_clear()
