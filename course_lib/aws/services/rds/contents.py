"""What RDS keeps for an account: `database ledger` with its settings, `snapshot ledger-2026-05`.

States and automated backups pass by themselves, and are no content. A snapshot has a number, so that another one of the
same name is another thing.
"""

from __future__ import annotations

from collections.abc import Iterator

from course_lib.aws.kept import Kept, said
from course_lib.aws.service import Account
from course_lib.aws.services.rds.layer import RdsRules


def contents(account: Account) -> Iterator[tuple[str, Kept]]:
    """All of it, by name."""
    store = account.layer(RdsRules).store()
    for name, instance in store.instances.items():
        settings = sorted(instance.settings.items())
        words = (instance.number, settings, instance.retention, instance.window, sorted(instance.tags.items()))
        yield f"database {name}", said(repr((*words, instance.gone is not None)))
    for name, snapshot in store.snapshots.items():
        taken = (snapshot.instance.name, snapshot.number, snapshot.source, sorted(snapshot.tags.items()))
        yield f"snapshot {name}", said(repr(taken))
