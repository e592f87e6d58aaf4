"""A real MariaDB server in the place of the simulated one, with a schema of its own for every database.

A statement that would have to wait for a lock is told so at once, so that nothing here ever hangs.
"""

from __future__ import annotations

import atexit
import contextlib
import os
from itertools import count
from typing import Any

import pymysql
from pymysql.constants import CLIENT, SERVER_STATUS

from course_lib.aws.services.mysql.innodb import MustWait
from course_lib.aws.services.mysql.messages import QUIT, REPEATABLE_READ, DatabaseError, Rows, Statement
from course_lib.aws.services.mysql.statements import Key, read

_NUMBERS = count(1)
SETTINGS = {
    "innodb_lock_wait_timeout": 0,
    "max_statement_time": 5,  # seconds
    "sql_mode": "'STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'",
}


class MariaDB:
    """One database on a real server.

    Args:
        url: of the server, as SQLAlchemy writes it; its user may create schemas.

    Attributes:
        keys: by table, its key.
    """

    def __init__(self, url: str) -> None:
        self.keys: dict[str, Key] = {}
        self._schema = _IDLE.pop() if _IDLE else _Schema(url)
        self._connections: dict[str, _Connection] = {}

    def run(self, statement: Statement) -> Rows:
        """See `innodb.InnoDB.run`."""
        if statement.verb == "CREATE":
            parsed, _ = read(statement.sql, statement.params, {})
            assert parsed.key is not None
            self._schema.create(parsed.created, statement.sql)
            self.keys[parsed.created] = parsed.key
            return Rows()
        if statement.verb == "INSERT" and statement.ours:
            parsed, _ = read(statement.sql, statement.params, {})
            self._schema.filled.add(parsed.scopes[0].table)
        if statement.session not in self._connections:
            self._connections[statement.session] = self._schema.connect()
        return self._connections[statement.session].run(statement)

    def rollback(self, session: str) -> None:
        if session in self._connections:
            self._connections[session].raw("ROLLBACK")

    def hang_up(self, session: str) -> None:
        connection = self._connections.pop(session, None)
        if connection is not None:
            connection.raw("ROLLBACK")
            self._schema.idle.append(connection)

    def open_sessions(self) -> list[str]:
        return [session for session, connection in self._connections.items() if connection.open]

    def close(self) -> None:
        for session in list(self._connections):
            self.hang_up(session)
        _IDLE.append(self._schema)


class _Schema:
    """A schema on the server, used by one database after the other: making one takes most of a second."""

    def __init__(self, url: str) -> None:
        from sqlalchemy.engine import make_url

        parts = make_url(url)
        self._login = {"host": parts.host, "port": parts.port or 3306, "user": parts.username}
        self._login["password"] = str(parts.password or "")
        self._name = f"course_{os.getpid()}_{next(_NUMBERS)}"
        self._made: dict[str, str] = {}  # by table, the statement that made it
        self.filled: set[str] = set()  # tables that the course itself puts rows into
        self.idle: list[_Connection] = []
        self._admin = self._open(None)
        self._admin.raw(f"CREATE DATABASE {self._name} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin")
        self._admin.raw(f"USE {self._name}")
        atexit.register(self._drop)

    def create(self, table: str, sql: str) -> None:
        """Make a table, or empty the one that the same statement made before.

        Deleted rows go on dividing the gaps between keys for a while, so a table that starts empty is made anew inside
        (TRUNCATE, 20 ms); one that is filled at once has the same keys again, and its rows are deleted (0.2 ms).
        """
        if self._made.get(table) == sql:
            self._admin.raw(f"DELETE FROM {table}" if table in self.filled else f"TRUNCATE TABLE {table}")
        else:
            self._admin.raw(f"DROP TABLE IF EXISTS {table}")
            self._admin.raw(sql.replace("utf8mb4_0900_bin", "utf8mb4_nopad_bin"))  # MariaDB's name for it
            self._made[table] = sql
        self._admin.raw("COMMIT")

    def connect(self) -> _Connection:
        return self.idle.pop() if self.idle else self._open(self._name)

    def _open(self, name: str | None) -> _Connection:
        found = CLIENT.FOUND_ROWS  # as SQLAlchemy asks for
        return _Connection(pymysql.connect(database=name, client_flag=found, **self._login))

    def _drop(self) -> None:
        with contextlib.suppress(pymysql.err.MySQLError):
            self._admin.raw(f"DROP DATABASE {self._name}")


_IDLE: list[_Schema] = []


class _Connection:
    """One connection, with the settings of RDS for MySQL where MariaDB's differ.

    Attributes:
        open: whether a transaction is open.
    """

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self.open = False
        self._isolation, self._autocommit = REPEATABLE_READ, False
        for name, value in SETTINGS.items():
            self.raw(f"SET SESSION {name} = {value}")
        with contextlib.suppress(pymysql.err.OperationalError):  # before 10.6.18 there is no such thing
            self.raw("SET SESSION innodb_snapshot_isolation = OFF")

    def raw(self, sql: str) -> None:
        with self._connection.cursor() as cursor:
            cursor.execute(sql)
        self._look()

    def _look(self, gave_rows: bool = False) -> None:
        """Whether a transaction is open; PyMySQL keeps the server's word only where there are no rows."""
        status = bool(self._connection.server_status & SERVER_STATUS.SERVER_STATUS_IN_TRANS)
        self.open = self.open or not self._autocommit if gave_rows else status

    def run(self, statement: Statement) -> Rows:
        if statement.sql == QUIT:
            return Rows()
        if statement.isolation != self._isolation:
            self.raw(f"SET SESSION TRANSACTION ISOLATION LEVEL {statement.isolation}")
            self._isolation = statement.isolation
        if statement.autocommit != self._autocommit:
            self._connection.autocommit(statement.autocommit)
            self._autocommit = statement.autocommit
        with self._connection.cursor() as cursor:
            try:
                cursor.execute(statement.sql, statement.params)
            except pymysql.err.MySQLError as error:
                raise _problem(error) from None
            except (TypeError, ValueError, KeyError) as error:
                raise DatabaseError(1064, str(error), "42000") from None
            columns = tuple(column[0] for column in cursor.description or ())
            self._look(gave_rows=bool(columns))
            return Rows(columns, tuple(cursor.fetchall()) if columns else (), cursor.rowcount, self.open)


def _problem(error: pymysql.err.MySQLError) -> DatabaseError | MustWait:
    code, message = error.args
    return MustWait() if code == 1205 else DatabaseError(code, message, getattr(error, "sqlstate", None) or "HY000")
