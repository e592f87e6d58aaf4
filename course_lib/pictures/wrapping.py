"""Breaking a line of text where it hurts least: after a comma, at a space, inside a long name at its seams."""

from __future__ import annotations

import re
from collections.abc import Callable

Fits = Callable[[str], bool]

# Where a long name may break: before a capital after a small letter, after an underscore, dot, dash or bracket.
SEAM = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[_.(/-])(?=\w)")


def wrap(text: str, fits: Fits, indent: str = "") -> list[str]:
    """Break text into lines for which `fits` is true, as far as single characters allow.

    Args:
        text: one line of text.
        fits: whether a line is short enough.
        indent: put before every line but the first.
    """
    lines: list[str] = []
    for phrase in re.split(r"(?<=,) ", text):
        _add(lines, phrase, " ", fits, indent)
    return lines


def _add(lines: list[str], piece: str, joint: str, fits: Fits, indent: str) -> None:
    """Put a piece behind the last line, or on a new line, or break it up."""
    if lines and fits(lines[-1] + joint + piece):
        lines[-1] += joint + piece
    elif fits((indent if lines else "") + piece):
        lines.append((indent if lines else "") + piece)
    else:
        parts, inner = _break_up(piece)
        if len(parts) == 1:  # one character, and no room for it
            lines.append((indent if lines else "") + piece)
            return
        _add(lines, parts[0], joint, fits, indent)
        for part in parts[1:]:
            _add(lines, part, inner, fits, indent)


def _break_up(piece: str) -> tuple[list[str], str]:
    """The parts of a piece that is too long, and what joins them."""
    if " " in piece:
        return piece.split(" "), " "
    seams = SEAM.split(piece)
    return (seams, "") if len(seams) > 1 else (list(piece), "")
