from redis.exceptions import RedisClusterException, RedisError
from sqlalchemy import text

UPSERT = """
    INSERT INTO profiles (user_id, name, city, year_km) VALUES (:user_id, :name, :city, :year_km)
    ON DUPLICATE KEY UPDATE name = VALUES(name), city = VALUES(city), year_km = VALUES(year_km)
"""


def save_profile(cache, engine, profile):
    """Save a runner's profile in the database, and let no reader keep an old one in the cache.

    Args:
        cache: a redis.cluster.RedisCluster that gives texts (decode_responses=True). Use this one.
        engine: a SQLAlchemy Engine for a MySQL database. Use this one.
        profile: a dict with the columns of a row of `profiles`: user_id, name, city, which can be None, and year_km.

    Readers work like get_profile: they look under profile:<user_id>, read the database if nothing is there, and store
    what they read with NX, never over anything, for up to 360 seconds. From the database to the cache a reader
    takes 10 seconds at most. While the cache says changed, readers read the database and store nothing.

    Returns:
        True: the row is saved and committed, inserted if it was not there.
            The cache says changed under profile:<user_id>, for 30 to 60 seconds, whatever it held before.
            From now on readers get this profile, or one that was saved later: no old row is in the cache,
            and none comes back, whatever readers and others who save the same profile do at the same moment.
        False: the row is saved and committed, but the cache could not be told, in whatever way it failed.
            Readers may get an old row until that expires.
        Whatever happens, also where the program ends in the middle, changed expires by itself.

    Raises:
        If the database fails, with a deadlock, too, its error comes out as SQLAlchemy raised it, and the cache is left
        as it is.

    A call whose program ended in the middle is made again; then all of this holds as well.
    """
    with engine.begin() as connection:
        connection.execute(text(UPSERT), profile)
    try:
        cache.set(f"profile:{profile['user_id']}", "changed", ex=60)
    except (RedisError, RedisClusterException):
        return False
    return True
