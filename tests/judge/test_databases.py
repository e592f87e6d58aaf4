"""A database in the judge: an engine reaches a submission, its statements reach the judge, and nothing else does."""

from __future__ import annotations

import pytest

from autograder.catalog import load
from autograder.judge import Limits, judge_notebook
from course_lib.aws.account import Cloud
from course_lib.aws.services.mysql.messages import DEADLOCK
from course_lib.checks.explore import Fault, crash_points, interleavings
from course_lib.checks.here.local import LocalSubmission
from course_lib.checks.kit import may_change
from course_lib.checks.submission import value_of


@pytest.fixture
def judge(demo_lesson, fork_server, monkeypatch):
    """Run a check on cells in the judge; its message, empty where it passed."""
    monkeypatch.delenv("COURSE_MARIADB_URL", raising=False)

    def run(source, check, **limits):
        def described(submission, cloud):
            """What the test tries."""
            prepare(cloud)
            check(submission, cloud)

        exam = load(demo_lesson, "claim").exam
        monkeypatch.setattr(exam, "checks", [])
        exam.check(points=1)(described)
        cells = [{"cell_type": "code", "metadata": {}, "source": source}]
        result = judge_notebook({"cells": cells}, demo_lesson, Limits(**limits), fork_server)
        assert result.problems == ()
        (tried,) = result.exercises[0].checks
        return "" if tried.passed else f"{tried.verdict.value}: {tried.finding.problem}"

    return run


def prepare(cloud):
    cloud.database.execute("CREATE TABLE counts (id VARCHAR(36) NOT NULL, n INTEGER, PRIMARY KEY (id))")
    cloud.database.execute("INSERT INTO counts VALUES ('a', 1), ('b', 2)")


ERRORS = """
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

def errors(engine, statements):
    seen = []
    for sql in statements:
        try:
            with engine.begin() as connection:
                rows = connection.execute(text(sql))
                seen.append([list(row) for row in rows] if rows.returns_rows else rows.rowcount)
        except DBAPIError as error:
            names = type(error).__name__, type(error.orig).__name__, type(error.orig).__module__
            seen.append([*names, list(error.orig.args), error.connection_invalidated])
    return seen
"""
STATEMENTS = [
    "SELECT * FROM counts ORDER BY id",
    "UPDATE counts SET n = NULL WHERE id = 'b'",
    "SELECT n FROM counts WHERE id = 'b'",
    "INSERT INTO counts VALUES ('a', 1)",
    "SELEC 1",
    "SELECT * FROM missing",
    "DROP TABLE counts",
]


def test_rows_and_errors_cross_as_the_driver_would_give_them(judge):
    """The same in the judge and in a notebook: PyMySQL's classes and MySQL's numbers, wrapped by SQLAlchemy."""
    seen = []

    def look(submission, cloud):
        may_change(cloud, "mysql://counts/*")
        seen.append(submission.errors(cloud.engine(), STATEMENTS))
        with cloud.database.refusing(DEADLOCK):
            seen.append(submission.errors(cloud.engine(), ["UPDATE counts SET n = 0"]))

    assert judge(ERRORS, look) == ""
    namespace = {}
    exec(ERRORS, namespace)
    with Cloud() as cloud:
        prepare(cloud)
        look(LocalSubmission(namespace), cloud)

    assert seen[:2] == seen[2:]
    assert seen[0][:3] == [[["a", 1], ["b", 2]], 1, [[None]]]
    assert [error[0] for error in seen[0][3:]] == [
        *("IntegrityError", "ProgrammingError", "ProgrammingError", "OperationalError")
    ]
    assert seen[1] == [
        [
            *("OperationalError", "OperationalError", "pymysql.err"),
            [1213, "Deadlock found when trying to get lock; try restarting transaction"],
            False,
        ]
    ]


ADDS = """
from sqlalchemy import text

def add(engine):
    with engine.begin() as connection:
        n = connection.execute(text("SELECT n FROM counts WHERE id = 'a' {lock}")).scalar_one()
        connection.execute(text("UPDATE counts SET n = :n WHERE id = 'a'"), {{"n": n + 1}})
    return n + 1
"""


@pytest.mark.parametrize(("lock", "lost"), [("", True), ("FOR UPDATE", False)])
def test_callers_meet_in_one_database(judge, lock, lost):
    """Two statements of a caller each, in every order: a plain read loses an update, a locking one waits."""
    sums = set()

    def race(submission, cloud):
        def calls(cloud):
            return [submission.later.add(cloud.engine(who=who)) for who in ("ana", "ben")]

        def look(cloud, outcomes):
            may_change(cloud, "mysql://counts/*")
            (row,) = cloud.database.query("SELECT n FROM counts WHERE id = 'a'")
            sums.add((row["n"], tuple(sorted(value_of(outcome) for outcome in outcomes))))

        interleavings(submission, cloud, prepare, calls, look, weaker="the test is after every order's sum")

    assert judge(ADDS.format(lock=lock), race) == ""
    assert ((2, (2, 2)) in sums) is lost
    assert (3, (2, 3)) in sums


