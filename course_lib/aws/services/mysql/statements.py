"""A MySQL statement, read: what it does, which rows it locks, and how SQLite says the same."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.dialects.sqlite import SQLite
from sqlglot.errors import SqlglotError

from course_lib.aws.remembered import remembered
from course_lib.aws.services.mysql.messages import DatabaseError, Params

LONGEST = 16 * 1024  # characters
logging.getLogger("sqlglot").setLevel(logging.ERROR)  # it warns of every FOR UPDATE that SQLite will not see


class Kind(Enum):
    """What a statement does."""

    READ = "read"
    INSERT = "insert"
    CHANGE = "update or delete"
    CREATE = "create"
    SHOW = "show create table"
    BEGIN = "begin"
    COMMIT = "commit"
    ROLLBACK = "rollback"
    SAVEPOINT = "savepoint"
    ROLLBACK_TO = "rollback to savepoint"
    RELEASE = "release savepoint"


class Mode(Enum):
    """How a statement locks the rows it finds."""

    SHARED = "shared"
    EXCLUSIVE = "exclusive"


# A key in a statement's text: a value, or the name of a parameter.
KeyTerm = tuple[str, Any]


@dataclass(frozen=True)
class Scope:
    """What a statement touches of one table: rows with these keys, or all rows where it does not name keys."""

    table: str
    mode: Mode | None
    keys: tuple[KeyTerm, ...] | None = None


@dataclass(frozen=True)
class Key:
    """The one column that is a table's key: its name, and its place among the columns."""

    column: str
    place: int


@dataclass(frozen=True)
class Parsed:
    """A statement that was read.

    Attributes:
        kind: what it does.
        sqlite: the same for SQLite, with `:p0`, `:p1`, … or `:name` where parameters go.
        scopes: what it touches.
        nowait: it is not to wait for locks.
        savepoint: the savepoint's name.
        created, key, shown: the table that a CREATE TABLE makes, its key, and what SHOW CREATE TABLE answers for it.
        values: how many rows an INSERT with ON DUPLICATE KEY UPDATE, or a REPLACE, brings; 0 for any other.
    """

    kind: Kind
    sqlite: str = ""
    scopes: tuple[Scope, ...] = ()
    nowait: bool = False
    savepoint: str = ""
    created: str = ""
    key: Key | None = None
    shown: str = ""
    values: int = 0

    @property
    def locks(self) -> bool:
        """Whether it asks for locks of its own accord."""
        return any(scope.mode for scope in self.scopes)


def read(sql: str, params: Params | None, primary_keys: Mapping[str, Key]) -> tuple[Parsed, dict[str, Any]]:
    """Read a statement.

    Args:
        sql: with `%s` or `%(name)s` where parameters go.
        params: the parameters; None when the text has none and is not to be touched.
        primary_keys: by table, its key.

    Returns:
        the statement, and the parameters by the names they have in it.

    Raises:
        DatabaseError: it cannot be read, or is not simulated.
    """
    if len(sql) > LONGEST:
        raise DatabaseError(1153, "Got a packet bigger than 'max_allowed_packet' bytes", "08S01")
    text, named = _bind(sql, params)
    return _read(text, tuple(primary_keys.items())), named


def _bind(sql: str, params: Params | None) -> tuple[str, dict[str, Any]]:
    """Put a name in each parameter's place, as PyMySQL would put the value; of a list of values, a list of names."""
    if params is None:
        return sql, {}
    named: dict[str, Any] = {}
    left = iter(()) if isinstance(params, Mapping) else iter(params)

    def put(found: re.Match[str]) -> str:
        if found[0] == "%%":
            return "%"
        if found[1] is None and not isinstance(params, Mapping):
            name, value = f"p{len(named)}", next(left)
        else:
            name, value = f"n_{found[1]}", _named(params, found[1])
        if not isinstance(value, (list, tuple, set, frozenset)):
            named[name] = _to_sqlite(value)
            return f":{name}"
        members = {f"{name}_{number}": _to_sqlite(member) for number, member in enumerate(value)}
        named.update(members)
        return "(" + ", ".join(f":{member}" for member in members) + ")"

    try:
        text = re.sub(r"%(?:\((\w+)\))?[s%]", put, sql)
        next(left)
    except StopIteration as end:
        if "text" in locals():
            return text, named
        raise DatabaseError(1064, "not enough arguments for format string", "42000") from end
    except KeyError as missing:
        raise DatabaseError(1064, f"there is no parameter {missing}", "42000") from None
    raise DatabaseError(1064, "not all arguments converted during string formatting", "42000")


