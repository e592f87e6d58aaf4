"""All months by name, and a range of years."""


def schedule():
    months = "JAN,FEB,MAR,APR,MAY,JUN,JUL,AUG,SEP,OCT,NOV,DEC"
    return dict(ScheduleExpression=f"cron(0 22 3 {months} ? 2020-2199)", ScheduleExpressionTimezone="UTC")
