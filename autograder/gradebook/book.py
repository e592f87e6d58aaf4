"""nbgrader's grade book and folders for one lesson, and their only writer: one submission, one transaction.

What `nbgrader autograde` and `generate_feedback` leave behind is left here too. Their steps commit dozens of times for
each submission; here it is once, so that a process that is killed leaves a submission graded or not graded.
"""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import nbformat

from autograder.gradebook import records
from autograder.gradebook.beside import files_beside
from autograder.gradebook.collection.notes import GRADED, Note, Notes
from autograder.gradebook.files import copy_whole, is_full, remove_unfinished, write_whole
from autograder.gradebook.marking import Marked
from autograder.gradebook.notebooks import FILE_BYTES
from autograder.gradebook.pages import Grades, PageMaker
from autograder.gradebook.records import Mark, Record, Run
from autograder.gradebook.salt import secret_of
from autograder.gradebook.stamps import read_stamp
from autograder.gradebook.submissions import Submitted, collect, is_file
from course_lib.errors import CourseError

_LOG = logging.getLogger("autograder.gradebook")
_LOG.addHandler(logging.NullHandler())
_LOG.propagate = False  # nbgrader warns of much that is in order here

KEPT = (
    "{name} could not be judged, which is our fault, not yours: "
    "the {points:g} points that it had before stay until a person has looked at it."
)

SECONDS_TO_WAIT = 30  # for formgrader, when it writes to the same grade book file

OUR_STEPS = {
    "sanitize_preprocessors": ["autograder.gradebook.preprocessors.Repair"],
    "autograde_preprocessors": [
        "autograder.gradebook.preprocessors.Judge",
        "autograder.gradebook.preprocessors.SaveScores",
        "nbgrader.preprocessors.AssignLatePenalties",
        "autograder.gradebook.preprocessors.HideExam",
    ],
}


class Stopped(CourseError):
    """Nothing more can be written; the message says why, and what to do."""


@dataclass(frozen=True)
class Written:
    """A submission as it stands in the grade book now, and where its page is."""

    record: Record
    page: Path | None


@dataclass(frozen=True)
class ClassBook:
    """A class's grade book, whatever the lesson: nbgrader's Gradebook, its engine, its course directory."""

    gradebook: Any
    engine: Any
    directory: Any
    out: Path

    def submitted(self, student: str, lesson: str, into: Path | None = None) -> Path:
        """Where nbgrader looks for a student's lesson; in another folder than `submitted/` where one is given."""
        named = str(into.resolve()) if into else self.directory.submitted_directory
        return self.out / Path(self.directory.format_path(named, student, lesson))


@contextlib.contextmanager
def class_book(course: Path, out: Path, url: str | None = None) -> Iterator[ClassBook]:
    """Open the grade book of the class in `out`, which is made where there is none yet.

    Args:
        course: the folder with `nbgrader_config.py`.
        url: the grade book's database; `gradebook.db` in `out` unless given or configured.

    Raises:
        CourseError: it cannot be opened, or `out` belongs to another course.
    """
    from nbgrader.coursedir import CourseDirectory

    out.mkdir(parents=True, exist_ok=True)
    directory = CourseDirectory(config=_config(course, out, url), log=_LOG)
    with database(directory.db_url):
        engine = grade_book_engine(directory.db_url)
        try:
            _make_grade_book(engine)
            with contextlib.closing(_opened(directory.db_url, directory.course_id)) as gradebook:
                yield ClassBook(gradebook, engine, directory, out)
        finally:
            engine.dispose()


