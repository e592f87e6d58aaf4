"""Stores with a script that asks once more whether there is anything, instead of NX."""

import json
import random

from redis.exceptions import RedisClusterException, RedisError
from sqlalchemy import text

PUT = "if redis.call('exists', KEYS[1]) == 0 then redis.call('setex', KEYS[1], ARGV[1], ARGV[2]) end"


def read(engine, user_id):
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT * FROM profiles WHERE user_id = :id"), {"id": user_id}).all()
    return rows[0]._asdict() if rows else None


def parse(found):
    """The profile and whether there was one to be had."""
    try:
        value = json.loads(found)
    except ValueError:
        return None, False
    return value, value is None or type(value) is dict


def get_profile(cache, engine, user_id):
    key = f"profile:{user_id}"
    try:
        found = cache.get(key)
    except (RedisError, RedisClusterException):
        return read(engine, user_id)
    if found is not None:
        profile, useful = parse(found)
        return profile if useful else read(engine, user_id)
    profile = read(engine, user_id)
    seconds = 300 + random.randrange(-60, 61) if profile else 15
    try:
        cache.eval(PUT, 1, key, seconds, json.dumps(profile, ensure_ascii=False))
    except (RedisError, RedisClusterException) as error:
        print("not stored:", error)
    return profile
