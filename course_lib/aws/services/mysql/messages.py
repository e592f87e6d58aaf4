"""What travels between a program and its database: a statement, and rows or an error."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from course_lib.aws.http.addresses import DEFAULT_REGION
from course_lib.aws.http.messages import Call, Request, Response
from course_lib.aws.values import BadValue, pack, unpack

NAME = "mysql"
ADDRESS = f"{NAME}://database"
REPEATABLE_READ, SERIALIZABLE = "REPEATABLE READ", "SERIALIZABLE"
ISOLATION_LEVELS = ("READ UNCOMMITTED", "READ COMMITTED", REPEATABLE_READ, SERIALIZABLE)
QUIT = "QUIT"  # in place of a statement: the program closes its connection

Params = Sequence[Any] | Mapping[str, Any]


@dataclass(frozen=True)
class Statement:
    """One statement on its way to the database.

    Attributes:
        session: the connection it comes over.
        sql: with `%s` or `%(name)s` where parameters go.
        params: their values; None when the text is not to be touched.
        isolation: the session's level.
        autocommit: whether the session commits every statement by itself.
        ours: the course itself runs it; one that came from a program never is.
    """

    session: str
    sql: str
    params: Params | None = None
    isolation: str = REPEATABLE_READ
    autocommit: bool = False
    ours: bool = False

    @property
    def verb(self) -> str:
        """Its first word: "SELECT"."""
        found = re.match(r"(?:\s|/\*.*?\*/|--[^\n]*\n|\()*(\w+)", self.sql, re.DOTALL)
        return found[1].upper()[:20] if found else "STATEMENT"

    def to_request(self) -> Request:
        parts = [self.session, self.sql, self.params, self.isolation, self.autocommit]
        return Request(self.verb, ADDRESS, {}, pack(parts))


@dataclass(frozen=True)
class Rows:
    """What came of a statement.

    Attributes:
        columns: the names of the rows' columns; none when it gives no rows.
        rows: of a SELECT.
        count: how many rows it found or changed.
        open: whether a transaction is open in the session now.
    """

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Any, ...], ...] = ()
    count: int = 0
    open: bool = False


@dataclass
class DatabaseError(Exception):
    """An error as MySQL words it.

    Attributes:
        code: such as 1213.
        message: MySQL's own words.
        sqlstate: five characters.
    """

    code: int
    message: str
    sqlstate: str = "HY000"


# MySQL 8.0 Error Reference, ER_LOCK_DEADLOCK and ER_LOCK_WAIT_TIMEOUT.
DEADLOCK = DatabaseError(1213, "Deadlock found when trying to get lock; try restarting transaction", "40001")
LOCK_TIMEOUT = DatabaseError(1205, "Lock wait timeout exceeded; try restarting transaction", "HY000")


def is_statement(request: Request) -> bool:
    """Whether a request is for the database."""
    return request.url == ADDRESS


def read_statement(request: Request) -> Statement:
    """The statement in a request; an empty one where it holds none."""
    try:
        session, sql, params, isolation, autocommit = unpack(request.body)
    except (BadValue, TypeError, ValueError):
        return Statement("", "")
    texts = isinstance(session, str) and isinstance(sql, str) and isolation in ISOLATION_LEVELS
    if not texts or not isinstance(params, (list, tuple, dict, type(None))) or not isinstance(autocommit, bool):
        return Statement("", "")
    return Statement(session, sql, params, isolation, autocommit)


def to_call(statement: Statement, who: str, account: str) -> Call:
    """The statement as the journal has it."""
    params: dict[str, Any] = {"Statement": statement.sql, "Parameters": statement.params}
    params |= {"Session": statement.session, "Autocommit": statement.autocommit, "Isolation": statement.isolation}
    return Call(NAME, statement.verb, params, who, DEFAULT_REGION, account)


def to_response(answer: Rows | DatabaseError) -> Response:
    if isinstance(answer, DatabaseError):
        return Response(400, {}, pack([answer.code, answer.message, answer.sqlstate]))
    return Response(200, {}, pack([answer.columns, answer.rows, answer.count, answer.open]))


def read_response(response: Response) -> Rows:
    """The rows in a response.

    Raises:
        DatabaseError: it holds an error.
    """
    parts = unpack(response.body)
    if response.status != 200:
        raise DatabaseError(*parts)
    return Rows(*parts)
