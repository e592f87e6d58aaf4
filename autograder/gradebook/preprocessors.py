"""Our steps among nbgrader's: repair what was submitted, let the judge give the points, keep the exam out of sight.

    sanitize   Repair, then nbgrader's own steps
    autograde  Judge in place of nbgrader's Execute, SaveScores in place of its SaveAutoGrades, HideExam at the end

Between the two, nbgrader writes the notebook to a file; what `Repair` has to say travels in the notebook's metadata.
"""

from __future__ import annotations

from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor, SaveAutoGrades
from traitlets import Any as AnyTrait
from traitlets import Bool
from traitlets.utils.importstring import import_item

from autograder.gradebook import report
from autograder.gradebook.judging import CannotJudge, warm_judge, worth_telling
from autograder.gradebook.notebooks import exercise_of, for_judge, is_check, read, without_exam
from autograder.gradebook.repair import repair, unreadable
from autograder.results import SubmissionResult
from course_lib.errors import CourseError

NOTES = "submission"  # the key in the notebook's metadata, and in nbconvert's resources

NO_NOTES = {"problems": [], "unreadable": False}
NOT_JUDGED = "Our fault, not yours: this exercise could not be judged. Your instructor will look at it."


class Repair(NbGraderPreprocessor):  # type: ignore[misc]  # nbgrader is not typed
    """Puts the submitted notebook back into the lesson's shape."""

    def preprocess(self, notebook: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        source = source_notebook(self, resources)
        notes = {**NO_NOTES, **(resources.get(NOTES) or {})}
        if notes["unreadable"]:
            notebook = unreadable(source)
        else:
            repaired = repair(notebook, source)
            notebook = repaired.notebook
            notes["problems"] = [*notes["problems"], *repaired.problems]
        notebook.metadata[NOTES] = notes
        return notebook, resources


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
        notes = notebook.metadata.get(NOTES, NO_NOTES)
        problems = list(notes["problems"])
        resources["needs_manual_grade"] = []
        checks = [cell for cell in notebook.cells if is_check(cell)]
        if notes["unreadable"]:
            for cell in checks:
                cell.outputs = [
                    report.sentence_output(f"Your submission could not be read: {problems[0]}", _worth(cell))
                ]
        else:
            problems += worth_telling(self._judge(notebook, checks, resources))
        if problems:
            notebook.cells.insert(0, report.problems_cell(problems))
        return notebook, resources

    def _judge(self, notebook: NotebookNode, checks: list[NotebookNode], resources: ResourcesDict) -> list[str]:
        try:
            result = self._function()(for_judge(notebook), resources["nbgrader"]["assignment"])
        except CannotJudge:
            raise  # nbgrader says so for every submission, and grades none
        except Exception as error:
            self.log.error("The judge failed: %s: %s", type(error).__name__, error)
            result = SubmissionResult(resources["nbgrader"]["assignment"], ())
        exercises = {exercise.name: exercise for exercise in result.exercises}
        for cell in checks:
            exercise = exercises.get(exercise_of(cell) or "")
            if exercise is None:
                cell.outputs = [report.sentence_output(NOT_JUDGED, _worth(cell))]
            else:
                cell.outputs = [report.judged_output(exercise, _worth(cell))]
            if exercise is None or report.is_ours(exercise):
                resources["needs_manual_grade"].append(cell.metadata.nbgrader.grade_id)
        return list(result.problems)

    def _function(self) -> Any:
        if self.judge is None:
            return partial(warm_judge, walled=self.walled)
        return import_item(self.judge) if isinstance(self.judge, str) else self.judge


class SaveScores(SaveAutoGrades):  # type: ignore[misc]
    """nbgrader's SaveAutoGrades, which also asks for a person where the judge itself failed."""

    def _add_score(self, cell: NotebookNode, resources: ResourcesDict) -> None:
        super()._add_score(cell, resources)
        if cell.metadata.nbgrader.grade_id in resources.get("needs_manual_grade", []):
            keys = self.notebook_id, self.assignment_id, self.student_id
            grade = self.gradebook.find_grade(cell.metadata.nbgrader.grade_id, *keys)
            grade.needs_manual_grade = True
            self.gradebook.db.commit()


class HideExam(NbGraderPreprocessor):  # type: ignore[misc]
    """Removes the hidden tests from the check cells once they are scored; feedback is made from what is left.

    nbgrader puts them back from its database whenever a submission is graded again.
    """

    def preprocess_cell(
        self, cell: NotebookNode, resources: ResourcesDict, cell_index: int
    ) -> tuple[NotebookNode, ResourcesDict]:
        if is_check(cell):
            cell.source = without_exam(cell.source)
        return cell, resources


def _worth(cell: NotebookNode) -> float:
    return float(cell.metadata.nbgrader.points)


def source_notebook(step: Any, resources: ResourcesDict) -> NotebookNode:
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
    return _read_source(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=8)
def _read_source(path: Path, changed: int) -> NotebookNode:
    return read(path).notebook