def _named(params: Params, name: str | None) -> Any:
    if not isinstance(params, Mapping) or name is None:
        raise KeyError(name)
    return params[name]


def _to_sqlite(value: Any) -> Any:
    if value is None or isinstance(value, (int, float, str, bytes)):
        return value
    return str(value)


_CONTROL: tuple[tuple[Kind, str], ...] = (
    (Kind.BEGIN, r"BEGIN(?:\s+WORK)?|START\s+TRANSACTION(?:\s+READ\s+WRITE|\s+WITH\s+CONSISTENT\s+SNAPSHOT)?"),
    (Kind.COMMIT, r"COMMIT(?:\s+WORK)?"),
    (Kind.ROLLBACK, r"ROLLBACK(?:\s+WORK)?"),
    (Kind.SAVEPOINT, r"SAVEPOINT\s+`?(?P<name>\w+)`?"),
    (Kind.ROLLBACK_TO, r"ROLLBACK\s+(?:WORK\s+)?TO\s+(?:SAVEPOINT\s+)?`?(?P<name>\w+)`?"),
    (Kind.RELEASE, r"RELEASE\s+SAVEPOINT\s+`?(?P<name>\w+)`?"),
)


@remembered(most=500, longest=4000)
def _read(text: str, primary_keys: tuple[tuple[str, Key], ...]) -> Parsed:
    for kind, pattern in _CONTROL:
        if found := re.fullmatch(rf"\s*(?:{pattern})\s*;?\s*", text, re.IGNORECASE):
            return Parsed(kind, savepoint=found.groupdict().get("name", "").lower())
    if found := re.fullmatch(r"\s*SHOW\s+CREATE\s+TABLE\s+`?(\w+)`?\s*;?\s*", text, re.IGNORECASE):
        return Parsed(Kind.SHOW, created=found[1])
    if found := re.match(r"\s*REPLACE\s+(?:INTO\s+)?", text, re.IGNORECASE):
        return _read_replace(text[found.end() :], dict(primary_keys))
    tree = _parse(text)
    reader = _READERS.get(type(tree))
    if reader is None:
        raise _not_simulated(text)
    try:
        return reader(tree, dict(primary_keys))
    except RecursionError:
        raise _syntax_error(text) from None


def _parse(text: str) -> exp.Expr:
    try:
        trees = sqlglot.parse(text, read="mysql")
    except (SqlglotError, RecursionError):
        raise _syntax_error(text) from None
    if len(trees) != 1 or trees[0] is None:
        raise _syntax_error(text) if trees[1:] else DatabaseError(1065, "Query was empty", "42000")
    return _without_dual(trees[0])


def _without_dual(tree: exp.Expr) -> exp.Expr:
    """FROM DUAL says that there is no table. Source: MySQL 8.0 Reference Manual, "SELECT Statement"."""
    for table in list(tree.find_all(exp.Table)):
        clause = table.parent
        if isinstance(clause, exp.From) and table.sql().upper() == "DUAL":
            if not (clause.parent and clause.parent.args.get("joins")):
                clause.pop()
    return tree


def _syntax_error(text: str) -> DatabaseError:
    words = "You have an error in your SQL syntax; check the manual that corresponds to your MySQL server version"
    return DatabaseError(1064, f"{words} for the right syntax to use near '{text[:80]}'", "42000")


def _not_simulated(text: str) -> DatabaseError:
    return DatabaseError(1235, f"This simulated MySQL doesn't yet support '{text.strip()[:60]}'", "42000")


def _read_select(tree: exp.Expr, primary_keys: Mapping[str, Key]) -> Parsed:
    mode, nowait = None, False
    for select in tree.find_all(exp.Select):
        for lock in select.args.get("locks") or ():
            if lock.args.get("wait") is False:
                raise _not_simulated("SKIP LOCKED")
            mode = Mode.EXCLUSIVE if lock.args.get("update") or mode is Mode.EXCLUSIVE else Mode.SHARED
            nowait = nowait or lock.args.get("wait") is True
        select.set("locks", None)
    tables = _tables(tree)
    keys = _named_keys(tree, tables, primary_keys)
    scopes = tuple(Scope(table, mode, keys) for table in tables)
    return Parsed(Kind.READ, _in_sqlite(tree), scopes, nowait)


