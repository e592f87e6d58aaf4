"""Who has a row, who is judged, and which file of a student counts when the class is graded in place."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from autograder.gradebook.grade import ClassResult, grade_class
from autograder.gradebook.printing import print_table
from autograder.gradebook.records import Version
from course_lib.errors import CourseError
from tests.gradebook.small_course import LESSON, handed_in, judge, make_course, submit

FULL = "def add(x):\n    return x  # earns 4"
NOTHING, STAYS = "Nothing was handed in.", "The grade before stays."


def notebook(earns: int = 4) -> bytes:
    return json.dumps(handed_in(write_add=FULL.replace("4", str(earns)))).encode()


class Class:
    """A class graded in the course's own folder."""

    def __init__(self, folder: Path) -> None:
        self.course = make_course(folder)
        self.folder = self.course / "submitted"
        self.judged: list[str] = []

    def file(self, name: str, data: bytes, minute: int = 0) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        os.utime(path, (10**9 + 60 * minute,) * 2)
        return path

    def grade(self, folder: Path | None = None, **options: Any) -> ClassResult:
        self.judged = []
        return grade_class(LESSON, folder or self.folder, self.course, course=self.course, judge=self._judge, **options)

    def _judge(self, read: Any, lesson: str) -> Any:
        self.judged += re.findall(r"earns (\d)", "".join(cell.source for cell in read.cells))
        return judge(read, lesson)

    def rows(self, **options: Any) -> list[tuple[str, float, tuple[str, ...]]]:
        return [(row.student, row.points, row.problems) for row in self.grade(**options).rows]

    def enter(self, *students: str) -> None:
        from nbgrader.api import Gradebook

        with Gradebook(f"sqlite:///{self.course / 'gradebook.db'}") as book:
            for student in students:
                book.add_student(student)


@pytest.fixture
def one(tmp_path: Path) -> Class:
    return Class(tmp_path)


def test_who_handed_in_nothing_has_a_row(one: Class, capsys: pytest.CaptureFixture[str]) -> None:
    """And no entry of a submission in the grade book, which would look as if there were one."""
    from nbgrader.api import Gradebook

    one.file(f"ben/{LESSON}/{LESSON}.ipynb", notebook())
    one.grade()
    one.enter("ana", "zoe")

    result = one.grade()
    print_table(result)

    assert [(row.student, row.points, row.max, row.problems, row.handed_in) for row in result.rows] == [
        ("ana", 0, 6, (NOTHING,), False),
        ("ben", 4, 6, (), True),
        ("zoe", 0, 6, (NOTHING,), False),
    ]
    shown = capsys.readouterr().out
    assert "small: 1 submissions" in shown and "2 more students of the grade book handed in nothing." in shown
    with Gradebook(f"sqlite:///{one.course / 'gradebook.db'}") as book:
        assert [each.student_id for each in book.assignment_submissions(LESSON)] == ["ben"]


def test_a_folder_of_a_few_leaves_the_grades_of_the_others(one: Class, tmp_path: Path) -> None:
    """They are not judged again, and their rows say so."""
    for number, student in enumerate(("ana", "ben"), 1):
        one.file(f"{student}/{LESSON}/{LESSON}.ipynb", notebook(number))
    one.grade()
    submit(tmp_path / "late", "ben", json.loads(notebook(3)))

    rows = one.rows(folder=tmp_path / "late")

    assert rows == [("ana", 1, (NOTHING, STAYS)), ("ben", 3, ())]
    assert one.judged == ["3"]


def test_what_was_collected_and_never_graded_is_graded(one: Class, tmp_path: Path) -> None:
    one.file(f"ana/{LESSON}/{LESSON}.ipynb", notebook(1))
    submit(tmp_path / "late", "ben", json.loads(notebook(3)))
    one.grade(tmp_path / "late")
    one.enter("ana")

    assert one.rows(folder=tmp_path / "late") == [
        ("ana", 1, (NOTHING, "What was collected before was graded.")), ("ben", 3, ()),
    ]  # fmt: skip


def test_only_these_students_are_graded(one: Class) -> None:
    """The others have no row, and an interrupted run of the class is still to be gone on with."""
    for number, student in enumerate(("ana", "ben", "cho"), 1):
        one.file(f"{student}/{LESSON}/{LESSON}.ipynb", notebook(number))

    assert one.rows(only=["cho", "ana"]) == [("ana", 1, ()), ("cho", 3, ())]
    assert one.judged == ["1", "3"]
    with pytest.raises(CourseError, match=r"^There is no submission of 'anna', .*\. Did you mean 'ana'\?$"):
        one.grade(only=["anna"])


