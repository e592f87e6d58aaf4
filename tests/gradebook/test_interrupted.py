"""A run that is killed, interrupted or out of room loses nothing, grades nothing twice, leaves nothing half written.

The points at which it is killed are drawn from a seed, among all calls with which the run can change a file or the
database: so before any one of them, and after the one before.
"""

from __future__ import annotations

import errno
import io
import os
import random
import shutil
import signal
import sqlite3
import sys
import warnings
from collections import Counter
from collections.abc import Callable
from multiprocessing import forkserver
from pathlib import Path
from typing import Any

import pytest

from autograder.gradebook import book as book_module
from autograder.gradebook import files
from autograder.gradebook.book import Stopped
from autograder.gradebook.files import alone
from autograder.gradebook.grade import ClassResult, grade_class
from autograder.judge.pool import AHEAD
from course_lib.checks.results import SubmissionResult
from course_lib.errors import CourseError
from tests.gradebook.small_course import LESSON, handed_in, judge, make_course, submit
from tests.gradebook.test_class import FULL, hand_in_all

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="a run is killed in a copy of this process")

KILLS = 3
CHANGES = {
    "chmod", "close", "commit", "execute", "executemany", "fsync", "mkdir", "open", "rename", "replace", "rmdir",
    "rollback", "sendfile", "symlink", "truncate", "unlink", "utime", "write",
}  # fmt: skip
STUDENTS = ["ana", "ben", "cho", "dan", "eva", "fay", "gus", "hal"]


class World:
    """A course, a class that has handed in, and the grade book of an earlier grading with marks by hand in it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.course, self.handed_in = folder, make_course(folder / "course"), folder / "in"
        hand_in_all(self.handed_in)
        grade_class(LESSON, self.handed_in, folder / "before", course=self.course, judge=judge)
        mark_by_hand(folder / "before" / "gradebook.db")
        for student in ("ana", "cho"):
            shutil.rmtree(self.handed_in / student)
            submit(self.handed_in, student, handed_in(write_add=FULL.replace("4", "3")))

    def grade(self, out: Path, judge: Callable[..., SubmissionResult] = judge, workers: int = 1) -> ClassResult:
        return grade_class(LESSON, self.handed_in, out, workers, course=self.course, judge=judge)

    def start(self, name: str, fresh: bool) -> Path:
        """A folder to grade into: a new one, or one that was graded into before."""
        out = self.folder / name
        shutil.rmtree(out, ignore_errors=True)
        if not fresh:
            shutil.copytree(self.folder / "before", out)
            config = out / "nbgrader_config.py"
            config.write_text(config.read_text().replace(str(self.folder / "before"), str(out)))
        return out


def mark_by_hand(database: Path) -> None:
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{database}") as book:
        book.find_grade("check_half", LESSON, LESSON, "ana").manual_score = 1.5
        book.find_grade("check_add", LESSON, LESSON, "hal").extra_credit = 0.5
        book.find_comment("write_add", LESSON, LESSON, "ben").manual_comment = "Well begun."
        book.db.commit()


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return World(tmp_path_factory.mktemp("world"))


def left(out: Path) -> dict[str, Any]:
    """All that a run leaves: every file, and the grade book without what is random or a time in it."""
    found: dict[str, Any] = {
        str(path.relative_to(out)): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file() and path.name not in ("gradebook.db", "nbgrader_config.py")
    }
    with sqlite3.connect(out / "gradebook.db") as database:
        for name, query in QUERIES.items():
            found[name] = sorted(map(repr, database.execute(query)))
    return found


def finished_runs(out: Path) -> int:
    """How many runs came to their end in this grade book."""
    with sqlite3.connect(out / "gradebook.db") as database:
        (count,) = database.execute("select count(*) from autograder_run where finished is not null").fetchone()
    return int(count)


QUERIES = {
    "grades": """
        select student_id, base_cell.name, auto_score, manual_score, extra_credit, needs_manual_grade,
            submitted_notebook.late_submission_penalty
        from grade join base_cell on grade.cell_id = base_cell.id
        join submitted_notebook on grade.notebook_id = submitted_notebook.id
        join submitted_assignment on submitted_notebook.assignment_id = submitted_assignment.id""",
    "comments": """
        select student_id, base_cell.name, auto_comment, manual_comment
        from comment join base_cell on comment.cell_id = base_cell.id
        join submitted_notebook on comment.notebook_id = submitted_notebook.id
        join submitted_assignment on submitted_notebook.assignment_id = submitted_assignment.id""",
    "lesson": "select name, cell_type, locked, source, checksum from source_cell",
    "worth": "select base_cell.name, max_score from grade_cells join base_cell on grade_cells.id = base_cell.id",
    "records": "select student, submission, points, max, marks, problems, exercises from autograder_result",
    "runs": "select finished is null from autograder_run where id = (select max(id) from autograder_run)",
    "version": "select version_num from alembic_version",
}


def fork() -> int:
    """`os.fork`; the threads that Python 3.12 and later warn of are pytest-xdist's, and wait.

    The child has no fork server: an earlier test's is no child of its own.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        vars(forkserver._forkserver).update(vars(forkserver.ForkServer()))
    return child


