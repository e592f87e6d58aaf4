"""What people get wrong in schedule."""

from autograder.mistakes import Change, Mistake

EXPRESSION = '"cron(30 4 1 * ? *)"'

mistakes = [
    Mistake(
        name="five_fields",
        tempts="A cron expression of Unix has five fields.",
        fails=(
            "accepted, every_month, exam_accepted, exam_every_month, exam_time_left, exam_time_of_day, "
            "time_left, time_of_day"
        ),
        advice="expression",
        old=EXPRESSION,
        new='"cron(30 4 1 * ?)"',
    ),
    Mistake(
        name="two_stars",
        tempts="Any day of the week, so a star.",
        fails=(
            "accepted, every_month, exam_accepted, exam_every_month, exam_time_left, exam_time_of_day, "
            "time_left, time_of_day"
        ),
        advice="expression",
        old=EXPRESSION,
        new='"cron(30 4 1 * * *)"',
    ),
    Mistake(
        name="unix_form",
        tempts="Writes it as in a crontab, without the word.",
        fails=(
            "accepted, every_month, exam_accepted, exam_every_month, exam_time_left, exam_time_of_day, "
            "time_left, time_of_day"
        ),
        advice="expression",
        old=EXPRESSION,
        new='"30 4 1 * ? *"',
    ),
    Mistake(
        name="last_day",
        tempts="The end of the month is the time for the month's books.",
        fails="exam_time_left, time_left",
        advice="late",
        old=EXPRESSION,
        new='"cron(30 4 L * ? *)"',
    ),
    Mistake(
        name="day_31",
        tempts="Every month ends with the 31st.",
        fails="every_month, exam_every_month, exam_time_left, time_left",
        advice="late, missing",
        old=EXPRESSION,
        new='"cron(30 4 31 * ? *)"',
    ),
    Mistake(
        name="first_monday",
        tempts="A Monday is a good day.",
        fails="exam_time_left, time_left",
        advice="late",
        old=EXPRESSION,
        new='"cron(30 4 ? * 2#1 *)"',
    ),
    Mistake(
        name="every_hour",
        tempts="A star for the minutes means any minute.",
        fails="every_month, exam_every_month",
        advice="twice",
        old=EXPRESSION,
        new='"cron(* 4 1 * ? *)"',
    ),
    Mistake(
        name="every_day",
        tempts="Forgets the day.",
        fails="every_month, exam_every_month, exam_time_left, time_left",
        advice="late, twice",
        old=EXPRESSION,
        new='"cron(30 4 * * ? *)"',
    ),
    Mistake(
        name="thirty_days",
        tempts="A month has about 30 days.",
        fails=(
            "accepted, every_month, exam_accepted, exam_every_month, exam_time_left, exam_time_of_day, "
            "time_left, time_of_day"
        ),
        advice="rate",
        old=EXPRESSION,
        new='"rate(30 days)"',
    ),
    Mistake(
        name="at_night",
        tempts="At three in the morning nobody works.",
        fails="exam_time_of_day, time_of_day",
        advice="early",
        old=EXPRESSION,
        new='"cron(0 3 1 * ? *)"',
    ),
    Mistake(
        name="at_midnight",
        tempts="At midnight of the last day, written as 24 hours.",
        fails=(
            "accepted, every_month, exam_accepted, exam_every_month, exam_time_left, exam_time_of_day, "
            "time_left, time_of_day"
        ),
        advice="expression",
        old=EXPRESSION,
        new='"cron(0 24 1 * ? *)"',
    ),
    Mistake(
        name="only_this_year",
        tempts="Puts the year in, since there is a field for it.",
        fails="every_month, exam_every_month",
        advice="years",
        old=EXPRESSION,
        new='"cron(30 4 1 * ? 2026)"',
    ),
    Mistake(
        name="for_ten_years",
        tempts="Counts ten years from January of this one, which has begun.",
        fails="every_month, exam_every_month",
        advice="years",
        old=EXPRESSION,
        new='"cron(30 4 1 * ? 2026-2035)"',
    ),
    Mistake(
        name="berlin_at_dawn",
        tempts="By the bank's own clocks it is 05:30 all the year; in UTC it is 03:30 in summer.",
        fails="exam_time_of_day, time_of_day",
        advice="early",
        old=EXPRESSION,
        new='"cron(30 5 1 * ? *)"',
        also=[Change(old='Timezone": "UTC"', new='Timezone": "Europe/Berlin"')],
    ),
    Mistake(
        name="skipped_in_spring",
        tempts="At half past two there is an hour in spring that the clocks skip.",
        fails="every_month, exam_every_month, exam_time_left, exam_time_of_day, time_left, time_of_day",
        advice="early, late, missing",
        old=EXPRESSION,
        new='"cron(30 2 ? * 1L *)"',
        also=[Change(old='Timezone": "UTC"', new='Timezone": "Europe/Berlin"')],
    ),
    Mistake(
        name="east_of_the_month",
        tempts="The first of the month in Auckland is the last of the month before in UTC.",
        fails="exam_time_left, time_left",
        advice="elsewhere",
        old=EXPRESSION,
        new='"cron(0 6 1 * ? *)"',
        also=[Change(old='Timezone": "UTC"', new='Timezone": "Pacific/Auckland"')],
    ),
    Mistake(
        name="no_such_zone",
        tempts="Writes the short name that stands on the clock.",
        fails=(
            "accepted, every_month, exam_accepted, exam_every_month, exam_time_left, exam_time_of_day, "
            "time_left, time_of_day"
        ),
        advice="zone",
        old='Timezone": "UTC"',
        new='Timezone": "CEST"',
    ),
    Mistake(
        name="a_text_alone",
        tempts="Returns the expression alone.",
        fails=(
            "accepted, every_month, exam_accepted, exam_every_month, exam_time_left, exam_time_of_day, "
            "time_left, time_of_day"
        ),
        advice="form",
        old='{"ScheduleExpression": "cron(30 4 1 * ? *)", "ScheduleExpressionTimezone": "UTC"}',
        new='"cron(30 4 1 * ? *)"',
    ),
]