class Book:
    """One lesson's grade book and its folders.

    Args:
        course: the folder with `nbgrader_config.py` and the source notebooks.
        out: where `submitted/`, `autograded/`, `feedback/` and `gradebook.db` are.
        lesson: the slug of the lesson.
        url: the grade book's database; the one of `course` where it is graded into itself, else `out/gradebook.db`.

    Raises:
        CourseError: the grade book cannot be opened, or the course has steps that only nbgrader runs.
    """

    def __init__(self, course: Path, out: Path, lesson: str, url: str | None = None) -> None:
        from nbgrader.converters import Autograde, GenerateFeedback
        from nbgrader.coursedir import CourseDirectory

        self.lesson, self.out = lesson, out
        self._config = _config(course, out, url)
        self.directory = CourseDirectory(config=self._config, assignment_id=lesson, log=_LOG)
        self._autograde = Autograde(coursedir=self.directory, config=self._config, log=_LOG)
        self._feedback = GenerateFeedback(coursedir=self.directory, config=self._config, log=_LOG)
        self._late = _late_penalties(self._autograde)
        with database(self.directory.db_url):
            self._engine = grade_book_engine(self.directory.db_url)
            _make_grade_book(self._engine)
            self._book = _opened(self.directory.db_url, self.directory.course_id)
        self._maker: PageMaker | None = None

    def close(self) -> None:
        """Let the database go."""
        self._book.close()
        self._engine.dispose()

    @property
    def page_settings(self) -> dict[str, Any]:
        """How nbconvert is configured to make feedback pages."""
        config = self._feedback.config
        names = ("HTMLExporter", "TemplateExporter", "Exporter", "FeedbackExporter", "CSSHTMLHeaderPreprocessor")
        return {name: dict(config[name]) for name in names if name in config}

    def folder(self, step: str, student: str) -> Path:
        """The folder of a student's lesson: step is "submitted", "autograded" or "feedback"."""
        named = getattr(self.directory, f"{step}_directory")
        return self.out / Path(self.directory.format_path(named, student, self.lesson))

    # the lesson

    def register_lesson(self) -> None:
        """Tell the grade book of the lesson's cells, as `nbgrader generate_assignment` does. Releases nothing.

        Raises:
            CourseError: the lesson has other cells now than when its submissions were graded.
        """
        from nbgrader.converters import GenerateAssignment
        from nbgrader.coursedir import CourseDirectory

        with tempfile.TemporaryDirectory() as elsewhere:
            config = {"release_directory": elsewhere, "student_id": ".", "assignment_id": self.lesson}
            directory = CourseDirectory(config=self._config, log=_LOG, **config)
            converter = _ready(GenerateAssignment(coursedir=directory, config=self._config, log=_LOG))
            try:
                with contextlib.chdir(self.out), self._transaction() as book, _instead_of_gradebook(book):
                    folder = converter._format_source(self.lesson, ".")
                    converter.notebooks = [f"{folder}/{self.lesson}.ipynb"]
                    converter.init_assignment(self.lesson, ".")
                    converter.convert_single_notebook(converter.notebooks[0])
            except Exception as error:
                _stop_if_hopeless(error, self.directory.db_url)
                raise CourseError(
                    f"The lesson {self.lesson} does not fit the grade book in {self.out}: {error}. If its cells have "
                    "changed since submissions were graded, grade into a new folder, or move that grade book away."
                ) from error

    # runs

    def begin(self, version: records.Version) -> tuple[Run, dict[str, Record]]:
        """The run that this is, and what it has graded before it was interrupted."""
        with database(self.directory.db_url), self._engine.begin() as connection:
            run = records.begin(connection, self.lesson, version)
            return run, records.done(connection, run, self.lesson) if run.resumed else {}

    @cached_property
    def secret(self) -> str:
        """What the inputs of everybody's exam are drawn from."""
        with database(self.directory.db_url):
            return secret_of(self._engine)

    @cached_property
    def notes(self) -> Notes:
        """What was collected, and which copies under the lesson's name are ours."""
        with database(self.directory.db_url):
            return Notes(self._engine)

    def students(self) -> list[str]:
        """The ids of all whom the grade book knows, sorted."""
        with database(self.directory.db_url), self._transaction() as book:
            return sorted(student.id for student in book.students)

    def most_points(self) -> float:
        """What the lesson is worth."""
        with database(self.directory.db_url), self._transaction() as book:
            return float(book.find_assignment(self.lesson).max_score)

    def finish(self, run: Run) -> None:
        """The run has graded everything."""
        with database(self.directory.db_url), self._engine.begin() as connection:
            records.finish(connection, run)

    def latest(self, student: str) -> Record | None:
        """What is remembered of a student's grade."""
        with database(self.directory.db_url), self._engine.connect() as connection:
            return records.latest(connection, self.lesson, student)

    # submissions

    def write(self, run: Run, one: Submitted, submission: str | None, marked: Marked) -> Written:
        """Put a marked submission where nbgrader keeps it: grade book, autograded copy, feedback page.

        Args:
            submission: the digest of what was handed in.

        Raises:
            CourseError: it could not be written; grade book and copy are as they were.
            Stopped: it could not, and nor could any other.
        """
        problems = list(marked.problems)
        try:
            kept = self._kept(one.student, marked)
            problems += [KEPT.format(name=name, points=points) for name, points in kept.items()]
            folder = self.folder("submitted", one.student)
            self._note_copy(one, folder)
            undated = collect(one, self.lesson, folder, self.out / "replaced" / one.student)
            _collect_beside(one, self.lesson, folder)
            with self._transaction() as book:
                submitted = self._enter(book, one.student, marked, kept, problems, undated)
                self._write_copy(one.student, marked.copy)
                page = self._write_page(one.student, marked, _grades(submitted), problems)
                record = self._record(run, one.student, submission, marked, submitted, problems)
                records.remember(book.db.connection(), run, self.lesson, record)
        except Exception as error:
            _stop_if_hopeless(error, self.directory.db_url)
            raise CourseError(f"nbgrader failed ({type(error).__name__}: {error}).") from error
        return Written(record, page)

    def _note_copy(self, one: Submitted, folder: Path) -> None:
        """Remember, before it is made, that a copy under the lesson's name is ours."""
        target = folder / f"{self.lesson}.ipynb"
        if one.path is None or one.path.name == target.name:
            return
        digest = records.digest(one.path)
        before = self.notes.of(self.lesson, one.student)
        if digest is not None and (before is None or before.digest != digest or before.name != one.path.name):
            self.notes.write(self.lesson, one.student, Note(digest, one.path.name, GRADED))

    def _kept(self, student: str, marked: Marked) -> dict[str, float]:
        """The points that cells have from an earlier grading, where the judge has failed now and gives fewer."""
        before = self.latest(student) if marked.ours else None
        marks = before.marks if before is not None else {}
        had = {name: marks[name].auto for name in marked.ours if name in marks}
        return {name: auto for name, auto in had.items() if auto is not None and auto > (marked.scores.get(name) or 0)}

    def _enter(
        self, book: Any, student: str, marked: Marked, kept: dict[str, float], problems: list[str], undated: bool
    ) -> Any:
        """What nbgrader's autograde enters for one submission.

        Args:
            kept: what stands in place of the judge's points.
            undated: it is a new submission without a time, so the time of the one before is not its.
        """
        book.update_or_create_student(student)
        stamp = read_stamp(self.folder("submitted", student), problems)
        time = {"timestamp": stamp} if stamp or undated else {}
        assignment = book.update_or_create_submission(self.lesson, student, **time)
        submitted = next(each for each in assignment.notebooks if each.name == self.lesson)
        for grade in submitted.grades:
            name = grade.cell.name
            if name in marked.scores:
                grade.auto_score = kept.get(name, marked.scores[name])
                by_hand = grade.manual_score is not None or grade.auto_score is None
                grade.needs_manual_grade = by_hand or name in marked.ours
        for comment in submitted.comments:
            comment.auto_comment = "No response." if comment.cell.name in marked.unanswered else None
        book.db.flush()
        book.db.expire_all()  # points and comments are worked out by the database
        submitted.late_submission_penalty = None
        if assignment.total_seconds_late > 0:
            late = assignment.total_seconds_late
            penalty = self._late.plugin_inst.late_submission_penalty(student, submitted.score, late)
            if penalty is not None:
                submitted.late_submission_penalty = self._late._check_late_penalty(submitted, penalty)
        book.db.flush()
        return submitted

    def _write_copy(self, student: str, text: str) -> None:
        folder = self.folder("autograded", student)
        remove_unfinished(folder)
        _copy_others(self.folder("submitted", student), folder, self.directory.ignore)
        source = self.directory.format_path(self.directory.source_directory, ".", self.lesson)
        _copy_others(self.out / source, folder, self.directory.ignore)
        write_whole(folder / f"{self.lesson}.ipynb", text, int(str(self._autograde.permissions), 8))
        with contextlib.chdir(self.out):
            self._autograde.set_permissions(self.lesson, student)

    def _write_page(self, student: str, marked: Marked, grades: Grades, problems: list[str]) -> Path | None:
        """Without its page a submission is graded all the same, and that is said."""
        folder = self.folder("feedback", student)
        path = folder / f"{self.lesson}.html"
        try:
            page = marked.page if grades == marked.grades else self._make_page(student, marked, grades)
            remove_unfinished(folder)
            _copy_others(self.folder("autograded", student), folder, self.directory.ignore)
            write_whole(path, page, int(str(self._feedback.permissions), 8))
            with contextlib.chdir(self.out):
                self._feedback.set_permissions(self.lesson, student)
        except Exception as error:
            if is_full(error):
                raise
            problems.append(f"There is no feedback page for this submission: {type(error).__name__}: {error}")
            return None
        return path

    def _make_page(self, student: str, marked: Marked, grades: Grades) -> str:
        """Marks or comments by hand, or a late penalty: the page that was made while judging does not know them."""
        self._maker = self._maker or PageMaker(self.page_settings)
        return self._maker.make(nbformat.reads(marked.copy, 4), grades, student, self.lesson, marked.plain)

    def _record(
        self, run: Run, student: str, submission: str | None, marked: Marked, submitted: Any, problems: list[str]
    ) -> Record:
        late = submitted.late_submission_penalty or 0.0
        grades = submitted.grades
        marks = {each.cell.name: Mark(each.auto_score, each.manual_score, each.extra_credit) for each in grades}
        return Record(
            student,
            records.now(),
            run.version,
            submission,
            max(0.0, submitted.score - late),
            submitted.max_score,
            any(each.needs_manual_grade for each in grades),
            late,
            marks,
            tuple(problems),
            marked.exercises,
            marked.seconds,
        )

    # the database

    @contextlib.contextmanager
    def open(self) -> Iterator[Any]:
        """nbgrader's Gradebook; what it commits is committed."""
        from nbgrader.api import Gradebook

        with Gradebook(self.directory.db_url, self.directory.course_id) as book:
            yield book

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[Any]:
        """nbgrader's Gradebook, whose commits are all part of one transaction that ends with the block."""
        with self._engine.begin() as connection:
            self._book.db.remove()
            self._book.db.configure(bind=connection, join_transaction_mode="rollback_only")
            try:
                yield self._book
                self._book.db.commit()
            finally:
                self._book.db.remove()


