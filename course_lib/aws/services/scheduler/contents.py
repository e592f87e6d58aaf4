"""What the Scheduler keeps for an account: `schedule default/monthly` with what it does, `schedule group audit`."""

from __future__ import annotations

from collections.abc import Iterator

from course_lib.aws.kept import Kept, said
from course_lib.aws.service import Account
from course_lib.aws.services.scheduler.layer import ScheduleRules


def contents(account: Account) -> Iterator[tuple[str, Kept]]:
    """All of it, by name."""
    store = account.layer(ScheduleRules).store()
    for (group, name), schedule in store.schedules.items():
        yield f"schedule {group}/{name}", said(repr((schedule.number, sorted(schedule.settings.items()))))
    for name, kept in store.groups.items():
        if name != "default":
            yield f"schedule group {name}", said(repr(sorted(kept.tags.items())))
