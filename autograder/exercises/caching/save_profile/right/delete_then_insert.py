"""DELETE and INSERT in one transaction; of two at once one waits, or meets a deadlock."""

from redis.exceptions import RedisClusterException, RedisError
from sqlalchemy import text

CACHE_FAILS = (RedisError, RedisClusterException)


def tell(cache, user_id):
    try:
        cache.set(f"profile:{user_id}", "changed", ex=45)
    except CACHE_FAILS:
        return False
    return True


def save_profile(cache, engine, profile):
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM profiles WHERE user_id = :user_id"), profile)
        connection.execute(
            text("INSERT INTO profiles (user_id, name, city, year_km) VALUES (:user_id, :name, :city, :year_km)"),
            profile,
        )
    return tell(cache, profile["user_id"])
