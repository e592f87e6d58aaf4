"""A class around the cache that never lets an error of it out; times in milliseconds."""

import json
from contextlib import suppress
from random import uniform

import redis
from sqlalchemy import MetaData, Table, Column, String, Integer, select

PROFILES = Table(
    "profiles",
    MetaData(),
    Column("user_id", String(64), primary_key=True),
    Column("name", String(100)),
    Column("city", String(100)),
    Column("year_km", Integer),
)
NOTHING, BROKEN = object(), object()


class Aside:
    def __init__(self, cache, key):
        self.cache, self.key = cache, key

    def ask(self):
        try:
            text = self.cache.get(self.key)
        except Exception:
            return BROKEN
        return NOTHING if text is None else text

    def put(self, value, least, most):
        with suppress(redis.RedisError, redis.exceptions.RedisClusterException):
            self.cache.set(self.key, json.dumps(value), px=int(uniform(least, most) * 1000), nx=True)


def get_profile(cache, engine, user_id):
    aside = Aside(cache, "profile:" + user_id)
    text = aside.ask()
    if text == "null":
        return None
    if isinstance(text, str) and text.startswith("{"):
        with suppress(json.JSONDecodeError):
            return json.loads(text)
    with engine.begin() as connection:
        row = connection.execute(select(PROFILES).where(PROFILES.c.user_id == user_id)).first()
    profile = row._asdict() if row else None
    if text is NOTHING:
        aside.put(profile, *((241, 359) if profile else (6, 29)))
    return profile