def test_each_fault_does_the_same_in_the_judge_and_in_a_notebook(judge):
    """And leaves the row as it was or with one added, never more."""
    seen = []

    def crash(submission, cloud):
        def look(cloud, outcomes):
            may_change(cloud, "mysql://counts/*")
            (row,) = cloud.database.query("SELECT n FROM counts WHERE id = 'a'")
            (outcome,) = outcomes
            seen.append((row["n"], outcome.ending, outcome.value, outcome.raised and outcome.raised.types))

        def calls(cloud):
            return [submission.later.add(cloud.engine())]

        tried = crash_points(submission, cloud, prepare, calls, look, again=False)
        assert tried.requests == 3  # SELECT, UPDATE, COMMIT

    assert judge(ADDS.format(lock="FOR UPDATE"), crash) == ""
    remote, seen[:] = list(seen), []
    namespace = {}
    exec(ADDS.format(lock="FOR UPDATE"), namespace)
    with Cloud() as cloud:
        crash(LocalSubmission(namespace), cloud)

    assert remote == seen
    of_locks = 2 * 2
    of_all = 3 * (len(Fault) - 4)  # neither throttled nor, again, about locks
    assert len(seen) == 1 + of_locks + of_all
    assert {n for n, *_ in seen} == {1, 2}


FORGE = """
import gc
from autograder.worker.cloud_link import CloudLink
from course_lib.aws.http.messages import Request
from course_lib.aws.services.mysql.messages import ADDRESS, Statement, read_response
from sqlalchemy import create_engine, text

def link():
    return [each for each in gc.get_objects() if isinstance(each, CloudLink) and each._channel.fileno() >= 0][-1]

def told(sql, who, session="s"):
    try:
        rows = read_response(link().send(Statement(session, sql, None, "REPEATABLE READ", True).to_request(), who))
        return list(map(list, rows.rows))
    except Exception as error:
        return [type(error).__name__, getattr(error, "code", 0)]

def forge(engine):
    for who in ("course", "ben", ""):
        told("UPDATE counts SET n = 100 WHERE id = 'a'", who)
        told("CREATE TABLE mine (id INTEGER NOT NULL, PRIMARY KEY (id))", who)
    link().send(Request("SELECT", ADDRESS, {}, b"nothing of the kind"), "you")
    return told("SELECT * FROM counts", "you")

def own(engine):
    try:
        create_engine("mysql+pymysql://app@127.0.0.1/course").connect()
    except Exception as error:
        return list(error.orig.args)[:1]

def leaves_files(engine, path):
    seen = [told(f"ATTACH DATABASE '{path}' AS x", "you"), told(f"VACUUM INTO '{path}'", "you")]
    with create_engine(f"sqlite:////scratch/own.db").begin() as connection:
        connection.execute(text("CREATE TABLE own (id INTEGER)"))
    return seen
"""


def test_nobody_can_speak_for_another(judge):
    """Statements in another's name, or in none, go to a database that no check looks at."""

    def look(submission, cloud):
        assert submission.forge(cloud.engine()) == [["a", 1], ["b", 2]]
        assert not cloud.database.has("mine")
        assert {entry.who for entry in cloud.journal.learner_entries()} == {"you"}

    assert judge(FORGE, look) == ""


def test_there_is_no_other_server_and_no_file_of_the_judges(judge, tmp_path):
    """A submission may use SQLite of its own, in its own scratch folder."""

    def look(submission, cloud):
        assert submission.own(cloud.engine()) == [2003]
        assert submission.leaves_files(cloud.engine(), str(tmp_path / "file")) == [
            ["DatabaseError", 1064],
            ["DatabaseError", 1235],
        ]

    assert judge(FORGE, look) == ""
    assert not list(tmp_path.iterdir())


def test_a_lock_that_is_never_released_does_not_hang_the_judge(judge):
    """A connection of one's own in the way: the time of a lock wait passes on the cloud's clock, and no other."""
    waits = """
from sqlalchemy import text

def wait(engine):
    with engine.begin() as one, engine.begin() as other:
        one.execute(text("UPDATE counts SET n = 5 WHERE id = 'a'"))
        other.execute(text("UPDATE counts SET n = 6 WHERE id = 'a'"))
"""

    def look(submission, cloud):
        before = cloud.clock.now()
        try:
            submission.wait(cloud.engine())
        finally:
            assert 50 <= (cloud.clock.now() - before).total_seconds() < 51

    assert judge(waits, look).startswith(
        "crashed: Your code raised OperationalError: (pymysql.err.OperationalError) (1205"
    )
