"""The name of the new row, which has taken the place of VALUES() since MySQL 8.0.19."""

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
        connection.execute(
            text(
                "INSERT INTO profiles (user_id, name, city, year_km) VALUES (:user_id, :name, :city, :year_km) AS new "
                "ON DUPLICATE KEY UPDATE name = new.name, city = new.city, year_km = new.year_km"
            ),
            profile,
        )
    return tell(cache, profile["user_id"])
