"""How EventBridge says that something is no schedule: with a ValidationException that gives no reason."""

from __future__ import annotations

WRONG = "Parameter ScheduleExpression is not valid."  # recorded at AWS, for rates and for cron expressions


class NotASchedule(ValueError):
    """A text is no schedule expression.

    Attributes:
        reason: what is wrong with it, which AWS does not say.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(WRONG)
        self.reason = reason
