"""What the lesson conditional_writes says of its own tables is so; the rest is in `test_lessons`."""

from __future__ import annotations

from course_lib.lessons.conditional_writes import data as scenario


def test_reserved_words():
    """Of the attributes only `result` needs a placeholder, as the lesson says."""
    from moto.dynamodb.parsing.reserved_keywords import ReservedKeywords

    names = {name for item in [*scenario.SAMPLES, *scenario.COUNTERS] for name in item}
    assert {name for name in names if name.upper() in ReservedKeywords.get_reserved_keywords()} == {"result"}
