"""rate(value unit).

Source: EventBridge user guide, "Rate expressions"; texts that PutRule refused, as recorded at AWS: the unit goes with
the number, in small letters, and there are no other blanks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from course_lib.aws.schedules.wrong import NotASchedule

_FORM = re.compile(r"rate\(([1-9]\d*) (minute|hour|day)(s?)\)")
_UNITS = {"minute": timedelta(minutes=1), "hour": timedelta(hours=1), "day": timedelta(days=1)}


@dataclass(frozen=True)
class Rate:
    """A schedule that is due again and again after the same time.

    Attributes:
        period: how long that is.
    """

    period: timedelta

    def due(self, start: datetime, end: datetime) -> Iterator[datetime]:
        """When it is due if it was made at `start`, up to `end`, which is not part of it."""
        moment = start
        while end - moment > self.period:  # the sum can be past the last day that there is
            moment += self.period
            yield moment


def read_rate(expression: str) -> Rate:
    """
    Raises:
        NotASchedule: it is none.
    """
    found = _FORM.fullmatch(expression)
    if found is None:
        raise NotASchedule("A rate is a whole number above 0, one blank, and minute, hour or day, with an s above 1.")
    number = int(found[1])
    if (number == 1) == bool(found[3]):
        raise NotASchedule(f"{number} {found[2]}{found[3]}: one has no s, more have one.")
    try:
        return Rate(number * _UNITS[found[2]])
    except OverflowError:
        raise NotASchedule(f"{number} {found[2]}{found[3]}: that is longer than calendars go.") from None
