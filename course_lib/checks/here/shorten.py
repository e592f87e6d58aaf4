"""Long values in a report, made short: enough to know them by, and how much was left out."""

from __future__ import annotations

import re

WORD = 96  # characters that a word may have: a ciphertext in base64 is one word
HEAD, TAIL = 48, 12
TEXT = 1200
LONG_WORD = re.compile(rf"[^\s'\"]{{{WORD + 1},}}")


def shorten(text: str) -> str:
    """Cut what is in the middle of long words, and of the whole if it is still long.

    Returns:
        the text itself where nothing is long.
    """
    short = LONG_WORD.sub(lambda found: _cut(found.group(), HEAD, TAIL), text)
    return _cut(short, TEXT * 3 // 4, TEXT // 4) if len(short) > TEXT else short


def _cut(text: str, head: int, tail: int) -> str:
    return f"{text[:head]} …({len(text) - head - tail} characters left out)… {text[-tail:]}"