def _read_change(tree: exp.Expr, primary_keys: Mapping[str, Key]) -> Parsed:
    target = tree.this
    if not isinstance(target, exp.Table) or target.args.get("joins") or tree.args.get("tables"):
        raise _not_simulated("an UPDATE or DELETE of several tables")
    tables = _tables(tree)
    keys = _named_keys(tree, [target.name], primary_keys)
    limit = tree.args.get("limit")
    if limit is not None or tree.args.get("order"):
        if keys is None or len(keys) != 1:
            raise _not_simulated("an UPDATE or DELETE with LIMIT or ORDER BY")
        tree.set("limit", None)
        tree.set("order", None)
    for change in tree.expressions:  # SQLite takes no name of the table in front of the column that is set
        if isinstance(change, exp.EQ) and isinstance(change.this, exp.Column):
            change.this.set("table", None)
    others = [Scope(table, Mode.SHARED) for table in tables if table != target.name]
    return Parsed(Kind.CHANGE, _in_sqlite(tree), (Scope(target.name, Mode.EXCLUSIVE, keys), *others))


def _read_insert(tree: exp.Expr, primary_keys: Mapping[str, Key]) -> Parsed:
    target = tree.find(exp.Table)
    if target is None:
        raise _not_simulated(tree.sql("mysql"))
    brought = tree.args.get("expression")
    _without_row_alias(tree, brought)
    rows = brought.expressions if isinstance(brought, exp.Values) else []
    keys = _inserted_keys(tree, rows, primary_keys.get(target.name))
    others = [Scope(table, Mode.SHARED) for table in _tables(tree) if table != target.name]
    conflict = tree.args.get("conflict")
    scopes = (Scope(target.name, Mode.EXCLUSIVE, keys), *others)
    if conflict is None:
        return Parsed(Kind.INSERT, _in_sqlite(tree), scopes)
    if isinstance(brought, exp.Select) and brought.args.get("from_") and not brought.args.get("where"):
        brought.set("where", exp.Where(this=exp.true()))  # else SQLite takes ON for a join's
    conflict.set("duplicate", None)
    conflict.set("action", exp.var("DO UPDATE"))
    before, _, change = _in_sqlite(tree).partition(" ON CONFLICT ")
    change = re.sub(r"\bVALUES\s*\(\W*(\w+)[^\w)]*\)", r"excluded.\1", change)
    return Parsed(Kind.INSERT, f"{before} ON CONFLICT {change}", scopes, values=len(rows))


def _without_row_alias(tree: exp.Expr, brought: Any) -> None:
    """The new row's name, as in VALUES (…) AS new ON DUPLICATE KEY UPDATE n = new.n, is SQLite's `excluded`.

    Source: MySQL 8.0 Reference Manual, "INSERT ... ON DUPLICATE KEY UPDATE Statement".
    """
    alias = brought.args.get("alias") if isinstance(brought, exp.Values) else None
    conflict = tree.args.get("conflict")
    if alias is None:
        return
    brought.set("alias", None)
    columns = [each.name for each in tree.this.expressions] if isinstance(tree.this, exp.Schema) else []
    named = dict(zip([each.name for each in alias.args.get("columns") or ()], columns, strict=False))
    for change in conflict.expressions if conflict else ():
        for column in list(change.expression.find_all(exp.Column)):
            if column.table == alias.name or (not column.table and column.name in named):
                column.replace(exp.column(named.get(column.name, column.name), table="excluded"))


def _read_replace(rest: str, primary_keys: Mapping[str, Key]) -> Parsed:
    """REPLACE: an INSERT that takes the row of the same key away first, and counts it if it was another one."""
    tree = _parse(f"INSERT INTO {rest}")
    if not isinstance(tree, exp.Insert) or tree.args.get("conflict") is not None:
        raise _syntax_error(f"REPLACE INTO {rest}")
    parsed = _read_insert(tree, primary_keys)
    values = tree.args.get("expression")
    rows = len(values.expressions) if isinstance(values, exp.Values) else 0
    return replace(parsed, sqlite=re.sub(r"^INSERT\b", "REPLACE", parsed.sqlite), values=rows)


def _read_create(tree: exp.Expr, primary_keys: Mapping[str, Key]) -> Parsed:
    if tree.args.get("kind") != "TABLE":
        raise _not_simulated(tree.sql("mysql"))
    shown = _shown(tree)
    for collate in list(tree.find_all(exp.CollateColumnConstraint)):
        collate.parent.pop()  # type: ignore[union-attr]
    tree.set("properties", None)
    table, key = tree.find(exp.Table), tree.find(exp.PrimaryKey)
    columns = [column.name for column in tree.find_all(exp.ColumnDef)]
    if table is None or key is None or len(key.expressions) != 1:
        raise _not_simulated("a table without a primary key of one column")
    name = key.expressions[0].name
    # Without a row id, so that rows come in the order of their keys.
    text = f"{_in_sqlite(tree)} WITHOUT ROWID"
    return Parsed(Kind.CREATE, text, created=table.name, key=Key(name, columns.index(name)), shown=shown)


