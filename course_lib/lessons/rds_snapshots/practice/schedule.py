"""schedule: when the contract is fulfilled, as EventBridge Scheduler takes it."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from course_lib.aws.schedules import Cron, NotASchedule, NoZone, due, read
from course_lib.checks import Exercise, Reason, require
from course_lib.lessons.rds_snapshots import data as lab

YEARS = 10
LAST_DAY = 3
EARLIEST, LATEST = 4, 22  # hours, UTC

exercise = Exercise(
    call="schedule()",
    section='Part 6, "When"',
    hints=(
        "How many fields has a cron expression of AWS, which day is there in every month, and whose midnight counts?",
        "Minutes, hours, day-of-month, month, day-of-week, year, with a ? in one of the two day fields. The first of "
        "the month is there in every month; 29, 30 and 31 are not. In UTC no hour is ever left out.",
        '{"ScheduleExpression": "cron(… … 1 * ? *)", "ScheduleExpressionTimezone": "UTC"}, with a time that the '
        "contract allows.",
    ),
    advice={
        "form": 'Return a dictionary with two texts: "ScheduleExpression" and "ScheduleExpressionTimezone".',
        "rate": Reason(
            "A rate counts days from the moment at which it is made, and months have different lengths: rate(30 days) "
            "comes twice in some month.",
            when=lambda seen: seen.facts["expression"].startswith("rate"),
        ),
        "expression": "AWS says: Parameter ScheduleExpression is not valid. It takes six fields, the year too, and "
        "exactly one of day-of-month and day-of-week is ?.",
        "zone": "There is no such time zone. They have names such as Europe/Berlin, or UTC.",
        "years": Reason(
            "The last field is the year. With years in it, the schedule ends with the last of them.",
            when=lambda seen: int(seen.facts["month"][:4]) not in seen.facts["years"],
        ),
        "missing": "In some month it does not come at all: not every month has a 29th, 30th and 31st, and a time "
        "that a clock skips in spring is skipped.",
        "twice": "In some month it comes more than once.",
        "elsewhere": Reason(
            "By the clocks of your time zone it is one of the month's first three days. In UTC it is another day at "
            "that moment, and the contract counts in UTC.",
            when=lambda seen: seen.facts["local"].day <= LAST_DAY,
        ),
        "late": "It comes after the 3rd day of the month: what goes wrong has to be noticed and repeated before the "
        "month is over.",
        "early": "It comes in the wrong month or at a time of day that is not allowed, in UTC, in summer or in winter: "
        "from 04:00 to 22:00. Before, the nightly jobs and the backup run.",
    },
)


@exercise.check()
def accepted(submission, cloud):
    """AWS accepts it: a cron expression and a time zone."""
    asked(submission)


@exercise.check()
def every_month(submission, cloud):
    """In ten years it comes exactly once in every month."""
    once_a_month(submission, datetime(2026, 3, 2, tzinfo=UTC))


@exercise.check()
def time_left(submission, cloud):
    """It comes on one of a month's first three days, so that there is time to repeat it."""
    in_time(submission, datetime(2026, 3, 2, tzinfo=UTC))


@exercise.check()
def time_of_day(submission, cloud):
    """It comes between 04:00 and 22:00 UTC, in summer as in winter."""
    by_day(submission, datetime(2026, 3, 2, tzinfo=UTC))


def asked(submission):
    """What was returned, as a schedule and a zone."""
    got = submission.schedule()
    names = {"ScheduleExpression", "ScheduleExpressionTimezone"}
    form = isinstance(got, dict) and got.keys() == names and all(isinstance(each, str) for each in got.values())
    require(form, f"It returned {got!r:.200}.", "create_schedule takes these two", advice="form")
    text, zone = got["ScheduleExpression"], got["ScheduleExpressionTimezone"]
    facts = {"expression": text}
    try:
        schedule = read(text)
    except NotASchedule as wrong:
        require(False, f"{text}: {wrong}", "AWS refuses it", advice="expression")
    require(isinstance(schedule, Cron), f"{text} is a rate.", "months differ", advice="rate", facts=facts)
    try:
        list(due(schedule, datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 3, 3, tzinfo=UTC), zone))
    except NoZone:
        require(False, f"The zone is {zone!r}.", "AWS refuses it", advice="zone")
    return schedule, zone


def moments(submission, start):
    """What was returned, and when it comes in the ten years that follow."""
    schedule, zone = asked(submission)
    return schedule, zone, list(due(schedule, start, start + timedelta(days=366 * YEARS), zone))


def once_a_month(submission, start):
    """Each whole month after the start has one."""
    schedule, _, found = moments(submission, start)
    times = Counter(map(lab.month_of, found))
    for number in range(1, 12 * YEARS):
        month = lab.after(lab.month_of(start), number)
        told, facts = f"In {month} it comes {times[month]} times.", {"month": month, "years": schedule.years}
        require(times[month] > 0, told, "each month has to have its snapshot", ("years", "missing"), facts)
        require(times[month] == 1, told, "one a month was agreed on", advice="twice")


def in_time(submission, start):
    """Never after the third day."""
    _, zone, found = moments(submission, start)
    for moment in found:
        problem, because = f"It comes on {moment:%Y-%m-%d at %H:%M} UTC.", "there has to be time to repeat it"
        facts = {"local": moment.astimezone(ZoneInfo(zone))}
        require(moment.day <= LAST_DAY, problem, because, ("elsewhere", "late"), facts)


def by_day(submission, start):
    """Never at a forbidden hour."""
    _, _, found = moments(submission, start)
    for moment in found:
        clock = timedelta(hours=moment.hour, minutes=moment.minute)
        allowed = timedelta(hours=EARLIEST) <= clock <= timedelta(hours=LATEST)
        because = "outside of that the nightly jobs run"
        require(allowed, f"It comes on {moment:%Y-%m-%d at %H:%M} UTC.", because, advice="early")
