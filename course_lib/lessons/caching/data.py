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
NAMES = "Ana Ben Cleo Dan Émile Fatma Goran Hana Ivo Jun Kofi Łucja".split()
CITIES = ("Porto", "Leeds", "Łódź", "Accra")

PROFILES: list[dict[str, Any]] = [
    {"user_id": f"r-{101 + at}", "name": name, "city": CITIES[at % len(CITIES)], "year_km": 310 + 173 * at}
    for at, name in enumerate(NAMES)
]


def prepare(cloud: Any) -> None:
    """Make the table and put in the runners that the lesson starts from."""
    cloud.database.execute(TABLE)
    put(cloud, *PROFILES)


def put(cloud: Any, *profiles: Mapping[str, Any]) -> None:
    """Insert rows, unseen in the journal of the learner's statements."""
    for row in profiles:
        marks = ", ".join(["%s"] * len(row))
        cloud.database.execute(f"INSERT INTO profiles ({', '.join(row)}) VALUES ({marks})", list(row.values()))
