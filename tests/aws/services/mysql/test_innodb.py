"""What MySQL does with transactions, tried on the simulated database and on a real server alike."""

from __future__ import annotations

import pytest
from sqlalchemy import LargeBinary, MetaData, Table, bindparam, text
from sqlalchemy.exc import IntegrityError, NoSuchTableError, OperationalError, ProgrammingError

DEADLOCK, LOCK_TIMEOUT = 1213, 1205


class Session:
    """One connection, whose statements fail at once where they would wait."""

    def __init__(self, account, name, isolation=None):
        engine = account.engine(name)
        self.connection = (engine.execution_options(isolation_level=isolation) if isolation else engine).connect()

    def run(self, sql, **values):
        """The rows of a SELECT, the number of rows of anything else, or the code of MySQL's error."""
        try:
            result = self.connection.execute(text(sql), values)
        except (IntegrityError, OperationalError, ProgrammingError) as error:
            return f"error {error.orig.args[0]}"
        return [tuple(row) for row in result] if result.returns_rows else result.rowcount

    def commit(self):
        self.connection.commit()

    def rollback(self):
        self.connection.rollback()


@pytest.fixture
def ana(account):
    one = Session(account, "ana")
    yield one
    one.connection.close()


@pytest.fixture
def ben(account):
    one = Session(account, "ben")
    yield one
    one.connection.close()


def stored(account):
    return {row["id"]: row["n"] for row in account.database.query("SELECT * FROM counts")}


def test_what_is_not_committed_is_seen_by_nobody_else_and_undone_by_rollback(account, ana, ben):
    assert ana.run("UPDATE counts SET n = n + 10 WHERE id = 'a'") == 1
    assert ana.run("SELECT n FROM counts WHERE id = 'a'") == [(11,)]
    assert ben.run("SELECT n FROM counts WHERE id = 'a'") == [(1,)]
    ana.rollback()
    assert stored(account) == {"a": 1, "b": 2, "c": 3}


def test_plain_reads_see_the_moment_of_the_first_one(account, ana, ben):
    """REPEATABLE READ: the snapshot is taken by the first read, not by the begin."""
    ben.run("UPDATE counts SET n = 20 WHERE id = 'b'")
    ben.commit()
    assert ana.run("SELECT n FROM counts WHERE id = 'b'") == [(20,)]
    ben.run("UPDATE counts SET n = 30 WHERE id = 'c'")
    ben.commit()
    assert ana.run("SELECT n FROM counts WHERE id = 'c'") == [(3,)]
    ana.commit()
    assert ana.run("SELECT n FROM counts WHERE id = 'c'") == [(30,)]


def test_locking_reads_and_writes_see_what_is_there_now(account, ana, ben):
    """So a plain read after them, of another row, still shows the old moment; of an own change, the change."""
    assert ana.run("SELECT n FROM counts WHERE id = 'a'") == [(1,)]
    ben.run("UPDATE counts SET n = n + 10")
    ben.commit()
    assert ana.run("SELECT n FROM counts WHERE id = 'a' FOR UPDATE") == [(11,)]
    assert ana.run("SELECT n FROM counts WHERE id = 'a'") == [(1,)]
    assert ana.run("UPDATE counts SET n = n + 100 WHERE id = 'a'") == 1
    assert ana.run("SELECT n FROM counts ORDER BY id") == [(111,), (2,), (3,)]


def test_a_locked_row_keeps_writers_and_locking_readers_waiting_and_plain_readers_not(account, ana, ben):
    assert ana.run("SELECT n FROM counts WHERE id = 'a' FOR UPDATE") == [(1,)]
    assert ben.run("SELECT n FROM counts WHERE id = 'a'") == [(1,)]
    for sql in ("SELECT n FROM counts WHERE id = 'a' FOR UPDATE", "UPDATE counts SET n = 0 WHERE id = 'a'"):
        assert ben.run(sql) == f"error {LOCK_TIMEOUT}"
    assert ben.run("UPDATE counts SET n = 0 WHERE id = 'b'") == 1
    ana.commit()
    assert ben.run("UPDATE counts SET n = 0 WHERE id = 'a'") == 1


def test_without_a_key_the_whole_table_is_locked(account, ana, ben):
    """InnoDB locks every row that it looks at, and without an index it looks at all of them."""
    assert ana.run("UPDATE counts SET n = 9 WHERE n = 1") == 1
    assert ben.run("UPDATE counts SET n = 0 WHERE id = 'c'") == f"error {LOCK_TIMEOUT}"


