"""Walking through a timeline: what the page holds for the extension. That it moves is seen in tests/browser."""

from __future__ import annotations

import json
import re
from html import unescape

from course_lib.pictures.walk import text_walked, walked

TEXT = """\
    Ana            │ Ben
    ───────────────┼──────────
 1  GetItem S-1    │
    → version 1    │
 2                 │ GetItem S-1
                   │ → version 1
10  UpdateItem     │
    returned True  │

To run it again: order="Ana Ben Ana\""""


def steps(html: str) -> list[list[object]]:
    found = re.search(r'data-steps="([^"]*)"', html)
    assert found
    made: list[list[object]] = json.loads(unescape(found[1]))
    return made


def test_a_timeline_keeps_what_it_showed_and_says_where_its_steps_end() -> None:
    """The buttons are hidden until the extension is there."""
    html = walked("<figure></figure>", [(0.5, "1: a < b"), (0.9, "2: b")])
    assert "<figure></figure>" in html
    assert steps(html) == [[0.5, "1: a < b"], [0.9, "2: b"]]
    assert '<div class="course-buttons" hidden>' in html
    assert html.count("course:walk") == 5


def test_one_step_is_not_walked_through() -> None:
    assert walked("<figure></figure>", [(0.5, "1: a")]) == "<figure></figure>"


def test_a_text_s_steps_begin_where_a_number_stands() -> None:
    """A step in any lane; the last one has the rest."""
    assert [end for end, _ in steps(text_walked("<pre></pre>", TEXT))] == [4, 6, 10]
