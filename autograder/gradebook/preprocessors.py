"""Our steps among nbgrader's: repair what was submitted, let the judge give the points, keep the exam out of sight.

    sanitize   Repair
    autograde  Judge in place of nbgrader's Execute, SaveScores in place of its SaveAutoGrades, HideExam at the end

`nbgrader autograde` runs them; `autograder grade` calls what they call (marking.py). Between the two lists nbgrader
writes the notebook to a file; what `Repair` has to say travels in the notebook's metadata.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor, SaveAutoGrades
from traitlets import Any as AnyTrait
from traitlets import Bool
from traitlets.utils.importstring import import_item

from autograder.gradebook import report
from autograder.gradebook.beside import cell_that_writes, files_beside, say_files
from autograder.gradebook.book import grade_book_engine
from autograder.gradebook.judging import CannotJudge, warm_judge, worth_telling
from autograder.gradebook.marking import (
    READING_SECONDS,
    LessonSource,
    fill_checks,
    fill_unreadable,
    hide_exam,
    lesson_source,
    sentences,
    shaped,
)
from autograder.gradebook.newer_python import newer_syntax
from autograder.gradebook.notebooks import for_judge
from autograder.gradebook.repair import repair, unreadable
from autograder.gradebook.salt import salt_of, secret_of
from autograder.judge.alarm import step
from course_lib.checks.results import SubmissionResult
from course_lib.errors import CourseError

NOTES = "submission"  # the key in the notebook's metadata, and in nbconvert's resources

NO_NOTES = {"problems": [], "unreadable": False}


class Repair(NbGraderPreprocessor):  # type: ignore[misc]  # nbgrader is not typed
    """Puts the submitted notebook back into the lesson's shape."""

    def preprocess(self, notebook: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        source = source_notebook(self, resources)
        notes = {**NO_NOTES, **(resources.get(NOTES) or {})}
        if notes["unreadable"]:
            notebook = unreadable(source.notebook)
        else:
            with step("reading", READING_SECONDS):
                newer = newer_syntax(notebook)
                repaired = repair(notebook, source.notebook, source.given)
            notebook = repaired.notebook
            notes["problems"] = list(sentences((*notes["problems"], *newer, *repaired.problems)))
        notebook.metadata[NOTES] = notes
        return shaped(notebook, source), resources


class Judge(NbGraderPreprocessor):  # type: ignore[misc]
    """Takes the place of nbgrader's Execute: judges the notebook once and writes each exercise's report and points."""

    judge = AnyTrait(
        None,
        allow_none=True,
        help="A function (notebook, lesson) -> SubmissionResult, or its import path; by default, the course's judge.",
    ).tag(config=True)

    walled = Bool(
        True,
        allow_none=True,
        help="Run submissions behind the judge's walls; None does so where they can be had, False never.",
    ).tag(config=True)

    def preprocess(self, notebook: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        notes = notebook.metadata.pop(NOTES, NO_NOTES)
        problems = list(notes["problems"])
        files = self._files(resources) if not notes["unreadable"] else {}
        problems += say_files(files)
        resources["needs_manual_grade"] = []
        if notes["unreadable"]:
            fill_unreadable(notebook, problems[-1])
        else:
            result = self._result(notebook, resources["nbgrader"], files)
            problems += sentences(worth_telling(result.problems))
            resources["needs_manual_grade"] = fill_checks(notebook, result)
        if problems:
            notebook.cells.insert(0, report.problems_cell(problems))
        return notebook, resources

    def _files(self, resources: ResourcesDict) -> dict[str, str]:
        names, folder = resources["nbgrader"], resources.get("metadata", {}).get("path") or ""
        if not folder:
            return {}
        return files_beside(Path(folder).resolve() / "any.ipynb", names.get("student", ""), names["assignment"])

    def _result(self, notebook: NotebookNode, names: dict[str, Any], files: dict[str, str]) -> SubmissionResult:
        lesson = names["assignment"]
        try:
            prepared = for_judge(notebook, cell_that_writes(files) if files else "")
            result: SubmissionResult = self._function(names)(prepared, lesson)
            return result
        except CannotJudge:
            raise  # nbgrader says so for every submission, and grades none
        except Exception as error:
            self.log.error("The judge failed: %s: %s", type(error).__name__, error)
            return SubmissionResult(lesson, ())

    def _function(self, names: dict[str, Any]) -> Any:
        if self.judge is None:
            return partial(warm_judge, walled=self.walled, salt=_salt(names))
        return import_item(self.judge) if isinstance(self.judge, str) else self.judge


def _salt(names: dict[str, Any]) -> str:
    """What this submission's exam is drawn from; nothing where nbgrader names no grade book."""
    url = names.get("db_url")
    if not url:
        return ""
    engine = grade_book_engine(url)
    try:
        return salt_of(secret_of(engine), names["assignment"], names.get("student", ""))
    finally:
        engine.dispose()


class SaveScores(SaveAutoGrades):  # type: ignore[misc]
    """nbgrader's SaveAutoGrades, which asks for a person where the judge itself failed, and lowers no mark for that."""

    def _add_score(self, cell: NotebookNode, resources: ResourcesDict) -> None:
        ours = cell.metadata.nbgrader.grade_id in resources.get("needs_manual_grade", [])
        keys = cell.metadata.nbgrader.grade_id, self.notebook_id, self.assignment_id, self.student_id
        before = self.gradebook.find_grade(*keys).auto_score if ours else None
        super()._add_score(cell, resources)
        if ours:
            grade = self.gradebook.find_grade(*keys)
            grade.auto_score = max(grade.auto_score or 0, before or 0)
            grade.needs_manual_grade = True
            self.gradebook.db.commit()


class HideExam(NbGraderPreprocessor):  # type: ignore[misc]
    """Removes hidden tests from the check cells; feedback is made from what is left.

    `Repair` puts back the cells that a class receives, which have none. A course that also runs nbgrader's
    OverwriteCells has them from the grade book.
    """

    def preprocess(self, notebook: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        hide_exam(notebook)
        return notebook, resources


def source_notebook(step: Any, resources: ResourcesDict) -> LessonSource:
    """The lesson's source notebook, found through the converter that a preprocessor works for.

    Raises:
        CourseError: it is not there.
    """
    owner = step
    while owner is not None and getattr(owner, "coursedir", None) is None:
        owner = owner.parent
    if owner is None:
        raise CourseError("The Repair step has to be run by nbgrader's autograde, which knows the course directory.")
    names, course = resources["nbgrader"], owner.coursedir
    folder = Path(course.format_path(course.source_directory, ".", names["assignment"]))
    path = (folder / f"{names['notebook']}.ipynb").resolve()
    if not path.is_file():
        raise CourseError(f"The source notebook {path} is missing, so submissions cannot be compared with it.")
    return lesson_source(path)