def test_shared_locks_go_together_and_keep_writers_out(account, ana, ben):
    assert ana.run("SELECT n FROM counts WHERE id = 'a' LOCK IN SHARE MODE") == [(1,)]
    assert ben.run("SELECT n FROM counts WHERE id = 'a' LOCK IN SHARE MODE") == [(1,)]
    assert ben.run("UPDATE counts SET n = 0 WHERE id = 'a'") == f"error {LOCK_TIMEOUT}"


def test_a_serializable_read_locks_as_for_share(account, ana):
    strict = Session(account, "cleo", "SERIALIZABLE")
    assert strict.run("SELECT n FROM counts WHERE id = 'a'") == [(1,)]
    assert ana.run("UPDATE counts SET n = 0 WHERE id = 'a'") == f"error {LOCK_TIMEOUT}"
    strict.connection.close()
    assert ana.run("UPDATE counts SET n = 0 WHERE id = 'a'") == 1


def test_read_committed_sees_each_commit(account, ana):
    relaxed = Session(account, "cleo", "READ COMMITTED")
    assert relaxed.run("SELECT n FROM counts WHERE id = 'a'") == [(1,)]
    ana.run("UPDATE counts SET n = 5 WHERE id = 'a'")
    assert relaxed.run("SELECT n FROM counts WHERE id = 'a'") == [(1,)]
    ana.commit()
    assert relaxed.run("SELECT n FROM counts WHERE id = 'a'") == [(5,)]
    relaxed.connection.close()


def test_autocommit_commits_each_statement(account):
    hasty = Session(account, "cleo", "AUTOCOMMIT")
    hasty.run("UPDATE counts SET n = 5 WHERE id = 'a'")
    assert stored(account)["a"] == 5
    hasty.rollback()
    assert stored(account)["a"] == 5
    hasty.connection.close()


def test_a_lock_on_a_missing_row_locks_its_gap(account, ana, ben):
    """Two can lock the gap; neither can insert into it then. A plain read of the missing row locks nothing."""
    for session in (ana, ben):
        assert session.run("SELECT n FROM counts WHERE id = 'x' FOR UPDATE") == []
    assert ana.run("INSERT INTO counts VALUES ('x', 1)") == f"error {LOCK_TIMEOUT}"
    ben.rollback()
    assert ana.run("INSERT INTO counts VALUES ('x', 1)") == 1


def test_two_can_insert_different_rows_and_not_the_same(account, ana, ben):
    assert ana.run("INSERT INTO counts VALUES ('x', 1)") == 1
    assert ben.run("INSERT INTO counts VALUES ('y', 1)") == 1
    assert ben.run("INSERT INTO counts VALUES ('x', 2)") == f"error {LOCK_TIMEOUT}"
    ana.commit()
    assert ben.run("INSERT INTO counts VALUES ('x', 2)") == "error 1062"


def test_an_error_undoes_its_statement_and_not_the_transaction(account, ana):
    assert ana.run("UPDATE counts SET n = 10 WHERE id = 'a'") == 1
    assert ana.run("INSERT INTO counts VALUES ('x', 1), ('a', 1)") == "error 1062"
    assert ana.run("INSERT INTO counts VALUES ('y', NULL)") == "error 1048"
    ana.commit()
    assert stored(account) == {"a": 10, "b": 2, "c": 3}


def test_a_savepoint_goes_with_its_transaction(ana):
    assert ana.run("ROLLBACK TO SAVEPOINT here") == "error 1305"
    ana.run("UPDATE counts SET n = 10 WHERE id = 'a'")
    assert ana.run("SAVEPOINT here") == 0
    assert ana.run("ROLLBACK TO SAVEPOINT here") == 0
    ana.connection.rollback()
    assert ana.run("ROLLBACK TO SAVEPOINT here") == "error 1305"


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM counts WHERE id = 'a'",
        "UPDATE counts SET n = 9 WHERE id = 'a'",
        "INSERT INTO counts VALUES ('a', 9)",
        "INSERT INTO counts VALUES ('a', 9) ON DUPLICATE KEY UPDATE n = 9",
        "SELECT n FROM counts WHERE id = 'a' FOR UPDATE",
        "DELETE FROM counts",
    ],
)
def test_who_deletes_a_row_has_it_until_the_end(account, ana, ben, sql):
    assert ana.run("DELETE FROM counts WHERE id = 'a'") == 1
    assert ben.run(sql) == f"error {LOCK_TIMEOUT}"
    assert ana.run("INSERT INTO counts VALUES ('a', 5)") == 1
    ana.commit()
    ben.rollback()
    assert stored(account) == {"a": 5, "b": 2, "c": 3}