def _shown(tree: exp.Expr) -> str:
    """A table as SHOW CREATE TABLE shows it: a column a line, then the key. From this SQLAlchemy reads its columns."""
    parts = [column.sql("mysql", identify=True) for column in tree.find_all(exp.ColumnDef)]
    parts = [re.sub(r"COLLATE `(\w+)`", r"COLLATE \1", part) for part in parts]
    parts = [re.sub(r"^(`\w+` )(\w+)", lambda found: found[1] + found[2].lower(), part) for part in parts]
    parts += [key.sql("mysql", identify=True) for key in tree.find_all(exp.PrimaryKey)]
    table = tree.find(exp.Table)
    name = table.name if table else ""
    return f"CREATE TABLE `{name}` (\n  " + ",\n  ".join(parts) + "\n) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4"


_READERS: dict[type, Callable[[exp.Expr, Mapping[str, Key]], Parsed]] = {
    exp.Select: _read_select,
    exp.Union: _read_select,
    exp.Update: _read_change,
    exp.Delete: _read_change,
    exp.Insert: _read_insert,
    exp.Create: _read_create,
}


class _Backticked(SQLite):
    """SQLite's SQL with every name in backticks: in double quotes it takes an unknown name for a text."""

    class Tokenizer(SQLite.Tokenizer):
        IDENTIFIERS = ["`"]


def _in_sqlite(tree: exp.Expr) -> str:
    return tree.sql(_Backticked, comments=False, identify=True)


def _tables(tree: exp.Expr) -> list[str]:
    """The tables that it names, each once."""
    named = {cte.alias for cte in tree.find_all(exp.CTE)}
    return list(dict.fromkeys(table.name for table in tree.find_all(exp.Table) if table.name not in named))


def _named_keys(tree: exp.Expr, tables: list[str], primary_keys: Mapping[str, Key]) -> tuple[KeyTerm, ...] | None:
    """The keys that its WHERE names, if it names them: then InnoDB reaches these rows by the primary key."""
    where = tree.args.get("where")
    if len(tables) != 1 or where is None or tables[0] not in primary_keys:
        return None
    found = _pinned(where.this, primary_keys[tables[0]].column)
    return None if found is None else tuple(dict.fromkeys(found))


def _pinned(condition: exp.Expr | None, column: str) -> list[KeyTerm] | None:
    if isinstance(condition, exp.Paren):
        return _pinned(condition.this, column)
    if isinstance(condition, (exp.And, exp.Or)):
        one, other = _pinned(condition.left, column), _pinned(condition.right, column)
        if isinstance(condition, exp.And):
            return one if one is not None else other
        return None if one is None or other is None else one + other
    if isinstance(condition, (exp.EQ, exp.NullSafeEQ)):
        sides = (condition.left, condition.right), (condition.right, condition.left)
        return next(([term] for one, other in sides if _is(one, column) and (term := _term(other))), None)
    if isinstance(condition, exp.In) and _is(condition.this, column) and condition.expressions:
        terms = [_term(each) for each in condition.expressions]
        return None if None in terms else [term for term in terms if term]
    return None


def _is(side: exp.Expr, column: str) -> bool:
    return isinstance(side, exp.Column) and side.name.lower() == column.lower()


def _term(side: exp.Expr) -> KeyTerm | None:
    if isinstance(side, exp.Placeholder):
        return "parameter", side.name
    if isinstance(side, exp.Literal):
        return "value", side.name
    return None


def _inserted_keys(tree: exp.Expr, rows: list[Any], key: Key | None) -> tuple[KeyTerm, ...] | None:
    columns = [each.name.lower() for each in tree.this.expressions] if isinstance(tree.this, exp.Schema) else []
    if key is None or columns and key.column.lower() not in columns or not rows:
        return None
    place = columns.index(key.column.lower()) if columns else key.place
    terms = [_term(row.expressions[place]) for row in rows if len(row.expressions) > place]
    return None if None in terms else tuple(term for term in terms if term)


def key_values(scope: Scope, named: Mapping[str, Any]) -> Iterator[Any]:
    """The keys of a scope that names them, as values."""
    for kind, term in scope.keys or ():
        yield named.get(term) if kind == "parameter" else term
