"""One request to EventBridge Scheduler, with what is needed to answer it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from course_lib.aws import heeded
from course_lib.aws.http.messages import Call
from course_lib.aws.services.scheduler.state import Schedule, Store

TITLE = "Amazon EventBridge Scheduler"


@dataclass(frozen=True)
class Asked:
    """One request.

    Attributes:
        call: as it came.
        store: of the account and Region.
        now: by the account's clock.
        arm: puts down when a schedule is due next.
    """

    call: Call
    store: Store
    now: datetime
    arm: Callable[[Schedule], None]

    @property
    def params(self) -> Mapping[str, Any]:
        return self.call.params

    @property
    def group(self) -> str:
        """The name of the group that the request is about."""
        return str(self.params.get("GroupName") or "default")

    def arn(self, schedule: Schedule) -> str:
        return f"arn:aws:scheduler:{self.call.region}:{self.call.account}:schedule/{schedule.group}/{schedule.name}"

    def group_arn(self, name: str) -> str:
        return f"arn:aws:scheduler:{self.call.region}:{self.call.account}:schedule-group/{name}"

    def takes_only(self, *names: str) -> None:
        """
        Raises:
            NotSimulated: it has a parameter that nothing here heeds.
        """
        heeded.only(TITLE, self.call.operation, self.params, names)
