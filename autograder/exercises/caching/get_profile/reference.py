import json
import random

from redis.exceptions import RedisClusterException, RedisError
from sqlalchemy import text

CACHE_FAILS = (RedisError, RedisClusterException)


def get_profile(cache, engine, user_id):
    """A runner's profile: from the cache if it is there, else from the database.

    Args:
        cache: a redis.cluster.RedisCluster that gives texts (decode_responses=True). Use this one.
        engine: a SQLAlchemy Engine for a MySQL database. Use this one.
        user_id: names the runner, a string of 1 to 64 characters of any kind.

    The table `profiles`: user_id, the primary key; name; city, which can be NULL; year_km, a whole number.

    Returns:
        The row as a dict with these four keys, or None if there is no such row.
        What the cache holds is the answer, and no statement is sent then.

    The cache has the profile under the key profile:<user_id>, as one of these texts:
        the row as a JSON object: the profile.
        null: there is no such row.
        changed: the profile has just been changed. Read the database, and store nothing.
        Any other text is of no use: read the database. It may be replaced, but nothing that has come meanwhile.

    If the cache has nothing there, read the database and store what it said, so that it expires by itself:
        a profile after 240 to 360 seconds, drawn by chance and anew for each;
        null after 5 to 30 seconds.
        If something has come into the cache meanwhile, leave that there.

    The cache may fail in any way, and that never makes a call fail: then the database is asked.
        Once the cache has failed to answer, nothing is stored.
        If only storing fails, the profile is returned all the same.
        A call sends one SELECT at most.

    Raises:
        If the database fails, its error comes out as SQLAlchemy raised it, and nothing is stored.
    """
    key, asked = f"profile:{user_id}", True
    try:
        found = cache.get(key)
    except CACHE_FAILS:
        found, asked = None, False
    if found is not None and found != "changed":
        try:
            told = json.loads(found)
        except ValueError:
            told = found
        if told is None or isinstance(told, dict):
            return told
    with engine.connect() as connection:
        sql = text("SELECT user_id, name, city, year_km FROM profiles WHERE user_id = :user_id")
        row = connection.execute(sql, {"user_id": user_id}).mappings().one_or_none()
    profile = dict(row) if row else None
    if asked and found is None:
        seconds = random.randint(240, 360) if profile else random.randint(5, 30)
        try:
            cache.set(key, json.dumps(profile), ex=seconds, nx=True)
        except CACHE_FAILS:
            pass
    return profile
