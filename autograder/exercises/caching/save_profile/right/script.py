"""A class that saves, and a script that replaces whatever the cache held."""

from redis.exceptions import RedisClusterException, RedisError
from sqlalchemy import text

TELL = "redis.call('set', KEYS[1], ARGV[1]) return redis.call('expire', KEYS[1], ARGV[2])"


class Profiles:
    columns = ("name", "city", "year_km")

    def __init__(self, cache, engine):
        self.cache, self.engine = cache, engine

    def save(self, profile):
        names = ", ".join(["user_id", *self.columns])
        marks = ", ".join(f":{name}" for name in ["user_id", *self.columns])
        updates = ", ".join(f"{name} = :{name}" for name in self.columns)
        sql = f"INSERT INTO profiles ({names}) VALUES ({marks}) ON DUPLICATE KEY UPDATE {updates}"
        with self.engine.connect() as connection:
            connection.execute(text(sql), profile)
            connection.commit()

    def tell(self, user_id):
        try:
            return self.cache.eval(TELL, 1, f"profile:{user_id}", "changed", 30) == 1
        except (RedisError, RedisClusterException):
            return False


def save_profile(cache, engine, profile):
    profiles = Profiles(cache, engine)
    profiles.save(profile)
    return profiles.tell(profile["user_id"])
