"""MySQL as the rest of the cloud sees it: a service with a protocol of its own.

The database and SQLAlchemy are imported when they are first needed: with what they need they take most of a second.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from course_lib.aws import footprint
from course_lib.aws.fault import ANYWHERE, Fault
from course_lib.aws.footprint import Footprint
from course_lib.aws.http.messages import Call, Request, Response
from course_lib.aws.kept import Kept
from course_lib.aws.layers.journal import Entry
from course_lib.aws.service import Account, Bound, Item, Service
from course_lib.aws.services.mysql import messages
from course_lib.aws.services.mysql.messages import DEADLOCK, LOCK_TIMEOUT, NAME
from course_lib.aws.services.mysql.words import in_words
from course_lib.aws.words import Keys, Words

if TYPE_CHECKING:
    from course_lib.aws.services.mysql.database import Database

OF_LOCKS = {Fault.DEADLOCK: DEADLOCK, Fault.LOCK_TIMEOUT: LOCK_TIMEOUT}


class MySQL(Service):
    """One database in each account. What waits for a lock waits until another caller has ended a transaction."""

    def open(self, account: Account) -> Database:
        from course_lib.aws.services.mysql.database import Database

        return Database(account.clock, account.journal, account.account)

    def contents(self, account: Account) -> Iterable[tuple[str, Kept]]:
        from course_lib.aws.services.mysql.contents import contents

        return contents(self._database(account))

    def bind(self, kind: str) -> Bound:
        from course_lib.aws.services.mysql.engine import EngineBinding

        return EngineBinding()

    def owns(self, request: Request) -> bool:
        return messages.is_statement(request)

    def send(self, account: Account, request: Request, who: str) -> Response:
        return self._database(account).send(request, who)

    def read_call(self, request: Request, who: str, account: str) -> Call:
        return messages.to_call(messages.read_statement(request), who, account)

    def footprint(self, account: Account, request: Request) -> Footprint:
        """A statement's tables, and its row where it names one. What commits may show anything to others."""
        touched = self._database(account).touches(request)
        if touched.commits:
            return footprint.UNKNOWN
        row = None if touched.key is None else {"key": touched.key}
        return Footprint(not touched.locks, touched.tables, row, whole_key=row is not None)

    def faults(self, account: Account, request: Request) -> Collection[Fault]:
        locks = OF_LOCKS.keys() if self._database(account).touches(request).locks else ()
        return {*ANYWHERE, Fault.CONNECTION_LOST, *locks}

    def strike(self, account: Account, request: Request, who: str, fault: Fault) -> Response | None:
        """What is not committed when the connection or the program is gone is undone."""
        database = self._database(account)
        if fault in OF_LOCKS:
            return database.refuse(request, who, OF_LOCKS[fault])
        if fault not in (Fault.DIED_BEFORE, Fault.DIED_AFTER):
            return database.lose(request, who, arrives=fault is not Fault.CONNECTION_LOST)
        if fault is Fault.DIED_AFTER:
            account.send(request, who)
        database.hang_up(who)
        return None

    def attempt(self, account: Account, request: Request, who: str) -> Response | None:
        return self._database(account).attempt(request, who)

    def freed(self, account: Account) -> int:
        return self._database(account).ended

    def refuse_to_wait(self, account: Account, request: Request, who: str, all_wait: bool) -> Response:
        """Callers who wait for each other have met a deadlock; one who waits alone waits in vain."""
        return self._database(account).refuse(request, who, DEADLOCK if all_wait else LOCK_TIMEOUT)

    def words(self, entry: Entry, keys: Keys) -> Words:
        return in_words(entry, self.is_read(entry.operation))

    def rows(self, account: Account) -> Iterable[tuple[str, Item, Item]]:
        from course_lib.aws.services.mysql.contents import rows

        return rows(self._database(account))

    def _database(self, account: Account) -> Database:
        database: Database = account.kept(self.name)
        return database


SERVICE = MySQL(
    name=NAME,
    title="Amazon RDS for MySQL",
    kinds=("engine",),
    reads=("SELECT",),
    warm={"engine": 1},
    place="the database",
)
