"""SCAN and KEYS: the keys of a node, page by page or all, by patterns. Source: Redis 7.0, db.c and util.c.

A cursor is a place in an order that is the keys' own: what is there from the first page to the last is told at least
once, whatever else comes and goes. Redis promises that much and no more; here a key is told once unless it moved.
"""

from __future__ import annotations

import re
from hashlib import blake2b

from course_lib.aws import wildcards
from course_lib.aws.http.messages import NotSimulated
from course_lib.aws.remembered import remembered
from course_lib.aws.services.redis.commands.spec import SYNTAX, Args, command, to_integer
from course_lib.aws.services.redis.keyspace import Keyspace
from course_lib.aws.services.redis.replies import Refusal, Reply
from course_lib.aws.wildcards import Token, Wild

USUAL = 10  # keys of a page
LONGEST = 4096  # bytes of a pattern: five of them can stand for 256 letters
ALL = frozenset(map(chr, range(256)))  # a byte each, as Latin-1
_BAD_CURSOR = Refusal("ERR invalid cursor")


@command("scan", -2, keys=(0, 0, 0), reads=True)
def scan(space: Keyspace, args: Args) -> Reply:
    start = _cursor(args[0])
    count, pattern, kind = _options(args[1:])
    ordered = sorted((key for key in space.keys() if _place(key) >= start), key=_place)
    page, rest = ordered[:count], ordered[count:]
    while page and rest and _place(rest[0]) == _place(page[-1]):
        page.append(rest.pop(0))
    found = [key for key in page if matches(pattern, key) and (kind is None or space.kind_of(key) == kind)]
    return [b"%d" % (_place(rest[0]) if rest else 0), found]


@command("keys", 2, keys=(0, 0, 0), reads=True)
def keys(space: Keyspace, args: Args) -> Reply:
    return [key for key in space.keys() if matches(args[0], key)]


def _cursor(given: bytes) -> int:
    """A cursor: a number that C's strtoul takes whole.

    Raises:
        Refusal: it is none.
    """
    if not re.fullmatch(rb"([+-]?[0-9]{1,20})?", given) or abs(int(given or b"0")) >= 2**64:
        raise _BAD_CURSOR
    return int(given or b"0") % 2**64


def _options(options: Args) -> tuple[int, bytes, str | None]:
    """COUNT, MATCH and TYPE.

    Raises:
        Refusal: they cannot be.
    """
    count, pattern, kind = USUAL, b"*", None
    for at in range(0, len(options), 2):
        word, given = options[at].upper(), options[at + 1 : at + 2]
        if word == b"COUNT" and given:
            count = to_integer(given[0])
            if count < 1:
                raise SYNTAX
        elif word == b"MATCH" and given:
            pattern = given[0]
        elif word == b"TYPE" and given:
            kind = given[0].decode("latin-1").lower()
        else:
            raise SYNTAX
    return count, pattern, kind


@remembered(most=16_384, longest=128)
def _place(key: bytes) -> int:
    """A key's place in the order: 1 to 2^48."""
    return 1 + int.from_bytes(blake2b(key, digest_size=6).digest(), "big")


def matches(pattern: bytes, key: bytes) -> bool:
    """Whether a key fits a pattern with *, ?, [abc], [^a], [a-z] and \\ before what is meant as it stands."""
    return pattern == b"*" or wildcards.matches(_tokens(pattern), key.decode("latin-1"))


@remembered(most=128, longest=32)
def _tokens(pattern: bytes) -> tuple[Token, ...]:
    if len(pattern) > LONGEST:
        raise NotSimulated(f"A pattern of {len(pattern):,} bytes is not simulated: {LONGEST:,} at most.")
    text, at = pattern.decode("latin-1"), 0
    tokens: list[Token] = []
    while at < len(text):
        sign = text[at]
        at += 1
        if sign in "*?":
            tokens.append(Wild(sign))
        elif sign == "[":
            letters, at = _letters(text, at)
            tokens.append(letters)
        else:
            if sign == "\\" and at < len(text):
                sign = text[at]
                at += 1
            tokens.append(sign)
    return tuple(tokens)


def _letters(text: str, at: int) -> tuple[frozenset[str], int]:
    """The letters in brackets, which begin here, and where the pattern goes on.

    As in Redis, brackets that are never closed end with the pattern, and a range may stand the other way round.
    """
    negated = text[at : at + 1] == "^"
    at += negated
    found: set[str] = set()
    while at < len(text) and text[at] != "]":
        if text[at] == "\\" and at + 1 < len(text):
            found.add(text[at + 1])
            at += 2
        elif text[at + 1 : at + 2] == "-" and at + 2 < len(text):
            first, last = sorted((text[at], text[at + 2]))
            found.update(map(chr, range(ord(first), ord(last) + 1)))
            at += 3
        else:
            found.add(text[at])
            at += 1
    return (ALL - found if negated else frozenset(found)), at + 1
