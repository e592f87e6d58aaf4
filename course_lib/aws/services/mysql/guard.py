"""SQLite, held to what a table needs: no files, no settings, no extensions, bounded time, size and rows."""

from __future__ import annotations

import sqlite3
from typing import Any

from course_lib.aws.services.mysql.messages import DatabaseError

STEPS = 2_000_000  # of SQLite's virtual machine, for one statement
PER_CALL = 10_000  # of these between two looks at the count
LONGEST_VALUE = 1024 * 1024  # bytes of one value
LONGEST_PATTERN = 200  # bytes of a LIKE, whose steps SQLite does not count
MOST_PAGES = 4096  # of 4 KB
MOST_ROWS, MOST_BYTES = 10_000, 2 * 1024 * 1024  # that one statement gives

# Functions that SQLite and MySQL both have, and those that sqlglot puts in the place of MySQL's own.
FUNCTIONS = frozenset(
    "abs coalesce count sum total avg min max lower upper length ifnull nullif iif trim ltrim rtrim substr substring "
    "round replace like instr sign exists concat group_concat current_timestamp".split()
)
_DATA = (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE)
ALLOWED = frozenset([*_DATA, sqlite3.SQLITE_DELETE, sqlite3.SQLITE_RECURSIVE])


class Guarded:
    """A database in memory that runs data statements only. Each statement takes effect as a whole or not at all."""

    def __init__(self) -> None:
        self._connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        self._connection.execute(f"PRAGMA max_page_count = {MOST_PAGES}")
        self._connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_VALUE)
        self._connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        self._connection.setlimit(sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, LONGEST_PATTERN)
        self._connection.set_authorizer(self._authorize)
        self._connection.set_progress_handler(self._count, PER_CALL)
        self._trusted, self._steps = False, 0

    def run(self, sql: str, named: dict[str, Any]) -> tuple[tuple[str, ...], list[tuple[Any, ...]], int]:
        """Run a statement: the names of its columns, its rows, how many rows it changed.

        Raises:
            DatabaseError: as MySQL words it.
        """
        self._steps = 0
        try:
            cursor = self._connection.execute(sql, named)
            rows = _bounded(cursor)
        except (sqlite3.Error, sqlite3.Warning, OverflowError) as error:
            raise to_mysql(error) from None
        return tuple(column[0] for column in cursor.description or ()), rows, cursor.rowcount

    def run_trusted(self, sql: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """Run a statement of our own."""
        self._trusted, self._steps = True, 0
        try:
            return self._connection.execute(sql, values).fetchall()
        finally:
            self._trusted = False

    def copy(self) -> Guarded:
        """Another database with the same rows."""
        other = Guarded()
        other._trusted = self._trusted = True
        self._connection.backup(other._connection)
        other._trusted = self._trusted = False
        return other

    def close(self) -> None:
        self._connection.close()

    def _authorize(self, action: int, first: str | None, second: str | None, *_: str | None) -> int:
        if self._trusted or action in ALLOWED and not str(first).startswith("sqlite_"):
            return sqlite3.SQLITE_OK
        known = action == sqlite3.SQLITE_FUNCTION and str(second).lower() in FUNCTIONS
        return sqlite3.SQLITE_OK if known else sqlite3.SQLITE_DENY

    def _count(self) -> bool:
        self._steps += PER_CALL
        return self._steps > STEPS


def _bounded(cursor: sqlite3.Cursor) -> list[tuple[Any, ...]]:
    rows, size = [], 0
    for row in cursor:
        rows.append(row)
        size += sum(len(value) if isinstance(value, (str, bytes)) else 8 for value in row)
        if size > MOST_BYTES or len(rows) > MOST_ROWS:
            raise OverflowError("more rows than this database gives at once")
    return rows


def to_mysql(error: Exception) -> DatabaseError:
    """What MySQL says where SQLite says this (MySQL 8.0 Error Reference)."""
    text = str(error)
    for start, (code, message, sqlstate) in _ERRORS.items():
        if text.startswith(start):
            return DatabaseError(code, message.format(text.removeprefix(start).strip()), sqlstate)
    return DatabaseError(1105, f"Unknown error ({text})")


_SYNTAX = "You have an error in your SQL syntax; {}"
_NO_FUNCTION = (1305, "FUNCTION course.{} does not exist in this simulated MySQL", "42000")
_ERRORS = {
    "no such table:": (1146, "Table 'course.{}' doesn't exist", "42S02"),
    "no such column:": (1054, "Unknown column '{}' in 'field list'", "42S22"),
    "no such function:": _NO_FUNCTION,
    "UNIQUE constraint failed:": (1062, "Duplicate entry for key '{}'", "23000"),
    "NOT NULL constraint failed:": (1048, "Column '{}' cannot be null", "23000"),
    "CHECK constraint failed:": (3819, "Check constraint '{}' is violated.", "HY000"),
    "not authorized to use function:": _NO_FUNCTION,
    "not authorized": (1142, "command denied to user 'app'@'%'", "42000"),
    "access to": (1142, "command denied to user 'app'@'%' ({})", "42000"),
    "interrupted": (3024, "Query execution was interrupted, maximum statement execution time exceeded", "HY000"),
    "database or disk is full": (1114, "The table is full", "HY000"),
    "more rows": (1153, "Got a packet bigger than 'max_allowed_packet' bytes", "08S01"),
    "string or blob too big": (1406, "Data too long for column", "22001"),
    "Python int too large": (1264, "Out of range value for column", "22003"),
    "near": (1064, _SYNTAX, "42000"),
    "incomplete input": (1064, _SYNTAX, "42000"),
}
