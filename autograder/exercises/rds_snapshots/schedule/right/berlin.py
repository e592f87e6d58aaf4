"""By the clocks of Berlin, in the afternoon: in summer and in winter within the hours that are allowed."""

ZONE = "Europe/Berlin"


def schedule():
    minute, hour, day = 15, 15, 2
    fields = [minute, hour, day, "*", "?", "*"]
    return {
        "ScheduleExpressionTimezone": ZONE,
        "ScheduleExpression": f"cron({' '.join(map(str, fields))})",
    }
