"""SQLAlchemy's own insert for MySQL, committed by itself; the cache is told in milliseconds."""

from contextlib import suppress

from sqlalchemy import Column, Integer, MetaData, String, Table
from sqlalchemy.dialects.mysql import insert

PROFILES = Table(
    "profiles",
    MetaData(),
    Column("user_id", String(64), primary_key=True),
    Column("name", String(100)),
    Column("city", String(100)),
    Column("year_km", Integer),
)


def save_profile(cache, engine, profile):
    statement = insert(PROFILES).values(**profile)
    rest = {name: statement.inserted[name] for name in ("name", "city", "year_km")}
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(statement.on_duplicate_key_update(rest))
    with suppress(Exception):
        return bool(cache.set(f"profile:{profile['user_id']}", "changed", px=59_000))
    return False
