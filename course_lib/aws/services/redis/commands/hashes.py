"""Commands on hashes. Source: Redis 7.0 command reference."""

from __future__ import annotations

from course_lib.aws.services.redis.commands.spec import (
    LEAST,
    MOST,
    OVERFLOW,
    Args,
    command,
    to_integer,
    wrong_number,
)
from course_lib.aws.services.redis.keyspace import Keyspace
from course_lib.aws.services.redis.replies import OK, Refusal, Reply

NOT_A_NUMBER = Refusal("ERR hash value is not an integer")


@command("hset", -4, grows=True)
def hset(space: Keyspace, args: Args) -> Reply:
    return _set(space, args, "hset")


@command("hmset", -4, grows=True)
def hmset(space: Keyspace, args: Args) -> Reply:
    _set(space, args, "hmset")
    return OK


def _set(space: Keyspace, args: Args, name: str) -> int:
    """How many fields are new."""
    key, *pairs = args
    if len(pairs) % 2:
        raise wrong_number(name)
    fields = space.held(key, "hash")
    changed = {**fields, **dict(zip(pairs[::2], pairs[1::2], strict=True))}
    space.keep(key, "hash", changed)
    return len(changed) - len(fields)


@command("hsetnx", 4, grows=True)
def hsetnx(space: Keyspace, args: Args) -> Reply:
    return 0 if args[1] in space.held(args[0], "hash") else _set(space, args, "hsetnx")


@command("hget", 3, reads=True)
def hget(space: Keyspace, args: Args) -> Reply:
    return space.held(args[0], "hash").get(args[1])


@command("hmget", -3, reads=True)
def hmget(space: Keyspace, args: Args) -> Reply:
    fields = space.held(args[0], "hash")
    return [fields.get(name) for name in args[1:]]


@command("hgetall", 2, reads=True)
def hgetall(space: Keyspace, args: Args) -> Reply:
    return [part for pair in space.held(args[0], "hash").items() for part in pair]


@command("hkeys", 2, reads=True)
def hkeys(space: Keyspace, args: Args) -> Reply:
    return list(space.held(args[0], "hash"))


@command("hvals", 2, reads=True)
def hvals(space: Keyspace, args: Args) -> Reply:
    return list(space.held(args[0], "hash").values())


@command("hlen", 2, reads=True)
def hlen(space: Keyspace, args: Args) -> Reply:
    return len(space.held(args[0], "hash"))


@command("hexists", 3, reads=True)
def hexists(space: Keyspace, args: Args) -> Reply:
    return int(args[1] in space.held(args[0], "hash"))


@command("hdel", -3)
def hdel(space: Keyspace, args: Args) -> Reply:
    fields = space.held(args[0], "hash")
    left = {name: held for name, held in fields.items() if name not in args[1:]}
    if len(left) < len(fields):
        space.keep(args[0], "hash", left)
    return len(fields) - len(left)


@command("hincrby", 4, grows=True)
def hincrby(space: Keyspace, args: Args) -> Reply:
    more = to_integer(args[2])
    fields = space.held(args[0], "hash")
    number = to_integer(fields.get(args[1], b"0"), NOT_A_NUMBER) + more
    if not LEAST <= number <= MOST:
        raise OVERFLOW
    space.keep(args[0], "hash", {**fields, args[1]: b"%d" % number})
    return number
