"""Commands on keys of every kind, and their expiry. Source: Redis 7.0 command reference."""

from __future__ import annotations

from course_lib.aws.services.redis.commands.spec import MOST, Args, command, refuse_expiry, to_integer
from course_lib.aws.services.redis.commands.strings import MOMENTS
from course_lib.aws.services.redis.keyspace import Keyspace
from course_lib.aws.services.redis.replies import OK, Refusal, Reply, Status, text_of

OPTIONS = frozenset([b"NX", b"XX", b"GT", b"LT"])


@command("del", -2, keys=(1, -1, 1))
def del_(space: Keyspace, args: Args) -> Reply:
    return sum(space.delete(key) for key in args)


@command("unlink", -2, keys=(1, -1, 1))
def unlink(space: Keyspace, args: Args) -> Reply:
    return del_(space, args)


@command("exists", -2, keys=(1, -1, 1), reads=True)
def exists(space: Keyspace, args: Args) -> Reply:
    return sum(space.find(key) is not None for key in args)


@command("touch", -2, keys=(1, -1, 1), reads=True)
def touch(space: Keyspace, args: Args) -> Reply:
    return exists(space, args)


@command("type", 2, reads=True)
def type_(space: Keyspace, args: Args) -> Reply:
    value = space.find(args[0])
    return Status(value.kind if value else "none")


@command("expire", -3)
def expire(space: Keyspace, args: Args) -> Reply:
    return _expire(space, args, b"EX", "expire")


@command("pexpire", -3)
def pexpire(space: Keyspace, args: Args) -> Reply:
    return _expire(space, args, b"PX", "pexpire")


@command("expireat", -3)
def expireat(space: Keyspace, args: Args) -> Reply:
    return _expire(space, args, b"EXAT", "expireat")


@command("pexpireat", -3)
def pexpireat(space: Keyspace, args: Args) -> Reply:
    return _expire(space, args, b"PXAT", "pexpireat")


def _expire(space: Keyspace, args: Args, unit: bytes, name: str) -> int:
    """Let a key expire; one whose time is over is deleted at once."""
    from_now, factor = MOMENTS[unit]
    number = to_integer(args[1])
    words = _expire_options(args[2:])
    at = number * factor + (space.now() if from_now else 0)
    if abs(at) > MOST:
        refuse_expiry(name)
    value = space.find(args[0])
    if value is None:
        return 0
    old = value.expires
    later = old is not None and at > old  # who never expires, does so last
    earlier = old is None or at < old
    if b"NX" in words and old is not None or b"XX" in words and old is None:
        return 0
    if b"GT" in words and not later or b"LT" in words and not earlier:
        return 0
    space.put(args[0], value.kind, value.held, at)
    return 1


def _expire_options(options: Args) -> set[bytes]:
    words = {each.upper() for each in options}
    for each in options:
        if each.upper() not in OPTIONS:
            raise Refusal(f"ERR Unsupported option {text_of(each)}")
    if b"NX" in words and len(words) > 1:
        raise Refusal("ERR NX and XX, GT or LT options at the same time are not compatible")
    if {b"GT", b"LT"} <= words:
        raise Refusal("ERR GT and LT options at the same time are not compatible")
    return words


@command("persist", 2)
def persist(space: Keyspace, args: Args) -> Reply:
    value = space.find(args[0])
    if value is None or value.expires is None:
        return 0
    space.put(args[0], value.kind, value.held)
    return 1


@command("ttl", 2, reads=True)
def ttl(space: Keyspace, args: Args) -> Reply:
    left = pttl(space, args)
    return left if left < 0 else (left + 500) // 1000


@command("pttl", 2, reads=True)
def pttl(space: Keyspace, args: Args) -> Reply:
    at = pexpiretime(space, args)
    return at if at < 0 else at - space.now()


@command("expiretime", 2, reads=True)
def expiretime(space: Keyspace, args: Args) -> Reply:
    at = pexpiretime(space, args)
    return at if at < 0 else (at + 500) // 1000


@command("pexpiretime", 2, reads=True)
def pexpiretime(space: Keyspace, args: Args) -> int:
    """-2 for no such key, -1 for one that never expires."""
    value = space.find(args[0])
    return -2 if value is None else -1 if value.expires is None else value.expires


@command("dbsize", 1, keys=(0, 0, 0), reads=True)
def dbsize(space: Keyspace, args: Args) -> Reply:
    return sum(1 for _ in space.keys())


@command("flushall", -1, keys=(0, 0, 0))
def flushall(space: Keyspace, args: Args) -> Reply:
    for key in space.keys():
        space.delete(key)
    return OK


@command("flushdb", -1, keys=(0, 0, 0))
def flushdb(space: Keyspace, args: Args) -> Reply:
    return flushall(space, args)