def _grades(submitted: Any) -> Grades:
    return Grades(
        {grade.cell.name: (float(grade.score), float(grade.max_score)) for grade in submitted.grades},
        {comment.cell.name: comment.comment for comment in submitted.comments},
        float(submitted.score),
        float(submitted.max_score),
        float(submitted.late_submission_penalty or 0),
    )


def _collect_beside(one: Submitted, lesson: str, folder: Path) -> None:
    if one.path is not None and one.path.parent != folder and not folder.is_symlink():
        for name in files_beside(one.path, one.student, lesson):
            copy_whole(one.path.parent / name, folder / name)


def _copy_others(source: Path, target: Path, ignored: list[str]) -> None:
    """Copy what lies beside a notebook, such as pictures, as nbgrader does. Links are left out."""
    from nbgrader.utils import find_all_files

    if source.is_symlink() or source.parent.is_symlink():
        return
    for name in find_all_files(str(source), [*ignored, "*.ipynb", ".new-*"]):
        path = Path(name)
        if is_file(path, FILE_BYTES):
            new = target / path.relative_to(source)
            new.parent.mkdir(parents=True, exist_ok=True)
            new.unlink(missing_ok=True)
            shutil.copy(path, new)


# errors


@contextlib.contextmanager
def database(url: str) -> Iterator[str]:
    """The block uses this database: where it cannot be used, that is said in a sentence.

    Raises:
        Stopped: it cannot.
    """
    try:
        yield url
    except Exception as error:
        _stop_if_hopeless(error, url)
        raise


