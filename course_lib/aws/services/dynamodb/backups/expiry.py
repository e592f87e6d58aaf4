"""Time to Live: items are deleted some time after the moment that one of their attributes names.

Source: DynamoDB developer guide, "Using time to live (TTL) in DynamoDB": deleted within a few days of their expiration,
without write capacity; only a Number in seconds since 1970 counts, and nothing that is more than five years past.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from course_lib.aws.clock import Clock
from course_lib.aws.http.messages import Call
from course_lib.aws.services.dynamodb import numbers
from course_lib.aws.services.dynamodb.state import Row, every_table

LATE = timedelta(days=2)  # AWS promises "a few days"
TOO_OLD = timedelta(days=5 * 365)
EVERY = timedelta(hours=1)  # how often the tables are looked through


class Expiry:
    """Deletes what has expired.

    Args:
        clock: of the cloud.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._looked: datetime = clock.now()

    def look(self, call: Call) -> None:
        """Delete what is due in the call's account and region, if it is time to look."""
        now = self._clock.now()
        if now - self._looked < EVERY:
            return
        self._looked = now
        for table in every_table(call.account, call.region):
            name = table.expiry
            expired = [] if name is None else [row.item() for row in table.rows() if _is_due(row, name, now)]
            for item in expired:
                table.delete(table.key_of(item))


def _is_due(row: Row, name: str, now: datetime) -> bool:
    value = row.value(name)
    if value is None or "N" not in value:
        return False
    age = now.timestamp() - float(numbers.value(value["N"]))
    return LATE.total_seconds() <= age < (TOO_OLD + LATE).total_seconds()
