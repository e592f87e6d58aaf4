"""The books of a small savings bank: one database, and ways for a check to let time pass and to look at what is kept.

The bank is invented. Each month its books hold other rows, so that whoever restores a snapshot sees whose it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from course_lib.aws.http.messages import Answer, Call, Forward
from course_lib.aws.layers.early_pages import EarlyPages
from course_lib.aws.services.rds.backups import existing
from course_lib.aws.services.rds.layer import RdsRules
from course_lib.aws.services.rds.state import Durations, Snapshot

SERVICES = ("rds", "iam", "sts", "lambda", "scheduler")
DATABASE = "ledger"
WINDOW = "03:00-03:30"  # in which the database is backed up every night, in UTC
RETENTION = 35  # days
CONTRACT = 36  # months that the auditor may ask for
EARLY_PAGES = EarlyPages(37, {"DescribeDBSnapshots": "MaxRecords"})  # who reads on by Marker alone reads all
AT_WORK = {"DBInstanceClass": "db.t4g.micro", "Engine": "mysql", "MasterUserPassword": "example-password"}


def prepare(cloud: Any) -> None:
    """Make the database, with the longest retention that there is, and wait until it is available."""
    make(cloud, DATABASE)
    write_books(cloud)
    cloud.clock.advance(minutes=15)


def make(cloud: Any, database: str) -> None:
    """Begin to make a database."""
    _client(cloud).create_db_instance(
        DBInstanceIdentifier=database,
        BackupRetentionPeriod=RETENTION,
        PreferredBackupWindow=WINDOW,
        Tags=[{"Key": "team", "Value": "accounts"}],
        **AT_WORK,
    )


def rules(cloud: Any) -> RdsRules:
    """What lets the cloud's databases live."""
    layer: RdsRules = cloud.layer(RdsRules)
    return layer


def month_of(moment: datetime) -> str:
    """A moment's month in UTC, such as "2026-05"."""
    return f"{moment.astimezone(UTC):%Y-%m}"


def after(month: str, count: int) -> str:
    """The month so many months later, or earlier."""
    year, number = map(int, month.split("-"))
    total = year * 12 + number - 1 + count
    return f"{total // 12}-{total % 12 + 1:02}"


def begin_of(month: str) -> datetime:
    """A month's first moment."""
    return datetime.fromisoformat(f"{month}-01").replace(tzinfo=UTC)


def books(month: str, database: str = DATABASE) -> dict[str, Any]:
    """The rows of a month's books."""
    return {"month": month, "of": database, "balance": sum(ord(each) ** 2 for each in database + month)}


def write_books(cloud: Any, database: str = DATABASE) -> None:
    """Let the database hold the books of the present month."""
    rules(cloud).write(database, books(month_of(cloud.clock.now()), database))


def wait_until(cloud: Any, moment: datetime) -> None:
    """Let time pass, and the books be written anew at the beginning of each month."""
    while (month := after(month_of(cloud.clock.now()), 1)) <= month_of(moment):
        cloud.clock.advance(seconds=(begin_of(month) - cloud.clock.now()).total_seconds())
        for database in list(rules(cloud).store().instances):
            write_books(cloud, database)
    seconds = (moment - cloud.clock.now()).total_seconds()
    if seconds > 0:
        cloud.clock.advance(seconds=seconds)


def durations(cloud: Any, **minutes: float) -> None:
    """Let things take so many minutes from now on, such as `snapshot=40`."""
    rules(cloud).durations = replace(
        Durations(), **{name: timedelta(minutes=number) for name, number in minutes.items()}
    )


def put(
    cloud: Any,
    name: str,
    taken: datetime,
    database: str = DATABASE,
    failed: bool = False,
    making: bool = False,
    original: datetime | None = None,
    rows: Mapping[str, Any] | None = None,
) -> None:
    """Let there be a manual snapshot that was taken then, as if that had happened.

    Args:
        cloud: where.
        name: its identifier.
        taken: when it was begun.
        database: the instance's name; it has to be there.
        failed: it has failed.
        making: it is not complete, and will not be for a long time.
        original: of a copy, when the snapshot that it was made of was begun.
        rows: what it holds; the books of its month unless told.
    """
    store, first = rules(cloud).store(), original or taken
    instance = store.instances[database]
    held = books(month_of(first), database) if rows is None else dict(rows)
    ready = cloud.clock.now() + timedelta(days=9) if making else taken + timedelta(minutes=4)
    settings = dict(instance.settings)
    store.keep(Snapshot(name, instance, settings, held, taken, first, ready, fails=failed))


@dataclass(frozen=True)
class InState:
    """Lets a snapshot be in a state that is over again sooner or later, and in which it cannot be restored.

    Such states are "deleting" and "incompatible-restore" (boto3, waiters of RDS: what ends db_snapshot_available).
    """

    name: str
    state: str

    def __call__(self, call: Call, forward: Forward) -> Answer:
        answer = forward(call)
        if call.operation != "DescribeDBSnapshots" or not answer.result:
            return answer
        shown = [
            {**each, "Status": self.state} if each["DBSnapshotIdentifier"] == self.name else each
            for each in answer.result["DBSnapshots"]
        ]
        return replace(answer, result={**answer.result, "DBSnapshots": shown})


def share(cloud: Any, month: str, database: str = DATABASE) -> None:
    """Let another account share a snapshot of a database of the same name, taken in a month's last second."""
    taken = begin_of(after(month, 1)) - timedelta(seconds=1)
    rules(cloud).share(f"of-{month}", database, taken, {"month": month, "of": "another bank"})


def crowd(cloud: Any, count: int, month: str = "2026-03") -> None:
    """Let somebody take so many snapshots in a month, whose names come before the others; AWS has raised the quota."""
    rules(cloud).quota = 500
    for number in range(count):
        put(cloud, f"before-{number:03}", begin_of(month) + timedelta(hours=5, minutes=10 * number))


def monthly(month: str, number: int = 1, database: str = DATABASE) -> str:
    """The name of a month's snapshot, or of another one that was taken because those before it had failed."""
    return f"{database}-monthly-{month}" + (f"-{number}" if number > 1 else "")


def put_monthly(cloud: Any, *months: str, database: str = DATABASE, day: int = 1, failed: bool = False) -> None:
    """Let there be a good snapshot of each of these months, taken on a day of it."""
    for month in months:
        taken = begin_of(month) + timedelta(days=day - 1, hours=4)
        put(cloud, monthly(month, database=database), taken, database, failed=failed)


def automated(cloud: Any) -> list[Snapshot]:
    """The automated snapshots that there are now."""
    layer = rules(cloud)
    return list(existing(layer.store(), layer.durations, cloud.clock.now()))


def kept(cloud: Any) -> dict[str, Snapshot]:
    """The manual snapshots, by name."""
    return dict(rules(cloud).store().snapshots)


def _client(cloud: Any) -> Any:
    """A client whose calls the learner's journal does not show."""
    return cloud.client("rds", who="course")
