"""The simulated database gives rows of its own tables, and nothing else of the process that it runs in."""

from __future__ import annotations

import pytest

from course_lib.aws.account import Cloud
from course_lib.aws.services.mysql.database import MOST_SESSIONS
from course_lib.aws.services.mysql.guard import LONGEST_VALUE, Guarded
from course_lib.aws.services.mysql.messages import ADDRESS, DatabaseError, Request, Statement, read_response


@pytest.fixture
def database(monkeypatch):
    monkeypatch.delenv("COURSE_MARIADB_URL", raising=False)
    with Cloud() as cloud:
        cloud.database.execute("CREATE TABLE counts (id VARCHAR(36) NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (id))")
        cloud.database.execute("INSERT INTO counts VALUES ('a', 1)")
        yield cloud.database


@pytest.fixture
def send(database):
    """Send a statement as a program; what comes back, or the code of MySQL's error."""

    def send(sql, params=None, session="one"):
        response = database.send(Statement(session, sql, params).to_request(), "you")
        try:
            return read_response(response)
        except DatabaseError as error:
            return error.code

    return send


@pytest.mark.parametrize(
    "sql",
    [
        "ATTACH DATABASE '{file}' AS other",
        "VACUUM INTO '{file}'",
        "PRAGMA writable_schema = ON",
        "SELECT load_extension('{file}')",
        "SELECT writefile('{file}', 'x')",
        "SELECT readfile('{file}')",
        "SELECT * INTO OUTFILE '{file}' FROM counts",
        "LOAD DATA INFILE '{file}' INTO TABLE counts",
        "SELECT * FROM sqlite_master",
        "SELECT * FROM pragma_database_list",
        "SELECT * FROM pragma_table_info('counts')",
        "SELECT sqlite_version()",
        "SELECT randomblob(100000000)",
        "SELECT zeroblob(100000000)",
        "SELECT printf('%100000000d', 1)",
        "SELECT LOAD_FILE('{file}')",
        "EXPLAIN SELECT * FROM counts",
        "CREATE TABLE other (id INTEGER NOT NULL, PRIMARY KEY (id))",
        "CREATE TRIGGER t AFTER INSERT ON counts BEGIN DELETE FROM counts; END",
        "CREATE TEMP VIEW v AS SELECT 1",
        "DROP TABLE counts",
        "ALTER TABLE counts ADD COLUMN m INTEGER",
        "SELECT 1; ATTACH DATABASE '{file}' AS other",
        "/*!50000 DROP TABLE counts */",
        "INSERT INTO sqlite_master VALUES ('table', 'x', 'x', 1, '')",
        "UPDATE sqlite_master SET sql = ''",
        "DELETE FROM sqlite_master",
        "(" * 3000 + "1",
        "SELECT " + "-" * 1 + "1" + "+1" * 7000,
        "SELECT '" + "x" * 20_000 + "'",
        "",
        ";",
        "\0",
    ],
)
def test_nothing_but_rows_can_be_had(send, database, tmp_path, sql):
    """Whatever asks for more gets an error of MySQL's, and the tables stay as they are."""
    file = tmp_path / "file"
    assert isinstance(send(sql.replace("{file}", str(file))), int)
    assert not file.exists()
    assert database.query("SELECT * FROM counts") == [{"id": "a", "n": 1}]


def test_a_statement_that_never_ends_is_ended(send):
    endless = "WITH RECURSIVE a(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM a) SELECT COUNT(*) FROM a"
    assert send(endless) == 3024


def test_a_value_and_an_answer_have_a_size(send):
    long = "x" * (LONGEST_VALUE // 2)
    assert send("SELECT %s", [long]).rows == ((long,),)
    assert send("SELECT CONCAT(%s, %s, %s)", [long] * 3) == 1406
    rows = " UNION ALL ".join(["SELECT %s"] * 5)
    assert send(rows, [long] * 5) == 1153


def test_the_database_has_a_size(send):
    answers = [send("INSERT INTO counts VALUES (%s, 1)", [f"{n}{'x' * (LONGEST_VALUE - 100)}"]) for n in range(20)]
    assert 1114 in answers


def test_there_are_only_so_many_open_transactions(send):
    answers = [send("SELECT * FROM counts", session=f"s{n}") for n in range(MOST_SESSIONS + 1)]
    assert answers[-1] == 1040
    assert send("SELECT n FROM counts", session="s0").rows == ((1,),)


@pytest.mark.parametrize("body", [b"", b"\xc1", b"[]", b"\x95\x01\x02\x03\x04\x05", b"\x91" * 60])
def test_what_is_no_statement_is_an_empty_one(database, body):
    response = database.send(Request("SELECT", ADDRESS, {}, body), "you")
    with pytest.raises(DatabaseError) as refused:
        read_response(response)
    assert refused.value.code == 1065


def test_a_session_belongs_to_who_opened_it(database):
    """Whoever names somebody else's session has one of their own."""
    change = Statement("shared name", "UPDATE counts SET n = 2 WHERE id = 'a'").to_request()
    commit = Statement("shared name", "COMMIT").to_request()
    database.send(change, "ana")
    database.send(commit, "ben")
    assert database.open_transactions() == ["ana"]
    assert database.query("SELECT n FROM counts") == [{"n": 1}]


def test_a_copy_is_guarded_too():
    """A snapshot is read from a copy."""
    first = Guarded()
    first.run_trusted("CREATE TABLE t (id INTEGER PRIMARY KEY)")
    with pytest.raises(DatabaseError):
        first.copy().run("PRAGMA database_list", {})
