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

# Different runners, whom code mixes up that trims, ignores case or accents, or compares with LIKE.
NAMESAKES = (" ann", "ann", "Ann", "ann ", "an_", "an%", "a\u0301nn", "\u00e1nn", "%")


def prepare(cloud: Any) -> None:
    """Make the tables and put in the runners, and a few runs of each, that the lesson starts from."""
    cloud.database.execute(TABLE)
    cloud.database.execute(RUNS)
    put(cloud, *PROFILES)
    runs = [row for at, profile in enumerate(PROFILES) for row in runs_of(profile["user_id"], *range(5, 7 + at % 3))]
    put(cloud, *runs, table="runs")


def use_real_servers(cloud: Any) -> None:
    """Let the cache's keys lie on six processes of redis-server, which end with the cloud.

    Raises:
        CourseError: they are not installed, or did not start.
    """
    from course_lib.aws.services.redis.real.cluster import RealCluster

    cloud.keep("redis", RealCluster(cloud.clock, cloud.journal, cloud.account))


def put(cloud: Any, *rows: Mapping[str, Any], table: str = "profiles") -> None:
    """Insert rows with the same columns, unseen in the journal of the learner's statements."""
    marks = ", ".join([f"({', '.join(['%s'] * len(rows[0]))})"] * len(rows))
    values = [value for row in rows for value in row.values()]
    cloud.database.execute(f"INSERT INTO {table} ({', '.join(rows[0])}) VALUES {marks}", values)


def runs_of(user_id: str, *kilometres: int) -> list[dict[str, Any]]:
    """Rows of a runner's runs, one for each number of kilometres."""
    return [{"run_id": f"{user_id[:20]}-{at}", "user_id": user_id, "km": km} for at, km in enumerate(kilometres)]
