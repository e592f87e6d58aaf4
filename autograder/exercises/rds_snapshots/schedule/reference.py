def schedule():
    """Say when the function is to be called, as EventBridge Scheduler's create_schedule takes it.

    Returns:
        A dictionary with two texts: "ScheduleExpression", a cron expression of AWS, and
        "ScheduleExpressionTimezone", such as "UTC" or "Europe/Berlin". AWS accepts them.
        By them the function is called, in each of the next ten years and more, exactly once in every
        month; on one of the month's first three days, so that what goes wrong can be repeated; and from
        04:00 to 22:00, in summer as in winter, because the nightly jobs and the backup run before that.
        Months, days and hours are those of UTC.
    """
    return {"ScheduleExpression": "cron(30 4 1 * ? *)", "ScheduleExpressionTimezone": "UTC"}
