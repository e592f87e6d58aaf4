"""Automated backups: one a day, in the instance's window, for as many days as it says, and never without it.

Sources: RDS user guide, "Introduction to backups" ("Backup window", "Backup retention period": 0 to 35 days; backups
happen only while the instance is available), "Deleting a DB instance" (automated backups go with it).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from course_lib.aws.services.rds.errors import invalid
from course_lib.aws.services.rds.names import AUTOMATED
from course_lib.aws.services.rds.state import Durations, Instance, Snapshot, Spell, Store

LONGEST = 35  # days
USUAL = 1  # day, where CreateDBInstance is told nothing
USUAL_WINDOW = "03:00-03:30"
_WINDOW = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")
_DAY = 24 * 60  # minutes


def retention(value: int) -> int:
    """How many days automated backups are kept.

    Raises:
        Refused: not 0 to 35.
    """
    if not 0 <= value <= LONGEST:
        raise invalid(f"Invalid backup retention period: {value}. It must be a value from 0 to {LONGEST}.")
    return value


def window(text: str) -> tuple[int, int]:
    """A backup window as minutes after midnight (UTC) and minutes of length.

    Raises:
        Refused: not "hh24:mi-hh24:mi", or shorter than 30 minutes.
    """
    found = _WINDOW.fullmatch(text)
    if found is None:
        raise invalid(f"Invalid backup window format: {text}. Should be specified as a range hh24:mi-hh24:mi.")
    start, end = int(found[1]) * 60 + int(found[2]), int(found[3]) * 60 + int(found[4])
    length = (end - start) % _DAY
    if length < 30:
        raise invalid("The backup window must be at least 30 minutes.")
    return start, length


def shown(of: tuple[int, int]) -> str:
    """A window as AWS shows it."""
    start, length = of
    end = (start + length) % _DAY
    return f"{start // 60:02}:{start % 60:02}-{end // 60:02}:{end % 60:02}"


def moments(instance: Instance, since: datetime, now: datetime) -> Iterator[datetime]:
    """When automated backups were begun after one moment and up to another."""
    if not instance.retention:
        return
    since = max(since, instance.backed_up_since)
    if since <= instance.made <= now:
        yield instance.made
    midnight = since.replace(hour=0, minute=0, second=0, microsecond=0)
    moment = midnight + timedelta(minutes=instance.window[0])
    while moment <= now:
        if moment > max(since, instance.made) and not any(spell.covers(moment) for spell in instance.spells):
            yield moment
        moment += timedelta(days=1)


def existing(store: Store, durations: Durations, now: datetime) -> Iterator[Snapshot]:
    """The automated snapshots of all instances at a moment."""
    for instance in store.instances.values():
        for moment in moments(instance, now - timedelta(days=instance.retention), now):
            yield Snapshot(
                f"{AUTOMATED}{instance.name}-{moment:%Y-%m-%d-%H-%M}",
                instance,
                instance.settings,
                instance.rows(moment),
                moment,
                moment,
                moment + durations.automated,
                kind="automated",
            )


def under_way(instance: Instance, durations: Durations, now: datetime) -> Spell | None:
    """The automated backup that an instance is in the middle of."""
    for moment in moments(instance, now - durations.automated, now):
        return Spell("backing-up", moment, moment + durations.automated)
    return None