def test_an_interrupted_run_survives_a_look_at_one_student(one: Class, monkeypatch: pytest.MonkeyPatch) -> None:
    for number, student in enumerate(("ana", "ben"), 1):
        one.file(f"{student}/{LESSON}/{LESSON}.ipynb", notebook(number))
    with monkeypatch.context() as patch:
        patch.setattr("autograder.gradebook.book.Book.finish", lambda *_: None)
        one.grade()

    assert (one.rows(only=["ana"]), one.judged) == ([("ana", 1, ())], ["1"])
    assert (one.grade().resumed, one.judged) == (2, [])


def test_only_what_has_changed_is_judged(
    one: Class, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """All have their rows; that another exam graded the unchanged ones is said."""
    for number, student in enumerate(("ana", "ben", "cho"), 1):
        one.file(f"{student}/{LESSON}/{LESSON}.ipynb", notebook(number))
    one.grade()
    one.file(f"ben/{LESSON}/{LESSON}.ipynb", notebook(4))

    result = one.grade(changed=True)

    assert [(row.student, row.points) for row in result.rows] == [("ana", 1), ("ben", 4), ("cho", 3)]
    assert (one.judged, result.unchanged, result.outdated) == (["4"], 2, 0)
    monkeypatch.setattr("autograder.gradebook.records.version", lambda *_: Version("another", "judge"))
    again = one.grade(changed=True)
    print_table(again)
    assert (one.judged, again.unchanged, again.outdated) == ([], 3, 3)
    assert "3 of them have not changed, and were not judged again." in capsys.readouterr().out


def test_a_resubmission_under_another_name_counts(one: Class) -> None:
    """The copy that grading made under the lesson's name never stands in its way."""
    called = "The notebook is called {}; it was graded as small.ipynb."
    one.file(f"ana/{LESSON}/homework.ipynb", notebook(1))
    first = [("ana", 1, (called.format("homework.ipynb"),))]
    assert [one.rows(), one.rows()] == [first, first]

    one.file(f"ana/{LESSON}/homework v2.ipynb", notebook(2), minute=5)
    second = [("ana", 2, (called.format("homework v2.ipynb"),))]
    assert [one.rows(), one.rows()] == [second, second]

    one.file(f"ana/{LESSON}/homework v2.ipynb", notebook(3), minute=9)
    assert one.rows() == [("ana", 3, (called.format("homework v2.ipynb"),))]
    one.file(f"ana/{LESSON}/{LESSON}.ipynb", notebook(4), minute=12)
    assert one.rows() == [("ana", 4, ())]
    one.file(f"ana/{LESSON}/scratch.ipynb", notebook(0), minute=15)
    assert one.rows() == [("ana", 4, ())]


def test_one_lesson_as_files_beside_anothers_folders(one: Class) -> None:
    """A folder that holds nothing of this lesson takes no file's place; a file of another lesson takes no folder's."""
    other = json.dumps(handed_in()).replace("add", "plus").replace("half", "third").replace(LESSON, "other").encode()
    lesson = one.course / "notebooks" / "other" / "other.ipynb"
    lesson.parent.mkdir()
    lesson.write_bytes(other)
    (one.folder / "ana" / "other").mkdir(parents=True)
    (one.folder / "ana" / "other" / "other.ipynb").write_bytes(other)
    one.file("ana.ipynb", notebook(2))
    one.file(f"ben/{LESSON}/{LESSON}.ipynb", notebook(3))
    one.file("ben.ipynb", other, minute=5)
    (one.folder / "cho").mkdir()
    one.file("cho.ipynb", other)

    assert one.rows() == [
        ("ana", 2, ()),
        ("ben", 3, ()),
        ("cho", 0, ("No notebook was handed in: there is no small.ipynb. The folder is empty.",)),
    ]


def test_of_two_places_the_later_counts(one: Class) -> None:
    """The row says which, and grading again is quiet once they are the same."""
    one.file(f"ana/{LESSON}/{LESSON}.ipynb", notebook(1), minute=1)
    one.file("ana.ipynb", notebook(2), minute=2)
    one.file("ben.ipynb", notebook(3), minute=1)
    one.file(f"ben/{LESSON}.ipynb", notebook(4), minute=2)

    assert one.rows() == [
        ("ana", 2, ("It was handed in twice: submitted/ana.ipynb is later than small/small.ipynb.",)),
        ("ben", 4, ("It was handed in twice: ben/small.ipynb is later than submitted/ben.ipynb.",)),
    ]
    assert one.rows()[0] == ("ana", 2, ())


def test_odd_names_are_graded(one: Class) -> None:
    """An id that begins with `_`, and endings that browsers and Windows make."""
    one.file("_fay.ipynb", notebook(1))
    one.file("ana.IPYNB", notebook(2))
    one.file("ben/small.ipynb.txt", notebook(3))
    (one.folder / "__MACOSX").mkdir()

    assert one.rows() == [
        ("_fay", 1, ()),
        ("ana", 2, ("The notebook is called ana.IPYNB.",)),
        ("ben", 3, ("The notebook is called small.ipynb.txt; it was graded as small.ipynb.",)),
    ]
