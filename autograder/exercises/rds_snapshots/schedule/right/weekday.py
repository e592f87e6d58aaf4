"""The first weekday, which is the first, second or third day of the month."""


def schedule():
    return {"ScheduleExpression": "cron(0 12 1W * ? *)", "ScheduleExpressionTimezone": "UTC"}
