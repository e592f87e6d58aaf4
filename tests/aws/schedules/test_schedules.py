"""When schedules are due: the documentation's examples, and a walk over every minute that counts in its own way."""

from __future__ import annotations

import calendar
import random
from datetime import UTC, datetime, timedelta

import pytest

from course_lib.aws.schedules import WRONG, NotASchedule, NoZone, due, read

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # a Monday


def first(expression, count=3, start=START):
    """The first moments, as text."""
    found = read(expression).due(start, start + timedelta(days=366 * 9))
    return [f"{moment:%Y-%m-%d %H:%M}" for moment, _ in zip(found, range(count), strict=False)]


@pytest.mark.parametrize(
    ("expression", "moments"),
    [
        # EventBridge user guide, "Cron expressions reference", examples
        ("cron(0 10 * * ? *)", ["2026-03-02 10:00", "2026-03-03 10:00", "2026-03-04 10:00"]),
        ("cron(15 12 * * ? *)", ["2026-03-02 12:15", "2026-03-03 12:15", "2026-03-04 12:15"]),
        ("cron(0 18 ? * MON-FRI *)", ["2026-03-02 18:00", "2026-03-03 18:00", "2026-03-04 18:00"]),
        ("cron(0 8 1 * ? *)", ["2026-04-01 08:00", "2026-05-01 08:00", "2026-06-01 08:00"]),
        ("cron(0/15 * * * ? *)", ["2026-03-02 09:00", "2026-03-02 09:15", "2026-03-02 09:30"]),
        ("cron(0/10 * ? * MON-FRI *)", ["2026-03-02 09:00", "2026-03-02 09:10", "2026-03-02 09:20"]),
        ("cron(0/5 8-17 ? * MON-FRI *)", ["2026-03-02 09:00", "2026-03-02 09:05", "2026-03-02 09:10"]),
        ("cron(0/30 20-2/2 ? * MON-FRI *)", None),
        ("cron(0/30 0-2 ? * MON-FRI *)", ["2026-03-03 00:00", "2026-03-03 00:30", "2026-03-03 01:00"]),
        # and what its text says of single wildcards
        ("cron(1/10 9 * * ? *)", ["2026-03-02 09:01", "2026-03-02 09:11", "2026-03-02 09:21"]),
        ("cron(0 3 L * ? *)", ["2026-03-31 03:00", "2026-04-30 03:00", "2026-05-31 03:00"]),
        ("cron(0 3 L FEB ? *)", ["2027-02-28 03:00", "2028-02-29 03:00", "2029-02-28 03:00"]),
        ("cron(0 3 3W * ? *)", ["2026-03-03 03:00", "2026-04-03 03:00", "2026-05-04 03:00"]),
        ("cron(0 3 1W AUG ? *)", ["2026-08-03 03:00", "2027-08-02 03:00", "2028-08-01 03:00"]),  # never in July
        ("cron(0 3 31W 5 ? *)", ["2026-05-29 03:00", "2027-05-31 03:00", "2028-05-31 03:00"]),
        ("cron(0 3 LW * ? *)", ["2026-03-31 03:00", "2026-04-30 03:00", "2026-05-29 03:00"]),
        ("cron(0 3 31 * ? *)", ["2026-03-31 03:00", "2026-05-31 03:00", "2026-07-31 03:00"]),  # not in every month
        ("cron(0 3 ? * L *)", ["2026-03-07 03:00", "2026-03-14 03:00", "2026-03-21 03:00"]),
        ("cron(0 3 ? * 6L *)", ["2026-03-27 03:00", "2026-04-24 03:00", "2026-05-29 03:00"]),
        ("cron(0 3 ? * 3#2 *)", ["2026-03-10 03:00", "2026-04-14 03:00", "2026-05-12 03:00"]),
        ("cron(0 3 ? * tue#5 *)", ["2026-03-31 03:00", "2026-06-30 03:00", "2026-09-29 03:00"]),
        ("cron(0 3 1 JAN,FEB,MAR ? *)", ["2027-01-01 03:00", "2027-02-01 03:00", "2027-03-01 03:00"]),
        ("cron(0 3 1 */6 ? 2028-2030/2)", ["2028-01-01 03:00", "2028-07-01 03:00", "2030-01-01 03:00"]),
        ("cron(0 3 29 2 ? *)", ["2028-02-29 03:00", "2032-02-29 03:00"]),
        ("cron(0 3 30 2 ? *)", []),
        ("rate(1 minute)", ["2026-03-02 09:01", "2026-03-02 09:02", "2026-03-02 09:03"]),
        ("rate(30 days)", ["2026-04-01 09:00", "2026-05-01 09:00", "2026-05-31 09:00"]),  # twice in May
        ("rate(999999999 days)", []),
    ],
)
def test_when_it_is_due(expression, moments):
    """As the documentation says; what ends before it begins is refused."""
    if moments is None:
        with pytest.raises(NotASchedule):
            read(expression)
        return
    count = 2 if len(moments) == 2 else 3
    assert first(expression, count) == moments