def run_and_die(work: Callable[[], object], at: int | None, by: int = signal.SIGKILL) -> tuple[int, int]:
    """Run something in a copy of this process, killed before its change number `at`.

    Returns:
        the exit status, negative for a signal; how many changes it had made, where it came to its end.
    """
    theirs, ours = os.pipe()
    child = fork()
    if child:
        os.close(ours)
        with os.fdopen(theirs) as line:
            calls = int(line.read() or 0)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), calls
    status, made = 1, 0

    def count(_: object, event: str, function: Any) -> None:
        nonlocal made
        changes = event == "c_call" and function.__name__ in CHANGES
        if changes and not isinstance(getattr(function, "__self__", None), (str, io.StringIO)):
            made += 1
            if made == at:
                os.kill(os.getpid(), by)

    try:
        sys.setprofile(count)
        work()
        status = 0
    except KeyboardInterrupt:
        status = 130
    except BaseException as error:
        print(repr(error), file=sys.stderr)
    finally:
        sys.setprofile(None)
        os.write(ours, str(made).encode())
        os._exit(status)


@pytest.fixture(scope="module", params=[True, False], ids=["a new grade book", "grading again"])
def undisturbed(request: pytest.FixtureRequest, world: World) -> tuple[bool, int, dict[str, Any]]:
    """Whether the grade book is new, how many changes a run makes, and what it leaves."""
    out = world.start("undisturbed", request.param)
    status, calls = run_and_die(lambda: world.grade(out), None)
    assert status == 0
    return request.param, calls, left(out)


@pytest.mark.parametrize("seed", range(8))
def test_killed_at_any_point_it_is_gone_on_with(
    world: World, undisturbed: tuple[bool, int, dict[str, Any]], seed: int
) -> None:
    """Killed three times, then run to its end: the grade book and every file are those of one undisturbed run."""
    fresh, calls, expected = undisturbed
    draw, log = random.Random(seed), world.folder / "log"
    out = world.start("killed", fresh)
    log.write_text("")

    def logging(notebook: Any, lesson: str) -> SubmissionResult:
        with open(log, "a") as file:
            file.write(f"{notebook.cells[2].source!r}\n")
        return judge(notebook, lesson)

    ends = [run_and_die(lambda: world.grade(out, logging), draw.randrange(1, calls))[0] for _ in range(KILLS)]
    result = world.grade(out, logging)

    assert left(out) == expected
    assert [row.student for row in result.rows] == STUDENTS
    judged, killed = len(log.read_text().splitlines()), ends.count(-signal.SIGKILL)
    assert killed >= 1
    whole = finished_runs(out)  # one that is killed after it had noted its end counts too
    assert judged <= 7 * whole + AHEAD * killed, "at most what was under way at a kill is judged again"


