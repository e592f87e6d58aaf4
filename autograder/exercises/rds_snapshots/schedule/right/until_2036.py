"""No longer than ten years have to be, and a zone that is named by its distance."""


def schedule():
    return {"ScheduleExpression": "cron(0 4 1 * ? 2026-2036)", "ScheduleExpressionTimezone": "Etc/GMT+5"}
