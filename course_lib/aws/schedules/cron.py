"""cron(minutes hours day-of-month month day-of-week year).

Source: EventBridge user guide, "Cron expressions reference", and EventBridge Scheduler user guide, "Schedule types".
What they leave open is in docs/fidelity.md.
"""

from __future__ import annotations

import calendar
import itertools
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from course_lib.aws.schedules.wrong import NotASchedule

MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
DAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")  # AWS counts them from 1
_FORM = re.compile(r"cron\((\S+(?:\s+\S+)*)\)")
_NEAREST = re.compile(r"(\d+)W")
_NTH = re.compile(r"(\w+)#([1-5])")
_LAST_OF = re.compile(r"(\w+)L")

OnDay = Callable[[date], bool]


@dataclass(frozen=True)
class Field:
    """One field's name, its bounds, and the names that its values may have, in order from the lowest."""

    name: str
    low: int
    high: int
    names: tuple[str, ...] = ()

    def value(self, text: str) -> int:
        """
        Raises:
            NotASchedule: it is no value of this field.
        """
        if text.upper() in self.names:
            return self.low + self.names.index(text.upper())
        if text.isascii() and text.isdigit() and self.low <= int(text) <= self.high:
            return int(text)
        raise NotASchedule(f"{text!r} is no value for {self.name}: from {self.low} to {self.high}.")

    def values(self, text: str) -> Collection[int]:
        """The values of a list of values, ranges and steps.

        Raises:
            NotASchedule: it is none.
        """
        parts = [self._part(part) for part in text.split(",")]
        return parts[0] if len(parts) == 1 else frozenset(itertools.chain(*parts))

    def _part(self, text: str) -> range:
        span, slash, step = text.partition("/")
        if slash and not (step.isascii() and step.isdigit() and 0 < int(step) <= self.high):
            raise NotASchedule(f"{text!r} has no step for {self.name}: a whole number from 1 to {self.high}.")
        first, dash, last = span.partition("-")
        if span == "*":
            low, high = self.low, self.high
        elif dash:
            low, high = self.value(first), self.value(last)
            if low > high:
                raise NotASchedule(f"{text!r} ends before it begins.")
        else:
            low = self.value(span)
            high = self.high if slash else low
        return range(low, high + 1, int(step) if slash else 1)


MINUTE, HOUR = Field("minutes", 0, 59), Field("hours", 0, 23)
DAY, MONTH = Field("day-of-month", 1, 31), Field("month", 1, 12, MONTHS)
WEEKDAY = Field("day-of-week", 1, 7, DAYS)
YEAR = Field("year", 1970, 9999)  # 1970 to 2199 is documented; 2500 was seen to be taken


@dataclass(frozen=True)
class Cron:
    """A schedule by minutes, hours and days.

    Attributes:
        minutes, hours, months, years: when it is due.
        on: whether a day of these months is one of its days.
    """

    minutes: Collection[int]
    hours: Collection[int]
    months: Collection[int]
    years: Collection[int]
    on: OnDay

    def is_due(self, moment: datetime) -> bool:
        """Whether it is due in the minute of a moment, whose time zone does not matter here."""
        return moment.minute in self.minutes and moment.hour in self.hours and self._on(moment.date())

    def due(self, start: datetime, end: datetime) -> Iterator[datetime]:
        """When it is due from `start` on, up to `end`, which is not part of it: whole minutes, in order."""
        day = start.date()
        while day <= end.date():
            if self._on(day):
                for hour in sorted(self.hours):
                    for minute in sorted(self.minutes):
                        moment = datetime(day.year, day.month, day.day, hour, minute, tzinfo=start.tzinfo)
                        if start <= moment < end:
                            yield moment
            if day == date.max:
                return
            day += timedelta(days=1)

    def _on(self, day: date) -> bool:
        return day.month in self.months and day.year in self.years and self.on(day)


def read_cron(expression: str) -> Cron:
    """
    Raises:
        NotASchedule: it is none.
    """
    found = _FORM.fullmatch(expression)
    if found is None:
        raise NotASchedule("A schedule is cron(…) or rate(…).")
    fields = found[1].split()
    if len(fields) != 6:
        raise NotASchedule(f"A cron expression has six fields, the year too; this one has {len(fields)}.")
    minutes, hours, day, month, weekday, year = fields
    if (day == "?") == (weekday == "?"):
        raise NotASchedule("Exactly one of day-of-month and day-of-week is ?.")
    on = _weekdays(weekday) if day == "?" else _days(day)
    return Cron(MINUTE.values(minutes), HOUR.values(hours), MONTH.values(month), YEAR.values(year), on)


def last_day(day: date) -> int:
    """The number of days in a day's month."""
    return calendar.monthrange(day.year, day.month)[1]


def _days(text: str) -> OnDay:
    """The days of the month: `L` is the last one, `15W` the weekday next to the 15th, `LW` the last weekday."""
    if text.upper() == "L":
        return lambda day: day.day == last_day(day)
    if text.upper() == "LW":
        return lambda day: day == _nearest_weekday(day, last_day(day))
    if found := _NEAREST.fullmatch(text.upper()):
        wanted = DAY.value(found[1])
        return lambda day: wanted <= last_day(day) and day == _nearest_weekday(day, wanted)
    values = DAY.values(text)
    return lambda day: day.day in values


def _weekdays(text: str) -> OnDay:
    """The days of the week: `L` is Saturday, `6L` the month's last Friday, `3#2` its second Tuesday."""
    if text.upper() == "L":
        return lambda day: _number(day) == WEEKDAY.high
    if found := _NTH.fullmatch(text):
        wanted, nth = WEEKDAY.value(found[1]), int(found[2])
        return lambda day: _number(day) == wanted and (day.day - 1) // 7 + 1 == nth
    if found := _LAST_OF.fullmatch(text.upper()):
        wanted = WEEKDAY.value(found[1])
        return lambda day: _number(day) == wanted and day.day + 7 > last_day(day)
    values = WEEKDAY.values(text)
    return lambda day: _number(day) in values


def _number(day: date) -> int:
    """1 for Sunday to 7 for Saturday."""
    return day.isoweekday() % 7 + 1


def _nearest_weekday(day: date, wanted: int) -> date:
    """Of Monday to Friday the day closest to the wanted one, in the same month."""
    target = day.replace(day=wanted)
    if target.weekday() == 5:  # Saturday
        return target.replace(day=wanted - 1 if wanted > 1 else 3)
    if target.weekday() == 6:  # Sunday
        return target.replace(day=wanted + 1 if wanted < last_day(day) else wanted - 2)
    return target
