"""redis-py's own Lock, which has a text of its own and a script for giving back."""

import json
from time import sleep

import sqlalchemy
from redis.exceptions import LockError


def compute(engine, user_id):
    sql = sqlalchemy.text("SELECT COUNT(run_id), MAX(km) FROM runs WHERE user_id = :user")
    with engine.connect() as connection:
        runs, longest = connection.execute(sql, {"user": user_id}).one()
    return {"user_id": user_id, "runs": runs, "longest_km": longest}


def get_report(cache, engine, user_id):
    key = f"report:{user_id}"
    for _ in range(25):
        text = cache.get(key)
        if text is not None:
            return json.loads(text)
        lock = cache.lock("lock:" + key, timeout=50, blocking=False)
        if lock.acquire():
            try:
                text = cache.get(key)
                if text is None:
                    text = json.dumps(compute(engine, user_id))
                    cache.setex(key, 86_400, text)
                return json.loads(text)
            finally:
                try:
                    lock.release()
                except LockError:
                    pass
        sleep(4)
    raise TimeoutError(key)
