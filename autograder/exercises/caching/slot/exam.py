"""The exam of slot."""

import string
from binascii import crc_hqx

from course_lib.checks import Exam
from course_lib.checks.kit import hard
from course_lib.lessons.caching.practice.slot import lies_in

exam = Exam()
PLAIN = string.ascii_letters + string.digits + ":-_./ "
WIDE = "äßłŻ€한字😀"


def whole(key):
    """The slot of a key whose bytes all count."""
    return crc_hqx(key if isinstance(key, bytes) else key.encode(), 0) % 16384


def word(chance, letters=PLAIN, least=3):
    """Some text without braces."""
    return "".join(chance.choices(letters, k=chance.randrange(least, 12)))


@exam.check(points=2)
def exam_plain(submission, cloud):
    """The slots of many keys without braces, short and long."""
    chance = submission.random
    keys = ["", "a", "\x00", "\x00\x00", "a\x00", "\n"] + [word(chance) for _ in range(12)]
    for key in [*keys, word(chance) * 40, word(chance) * 2000]:
        lies_in(submission, key, whole(key), "crc")


@exam.check(points=2)
def exam_forms(submission, cloud):
    """Texts with letters of any alphabet, and any bytes at all."""
    chance = submission.random
    for key in [word(chance, WIDE), word(chance, WIDE + PLAIN), *WIDE, *hard.TEXTS]:
        lies_in(submission, key, whole(key), "forms")
        lies_in(submission, key.encode(), whole(key), "forms")
    raw = bytes(byte for byte in chance.randbytes(40) if byte not in b"{}")
    for data in (b"", raw, b"\xff\xfe" + raw, bytes([0x80])):
        lies_in(submission, data, whole(data), "forms")
    lies_in(submission, b"\xc3{\xff\x80}\xa4", whole(b"\xff\x80"), "forms")


@exam.check(points=2)
def exam_tags(submission, cloud):
    """A tag in front, in the middle, at the end, or alone."""
    chance = submission.random
    tag, wide = word(chance), word(chance, WIDE)
    for key in (f"{{{tag}}}", f"{{{tag}}}:profile", f"report:{{{tag}}}", f"a{{{tag}}}b", f"ł\n{{{tag}}}\n"):
        lies_in(submission, key, whole(tag), "tag")
        lies_in(submission, key.encode(), whole(tag), "tag")
    lies_in(submission, f"{word(chance)}{{{wide}}}", whole(wide), "tag")
    for one in ("x", " ", "\n", "a\nb", "0"):
        lies_in(submission, f"{{{one}}}:{word(chance)}", whole(one), "tag")


@exam.check(points=3)
def exam_which_braces(submission, cloud):
    """Of several braces, the first that opens, and the next that closes."""
    one, two, three = (word(submission.random) for _ in range(3))
    for key, tag in (
        (f"{{{one}}}{{{two}}}", one),
        (f"{three}{{{{{one}}}}}{two}", "{" + one),
        (f"{{{{{{{one}}}", "{{" + one),
        (f"{three}}}{{{one}}}{two}}}", one),
        (f"}}}}{three}{{{one}}}", one),
        (f"{{{one}}}{{", one),
        (f"{{{one}}}{{}}", one),
        (f"{{{one}{{{two}}}", f"{one}{{{two}"),
        ("{{}", "{"),
        ("{{}}", "{"),
    ):
        lies_in(submission, key, whole(tag), "which braces")


@exam.check(points=2)
def exam_empty(submission, cloud):
    """An empty tag is none, whatever follows."""
    one, two = (word(submission.random) for _ in range(2))
    for key in ("{}", f"{{}}{one}", f"{one}{{}}", f"{one}{{}}{{{two}}}", f"{{}}{{{two}}}{one}", "{}}", f"{{}}{one}}}"):
        lies_in(submission, key, whole(key), "empty")


@exam.check(points=2)
def exam_open(submission, cloud):
    """A tag without an end is none."""
    one, two = (word(submission.random) for _ in range(2))
    for key in (
        "{",
        "}",
        "}{",
        f"{{{one}",
        f"{one}{{{two}",
        f"{one}{{",
        f"{one}}}{{{two}",
        f"{one}}}{two}",
        "{{" + one,
    ):
        lies_in(submission, key, whole(key), "open")