@pytest.mark.parametrize(
    "expression",
    [
        # recorded at AWS: PutRule refused these
        *("rate(10 seconds)", "rate(10 years)", "rate(1 minutes)", "rate(1 hours)", "rate(1 days)", "rate(10 minute)"),
        *("rate(10 hour)", "rate(10 day)", "rate()", "rate(10)", "rate(10 minutess)", "rate(foo minutes)"),
        *("rate(0 minutes)", "rate(-10 minutes)", "rate(10 MINUTES)", "rate( 10 minutes )", " rate(10 minutes)"),
        *("cron(0 3 3#1 * ? *)", "cron(60 3 1 * ? *)", "cron(0 24 1 * ? *)", "cron(0 3 32 * ? *)"),
        *("cron(0 3 1 13 ? *)", "cron(0 3 ? * 8 *)", "cron(0 3 ? * 0 *)"),
        # against the documentation
        *("cron(0 3 1 * *)", "cron(0 3 1 * ? * *)", "0 3 1 * ? *", "cron()", "at(2026-05-01T03:00:00)", ""),
        *("cron(0 3 * * * *)", "cron(0 3 ? * ? *)", "cron(0 3 1 * MON *)", "cron(? 3 1 * ? *)", "cron(0 3 1 ? ? *)"),
        *("cron(0 3 ? * 3#1,6#3 *)", "cron(0 3 ? * 3#6 *)", "cron(0 3 ? * 3#0 *)", "cron(0 3 0 * ? *)"),
        *("cron(L 3 1 * ? *)", "cron(0 3 1 L ? *)", "cron(0 3 ? * 3W *)", "cron(0 3 1, * ? *)", "cron(0/0 3 1 * ? *)"),
        *("cron(0 3 1 * ? 1969)", "cron(-1 3 1 * ? *)", "cron(0 3 1 FOO ? *)", "cron(0 3 5-1 * ? *)"),
        *("cron(0 3 32W * ? *)", "cron(0/ 3 1 * ? *)", "cron(0 3 1-5- * ? *)", "cron(0 3 ٣ * ? *)"),
        *("cron(0 3 W * ? *)", "rate(9999999999 days)", f"rate({'9' * 240} minutes)"),
    ],
)  # fmt: skip
def test_what_is_no_schedule(expression):
    """AWS gives no reason; the error here has one beside AWS's words."""
    with pytest.raises(NotASchedule) as caught:
        read(expression)
    assert str(caught.value) == WRONG == "Parameter ScheduleExpression is not valid."
    assert caught.value.reason


def walked(fields, start, end):
    """When six fields are due: every minute is asked, by rules written another way than those that are tested."""
    moment = start
    while moment < end:
        if all(check(moment) for check in fields):
            yield moment
        moment += timedelta(minutes=1)


def drawn(chance):
    """A day's expression, and what it says of a moment."""
    last = lambda m: calendar.monthrange(m.year, m.month)[1]  # noqa: E731
    weekdays = "SUN MON TUE WED THU FRI SAT".split()
    kind = chance.randrange(7)
    number, name = chance.randrange(1, 32), chance.choice(weekdays)
    weekday = lambda m: m.strftime("%a").upper() == name  # noqa: E731
    if kind == 0:
        return f"{number} * ?", lambda m: m.day == number
    if kind == 1:
        return "L * ?", lambda m: (m + timedelta(days=1)).day == 1
    if kind == 2:
        nth = chance.randrange(1, 6)
        return f"? * {name}#{nth}", lambda m: weekday(m) and 7 * (nth - 1) < m.day <= 7 * nth
    if kind == 3:
        return f"? * {name}L", lambda m: weekday(m) and last(m) - m.day < 7
    if kind == 4:
        low, high = sorted(chance.sample(range(1, 8), 2))
        return f"? * {low}-{high}", lambda m: low <= int(m.strftime("%w")) + 1 <= high
    if kind == 5:
        step = chance.randrange(1, 12)
        return f"{number}/{step} * ?", lambda m: m.day >= number and (m.day - number) % step == 0
    near = chance.randrange(1, 29)

    def nearest(m):
        same = [m.replace(day=day) for day in range(1, last(m) + 1)]
        open_days = [day for day in same if day.strftime("%a") not in ("Sat", "Sun")]
        return m.day == min(open_days, key=lambda day: (abs(day.day - near), day.weekday() == 0)).day

    return f"{near}W * ?", nearest


@pytest.mark.parametrize("seed", range(40))
def test_a_walk_over_every_minute_finds_the_same(seed):
    """Of 80 days in some year up to 2036."""
    chance = random.Random(seed)
    start = START + timedelta(days=chance.randrange(3600), minutes=chance.randrange(1440))
    end = start + timedelta(days=80)
    minute, step, hour = chance.randrange(60), chance.randrange(1, 40), chance.randrange(24)
    days, on = drawn(chance)
    day, month, weekday = days.split()
    text = f"cron({minute}/{step} {hour} {day} {month} {weekday} *)"
    checks = [lambda m: m.hour == hour, on, lambda m: m.minute >= minute and (m.minute - minute) % step == 0]
    assert list(read(text).due(start, end)) == list(walked(checks, start, end)), text
    assert all(read(text).is_due(moment) for moment in read(text).due(start, end))


def test_a_zone_s_clocks():
    """02:30 in Berlin is skipped on the last Sunday of March, and comes once on that of October."""
    schedule = read("cron(30 2 * * ? *)")
    spring = due(schedule, datetime(2026, 3, 28, tzinfo=UTC), datetime(2026, 3, 31, tzinfo=UTC), "Europe/Berlin")
    assert [f"{moment:%m-%d %H:%M}" for moment in spring] == ["03-28 01:30", "03-30 00:30"]
    autumn = due(schedule, datetime(2026, 10, 24, tzinfo=UTC), datetime(2026, 10, 27, tzinfo=UTC), "Europe/Berlin")
    assert [f"{moment:%m-%d %H:%M}" for moment in autumn] == ["10-24 00:30", "10-25 00:30", "10-26 01:30"]


def test_there_is_no_such_zone():
    """Scheduler refuses it."""
    with pytest.raises(NoZone):
        list(due(read("cron(0 3 1 * ? *)"), START, START, "Mars/Base"))
