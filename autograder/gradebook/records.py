"""What our own tables in the grade book remember: runs that were interrupted, and how each grade came to be.

They are in nbgrader's database, so that a grade and what is remembered of it are written together or not at all.
nbgrader does not look at tables that it does not know.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Engine,
    Float,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    insert,
    select,
    update,
)

from autograder.gradebook.notebooks import FILE_BYTES
from autograder.gradebook.submissions import is_file

ROOT = Path(__file__).resolve().parent.parent.parent

TABLES = MetaData()
RUNS = Table(
    "autograder_run",
    TABLES,
    Column("id", Integer, primary_key=True),
    Column("lesson", String(128), nullable=False, index=True),
    Column("exam", String(64), nullable=False),
    Column("judge", String(64), nullable=False),
    Column("started", String(32), nullable=False),
    Column("finished", String(32)),
)
RESULTS = Table(
    "autograder_result",
    TABLES,
    Column("id", Integer, primary_key=True),
    Column("run", Integer, nullable=False),
    Column("lesson", String(128), nullable=False, index=True),
    Column("student", String(128), nullable=False, index=True),
    Column("when", String(32), nullable=False),
    Column("exam", String(64), nullable=False),
    Column("judge", String(64), nullable=False),
    Column("submission", String(64)),
    Column("points", Float, nullable=False),
    Column("max", Float, nullable=False),
    Column("needs_person", Boolean, nullable=False),
    Column("late_penalty", Float, nullable=False),
    Column("marks", Text, nullable=False),
    Column("problems", Text, nullable=False),
    Column("exercises", Text, nullable=False),
    Column("seconds", Float, nullable=False),
)
SAME = ("submission", "points", "max", "needs_person", "late_penalty", "marks", "problems", "exercises")


@dataclass(frozen=True)
class Version:
    """What grades are made by, as two digests: the lesson with its exam, and the judge with its cloud."""

    exam: str
    judge: str


@dataclass(frozen=True)
class Mark:
    """One cell's points: the judge's, and those a person gave instead and on top."""

    auto: float | None
    manual: float | None = None
    extra: float | None = None


@dataclass(frozen=True)
class Record:
    """One student's grade as it was at one time.

    Attributes:
        when: when it was made, in ISO 8601, UTC.
        submission: the digest of what was handed in; None where nothing was.
        points: after the late penalty, and with marks given by hand.
        marks: by grade id.
        exercises: every check with its verdict, points and the key of its advice.
    """

    student: str
    when: str
    version: Version
    submission: str | None
    points: float
    max: float
    needs_person: bool
    late_penalty: float
    marks: dict[str, Mark]
    problems: tuple[str, ...]
    exercises: tuple[dict[str, Any], ...]
    seconds: float


@dataclass(frozen=True)
class Run:
    """A run of `autograder grade`, perhaps one that goes on where another was interrupted."""

    id: int
    version: Version
    resumed: bool


def make_tables(engine: Engine) -> None:
    """Make our tables, where they are missing."""
    TABLES.create_all(engine)


def begin(connection: Connection, lesson: str, version: Version) -> Run:
    """A new run, or the last one, where that was interrupted and graded by the same exam and judge."""
    last = connection.execute(select(RUNS).where(RUNS.c.lesson == lesson).order_by(RUNS.c.id.desc()).limit(1)).first()
    if last is not None and last.finished is None and Version(last.exam, last.judge) == version:
        return Run(last.id, version, resumed=True)
    row = {"lesson": lesson, "exam": version.exam, "judge": version.judge, "started": now()}
    made: Any = connection.execute(insert(RUNS).values(row)).inserted_primary_key
    return Run(made[0], version, resumed=False)


def finish(connection: Connection, run: Run) -> None:
    """The run is at its end: the next one grades everything again."""
    connection.execute(update(RUNS).where(RUNS.c.id == run.id).values(finished=now()))


def done(connection: Connection, run: Run, lesson: str) -> dict[str, Record]:
    """What this run has already graded, by student."""
    rows = connection.execute(select(RESULTS).where(RESULTS.c.run == run.id, RESULTS.c.lesson == lesson))
    return {row.student: _record(row) for row in rows}


def latest(connection: Connection, lesson: str, student: str) -> Record | None:
    """A student's last record."""
    row = connection.execute(_of(lesson, student).order_by(RESULTS.c.id.desc()).limit(1)).first()
    return None if row is None else _record(row)


def history(connection: Connection, lesson: str, student: str) -> list[Record]:
    """Every grade that a student has had, oldest first; one that grading again did not change is there once."""
    return [_record(row) for row in connection.execute(_of(lesson, student).order_by(RESULTS.c.id))]


def all_latest(connection: Connection, lesson: str) -> list[Record]:
    """Every student's last record, by name."""
    rows = connection.execute(select(RESULTS).where(RESULTS.c.lesson == lesson).order_by(RESULTS.c.id))
    found = {row.student: row for row in rows}
    return [_record(found[student]) for student in sorted(found)]


