"""What each student has for a lesson: points per exercise and in sum, marks by hand and penalties included."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.gradebook.collection.roster import Student
from autograder.gradebook.notebooks import map_exercises, read
from course_lib.errors import CourseError


@dataclass(frozen=True)
class Mark:
    """One student's marks.

    Attributes:
        points: by exercise; empty where nothing was handed in.
        penalty: taken off for lateness.
        sum: what counts.
        needs_person: something waits for a mark by hand.
    """

    student: Student
    points: dict[str, float]
    penalty: float = 0.0
    sum: float = 0.0
    needs_person: bool = False

    @property
    def handed_in(self) -> bool:
        """Whether there is anything that was graded."""
        return bool(self.points)


@dataclass(frozen=True)
class Marks:
    """A class's marks for a lesson.

    Attributes:
        title: the first heading of the lesson.
        exercises: what each is worth, in the lesson's order.
        most: what the lesson is worth.
        students: by id.
    """

    lesson: str
    title: str
    exercises: dict[str, float]
    most: float
    students: tuple[Mark, ...]


def read_marks(gradebook: Any, lesson: str, source: Path) -> Marks:
    """The marks in a grade book, as they are now.

    Args:
        gradebook: nbgrader's.
        source: the lesson's source notebook.

    Raises:
        CourseError: nothing of this lesson has been graded.
    """
    from nbgrader.api import MissingEntry

    notebook = read(source).notebook
    try:
        assignment = gradebook.find_assignment(lesson)
    except MissingEntry:
        raise CourseError(f"The grade book has no {lesson}. Run `autograder grade {lesson}` first.") from None
    names = {exercise.grade_id: exercise.name for exercise in map_exercises(notebook)}
    worth = {cell.name: float(cell.max_score) for each in assignment.notebooks for cell in each.grade_cells}
    order = [*(cell for cell in names if cell in worth), *sorted(worth.keys() - names.keys())]
    submissions = {each.student_id: each for each in gradebook.assignment_submissions(lesson)}
    marks = [_mark(each, submissions.get(each.id), names, order) for each in gradebook.students]
    marks.sort(key=lambda mark: mark.student.id)
    exercises = {names.get(cell, cell): worth[cell] for cell in order}
    return Marks(lesson, _title(notebook, lesson), exercises, float(assignment.max_score), tuple(marks))


def _mark(student: Any, submission: Any, names: dict[str, str], order: list[str]) -> Mark:
    who = Student(
        student.id,
        first=student.first_name or "",
        last=student.last_name or "",
        email=student.email or "",
        canvas_id=student.lms_user_id or "",
    )
    grades = {grade.name: grade for each in (submission.notebooks if submission else ()) for grade in each.grades}
    if all(grade.auto_score is None and grade.manual_score is None for grade in grades.values()):
        return Mark(who, {})  # an extension makes an entry too
    points = {names.get(cell, cell): float(grades[cell].score) for cell in order if cell in grades}
    penalty = float(submission.late_submission_penalty or 0)
    by_hand = any(grade.needs_manual_grade for grade in grades.values())
    return Mark(who, points, penalty, max(0.0, float(submission.score) - penalty), by_hand)


def _title(notebook: Any, lesson: str) -> str:
    lines = (line for cell in notebook.cells if cell.cell_type == "markdown" for line in cell.source.splitlines())
    return next((line.lstrip("# ").strip() for line in lines if line.startswith("# ")), "") or lesson
