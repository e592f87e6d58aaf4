"""A schedule in a time zone, as EventBridge Scheduler has it. Rules go by UTC.

Source: EventBridge Scheduler user guide, "Daylight savings time": what falls into the hour that is left out in spring
is skipped, and what falls into the hour that comes twice in autumn is done once.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from course_lib.aws.schedules.cron import Cron


class NoZone(ValueError):
    """There is no such time zone."""


def due(schedule: Cron, start: datetime, end: datetime, zone: str = "UTC") -> Iterator[datetime]:
    """When a schedule is due from one moment on up to another, in UTC.

    Args:
        schedule: by the clocks of the zone.
        start, end: with a time zone of any kind.
        zone: by its name in the IANA database, such as "Europe/Berlin".

    Raises:
        NoZone: there is none of that name.
    """
    try:
        local = ZoneInfo(zone)
    except (LookupError, OSError, ValueError):
        raise NoZone(zone) from None
    clocks = (start.astimezone(local).replace(tzinfo=None), end.astimezone(local).replace(tzinfo=None))
    for shown in schedule.due(*clocks):
        moment = shown.replace(tzinfo=local).astimezone(UTC)
        if moment.astimezone(local).replace(tzinfo=None) == shown and start <= moment < end:
            yield moment
