"""What was collected for whom, and when it was handed in: a table of ours in nbgrader's grade book.

The next collection needs the time and Canvas's numbers, and grading has to know which files in `submitted/` are copies
that were made under the lesson's name. `digest` ties a line to the file that it is about: another file, whoever put it
there, has no line.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Column, Integer, String, Table, delete, insert, select

from autograder.gradebook.records import TABLES
from course_lib.aws.values import readable

COLLECTED = Table(
    "autograder_collected",
    TABLES,
    Column("id", Integer, primary_key=True),
    Column("lesson", String(128), nullable=False, index=True),
    Column("student", String(128), nullable=False, index=True),
    Column("digest", String(64), nullable=False),
    Column("name", String(300), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("number", String(32), nullable=False),
    Column("attempt", BigInteger, nullable=False),
    Column("when", String(32), nullable=False),
    Column("clock", String(64), nullable=False),
)
GRADED = "graded"  # the kind of a copy that grading made


@dataclass(frozen=True)
class Note:
    """One submission that was collected.

    Attributes:
        digest: SHA-256 of the notebook.
        name: what the student called it.
        kind: how its owner was known, see `names.Claim`; GRADED for a copy made while grading.
        number: the learning system's number of the student.
        attempt: Canvas's number of the file; 0 elsewhere.
        when: when it was handed in, in ISO 8601, UTC.
        clock: what says so.
    """

    digest: str
    name: str
    kind: str
    number: str = ""
    attempt: int = 0
    when: str = ""
    clock: str = ""

    @property
    def moment(self) -> datetime | None:
        """When it was handed in."""
        return datetime.fromisoformat(self.when) if self.when else None


class Notes:
    """The notes of a grade book.

    Args:
        engine: SQLAlchemy's.
    """

    def __init__(self, engine: Any) -> None:
        self._engine = engine
        COLLECTED.create(engine, checkfirst=True)

    def of(self, lesson: str, student: str) -> Note | None:
        """What was collected last for a student's lesson."""
        names = [column for column in COLLECTED.c if column.name in Note.__dataclass_fields__]
        with self._engine.connect() as connection:
            row = connection.execute(select(*names).where(*_is(lesson, student))).mappings().first()
        return None if row is None else Note(**row)

    def write(self, lesson: str, student: str, note: Note) -> None:
        """Keep a note in place of the one before. It is written before the file that it is about."""
        row = {**asdict(note), "lesson": lesson, "student": student, "name": readable(note.name, 300)[:300]}
        with self._engine.begin() as connection:
            connection.execute(delete(COLLECTED).where(*_is(lesson, student)))
            connection.execute(insert(COLLECTED).values(row))


def _is(lesson: str, student: str) -> tuple[Any, Any]:
    return COLLECTED.c.lesson == lesson, COLLECTED.c.student == student