def _stop_if_hopeless(error: BaseException, url: str) -> None:
    """Raise `Stopped` for an error that the next submission would meet as well."""
    from sqlalchemy.exc import InterfaceError, OperationalError
    from sqlalchemy.exc import ProgrammingError as NoRight

    if is_full(error):
        raise Stopped("The disk is full. Make room, and run the same command again: it goes on from there.") from error
    if isinstance(error, (OperationalError, InterfaceError, NoRight)):
        reason = str(error.orig).strip().partition("\n")[0]
        raise Stopped(f"The grade book {_without_password(url)} cannot be used: {reason}.") from error


def _without_password(url: str) -> str:
    from sqlalchemy.engine import make_url

    return make_url(url).render_as_string(hide_password=True)


# nbgrader's pieces


def grade_book_engine(url: str) -> Any:
    """SQLAlchemy's engine for a grade book.

    Raises:
        CourseError: the URL is none, or its driver is not installed.
    """
    from sqlalchemy import create_engine
    from sqlalchemy.exc import ArgumentError, NoSuchModuleError

    waits = {"timeout": SECONDS_TO_WAIT} if url.startswith("sqlite") else {"connect_timeout": SECONDS_TO_WAIT}
    try:
        return create_engine(url, connect_args=waits if url.startswith(("sqlite", "postgresql")) else {})
    except ModuleNotFoundError as error:
        raise CourseError(
            f"The grade book {_without_password(url)} needs the Python package {error.name}. For PostgreSQL: "
            "pip install 'keep-data-safe-on-aws[postgresql]'"
        ) from None
    except (ArgumentError, NoSuchModuleError):
        raise CourseError("That is no database URL. One looks like postgresql://user@host/gradebook.") from None


