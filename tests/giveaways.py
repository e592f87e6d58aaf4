"""What a text that a class receives must not hold."""

from __future__ import annotations

import re

GIVEAWAYS = re.compile(r"BEGIN SOLUTION|BEGIN HIDDEN|\bexam\(")  # mock_exam( is the learner's


def giveaways(text: str) -> list[str]:
    """What in this text belongs to a solution or to the exam."""
    return GIVEAWAYS.findall(text)