def test_ctrl_c_ends_it_at_once_and_it_is_gone_on_with(
    world: World, undisturbed: tuple[bool, int, dict[str, Any]]
) -> None:
    """As a kill; what was graded before stays graded."""
    fresh, calls, expected = undisturbed
    out = world.start("interrupted", fresh)
    status, _ = run_and_die(lambda: world.grade(out), calls * 3 // 4, signal.SIGINT)

    result = world.grade(out)

    assert status == 130
    assert 0 < result.resumed < len(STUDENTS)
    assert left(out) == expected


def waits(notebook: Any, lesson: str) -> SubmissionResult:
    """A judge that never ends; it writes down its process."""
    (Path(os.environ["TEST_PROCESSES"]) / str(os.getpid())).touch()
    signal.pause()
    raise AssertionError


def test_a_killed_run_takes_its_processes_with_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """No judging process outlives the run that started it, even one that is killed while they work."""
    noted = world.folder / "processes"
    noted.mkdir()
    monkeypatch.setenv("TEST_PROCESSES", str(noted))
    out = world.start("orphans", True)
    child = fork()
    if not child:
        try:
            world.grade(out, waits, workers=2)
        finally:
            os._exit(1)
    _until(lambda: len(list(noted.iterdir())) == 2)

    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)

    _until(lambda: not any(_runs(int(path.name)) for path in noted.iterdir()))


def _runs(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def _until(holds: Callable[[], bool]) -> None:
    import time

    for _ in range(600):
        if holds():
            return
        time.sleep(0.1)
    raise AssertionError("it did not happen within a minute")


def test_a_full_disk_stops_it_with_one_sentence(
    world: World, undisturbed: tuple[bool, int, dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """At whichever file there is no room: the sentence says what to do, and once there is room nothing is missing."""
    fresh, _, expected = undisturbed
    out = world.start("full", fresh)
    whole, left_over = files.write_whole, Counter({"room": 9})

    def no_room(path: Path, text: str, permissions: int = 0o644) -> None:
        left_over["room"] -= 1
        if left_over["room"] < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        whole(path, text, permissions)

    monkeypatch.setattr(book_module, "write_whole", no_room)
    with pytest.raises(
        Stopped,
        match=r"^The disk is full\. Make room, and run the same command again: it goes on from there\. "
        r"4 of 8 submissions are graded\.$",
    ):
        world.grade(out)
    monkeypatch.undo()

    assert world.grade(out).resumed == 4
    assert left(out) == expected


def test_a_grade_book_that_cannot_grow_stops_it(world: World, undisturbed: tuple[bool, int, dict[str, Any]]) -> None:
    """The same where the database is what has no room, as the system itself reports it."""
    fresh, _, expected = undisturbed
    out, told = world.start("small", fresh), world.folder / "told"

    def limited() -> None:
        import resource

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
        try:
            world.grade(out)
        except CourseError as error:
            os.write(note, str(error).encode())
            raise

    note = os.open(told, os.O_CREAT | os.O_TRUNC | os.O_WRONLY)
    status, _ = run_and_die(limited, None)
    os.close(note)

    assert status == 1
    assert told.read_text().startswith("The disk is full. Make room, and run the same command again: it goes on")
    assert [row.student for row in world.grade(out).rows] == STUDENTS
    assert left(out) == expected


def test_two_runs_do_not_write_into_one_folder(world: World) -> None:
    """The second one says so and touches nothing."""
    out = world.folder / "shared"
    out.mkdir()
    with alone(out), pytest.raises(CourseError, match=r"^Another run is grading into .*shared\. Wait for it, or stop"):
        world.grade(out)

    assert list(out.iterdir()) == []
