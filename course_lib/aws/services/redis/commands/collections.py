"""Commands on sets, lists and sorted sets: those that caches, queues and rankings use most.

Source: Redis 7.0 command reference.
"""

from __future__ import annotations

from course_lib.aws.http.messages import NotSimulated
from course_lib.aws.services.redis.commands.spec import (
    SYNTAX,
    Args,
    command,
    of_float,
    to_float,
    to_integer,
    wrong_number,
)
from course_lib.aws.services.redis.keyspace import Keyspace
from course_lib.aws.services.redis.replies import NIL_ARRAY, OK, Refusal, Reply

NEGATIVE = Refusal("ERR value is out of range, must be positive")
ZADD_OPTIONS = frozenset([b"NX", b"XX", b"GT", b"LT", b"CH", b"INCR"])
ZRANGE_OPTIONS = frozenset([b"BYSCORE", b"BYLEX", b"LIMIT"])


@command("sadd", -3, grows=True)
def sadd(space: Keyspace, args: Args) -> Reply:
    members = space.held(args[0], "set")
    more = {**members, **dict.fromkeys(args[1:])}
    if len(more) > len(members):
        space.keep(args[0], "set", more)
    return len(more) - len(members)


@command("srem", -3)
def srem(space: Keyspace, args: Args) -> Reply:
    members = space.held(args[0], "set")
    left = {each: None for each in members if each not in args[1:]}
    if len(left) < len(members):
        space.keep(args[0], "set", left)
    return len(members) - len(left)


@command("smembers", 2, reads=True)
def smembers(space: Keyspace, args: Args) -> Reply:
    return list(space.held(args[0], "set"))


@command("sismember", 3, reads=True)
def sismember(space: Keyspace, args: Args) -> Reply:
    return int(args[1] in space.held(args[0], "set"))


@command("scard", 2, reads=True)
def scard(space: Keyspace, args: Args) -> Reply:
    return len(space.held(args[0], "set"))


@command("lpush", -3, grows=True)
def lpush(space: Keyspace, args: Args) -> Reply:
    return _push(space, args[0], [*reversed(args[1:]), *space.held(args[0], "list")])


@command("rpush", -3, grows=True)
def rpush(space: Keyspace, args: Args) -> Reply:
    return _push(space, args[0], [*space.held(args[0], "list"), *args[1:]])


def _push(space: Keyspace, key: bytes, held: list[bytes]) -> int:
    space.keep(key, "list", held)
    return len(held)


@command("lpop", -2)
def lpop(space: Keyspace, args: Args) -> Reply:
    return _pop(space, args, "lpop", first=True)


@command("rpop", -2)
def rpop(space: Keyspace, args: Args) -> Reply:
    return _pop(space, args, "rpop", first=False)


def _pop(space: Keyspace, args: Args, name: str, first: bool) -> Reply:
    if len(args) > 2:
        raise wrong_number(name)
    count = to_integer(args[1], NEGATIVE) if len(args) == 2 else 1
    if count < 0:
        raise NEGATIVE
    held = space.held(args[0], "list")
    if not held:
        return NIL_ARRAY if len(args) == 2 else None
    in_order = held if first else held[::-1]
    popped, left = in_order[:count], in_order[count:]
    if popped:
        space.keep(args[0], "list", left if first else left[::-1])
    return popped if len(args) == 2 else popped[0]


@command("llen", 2, reads=True)
def llen(space: Keyspace, args: Args) -> Reply:
    return len(space.held(args[0], "list"))


@command("lrange", 4, reads=True)
def lrange(space: Keyspace, args: Args) -> Reply:
    return _between(space.held(args[0], "list"), to_integer(args[1]), to_integer(args[2]))


@command("ltrim", 4)
def ltrim(space: Keyspace, args: Args) -> Reply:
    held = _between(space.held(args[0], "list"), to_integer(args[1]), to_integer(args[2]))
    if space.find(args[0]):
        space.keep(args[0], "list", held)
    return OK


def _between(held: list[bytes], start: int, stop: int) -> list[bytes]:
    start, stop = (each + len(held) if each < 0 else each for each in (start, stop))
    return held[max(0, start) : max(0, stop + 1)]


@command("zadd", -4, grows=True)
def zadd(space: Keyspace, args: Args) -> Reply:
    key, *pairs = args
    if pairs[0].upper() in ZADD_OPTIONS:
        raise NotSimulated("ZADD with options is not simulated. Without them it adds members and sets their scores.")
    if len(pairs) % 2:
        raise SYNTAX
    added = {member: to_float(score) for score, member in zip(pairs[::2], pairs[1::2], strict=True)}
    members = space.held(key, "zset")
    more = {**members, **added}
    if more != members:
        space.keep(key, "zset", more)
    return len(more) - len(members)


@command("zincrby", 4, grows=True)
def zincrby(space: Keyspace, args: Args) -> Reply:
    more = to_float(args[1])
    members = space.held(args[0], "zset")
    score = members.get(args[2], 0.0) + more
    if score != score:
        raise Refusal("ERR resulting score is not a number (NaN)")
    space.keep(args[0], "zset", {**members, args[2]: score})
    return of_float(score)


@command("zrem", -3)
def zrem(space: Keyspace, args: Args) -> Reply:
    members = space.held(args[0], "zset")
    left = {member: score for member, score in members.items() if member not in args[1:]}
    if len(left) < len(members):
        space.keep(args[0], "zset", left)
    return len(members) - len(left)


@command("zscore", 3, reads=True)
def zscore(space: Keyspace, args: Args) -> Reply:
    score = space.held(args[0], "zset").get(args[1])
    return None if score is None else of_float(score)


@command("zcard", 2, reads=True)
def zcard(space: Keyspace, args: Args) -> Reply:
    return len(space.held(args[0], "zset"))


@command("zrange", -4, reads=True)
def zrange(space: Keyspace, args: Args) -> Reply:
    """By rank only: with REV and WITHSCORES."""
    words = [each.upper() for each in args[3:]]
    if ZRANGE_OPTIONS & set(words):
        raise NotSimulated("ZRANGE by score or by name is not simulated; by rank it is, with REV and WITHSCORES.")
    start, stop = to_integer(args[1]), to_integer(args[2])
    if not set(words) <= {b"REV", b"WITHSCORES"}:
        raise SYNTAX
    members = space.held(args[0], "zset")
    ranked = sorted(members, key=lambda member: (members[member], member), reverse=b"REV" in words)
    chosen = _between(ranked, start, stop)
    if b"WITHSCORES" not in words:
        return chosen
    return [part for member in chosen for part in (member, of_float(members[member]))]
