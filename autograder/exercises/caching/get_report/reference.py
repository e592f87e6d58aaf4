import json
import time
import uuid

from sqlalchemy import text

COMPUTE = "SELECT COUNT(*) AS runs, MAX(km) AS longest_km FROM runs WHERE user_id = :user_id"
GIVE_BACK = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) else return 0 end"
PAUSE, PATIENCE = 3, 90  # seconds


def get_report(cache, engine, user_id):
    """The report of a runner's year: from the cache, or computed once, however many ask at the same moment.

    Args:
        cache: a redis.cluster.RedisCluster that gives texts (decode_responses=True). Use this one.
        engine: a SQLAlchemy Engine for a MySQL database. Use this one.
        user_id: names the runner, a string.

    One SELECT computes it from the table `runs` (run_id, user_id, km); it takes the database up to 20 seconds.
    Two keys of the cache belong to it:
        report:<user_id> has the report as JSON. It expires after a day (86,400 seconds).
        lock:report:<user_id> is the lock of the one who computes. It expires by itself after 30 to 60 seconds,
        wherever its owner dies, and it holds a text that no other call has.

    Returns:
        The report, a dict: user_id; runs, how many there are; longest_km, the longest of them, None without runs.
        If the cache has it, that is the answer, and nothing else is sent.
        Else the report is computed, stored and returned by whoever has the lock. Who does not get it pauses for
        1 to 5 seconds (time.sleep), then looks for the report again, and so on.
        As long as nobody is slower than the lock lasts, the report is computed once, in whatever order requests arrive.
        When a call ends, it has given back its lock. It never takes away somebody else's, also if its own has expired.

    Raises:
        TimeoutError: somebody else had the lock for 90 to 150 seconds.
        If the database fails, its error comes out as SQLAlchemy raised it.
        If the cache fails, its error comes out, and the database is not asked: many would compute at once.

    A call whose program ended in the middle is made again a minute later; then the report is there.
    """
    key, lock, token = f"report:{user_id}", f"lock:report:{user_id}", uuid.uuid4().hex
    waited = 0
    while True:
        found = cache.get(key)
        if found is not None:
            return json.loads(found)
        if cache.set(lock, token, nx=True, ex=45):
            break
        if waited >= PATIENCE:
            raise TimeoutError(f"Somebody has been computing {key} for {waited} seconds.")
        time.sleep(PAUSE)
        waited += PAUSE
    try:
        found = cache.get(key)
        if found is not None:
            return json.loads(found)
        with engine.connect() as connection:
            row = connection.execute(text(COMPUTE), {"user_id": user_id}).mappings().one()
        report = {"user_id": user_id, **row}
        cache.set(key, json.dumps(report), ex=86_400)
        return report
    finally:
        cache.eval(GIVE_BACK, 1, lock, token)
