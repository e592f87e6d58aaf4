"""The rows of one database, with InnoDB's locks and versions over SQLite in memory.

What it does is in the MySQL 8.0 Reference Manual, "The InnoDB Storage Engine: Locking and Transaction Model". A plain
SELECT reads the snapshot that its transaction's first one took, and the transaction's own changes, and waits for
nobody. Every other statement reads what is there now, and waits for the rows that others have locked. Statements that
name rows by their whole key lock these rows; others lock the table, as InnoDB does where it has no index to use.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from course_lib.aws.services.mysql.guard import Guarded
from course_lib.aws.services.mysql.locks import Gap, Locks, Need, Row
from course_lib.aws.services.mysql.messages import SERIALIZABLE, DatabaseError, Rows, Statement
from course_lib.aws.services.mysql.statements import Key, Kind, Mode, Parsed, Scope, key_values, read

NOWAIT = DatabaseError(3572, "Statement aborted because lock(s) could not be acquired immediately and NOWAIT is set.")


class MustWait(Exception):
    """Another session holds a lock that the statement needs."""


@dataclass(frozen=True)
class Change:
    """What became of one row: its values before and after, None where there is none."""

    table: str
    key: Any
    before: tuple[Any, ...] | None
    after: tuple[Any, ...] | None


@dataclass
class Transaction:
    """What one session has done since it began.

    Attributes:
        changes: in order.
        snapshot: what its plain reads see, once there was one.
        savepoints: how many changes there were, by name.
        explicit: it was begun with BEGIN.
    """

    changes: list[Change] = field(default_factory=list)
    snapshot: Guarded | None = None
    savepoints: dict[str, int] = field(default_factory=dict)
    explicit: bool = False

    def close(self) -> None:
        if self.snapshot is not None:
            self.snapshot.close()


class InnoDB:
    """One database.

    Attributes:
        keys: by table, its key.
    """

    def __init__(self) -> None:
        self._now = Guarded()  # with everybody's changes, whether committed or not: locks keep them apart
        self.keys: dict[str, Key] = {}
        self._shown: dict[str, str] = {}
        self._locks = Locks()
        self._open: dict[str, Transaction] = {}

    def run(self, statement: Statement) -> Rows:
        """Carry out one statement.

        Raises:
            DatabaseError: it is refused. Nothing of it has happened.
            MustWait: another session is in the way. Nothing of it has happened.
        """
        session = statement.session
        parsed, named = read(statement.sql, statement.params, self.keys)
        if parsed.kind is Kind.CREATE:
            return self._create(parsed)
        if parsed.kind is Kind.SHOW:
            return replace(self._show(parsed.created), open=session in self._open)
        control = self._controls.get(parsed.kind)
        if control is not None:
            control(self, session, parsed)
            return Rows(open=session in self._open)
        touches_nothing = not parsed.scopes and session not in self._open
        transaction = self._open.setdefault(session, Transaction())
        alone = touches_nothing or statement.autocommit and not transaction.explicit
        try:
            rows = self._carry_out(statement, parsed, named, transaction, alone)
        except (DatabaseError, MustWait):
            if alone:
                self.rollback(session)
            raise
        if alone:
            self.commit(session)
        return replace(rows, open=session in self._open)

    def commit(self, session: str) -> None:
        self._end(session)

    def rollback(self, session: str) -> None:
        if session in self._open:
            self._undo(self._open[session], 0)
        self._end(session)

    hang_up = rollback

    def open_sessions(self) -> list[str]:
        """Sessions with a transaction that has not ended."""
        return list(self._open)

    def close(self) -> None:
        for session in list(self._open):
            self._end(session)
        self._now.close()

    def _end(self, session: str) -> None:
        transaction = self._open.pop(session, None)
        self._locks.release(session)
        if transaction is not None:
            transaction.close()

    # Statements that carry no data

    def _create(self, parsed: Parsed) -> Rows:
        self._now.run_trusted(parsed.sqlite)
        assert parsed.key is not None
        self.keys[parsed.created] = parsed.key
        self._shown[parsed.created] = parsed.shown
        return Rows()

    def _show(self, table: str) -> Rows:
        if table not in self._shown:
            raise DatabaseError(1146, f"Table 'course.{table}' doesn't exist", "42S02")
        return Rows(("Table", "Create Table"), ((table, self._shown[table]),), 1)

    def _begin(self, session: str, _: Parsed) -> None:
        self.commit(session)
        self._open[session] = Transaction(explicit=True)

    def _savepoint(self, session: str, parsed: Parsed) -> None:
        transaction = self._open.setdefault(session, Transaction())
        transaction.savepoints[parsed.savepoint] = len(transaction.changes)

    def _rollback_to(self, session: str, parsed: Parsed) -> None:
        known = self._known_savepoint(session, parsed)
        self._undo(self._open[session], known)

    def _release(self, session: str, parsed: Parsed) -> None:
        self._known_savepoint(session, parsed)
        del self._open[session].savepoints[parsed.savepoint]

    def _known_savepoint(self, session: str, parsed: Parsed) -> int:
        transaction = self._open.get(session)
        if transaction is None or parsed.savepoint not in transaction.savepoints:
            raise DatabaseError(1305, f"SAVEPOINT {parsed.savepoint} does not exist", "42000")
        return transaction.savepoints[parsed.savepoint]

    _controls: dict[Kind, Callable[[InnoDB, str, Parsed], None]] = {
        Kind.BEGIN: _begin,
        Kind.COMMIT: lambda self, session, _: self.commit(session),
        Kind.ROLLBACK: lambda self, session, _: self.rollback(session),
        Kind.SAVEPOINT: _savepoint,
        Kind.ROLLBACK_TO: _rollback_to,
        Kind.RELEASE: _release,
    }

    # Statements that read or write rows

    def _carry_out(
        self, statement: Statement, parsed: Parsed, named: dict[str, Any], transaction: Transaction, alone: bool
    ) -> Rows:
        if parsed.kind is Kind.READ and not parsed.locks and not reads_locked(statement, alone):
            return self._read(statement, parsed, named, transaction)
        needs = list(self._needs(parsed, named))
        if self._locks.in_the_way(statement.session, needs):
            raise NOWAIT if parsed.nowait else MustWait()
        self._locks.take(statement.session, needs)
        before = {scope.table: self._rows(scope.table) for scope in _written(parsed)}
        columns, rows, count = self._now.run(parsed.sqlite, named)
        changes = [change for table, old in before.items() for change in _differences(table, old, self._rows(table))]
        transaction.changes += changes
        self._locks.take(statement.session, [Need(Row(c.table, c.key), Mode.EXCLUSIVE) for c in changes])
        if transaction.snapshot is not None:
            self._apply(transaction.snapshot, changes)
        if parsed.kind is Kind.READ:
            count = len(rows)
        elif parsed.values:
            count = _upserted(parsed.values, changes)
        return Rows(columns, tuple(rows), count)

    def _read(self, statement: Statement, parsed: Parsed, named: dict[str, Any], transaction: Transaction) -> Rows:
        if statement.isolation == "READ UNCOMMITTED":
            columns, rows, _ = self._now.run(parsed.sqlite, named)
            return Rows(columns, tuple(rows), len(rows))
        if transaction.snapshot is None or statement.isolation == "READ COMMITTED":
            transaction.close()
            transaction.snapshot = self._committed(statement.session)
        columns, rows, _ = transaction.snapshot.run(parsed.sqlite, named)
        return Rows(columns, tuple(rows), len(rows))

    def _committed(self, session: str) -> Guarded:
        """What is committed now, and this session's own changes."""
        copy = self._now.copy()
        for other, transaction in self._open.items():
            if other != session:
                self._apply(copy, [_reversed(change) for change in reversed(transaction.changes)])
        return copy

    def _needs(self, parsed: Parsed, named: dict[str, Any]) -> Iterator[Need]:
        for scope in parsed.scopes:
            mode = scope.mode or Mode.SHARED
            there = {str(key): key for key in (*self._rows(scope.table), *self._being_deleted(scope.table))}
            keys = list(there) if scope.keys is None else [str(key) for key in key_values(scope, named)]
            yield from (Need(Row(scope.table, there[key]), mode) for key in keys if key in there)
            if parsed.kind is Kind.INSERT and mode is Mode.EXCLUSIVE:
                yield Need(Gap(scope.table), Mode.EXCLUSIVE)
            elif scope.keys is None or not there.keys() >= set(keys):
                yield Need(Gap(scope.table), Mode.SHARED)

    def _being_deleted(self, table: str) -> Iterator[Any]:
        """The keys of rows that are gone for who has deleted them, and locked until that is committed."""
        for transaction in self._open.values():
            yield from (each.key for each in transaction.changes if each.table == table and each.after is None)

    def _rows(self, table: str) -> dict[Any, tuple[Any, ...]]:
        """All rows of a table, by key; none of a table that is not there, which SQLite will find out."""
        if table not in self.keys:
            return {}
        found = self._now.run_trusted(f'SELECT "{self.keys[table].column}", * FROM "{table}"')
        return {key: tuple(row) for key, *row in found}

    def _undo(self, transaction: Transaction, down_to: int) -> None:
        undone = [_reversed(change) for change in reversed(transaction.changes[down_to:])]
        self._apply(self._now, undone)
        if transaction.snapshot is not None:
            self._apply(transaction.snapshot, undone)
        del transaction.changes[down_to:]

    def _apply(self, database: Guarded, changes: list[Change]) -> None:
        for change in changes:
            table, column = change.table, self.keys[change.table].column
            database.run_trusted(f'DELETE FROM "{table}" WHERE "{column}" = ?', (change.key,))
            if change.after is not None:
                marks = ", ".join("?" * len(change.after))
                database.run_trusted(f'INSERT INTO "{table}" VALUES ({marks})', change.after)


def reads_locked(statement: Statement, alone: bool) -> bool:
    """At this level every SELECT reads as with FOR SHARE, unless it is a transaction of its own."""
    return statement.isolation == SERIALIZABLE and not alone


def _written(parsed: Parsed) -> list[Scope]:
    return [] if parsed.kind is Kind.READ else [parsed.scopes[0]]


def _differences(table: str, old: dict[Any, tuple[Any, ...]], new: dict[Any, tuple[Any, ...]]) -> list[Change]:
    keys = list(dict.fromkeys([*old, *new]))
    changed = [key for key in keys if old.get(key) != new.get(key)]
    return [Change(table, key, old.get(key), new.get(key)) for key in changed]


def _reversed(change: Change) -> Change:
    return Change(change.table, change.key, change.after, change.before)


def _upserted(values: int, changes: list[Change]) -> int:
    """What MySQL counts for INSERT … ON DUPLICATE KEY UPDATE: 1 a new row, 2 a changed one, 1 one that stays."""
    changed = sum(change.before is not None for change in changes)
    return values + changed
