"""The shop's log of requests, a table in MySQL, and ways for a check to look at it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

# With MySQL's usual collation `r-1` and `R-1` were one key. With utf8mb4_0900_bin each character counts, and so do
# blanks at the end: MySQL 8.0 Reference Manual, "The binary Collation Compared to _bin Collations".
TABLE = (
    "CREATE TABLE requests (request_id VARCHAR(64) COLLATE utf8mb4_0900_bin NOT NULL, received DATETIME(6) NOT NULL, "
    "client VARCHAR(45), forwarded VARBINARY(1024), forwarded_bytes INTEGER NOT NULL, PRIMARY KEY (request_id))"
)
LONGEST = 1024  # bytes of the column forwarded
Row = dict[str, Any]


def prepare(cloud: Any, *before: str) -> None:
    """Make the table.

    Args:
        cloud: the account.
        before: the ids of requests that are in it already.
    """
    cloud.database.execute(TABLE)
    for request_id in before:
        row = (request_id, "2026-02-01 10:00:00", "198.51.100.9", b"198.51.100.9", 12)
        cloud.database.execute("INSERT INTO requests VALUES (%s, %s, %s, %s, %s)", row)


def open_log(lab: Any) -> Any:
    """Put the table into a lab's database, unless it is there, and give an engine for it.

    Args:
        lab: as `open_lab` gives it.

    Returns:
        a SQLAlchemy engine.
    """
    if not lab.cloud.database.has("requests"):
        prepare(lab.cloud)
    return lab.cloud.engine()


def rows(cloud: Any) -> dict[str, Row]:
    """Every committed row, by its request_id, as MySQL would have it."""
    return {str(row["request_id"]): _as_in_mysql(row) for row in cloud.database.query("SELECT * FROM requests")}


def _as_in_mysql(row: Mapping[str, Any]) -> Row:
    """Text in a column of bytes is its UTF-8; of a time the offset is left out, as PyMySQL leaves it out."""
    kept = dict(row)
    if isinstance(kept["forwarded"], str):
        kept["forwarded"] = kept["forwarded"].encode()
    kept["received"] = _moment(kept["received"])
    return kept


def _moment(value: Any) -> Any:
    try:
        return value if isinstance(value, datetime) else datetime.fromisoformat(str(value)).replace(tzinfo=None)
    except ValueError:
        return value


def parameters(cloud: Any) -> list[Any]:
    """The values that the learner's statements had as parameters."""
    found: list[Any] = []
    for entry in cloud.journal.learner_entries():
        given = entry.params.get("Parameters") or ()
        found += given.values() if isinstance(given, Mapping) else given
    return found


def statements(cloud: Any) -> list[str]:
    """The text of the learner's statements."""
    return [str(entry.params.get("Statement", "")) for entry in cloud.journal.learner_entries()]