def _of(lesson: str, student: str) -> Any:
    return select(RESULTS).where(RESULTS.c.lesson == lesson, RESULTS.c.student == student)


def remember(connection: Connection, run: Run, lesson: str, record: Record) -> None:
    """Keep a record: a new one where anything differs from the last, else only that it still holds."""
    row = {
        "run": run.id,
        "lesson": lesson,
        "student": record.student,
        "when": record.when,
        "exam": record.version.exam,
        "judge": record.version.judge,
        "submission": record.submission,
        "points": record.points,
        "max": record.max,
        "needs_person": record.needs_person,
        "late_penalty": record.late_penalty,
        "marks": _text({name: [mark.auto, mark.manual, mark.extra] for name, mark in record.marks.items()}),
        "problems": _text(record.problems),
        "exercises": _text(record.exercises),
        "seconds": record.seconds,
    }
    last = connection.execute(_of(lesson, record.student).order_by(RESULTS.c.id.desc()).limit(1)).mappings().first()
    if last is not None and all(last[name] == row[name] for name in SAME):
        same = {name: row[name] for name in ("run", "exam", "judge", "seconds")}
        connection.execute(update(RESULTS).where(RESULTS.c.id == last["id"]).values(same))
    else:
        connection.execute(insert(RESULTS).values(row))


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def _record(row: Any) -> Record:
    return Record(
        row.student,
        row.when,
        Version(row.exam, row.judge),
        row.submission,
        row.points,
        row.max,
        row.needs_person,
        row.late_penalty,
        {name: Mark(*mark) for name, mark in json.loads(row.marks).items()},
        tuple(json.loads(row.problems)),
        tuple(json.loads(row.exercises)),
        row.seconds,
    )


def explain(before: Record, after: Record) -> list[str]:
    """Why one grade became the other, in sentences; what changed in each cell comes last."""
    reasons = []
    if before.submission != after.submission:
        reasons.append("another notebook was handed in")
    if before.version.exam != after.version.exam:
        reasons.append("the lesson or its exam was changed")
    if before.version.judge != after.version.judge:
        reasons.append("the judge was changed")
    if before.late_penalty != after.late_penalty:
        was = f", and {before.late_penalty:g} before" if before.late_penalty else ""
        reasons.append(f"{late(after.late_penalty)}{was}")
    by_hand = [
        f"{name} was marked by hand, {_spoken(after.marks[name])}"
        for name in sorted(after.marks)
        if _hand(before.marks.get(name)) != _hand(after.marks[name])
    ]
    judged = [
        f"{name}: {_points(before.marks.get(name))} became {_points(after.marks.get(name))}"
        for name in sorted(before.marks.keys() | after.marks.keys())
        if _points(before.marks.get(name)) != _points(after.marks.get(name))
    ]
    if judged and not any(reason.startswith(("another", "the lesson", "the judge")) for reason in reasons):
        reasons.append("the same notebook earned something else this time, so its code depends on time or chance")
    return [*reasons, *by_hand, *judged]


def late(penalty: float) -> str:
    """What a late penalty is called."""
    if not penalty:
        return "nothing was taken off for lateness any more"
    return "1 point was taken off for lateness" if penalty == 1 else f"{penalty:g} points were taken off for lateness"


def _hand(mark: Mark | None) -> tuple[float | None, float | None]:
    return (None, None) if mark is None else (mark.manual, mark.extra)


def _points(mark: Mark | None) -> str:
    return "nothing" if mark is None or mark.auto is None else f"{mark.auto:g}"


def _spoken(mark: Mark) -> str:
    manual = "not any more" if mark.manual is None else f"{mark.manual:g} points"
    return manual + (f" and {mark.extra:g} extra" if mark.extra else "")


def now() -> str:
    """The time, as it is stored."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def digest(path: Path | None) -> str | None:
    """A file's digest; None where there is no ordinary file that can be read, or a larger one than is ever read."""
    if path is None or not is_file(path, FILE_BYTES):
        return None
    try:
        file = open(path, "rb")
    except OSError:
        return None
    with file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def version(lesson: str, source: Path) -> Version:
    """What a lesson is graded by now."""
    exam = (ROOT / "autograder" / "exercises" / lesson, ROOT / "course_lib" / "lessons" / lesson, source)
    return Version(_digest_of([path for part in exam for path in _python(part)]), _judge_digest())


@cache
def _judge_digest() -> str:
    code = (path for part in ("autograder", "course_lib") for path in _python(ROOT / part))
    lessons = (ROOT / "autograder" / "exercises", ROOT / "course_lib" / "lessons")
    return _digest_of([path for path in code if not any(path.is_relative_to(folder) for folder in lessons)])


def _python(part: Path) -> Iterator[Path]:
    return iter(sorted(part.rglob("*.py"))) if part.is_dir() else iter([part] if part.is_file() else [])


def _digest_of(paths: Sequence[Path]) -> str:
    whole = hashlib.sha256()
    for path in paths:
        whole.update(f"{path.name}\0{digest(path)}\n".encode())
    return whole.hexdigest()
