"""Replaces the whole row, tells the cache with a script, and tries that once more."""

import random

from redis import RedisError
from redis.exceptions import RedisClusterException
from sqlalchemy import text

REPLACE = "REPLACE INTO profiles (user_id, name, city, year_km) VALUES (:user_id, :name, :city, :year_km)"
TELL = "return redis.call('set', KEYS[1], 'changed', 'EX', ARGV[1])"


def told(cache, user_id, more=1):
    try:
        return bool(cache.eval(TELL, 1, f"profile:{user_id}", random.randint(35, 55)))
    except (RedisError, RedisClusterException):
        return more > 0 and told(cache, user_id, more - 1)


def save_profile(cache, engine, profile):
    with engine.begin() as connection:
        connection.execute(text(REPLACE), profile)
    return told(cache, profile["user_id"])