def test_a_savepoint_undoes_what_came_after_it(account, ana):
    ana.run("UPDATE counts SET n = 10 WHERE id = 'a'")
    inner = ana.connection.begin_nested()
    ana.run("UPDATE counts SET n = 20")
    ana.run("DELETE FROM counts WHERE id = 'c'")
    inner.rollback()
    ana.commit()
    assert stored(account) == {"a": 10, "b": 2, "c": 3}


def test_rows_that_are_found_count_whether_they_change_or_not(account, ana):
    """SQLAlchemy asks the server to count so (CLIENT_FOUND_ROWS)."""
    assert ana.run("UPDATE counts SET n = 1 WHERE id = 'a'") == 1
    assert ana.run("UPDATE counts SET n = 1 WHERE id = 'nobody'") == 0
    assert ana.run("DELETE FROM counts WHERE n > 1") == 2


def test_insert_or_update(account, ana):
    """A new row counts 1, a changed one 2; an ignored one 0."""
    upsert = "INSERT INTO counts VALUES (:id, 5) ON DUPLICATE KEY UPDATE n = n + VALUES(n)"
    assert [ana.run(upsert, id="x"), ana.run(upsert, id="x")] == [1, 2]
    assert ana.run("INSERT IGNORE INTO counts VALUES ('a', 9)") == 0
    ana.commit()
    assert stored(account) == {"a": 1, "b": 2, "c": 3, "x": 10}


def test_a_table_can_have_another_name(account, ana):
    assert ana.run("UPDATE counts c SET c.n = c.n + 5 WHERE c.id = 'a'") == 1
    assert ana.run("UPDATE counts SET counts.n = 9 WHERE id = 'b'") == 1
    ana.commit()
    assert stored(account) == {"a": 6, "b": 9, "c": 3}


def test_rows_that_a_select_brings_can_be_there_already(account, ana):
    ana.run("INSERT INTO counts (id, n) SELECT id, n + 5 FROM counts ON DUPLICATE KEY UPDATE n = VALUES(n)")
    ana.commit()
    assert stored(account) == {"a": 6, "b": 7, "c": 8}


def test_the_larger_of_two_stays(account, ana):
    upsert = "INSERT INTO counts VALUES ('b', :n) ON DUPLICATE KEY UPDATE n = GREATEST(n, VALUES(n))"
    assert [ana.run(upsert, n=1), ana.run(upsert, n=7)] == [1, 2]
    ana.commit()
    assert stored(account) == {"a": 1, "b": 7, "c": 3}


@pytest.mark.parametrize("account", ["simulated"], indirect=True)
@pytest.mark.parametrize(
    ("alias", "change"),
    [
        ("new", "n = counts.n + new.n"),
        ("`new`", "n = n + `new`.`n`"),
        ("new(who, many)", "n = n + many"),
        ("new(who, many)", "n = n + new.many"),
    ],
)
def test_the_new_row_can_have_a_name(account, ana, alias, change):
    """Since MySQL 8.0.19; MariaDB does not know it."""
    upsert = f"INSERT INTO counts (id, n) VALUES (:id, 5) AS {alias} ON DUPLICATE KEY UPDATE {change}"
    assert [ana.run(upsert, id="x"), ana.run(upsert, id="x")] == [1, 2]
    ana.commit()
    assert stored(account) == {"a": 1, "b": 2, "c": 3, "x": 10}


def test_from_dual_names_no_table(account, ana):
    """DUAL stands where a SELECT reads no table, in any letters; in backticks, or beside a table, it is a table."""
    assert ana.run("SELECT 1 + 1 FROM DUAL") == [(2,)]
    insert = "INSERT INTO counts (id, n) SELECT :id, 9 FROM dual WHERE NOT EXISTS (SELECT 1 FROM counts WHERE id = :id)"
    assert [ana.run(insert, id="x"), ana.run(insert, id="x"), ana.run(insert, id="a")] == [1, 0, 0]
    ana.commit()
    assert stored(account) == {"a": 1, "b": 2, "c": 3, "x": 9}
    assert ana.run("SELECT 1 FROM `DUAL`") == "error 1146"


