"""The exam of keys_for."""

from course_lib.checks import Exam
from course_lib.lessons.caching.practice.keys_for import (
    MANY,
    SAME_CHECKSUM,
    differ,
    differ_from_tags,
    room,
    spreads,
    together,
)

exam = Exam()


def text(random, letters, length):
    return "".join(random.choice(letters) for _ in range(length))


@exam.check(points=1)
def exam_one_slot(submission, cloud):
    """The three keys of a user are in one slot, and are three."""
    for _ in range(5):
        together(submission, cloud, text(submission.random, "abcÄéü字 -_.:@", 12), usual=True)


@exam.check(points=3)
def exam_odd_ids(submission, cloud):
    """Also for user_ids with braces in them, and for the empty one."""
    random = submission.random
    drawn = (text(random, "{}ab", length) for length in range(1, 12))
    for user_id in ("", "}", "{}", *drawn, "}" + "x" * 63, "😀" * 64):
        together(submission, cloud, user_id)


@exam.check(points=2)
def exam_apart(submission, cloud):
    """No two users have a key in common, however alike they are."""
    random = submission.random
    base = text(random, "abc", 5)
    marks = ("", "}", "{", ":", " ", "%", "=", "-", "_", "+", ".", "u", "é", "e\u0301", "É", "\x00", "profile")
    ids = {base + mark for mark in marks} | {mark + base for mark in marks} | {base.upper(), f"{{{base}}}", *marks}
    ids |= {text(random, "{}a", 4) for _ in range(20)} | {"x" * 63 + "a", "x" * 63 + "b"}
    differ(submission, [*sorted(ids), *SAME_CHECKSUM])
    differ(submission, map(chr, range(0x100)))
    room(submission, [text(random, "abcdefghij0123456789", 64) for _ in range(50)])
    differ_from_tags(submission, cloud, ["}", "{", f"{base}}}", f"a{{{base}", "", "é", "%", "\\", "\n"])


@exam.check(points=2)
def exam_spread(submission, cloud):
    """Many users lie in many slots, and on all shards about alike, also if their user_ids look alike."""
    number = submission.random.randrange(1000, 9000)
    spreads(submission, cloud, [f"runner {number + each}" for each in range(MANY)])
    spreads(submission, cloud, [f"}}{number}:{each}" for each in range(100)])
    spreads(submission, cloud, [f"{{x}}{each}" for each in range(100)])