def _make_grade_book(engine: Any) -> None:
    """Make the tables of a new grade book, or those that are missing because making them was interrupted.

    `nbgrader db upgrade` goes by the number in `alembic_version`, which nbgrader writes last.
    """
    from nbgrader.api import Base
    from sqlalchemy import inspect, text

    Base.metadata.create_all(engine)
    records.make_tables(engine)
    if "alembic_version" not in inspect(engine).get_table_names():
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
    with engine.begin() as connection:
        if connection.execute(text("SELECT count(*) FROM alembic_version")).scalar() == 0:
            row = {"number": _newest_version()}
            connection.execute(text("INSERT INTO alembic_version (version_num) VALUES (:number)"), row)


def _newest_version() -> str:
    import nbgrader
    from alembic.script import ScriptDirectory

    return str(ScriptDirectory(os.path.join(os.path.dirname(nbgrader.__file__), "alembic")).get_current_head())


def _opened(url: str, course_id: str) -> Any:
    from nbgrader.api import Gradebook

    return Gradebook(url, course_id)


@contextlib.contextmanager
def _instead_of_gradebook(book: Any) -> Iterator[None]:
    """Let nbgrader's own code, which opens the grade book at every step, use this one."""
    from nbgrader.converters import generate_assignment
    from nbgrader.preprocessors import savecells

    def opened(*_: Any, **__: Any) -> Any:
        return _Lent(book)

    before = generate_assignment.Gradebook, savecells.Gradebook
    generate_assignment.Gradebook = savecells.Gradebook = opened
    try:
        yield
    finally:
        generate_assignment.Gradebook, savecells.Gradebook = before


