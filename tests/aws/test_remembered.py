"""What is remembered for the process's life is small."""

import pytest

from course_lib.aws.http.messages import NotSimulated
from course_lib.aws.remembered import remembered
from course_lib.aws.services.redis.commands.scanning import LONGEST, matches


def test_answers_to_short_texts_are_kept_and_to_long_ones_are_not():
    asked = []

    @remembered(most=2, longest=3)
    def doubled(text, times=2):
        asked.append(text)
        return text * times

    assert [doubled(text) for text in ("abc", "abc", "abcd", "abcd", b"abc")] == [
        "abcabc",
        "abcabc",
        "abcdabcd",
        "abcdabcd",
        b"abcabc",
    ]
    assert asked == ["abc", "abcd", "abcd", b"abc"]
    assert doubled("abc", times=3) == "abcabcabc"


def test_a_pattern_that_would_fill_memory_is_not_simulated():
    """Five bytes of it stand for 256 letters."""
    assert matches(b"[\x00-\xff]" * (LONGEST // 5), b"a" * (LONGEST // 5))
    with pytest.raises(NotSimulated, match="A pattern of 4,100 bytes is not simulated: 4,096 at most"):
        matches(b"[\x00-\xff]" * 820, b"a")
