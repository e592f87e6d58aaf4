"""When a schedule is due: cron and rate expressions, and at(…) for once.

Source: EventBridge Scheduler user guide, "Schedule types" (without a StartDate a rate begins at once; a rate goes by
hours of the clock, whatever the season) and API reference, CreateSchedule (StartDate and EndDate count for what
recurs).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from course_lib.aws import schedules
from course_lib.aws.schedules import NotASchedule, Rate
from course_lib.aws.services.scheduler.errors import invalid

FAR = timedelta(days=3660)  # a schedule that names no day in ten years is taken for one that is over
_AT = re.compile(r"at\((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\)")


def check(expression: str, zone: str) -> None:
    """
    Raises:
        Refused: it is no schedule, or there is no such time zone.
    """
    try:
        if not expression.startswith("at("):
            schedules.read(expression)
        elif _once(expression) is None:
            raise NotASchedule("It names no moment.")
    except NotASchedule:
        raise invalid(f"Invalid Schedule Expression {expression}.") from None
    try:
        ZoneInfo(zone)
    except (LookupError, OSError, ValueError):
        raise invalid(f"Invalid Schedule Expression Timezone {zone}.") from None


def next_due(
    expression: str, zone: str, start: datetime, end: datetime | None, begun: bool, after: datetime
) -> datetime | None:
    """The first moment after another at which a schedule is due, in UTC; None where there is none.

    Args:
        expression, zone: that were checked.
        start: when it may begin.
        end: when it has to end; None for never.
        begun: whether `after` is a moment at which it was due.
        after: with a time zone.
    """
    found = next(_moments(expression, zone, start, begun, after), None)
    recurs = not expression.startswith("at(")
    return None if found is None or (recurs and end is not None and found > end) else found


def _moments(expression: str, zone: str, start: datetime, begun: bool, after: datetime) -> Iterator[datetime]:
    if expression.startswith("at("):
        local = _once(expression)
        assert local is not None
        moment = local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
        return iter([moment] if moment > after else [])
    schedule = schedules.read(expression)
    if isinstance(schedule, Rate):
        try:
            return iter([_of_rate(schedule.period, start, begun, after)])
        except OverflowError:  # after the last day that there is
            return iter([])
    first = max(after + timedelta(microseconds=1), start)
    return schedules.due(schedule, first, first + FAR, zone)


def _of_rate(period: timedelta, start: datetime, begun: bool, after: datetime) -> datetime:
    """The first occurrence is the start itself."""
    if not begun and start >= after:
        return start
    return start + ((after - start) // period + 1) * period


def _once(expression: str) -> datetime | None:
    found = _AT.fullmatch(expression)
    try:
        return datetime.fromisoformat(found[1]) if found else None
    except ValueError:
        return None
