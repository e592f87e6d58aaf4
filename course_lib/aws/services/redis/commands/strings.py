"""Commands on texts and numbers. Source: Redis 7.0 command reference."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from course_lib.aws.services.redis.commands.spec import (
    LEAST,
    MOST,
    NOT_A_FLOAT,
    OVERFLOW,
    SYNTAX,
    Args,
    command,
    refuse_expiry,
    to_integer,
    wrong_number,
)
from course_lib.aws.services.redis.keyspace import Keyspace, Value
from course_lib.aws.services.redis.replies import OK, Refusal, Reply, text_of

LONGEST_STRING = 512 * 1024 * 1024  # proto-max-bulk-len
TOO_LONG = Refusal("ERR string exceeds maximum allowed size (proto-max-bulk-len)")
# How an option names a moment: whether it is a time from now, and how many milliseconds its unit has.
MOMENTS = {b"EX": (True, 1000), b"PX": (True, 1), b"EXAT": (False, 1000), b"PXAT": (False, 1)}

ALONE: dict[bytes, set[bytes]] = {
    b"NX": {b"XX"},
    b"XX": {b"NX"},
    b"GET": set(),
    b"KEEPTTL": {*MOMENTS},
}  # an option of SET: what it excludes


def moment(space: Keyspace, option: bytes, given: bytes, name: str) -> int:
    """When something expires, in milliseconds since 1970.

    Raises:
        Refusal: it is no time, or none that is left.
    """
    from_now, unit = MOMENTS[option]
    number = to_integer(given)
    at = number * unit + (space.now() if from_now else 0)
    if number <= 0 or at > MOST:
        refuse_expiry(name)
    return at


@command("get", 2, reads=True)
def get(space: Keyspace, args: Args) -> Reply:
    value = space.find(args[0], "string")
    return value.held if value else None


@command("set", -3, grows=True)
def set_(space: Keyspace, args: Args) -> Reply:
    key, held, *options = args
    words, expires = _set_options(space, options)
    old = space.find(key)
    if b"GET" in words and old and old.kind != "string":
        space.find(key, "string")
    answer = (old.held if old else None) if b"GET" in words else OK
    if b"NX" in words and old or b"XX" in words and not old:
        return answer if b"GET" in words else None
    if b"KEEPTTL" in words and old:
        expires = old.expires
    space.put(key, "string", held, expires)
    return answer


def _set_options(space: Keyspace, options: list[bytes]) -> tuple[set[bytes], int | None]:
    """The words among SET's options, and when it expires."""
    words: set[bytes] = set()
    given = b"", b""
    left = iter(options)
    for each in left:
        word = each.upper()
        if word in MOMENTS and given[0] in (b"", word) and b"KEEPTTL" not in words:
            given = word, next(left, b"")
            if not given[1]:
                raise SYNTAX
        elif word in ALONE and not (words | {given[0]}) & ALONE[word]:
            words.add(word)
        else:
            raise SYNTAX
    return words, moment(space, *given, "set") if given[0] else None


@command("setnx", 3, grows=True)
def setnx(space: Keyspace, args: Args) -> Reply:
    if space.find(args[0]):
        return 0
    space.put(args[0], "string", args[1])
    return 1


@command("setex", 4, grows=True)
def setex(space: Keyspace, args: Args) -> Reply:
    space.put(args[0], "string", args[2], moment(space, b"EX", args[1], "setex"))
    return OK


@command("psetex", 4, grows=True)
def psetex(space: Keyspace, args: Args) -> Reply:
    space.put(args[0], "string", args[2], moment(space, b"PX", args[1], "psetex"))
    return OK


@command("getset", 3, grows=True)
def getset(space: Keyspace, args: Args) -> Reply:
    old = get(space, args[:1])
    space.put(args[0], "string", args[1])
    return old


@command("getdel", 2)
def getdel(space: Keyspace, args: Args) -> Reply:
    old = get(space, args)
    space.delete(args[0])
    return old


@command("getex", -2)
def getex(space: Keyspace, args: Args) -> Reply:
    key, *options = args
    words = [each.upper() for each in options]
    if words and words != [b"PERSIST"] and (len(words) != 2 or words[0] not in MOMENTS):
        raise SYNTAX
    value = space.find(key, "string")
    if value is None:
        return None
    if words:
        expires = None if words == [b"PERSIST"] else moment(space, words[0], options[1], "getex")
        if expires != value.expires:
            space.put(key, "string", value.held, expires)
    return value.held


@command("mget", -2, keys=(1, -1, 1), reads=True)
def mget(space: Keyspace, args: Args) -> Reply:
    return [_if_string(space.find(key)) for key in args]


def _if_string(value: Value | None) -> Reply:
    return value.held if value and value.kind == "string" else None


@command("mset", -3, keys=(1, -1, 2), grows=True)
def mset(space: Keyspace, args: Args) -> Reply:
    if len(args) % 2:
        raise wrong_number("mset")
    for key, held in zip(args[::2], args[1::2], strict=True):
        space.put(key, "string", held)
    return OK


@command("msetnx", -3, keys=(1, -1, 2), grows=True)
def msetnx(space: Keyspace, args: Args) -> Reply:
    if len(args) % 2:
        raise wrong_number("msetnx")
    if any(space.find(key) for key in args[::2]):
        return 0
    mset(space, args)
    return 1


@command("strlen", 2, reads=True)
def strlen(space: Keyspace, args: Args) -> Reply:
    return len(space.held(args[0], "string"))


@command("append", 3, grows=True)
def append(space: Keyspace, args: Args) -> Reply:
    held = space.held(args[0], "string") + args[1]
    space.keep(args[0], "string", held)
    return len(held)


@command("getrange", 4, reads=True)
def getrange(space: Keyspace, args: Args) -> Reply:
    start, end = to_integer(args[1]), to_integer(args[2])
    held = space.held(args[0], "string")
    if start < 0 and end < 0 and start > end:
        return b""
    start, end = (max(0, each + len(held)) if each < 0 else each for each in (start, end))
    return held[start : end + 1]


@command("incr", 2, grows=True)
def incr(space: Keyspace, args: Args) -> Reply:
    return _add(space, args[0], 1)


@command("decr", 2, grows=True)
def decr(space: Keyspace, args: Args) -> Reply:
    return _add(space, args[0], -1)


@command("incrby", 3, grows=True)
def incrby(space: Keyspace, args: Args) -> Reply:
    return _add(space, args[0], to_integer(args[1]))


@command("decrby", 3, grows=True)
def decrby(space: Keyspace, args: Args) -> Reply:
    less = to_integer(args[1])
    if less == LEAST:
        raise Refusal("ERR decrement would overflow")
    return _add(space, args[0], -less)


def _add(space: Keyspace, key: bytes, more: int) -> int:
    number = to_integer(space.held(key, "string") or b"0") + more
    if not LEAST <= number <= MOST:
        raise OVERFLOW
    space.keep(key, "string", b"%d" % number)
    return number


@command("incrbyfloat", 3, grows=True)
def incrbyfloat(space: Keyspace, args: Args) -> Reply:
    total = _decimal(space.held(args[0], "string") or b"0") + _decimal(args[1])
    text = f"{total:.17f}".rstrip("0").rstrip(".").encode()
    space.keep(args[0], "string", text)
    return text


def _decimal(data: bytes) -> Decimal:
    try:
        number = Decimal(text_of(data))
    except InvalidOperation:
        raise NOT_A_FLOAT from None
    if not number.is_finite() or abs(number.adjusted()) > 100:
        raise NOT_A_FLOAT
    return number
