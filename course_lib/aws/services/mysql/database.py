"""One database of a cloud: answers statements, writes them into the journal, and knows what can go wrong on the way."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, repeat
from typing import Any, Protocol

from course_lib.aws.clock import Clock
from course_lib.aws.http.fates import CONNECTION_CLOSED
from course_lib.aws.http.messages import Answer, AwsError, Request, Response
from course_lib.aws.layers.journal import COURSE, Journal
from course_lib.aws.services.mysql import messages
from course_lib.aws.services.mysql.innodb import InnoDB, MustWait, reads_locked
from course_lib.aws.services.mysql.messages import DEADLOCK, LOCK_TIMEOUT, QUIT, DatabaseError, Params, Rows, Statement
from course_lib.aws.services.mysql.statements import Key, Kind, key_values, read

LOCK_WAIT = 50.0  # seconds: innodb_lock_wait_timeout, MySQL 8.0 Reference Manual
# With a transaction open. RDS gives an instance DBInstanceClassMemory/12582880 connections: 85 with 1 GiB.
MOST_SESSIONS = 85
NOT_GRANTED = frozenset("ALTER CREATE DROP GRANT LOCK RENAME REVOKE TRUNCATE".split())  # programs change rows only
URL_VARIABLE = "COURSE_MARIADB_URL"  # mysql+pymysql://user@host:port of a server that is there for the course alone


@dataclass(frozen=True)
class Touched:
    """What a statement touches.

    Attributes:
        commits: others can see something afterwards that they did not see before, or it is not known what it does.
        locks: it takes locks, so that it can meet a deadlock or wait too long.
        tables: those it names.
        key: of the one row that it reaches by its key; None for an INSERT, which a lock on a gap keeps waiting.
    """

    commits: bool
    locks: bool
    tables: frozenset[str] = frozenset()
    key: str | None = None


class Server(Protocol):
    """What holds the rows: `InnoDB`, or a real server."""

    keys: dict[str, Key]  # by table

    def run(self, statement: Statement) -> Rows: ...
    def rollback(self, session: str) -> None: ...
    def hang_up(self, session: str) -> None: ...
    def open_sessions(self) -> list[str]: ...
    def close(self) -> None: ...


class Database:
    """A database that several programs talk to.

    Args:
        clock: who waits for a lock moves it.
        journal: where statements are written down.
        account: of the cloud.

    Attributes:
        ended: how many transactions have ended; a request that waits for a lock is tried again when it has grown.
    """

    def __init__(self, clock: Clock, journal: Journal, account: str) -> None:
        self._clock, self._journal, self._account = clock, journal, account
        self._server = _start()
        self._sessions: dict[str, set[str]] = {}  # by who opened them
        self._refusals: Iterator[DatabaseError | None] = iter(())
        self._loses = ""  # the verb of a statement that does not arrive
        self._own = secrets.token_hex(8)
        self._busy, self._later = False, list[tuple[Request, str]]()
        self.ended = 0

    # What programs send

    def send(self, request: Request, who: str) -> Response:
        """Answer a request alone: if another session is in its way, the time of a lock wait passes in vain."""
        response = self.attempt(request, who)
        return self.refuse(request, who, LOCK_TIMEOUT) if response is None else response

    def attempt(self, request: Request, who: str) -> Response | None:
        """Answer a request; None, and nothing is changed, when it has to wait for another session's lock."""
        if self._busy:  # Python clears away, in the middle of a statement, a connection that somebody has forgotten
            self._later.append((request, who))
            return messages.to_response(Rows())
        self._busy = True
        try:
            return self._attempt(self._read(request, who), request, who)
        finally:
            self._busy = False
            while self._later:
                self.attempt(*self._later.pop())

    def _attempt(self, statement: Statement, request: Request, who: str) -> Response | None:
        if self._loses and statement.verb == self._loses:
            self._loses = ""
            return self.lose(request, who, arrives=False)
        if self.touches(request).locks and (refusal := next(self._refusals, None)):
            return self.refuse(request, who, refusal)
        try:
            return self._note(statement, who, self._run(statement, who))
        except MustWait:
            return None
        except DatabaseError as error:
            return self._note(statement, who, error)

    def refuse(self, request: Request, who: str, error: DatabaseError) -> Response:
        """Answer a request with an error of InnoDB's: a deadlock undoes the whole transaction, a timeout nothing."""
        statement = self._read(request, who)
        if error is LOCK_TIMEOUT:
            self._clock.advance(seconds=LOCK_WAIT)
        if error is DEADLOCK:
            self._server.rollback(statement.session)
            self.ended += 1
        return self._note(statement, who, error)

    def lose(self, request: Request, who: str, arrives: bool) -> Response:
        """The connection breaks over a request, before or after it is carried out. What is not committed is undone."""
        if arrives:
            self.send(request, who)
        self._server.hang_up(self._read(request, who).session)
        self.ended += 1
        return CONNECTION_CLOSED

    def hang_up(self, who: str) -> None:
        """A program is gone: what it has not committed is undone."""
        for session in self._sessions.pop(who, ()):
            self._server.hang_up(session)

    def touches(self, request: Request) -> Touched:
        """What a request touches, before it is carried out."""
        statement = messages.read_statement(request)
        try:
            parsed, named = read(statement.sql, statement.params, self._server.keys)
        except DatabaseError:
            return Touched(commits=False, locks=False)
        reads_only = not parsed.locks and not reads_locked(statement, statement.autocommit)
        keys = [str(key) for scope in parsed.scopes for key in key_values(scope, named)]
        return Touched(
            commits=not parsed.scopes or statement.autocommit and not reads_only,
            locks=bool(parsed.scopes) and not reads_only,
            tables=frozenset(scope.table for scope in parsed.scopes),
            key=keys[0] if len(keys) == 1 and parsed.kind is not Kind.INSERT else None,
        )

    # What a check asks

    def query(self, sql: str, params: Params = ()) -> list[dict[str, Any]]:
        """The rows that a SELECT gives in a new session: what is committed. It stands in no journal."""
        rows = self._server.run(Statement(self._own, sql, params, autocommit=True, ours=True))
        return [dict(zip(rows.columns, row, strict=True)) for row in rows.rows]

    def execute(self, sql: str, params: Params = ()) -> None:
        """Change something, or create a table, and commit; unseen by the learner's journal.

        Raises:
            DatabaseError: the database refuses it.
            MustWait: a transaction that is open is in the way.
        """
        self._server.run(Statement(self._own, sql, params, autocommit=True, ours=True))

    def has(self, table: str) -> bool:
        """Whether there is such a table."""
        return table in self._server.keys

    def tables(self) -> dict[str, str]:
        """Every table and the column of its primary key."""
        return {table: key.column for table, key in self._server.keys.items()}

    @contextmanager
    def locked(self, *statements: tuple[str, Params]) -> Iterator[None]:
        """For the length of the block, another session has carried these statements out and not committed them."""
        session = secrets.token_hex(8)
        for sql, params in statements:
            self._server.run(Statement(session, sql, params))
        try:
            yield
        finally:
            self._server.rollback(session)

    @contextmanager
    def refusing(self, error: DatabaseError, times: int = 50, after: int = 0) -> Iterator[None]:
        """For the length of the block, statements that take locks end with this error: so many, and then no more.

        So code that tries again and again comes to an end all the same. So many as `after` are answered before.
        """
        self._refusals = chain(repeat(None, after), repeat(error, times))
        try:
            yield
        finally:
            self._refusals = iter(())

    @contextmanager
    def losing(self, verb: str) -> Iterator[None]:
        """Within the block, the connection breaks before the first such statement arrives, such as a `COMMIT`."""
        self._loses = verb
        try:
            yield
        finally:
            self._loses = ""

    def open_transactions(self) -> list[str]:
        """Who has a transaction open, once for each."""
        owners = {session: who for who, sessions in self._sessions.items() for session in sessions}
        return [owners[session] for session in self._server.open_sessions() if session in owners]

    def close(self) -> None:
        """Forget everything."""
        self._server.close()

    def _run(self, statement: Statement, who: str) -> Rows:
        if statement.sql == QUIT:
            self._server.hang_up(statement.session)
            rows = Rows()
        elif len({*self._server.open_sessions()} - {statement.session}) >= MOST_SESSIONS:
            raise DatabaseError(1040, "Too many connections", "08004")
        elif statement.verb in NOT_GRANTED and who != COURSE:
            raise DatabaseError(1142, f"{statement.verb} command denied to user 'app'@'%' for table", "42000")
        else:
            rows = self._server.run(statement)
        self.ended += not rows.open
        return rows

    def _read(self, request: Request, who: str) -> Statement:
        """The statement; its session is one of `who`'s, whatever it claims."""
        statement = messages.read_statement(request)
        session = f"{who} {statement.session}"
        self._sessions.setdefault(who, set()).add(session)
        return Statement(session, statement.sql, statement.params, statement.isolation, statement.autocommit)

    def _note(self, statement: Statement, who: str, answer: Rows | DatabaseError) -> Response:
        call = messages.to_call(statement, who, self._account)
        self._journal(call, lambda _: _as_answer(answer))
        return messages.to_response(answer)


def _as_answer(answer: Rows | DatabaseError) -> Answer:
    if isinstance(answer, DatabaseError):
        return Answer(error=AwsError(str(answer.code), answer.message))
    rows: Sequence[Mapping[str, Any]] = [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]
    return Answer(result={"Rows": rows, "Count": answer.count} if answer.columns else {"Count": answer.count})


def _start() -> Server:
    url = os.environ.get(URL_VARIABLE)
    if not url:
        return InnoDB()
    from course_lib.aws.services.mysql.mariadb import MariaDB

    return MariaDB(url)
