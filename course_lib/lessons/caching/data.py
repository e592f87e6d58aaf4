"""An app for runners: their profiles in MySQL, in front of which there is a cache.

The app and its runners are invented.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

SERVICES = ("elasticache",)
DATABASES = ("mysql", "redis")

TABLE = (
    "CREATE TABLE profiles (user_id VARCHAR(64) NOT NULL, name VARCHAR(100) NOT NULL, city VARCHAR(100), "
    "year_km INT NOT NULL, PRIMARY KEY (user_id))"
)
RUNS = (
    "CREATE TABLE runs (run_id VARCHAR(36) NOT NULL, user_id VARCHAR(64) NOT NULL, km INT NOT NULL, "
    "PRIMARY KEY (run_id))"
)
NAMES = "Ana Ben Cleo Dan Émile Fatma Goran Hana Ivo Jun Kofi Łucja".split()
CITIES = ("Porto", "Leeds", "Łódź", "Accra")

PROFILES: list[dict[str, Any]] = [
    {"user_id": f"r-{101 + at}", "name": name, "city": CITIES[at % len(CITIES)], "year_km": 310 + 173 * at}
    for at, name in enumerate(NAMES)
]


def prepare(cloud: Any) -> None:
    """Make the tables and put in the runners, and a few runs of each, that the lesson starts from."""
    cloud.database.execute(TABLE)
    cloud.database.execute(RUNS)
    put(cloud, *PROFILES)
    for at, profile in enumerate(PROFILES):
        put_runs(cloud, profile["user_id"], *range(5, 8 + at))


def put(cloud: Any, *profiles: Mapping[str, Any], table: str = "profiles") -> None:
    """Insert rows, unseen in the journal of the learner's statements."""
    for row in profiles:
        marks = ", ".join(["%s"] * len(row))
        cloud.database.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", list(row.values()))


def put_runs(cloud: Any, user_id: str, *kilometres: int) -> None:
    """Insert runs of a runner, one for each number of kilometres."""
    rows = ({"run_id": f"{user_id[:20]}-{at}", "user_id": user_id, "km": km} for at, km in enumerate(kilometres))
    put(cloud, *rows, table="runs")
