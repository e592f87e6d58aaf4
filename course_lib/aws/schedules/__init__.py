"""When a schedule is due: the cron and rate expressions that EventBridge's rules and EventBridge Scheduler share.

`read` takes an expression; `cron` has the six fields, `rate` the other kind, `zones` the time zones of the Scheduler.
It is no service: the services that have schedules ask it.
"""

from __future__ import annotations

from course_lib.aws.schedules.cron import Cron, read_cron
from course_lib.aws.schedules.rate import Rate, read_rate
from course_lib.aws.schedules.wrong import WRONG, NotASchedule
from course_lib.aws.schedules.zones import NoZone, due

__all__ = ["WRONG", "Cron", "NoZone", "NotASchedule", "Rate", "due", "read"]


def read(expression: str) -> Cron | Rate:
    """A schedule expression.

    Args:
        expression: such as "cron(0 3 1 * ? *)" or "rate(2 hours)".

    Raises:
        NotASchedule: it is none; the message is EventBridge's.
    """
    return read_rate(expression) if expression.startswith("rate(") else read_cron(expression)