def test_a_table_can_be_reflected(account):
    """SQLAlchemy reads a table's columns from SHOW CREATE TABLE."""
    columns = "id VARCHAR(64) COLLATE utf8mb4_0900_bin NOT NULL, at DATETIME(6), raw VARBINARY(9)"
    account.database.execute(f"CREATE TABLE log ({columns}, PRIMARY KEY (id))")
    table = Table("log", MetaData(), autoload_with=account.engine())
    found = [(column.name, type(column.type).__name__, column.nullable) for column in table.columns]
    assert found == [("id", "VARCHAR", False), ("at", "DATETIME", True), ("raw", "VARBINARY", True)]
    assert (table.primary_key.columns.keys(), table.c.id.type.length, table.c.at.type.fsp) == (["id"], 64, 6)
    with pytest.raises(NoSuchTableError):
        Table("missing", MetaData(), autoload_with=account.engine())


def test_replace(account, ana):
    """A new row counts 1; one in the place of another counts 2, of the same 1. Rolled back, the old one is there."""
    replace = "REPLACE INTO counts (id, n) VALUES (:id, :n)"
    assert [ana.run(replace, id="x", n=5), ana.run(replace, id="x", n=6), ana.run(replace, id="x", n=6)] == [1, 2, 1]
    assert ana.run("REPLACE counts VALUES ('a', 7), ('y', 8)") == 3
    ana.commit()
    assert stored(account) == {"a": 7, "b": 2, "c": 3, "x": 6, "y": 8}
    ana.run(replace, id="b", n=0)
    ana.rollback()
    assert stored(account) == {"a": 7, "b": 2, "c": 3, "x": 6, "y": 8}


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("SELECT * FROM missing", 1146),
        ("REPLACE INTO missing VALUES ('a', 1)", 1146),
        ("REPLACE INTO counts VALUES ('a', 1) ON DUPLICATE KEY UPDATE n = 2", 1064),
        ("SELECT missing FROM counts", 1054),
        ("SELEC 1", 1064),
        ("SELECT 'it's'", 1064),
        ("SELECT 1; DELETE FROM counts", 1064),
        ("CREATE TABLE mine (id INTEGER PRIMARY KEY)", 1142),
        ("DROP TABLE counts", None),
    ],
)
def test_what_is_refused(account, ana, sql, code):
    """In MySQL's numbers. The program may change rows, and no tables."""
    answer = ana.run(sql)
    assert str(answer).startswith("error ") if code is None else answer == f"error {code}"
    assert stored(account) == {"a": 1, "b": 2, "c": 3}


def test_names_are_compared_as_they_are_written(account, ana):
    assert ana.run("SELECT n FROM counts WHERE id = 'A'") == []


def test_parameters_are_data(account, ana):
    for name in ("it's", "100%", "%s", "a' OR '1'='1", "ünï", "back\\slash"):
        assert ana.run("INSERT INTO counts VALUES (:id, 7)", id=name) == 1
        assert ana.run("SELECT id, n FROM counts WHERE id = :id", id=name) == [(name, 7)]


def test_a_lost_connection_undoes_what_was_not_committed(account, ana):
    ana.run("UPDATE counts SET n = 10 WHERE id = 'a'")
    account.database.hang_up("ana")
    assert stored(account)["a"] == 1
    assert account.database.open_transactions() == []


def test_who_is_in_a_transaction(account, ana, ben):
    ana.run("SELECT n FROM counts")
    ben.run("UPDATE counts SET n = 0 WHERE id = 'a'")
    assert sorted(account.database.open_transactions()) == ["ana", "ben"]
    ana.commit()
    ben.rollback()
    assert account.database.open_transactions() == []


def test_bytes_come_back_as_they_were_sent(account):
    """Through the driver's own constructor too, which SQLAlchemy's LargeBinary takes (PEP 249, "Binary")."""
    account.database.execute("CREATE TABLE notes (id VARCHAR(36) NOT NULL, raw VARBINARY(64), PRIMARY KEY (id))")
    every = bytes(range(200, 256)) + b"'\\\x00%s"
    insert = text("INSERT INTO notes VALUES (:id, :raw)").bindparams(bindparam("raw", type_=LargeBinary))
    with account.engine().begin() as connection:
        connection.execute(insert, {"id": "a", "raw": every})
    assert account.database.query("SELECT raw FROM notes") == [{"raw": every}]