class _Lent:
    """A Gradebook that whoever borrows it does not close."""

    def __init__(self, book: Any) -> None:
        self._book = book

    def __getattr__(self, name: str) -> Any:
        return getattr(self._book, name)

    def __enter__(self) -> _Lent:
        return self

    def __exit__(self, *_: object) -> None: ...


def _late_penalties(autograde: Any) -> Any:
    from nbgrader.preprocessors import AssignLatePenalties

    try:
        step = AssignLatePenalties(parent=autograde)
        step.init_plugin()
    except Exception as error:  # whatever the course's own plugin raises
        reason = str(error.__cause__ or error)
        raise CourseError(f"The late-penalty plugin of nbgrader_config.py cannot be used: {reason}.") from error
    return step


ELSEWHERE = """\
# A class graded outside the course directory: formgrader and nbgrader's commands work in this folder too.
c = get_config()
load_subconfig("nbgrader_config.py", path={course!r})
c.CourseDirectory.source_directory = {source!r}
c.CourseDirectory.db_url = {url!r}
"""


def _config(course: Path, out: Path, url: str | None) -> Any:
    """The configuration nbgrader itself would read in `out`.

    A password in `url` is not written to `out`; nbgrader's commands find it where libpq looks (PGPASSFILE, PGPASSWORD).
    """
    from traitlets.config import Config
    from traitlets.config.loader import PyFileConfigLoader

    if course != out:
        ours = PyFileConfigLoader("nbgrader_config.py", path=str(course)).load_config()
        source = course / ours.CourseDirectory.get("source_directory", "source")
        there = _no_password(url) if url else f"sqlite:///{out / 'gradebook.db'}"
        _write_ours(out / "nbgrader_config.py", ELSEWHERE.format(course=str(course), source=str(source), url=there))
    config = Config(PyFileConfigLoader("nbgrader_config.py", path=str(out)).load_config())
    config.CourseDirectory.root = str(out)
    if url:
        config.CourseDirectory.db_url = url
    for name, steps in OUR_STEPS.items():
        if config.Autograde.get(name, steps) != steps:
            raise CourseError(
                f"nbgrader_config.py changes Autograde.{name}, which only nbgrader's own commands run. "
                "Grade with `nbgrader autograde` and `nbgrader generate_feedback`, or take that line out."
            )
    return config


def _no_password(url: str) -> str:
    from sqlalchemy.engine import URL, make_url
    from sqlalchemy.exc import ArgumentError

    try:
        whole = make_url(url)
    except ArgumentError:
        raise CourseError("That is no database URL. One looks like postgresql://user@host/gradebook.") from None
    parts = whole.drivername, whole.username, None, whole.host, whole.port, whole.database, whole.query
    return URL.create(*parts).render_as_string()


def _write_ours(path: Path, text: str) -> None:
    if path.exists():
        old = path.read_text(encoding="utf-8")
        if old.partition("\n")[0] != text.partition("\n")[0]:
            raise CourseError(f"{path} belongs to another course. Grade into a folder of its own.")
        if old == text:
            return
    write_whole(path, text)


def _ready(converter: Any) -> Any:
    """What `BaseConverter.start` prepares once before it converts."""
    from nbconvert.writers import FilesWriter

    converter.writer = FilesWriter(parent=converter, config=converter.config)
    converter.exporter = converter.exporter_class(parent=converter, config=converter.config)
    for step in converter.preprocessors:
        converter.exporter.register_preprocessor(step)
    return converter
