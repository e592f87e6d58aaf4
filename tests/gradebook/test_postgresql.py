"""A grade book on a PostgreSQL server: what SQLite gives, on a server; and what is said when it cannot be used."""

from __future__ import annotations

import builtins
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from autograder.gradebook.book import Stopped
from autograder.gradebook.grade import ClassResult, grade_class
from autograder.gradebook.reading import history_lines, read_records
from course_lib.errors import CourseError
from tests.gradebook.conftest import Server
from tests.gradebook.small_course import LESSON, judge, make_course
from tests.gradebook.test_class import POINTS, PROBLEMS, hand_in_all
from tests.gradebook.test_interrupted import QUERIES, run_and_die

RESULT = [(student, POINTS[student], PROBLEMS[student]) for student in POINTS]


class Class:
    """A class that has handed in, and the database that it is graded into."""

    def __init__(self, folder: Path, url: str) -> None:
        self.course, self.folder, self.out = make_course(folder / "course"), folder / "in", folder / "out"
        self.url = url
        hand_in_all(self.folder)

    def grade(self, out: str = "out", url: str | None = None) -> ClassResult:
        where = self.out.parent / out
        return grade_class(LESSON, self.folder, where, course=self.course, judge=judge, url=url or self.url)

    def rows(self, url: str | None = None) -> dict[str, Any]:
        engine = create_engine(url or self.url)
        with engine.connect() as connection:
            found = {name: sorted(map(str, connection.execute(text(query)))) for name, query in QUERIES.items()}
        engine.dispose()
        return found


@pytest.fixture
def graded(tmp_path: Path, postgresql: Server, request: pytest.FixtureRequest) -> Iterator[Class]:
    yield Class(tmp_path, postgresql.url(request.node.name))


def test_it_says_what_sqlite_says(graded: Class) -> None:
    """Rows, grades, comments, lesson and records are the same in both."""
    ours = graded.grade()
    url = f"sqlite:///{graded.out.parent / 'lite' / 'gradebook.db'}"
    graded.grade("lite", url)

    assert [(row.student, row.points, list(row.problems)) for row in ours.rows] == RESULT
    theirs, lite = graded.rows(), graded.rows(url)
    for name in theirs:
        assert [_plain(row) for row in theirs[name]] == [_plain(row) for row in lite[name]], name


def _plain(row: str) -> str:
    """SQLite stores truth as 1 and 0."""
    return row.replace("True", "1").replace("False", "0")


def test_grading_again_changes_nothing(graded: Class) -> None:
    first, before = graded.grade(), graded.rows()
    again = graded.grade()

    assert [row.points for row in again.rows] == [row.points for row in first.rows]
    assert graded.rows() == before
    assert history_lines(read_records(LESSON, graded.out, graded.url, "ana"))[0].endswith("6 of 6 points")


def test_killed_and_run_again_nothing_is_missing(graded: Class, postgresql: Server) -> None:
    """The transaction of a run that is killed is rolled back by the server."""
    whole = postgresql.url("undisturbed")
    status, calls = run_and_die(lambda: graded.grade("whole", whole), None)
    draw = random.Random(1)

    ends = [run_and_die(graded.grade, draw.randrange(1, calls // 2))[0] for _ in range(3)]
    graded.grade()

    assert (status, ends) == (0, [-9, -9, -9])
    assert graded.rows() == graded.rows(whole)


def test_nbgraders_own_commands_go_on_from_there(graded: Class, postgresql: Server) -> None:
    """The folder's nbgrader_config.py names the database, without the password, which libpq finds in its own place."""
    graded.grade()
    config = (graded.out / "nbgrader_config.py").read_text()
    command = [sys.executable, "-m", "nbgrader", "export"]
    environment = {"PGPASSWORD": postgresql.password, "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin"}
    environment["PYTHONPATH"] = ":".join(path for path in sys.path if path)
    ran = subprocess.run(command, cwd=graded.out, env=environment, capture_output=True, text=True, check=False)

    assert ran.returncode == 0, ran.stderr
    assert "postgresql://instructor@127.0.0.1" in config and postgresql.password not in config
    assert len((graded.out / "grades.csv").read_text().splitlines()) == 1 + len(POINTS)


def test_the_courses_own_setting_is_enough(graded: Class) -> None:
    """Graded into the course directory, whose nbgrader_config.py names the database; none is made beside it."""
    with open(graded.course / "nbgrader_config.py", "a") as config:
        config.write(f"\nc.CourseDirectory.db_url = {graded.url!r}\n")

    got = grade_class(LESSON, graded.folder, graded.course, course=graded.course, judge=judge)

    assert [(row.student, row.points) for row in got.rows] == list(POINTS.items())
    assert len(graded.rows()["grades"]) == 2 * len(POINTS)
    assert not (graded.course / "gradebook.db").exists()


def test_a_wrong_password_is_said(graded: Class, postgresql: Server) -> None:
    """In one sentence, in which no password stands."""
    wrong = graded.url.replace(postgresql.password, "not-the-password")

    with pytest.raises(Stopped, match=r"^The grade book postgresql://instructor:\*\*\*@.* cannot be used: ") as said:
        graded.grade(url=wrong)

    assert "password authentication failed" in str(said.value)
    assert "not-the-password" not in str(said.value)


def test_without_the_driver_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It needs no server to say so."""
    whole = builtins.__import__

    def without(name: str, *arguments: Any, **keywords: Any) -> Any:
        if name.startswith("psycopg"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return whole(name, *arguments, **keywords)

    monkeypatch.setattr(builtins, "__import__", without)

    with pytest.raises(CourseError, match=r"needs the Python package psycopg\w*\. For PostgreSQL: pip install '.*\[p"):
        Class(tmp_path, "postgresql://ana@127.0.0.1/book").grade()


def test_a_url_that_is_none_is_said(tmp_path: Path) -> None:
    with pytest.raises(
        CourseError, match=r"^That is no database URL\. One looks like postgresql://user@host/gradebook"
    ):
        Class(tmp_path, "gradebook").grade()
