"""nbgrader's own steps, run in this process for one student after another: the only writer of the grade book.

What nbgrader's commands do per assignment (`BaseConverter.convert_notebooks`) is done here per student, with the
judge's result handed in, so that judging can have happened elsewhere and before.
"""

from __future__ import annotations

import contextlib
import functools
import logging
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from autograder.results import SubmissionResult
from course_lib.errors import CourseError

_LOG = logging.getLogger("autograder.gradebook")
_LOG.addHandler(logging.NullHandler())
_LOG.propagate = False  # nbgrader warns at every check cell that its hidden tests were put back


@dataclass(frozen=True)
class Mark:
    """What the grade book says of one submission, after late penalties and with marks given by hand."""

    points: float
    max: float
    needs_manual_grade: bool


class Book:
    """One lesson's grade book and its folders.

    Args:
        course: the folder with `nbgrader_config.py` and the source notebooks.
        out: where `submitted/`, `autograded/`, `feedback/` and `gradebook.db` are.
        lesson: the slug of the lesson.
    """

    def __init__(self, course: Path, out: Path, lesson: str) -> None:
        from nbgrader.converters import Autograde, GenerateFeedback
        from nbgrader.coursedir import CourseDirectory
        from sqlalchemy import create_engine

        self.lesson, self.out = lesson, out
        self._engine = functools.cache(create_engine)
        self._result: SubmissionResult | Exception = CourseError("nothing was judged yet")
        self._config = _config(course, out, self._injected())
        self.directory = CourseDirectory(config=self._config, assignment_id=lesson, log=_LOG)
        self._autograde = _ready(Autograde(coursedir=self.directory, config=self._config, log=_LOG))
        self._feedback = _ready(GenerateFeedback(coursedir=self.directory, config=self._config, log=_LOG))

    def folder(self, step: str, student: str) -> Path:
        """The folder of a student's lesson: step is "submitted", "autograded" or "feedback"."""
        return Path(self.directory.format_path(getattr(self.directory, f"{step}_directory"), student, self.lesson))

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
                self._convert(converter, ".")
            except Exception as error:
                raise CourseError(
                    f"The lesson {self.lesson} does not fit the grade book in {self.out}: {error}. If its cells have "
                    "changed since submissions were graded, grade into a new folder, or move that grade book away."
                ) from error

    def write(self, student: str, result: SubmissionResult | Exception) -> None:
        """Grade one collected submission with the judge's result.

        Raises:
            CourseError: nbgrader could not; nothing is left half written.
        """
        self._result = result
        self._try(self._autograde, "autograded", student)

    def write_feedback(self, student: str) -> Path:
        """Make the feedback page of a graded submission.

        Raises:
            CourseError: nbgrader could not; nothing is left half written.
        """
        self._try(self._feedback, "feedback", student)
        return self.folder("feedback", student) / f"{self.lesson}.html"

    def mark(self, student: str) -> Mark:
        """What the grade book says of one student."""
        with _shared_engine(self._engine), self.open() as book:
            one = book.find_submission(self.lesson, student)
            needs = any(grade.needs_manual_grade for notebook in one.notebooks for grade in notebook.grades)
            return Mark(max(0.0, one.score - one.late_submission_penalty), one.max_score, needs)

    @contextlib.contextmanager
    def open(self) -> Iterator[Any]:
        """nbgrader's Gradebook."""
        from nbgrader.api import Gradebook

        with Gradebook(self.directory.db_url, self.directory.course_id) as book:
            yield book

    def _try(self, converter: Any, step: str, student: str) -> None:
        try:
            self._convert(converter, student)
        except Exception as error:
            shutil.rmtree(self.folder(step, student), ignore_errors=True)
            raise CourseError(f"nbgrader failed ({type(error).__name__}: {error}).") from error

    def _convert(self, converter: Any, student: str) -> None:
        with contextlib.chdir(self.out), _shared_engine(self._engine):
            folder = converter._format_source(self.lesson, student)
            converter.notebooks = [f"{folder}/{self.lesson}.ipynb"]
            converter.init_destination(self.lesson, student)
            converter.init_assignment(self.lesson, student)
            for notebook in converter.notebooks:
                converter.convert_single_notebook(notebook)
            converter.set_permissions(self.lesson, student)

    def _injected(self) -> Any:
        def judged(notebook: NotebookNode, lesson: str) -> SubmissionResult:
            if isinstance(self._result, Exception):
                raise self._result
            return self._result

        return judged  # a function, because traitlets copies what is in a config, and copying leaves functions alone


ELSEWHERE = """\
# A class graded outside the course directory: formgrader and nbgrader's commands work in this folder too.
c = get_config()
load_subconfig("nbgrader_config.py", path={course!r})
c.CourseDirectory.source_directory = {source!r}
c.CourseDirectory.db_url = {db!r}
"""


def _config(course: Path, out: Path, judge: Any) -> Any:
    """The configuration nbgrader itself would read in `out`, with the judge handed in."""
    from traitlets.config import Config
    from traitlets.config.loader import PyFileConfigLoader

    if course != out:
        ours = PyFileConfigLoader("nbgrader_config.py", path=str(course)).load_config()
        source = course / ours.CourseDirectory.get("source_directory", "source")
        text = ELSEWHERE.format(course=str(course), source=str(source), db=f"sqlite:///{out / 'gradebook.db'}")
        _write_ours(out / "nbgrader_config.py", text)
    config = Config(PyFileConfigLoader("nbgrader_config.py", path=str(out)).load_config())
    config.CourseDirectory.root = str(out)
    config.BaseConverter.force = True
    config.Judge.judge = judge
    return config


def _write_ours(path: Path, text: str) -> None:
    if path.exists() and path.read_text(encoding="utf-8").partition("\n")[0] != text.partition("\n")[0]:
        raise CourseError(f"{path} belongs to another course. Grade into a folder of its own.")
    path.write_text(text, encoding="utf-8")


@contextlib.contextmanager
def _shared_engine(cached: Any) -> Iterator[None]:
    """nbgrader's steps open the grade book a dozen times a submission; one engine keeps its compiled queries."""
    from nbgrader import api

    original = api.create_engine
    api.create_engine = cached
    try:
        yield
    finally:
        api.create_engine = original


def _ready(converter: Any) -> Any:
    """What `BaseConverter.start` prepares once before it converts."""
    from nbconvert.writers import FilesWriter

    converter.writer = FilesWriter(parent=converter, config=converter.config)
    converter.exporter = converter.exporter_class(parent=converter, config=converter.config)
    for step in converter.preprocessors:
        converter.exporter.register_preprocessor(step)
    return converter
