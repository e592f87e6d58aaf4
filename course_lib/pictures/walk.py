"""A timeline to be walked through, step by step, where the course's JupyterLab extension is; elsewhere it stands whole.

The extension shows a picture as far as the step at which a reader is, or a text's lines, and says the step below it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from hashlib import sha256
from html import escape

from course_lib.pictures.markup import button, buttons

FEWEST = 2  # steps that are worth walking through
_STEP = re.compile(r"^ ?\d+  \S|^ ?\d+ {2,}.*│")  # the first line of a step, in a timeline as text


def text_walked(html: str, text: str) -> str:
    """The same for a timeline as text, which says its steps itself."""
    rows = text.splitlines()
    starts = [number for number, row in enumerate(rows) if _STEP.match(row)]
    return walked(html, [(end, "") for end in [*starts[1:], len(rows)][: len(starts)]])


def walked(html: str, steps: Sequence[tuple[float, str]]) -> str:
    """What shows a timeline, with buttons to walk through it.

    Args:
        html: the picture or the text.
        steps: of each, where it ends (a picture: as a part of its height; a text: after so many lines), and a sentence.
    """
    if len(steps) < FEWEST:
        return html
    name = sha256(html.encode()).hexdigest()[:12]
    made = (("|◀", "first", "To the first step"), ("◀", "back", "One step back"), ("▶", "on", "One step on"))
    row = [button(label, "walk", title=title, walk=name, to=to) for label, to, title in made]
    row += [button("Play", "walk", walk=name, to="play"), button("Show all", "walk", walk=name, to="all")]
    said = '<p class="course-step" aria-live="polite"></p>'
    data = escape(json.dumps(steps))
    return f'<div class="course-walk" data-walk="{name}" data-steps="{data}">{html}{buttons(*row)}{said}</div>'
