"""Stores in a transaction that is carried out only if nothing came meanwhile."""

import json
from random import Random

from redis.exceptions import RedisClusterException, RedisError, WatchError
from sqlalchemy import text

CHANCE = Random()


def get_profile(cache, engine, user_id):
    key = f"profile:{user_id}"

    def read():
        with engine.connect() as connection:
            sql = text("SELECT user_id, name, city, year_km FROM profiles WHERE user_id = :u")
            found = connection.execute(sql, dict(u=user_id)).mappings().first()
            return None if found is None else dict(found)

    profile = unread = object()
    try:
        with cache.pipeline(transaction=True) as pipe:
            pipe.watch(key)
            found = pipe.get(key)
            if found == "null":
                return None
            if found is not None:
                try:
                    value = json.loads(found)
                except ValueError:
                    value = None
                return value if isinstance(value, dict) else read()
            profile = read()
            pipe.multi()
            pipe.setex(key, CHANCE.randint(240, 360) if profile else CHANCE.randint(5, 30), json.dumps(profile))
            pipe.execute()
    except (RedisError, RedisClusterException, WatchError):
        pass
    return read() if profile is unread else profile
