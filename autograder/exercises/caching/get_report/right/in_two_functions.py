"""Counts its tries instead of seconds, and computes in a function of its own."""

import json
import time
import uuid

from sqlalchemy import text

GIVE_BACK = "if redis.call('get', KEYS[1]) == ARGV[1] then redis.call('del', KEYS[1]) end"


def get_report(cache, engine, user_id):
    key, lock, mine = f"report:{user_id}", f"lock:report:{user_id}", uuid.uuid4().hex
    found = cache.get(key)
    for _ in range(22):
        if found is not None:
            return json.loads(found)
        if cache.set(lock, mine, nx=True, ex=60):
            return compute(cache, engine, user_id, key, lock, mine)
        time.sleep(4.5)
        found = cache.get(key)
    raise TimeoutError


def compute(cache, engine, user_id, key, lock, mine):
    try:
        found = cache.get(key)
        if found is not None:
            return json.loads(found)
        with engine.begin() as connection:
            rows = connection.execute(text("SELECT COUNT(*), MAX(km) FROM runs WHERE user_id = :u"), {"u": user_id})
            count, longest = rows.one()
        report = dict(user_id=user_id, runs=count, longest_km=longest)
        cache.set(key, json.dumps(report), ex=86400)
        return report
    finally:
        cache.eval(GIVE_BACK, 1, lock, mine)
