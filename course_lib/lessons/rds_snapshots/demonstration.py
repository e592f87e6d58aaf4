"""What the notebook shows: years that pass, and a schedule that delivers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from course_lib.lessons.rds_snapshots import data
from course_lib.pictures.inert import INERT, graded


def let_years_pass(lab: Any, years: int) -> Any:
    """Let time pass. Each month the bank's books hold other rows.

    Args:
        lab: the open lab.
        years: how many.
    """
    if graded():
        return INERT
    data.wait_until(lab.cloud, lab.clock.now() + timedelta(days=366 * years))
    return lab.clock.now()


def deliver_monthly(lab: Any, handler: Callable[[Any, dict[str, str]], object], months: int) -> Any:
    """Call a function once a month, on the first at 04:00 UTC, as a schedule would.

    Args:
        lab: the open lab.
        handler: takes a boto3 client of RDS and the event.
        months: how many.

    Returns:
        What the function returned or raised, month by month.
    """
    if graded():
        return INERT
    import boto3

    answers = {}
    for _ in range(months):
        month = data.after(data.month_of(lab.clock.now()), 1)
        data.wait_until(lab.cloud, data.begin_of(month) + timedelta(hours=4))
        event = {"database": data.DATABASE, "scheduled": f"{month}-01T04:00:00Z"}
        try:
            answers[month] = handler(boto3.client("rds", region_name="us-east-1"), event)
        except Exception as error:  # whatever comes out of the function, Lambda would note it and go on
            answers[month] = f"{type(error).__name__}: {error}"
    return answers


def books_at(lab: Any, endpoint: str) -> Any:
    """The rows that an auditor finds who connects to an endpoint.

    Args:
        lab: the open lab.
        endpoint: its address and port.
    """
    if graded():
        return INERT
    return dict(data.rules(lab.cloud).read(endpoint))
