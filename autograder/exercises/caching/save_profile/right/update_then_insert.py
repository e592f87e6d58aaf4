"""Looks for the row under a lock, in one transaction, and tells the cache with SETEX."""

import redis
import sqlalchemy


def save_profile(cache, engine, profile):
    with engine.connect() as connection, connection.begin():

        def run(sql):
            return connection.execute(sqlalchemy.text(sql), profile)

        if run("SELECT user_id FROM profiles WHERE user_id = :user_id FOR UPDATE").first():
            run("UPDATE profiles SET name = :name, city = :city, year_km = :year_km WHERE user_id = :user_id")
        else:
            run("INSERT INTO profiles VALUES (:user_id, :name, :city, :year_km)")
    try:
        cache.execute_command("SETEX", "profile:" + profile["user_id"], 45, "changed")
        return True
    except (redis.exceptions.RedisClusterException, redis.RedisError):
        return False
