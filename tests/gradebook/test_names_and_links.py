"""Whose a submission is, and that nothing on the way to it leads elsewhere or reaches a terminal as it is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from autograder.gradebook.grade import Row, grade_class
from autograder.gradebook.printing import print_table
from autograder.gradebook.records import digest
from autograder.gradebook.submissions import find_submissions
from tests.gradebook.small_course import LESSON, handed_in, judge, make_course, submit

FULL = "def add(x):\n    return x  # earns 4"


def grade(course: Path, folder: Path, out: Path) -> dict[str, Row]:
    return {row.student: row for row in grade_class(LESSON, folder, out, course=course, judge=judge).rows}


@pytest.fixture
def course(tmp_path: Path) -> Path:
    return make_course(tmp_path / "course")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where zoe has handed in what earns 4."""
    submit(tmp_path / "in", "zoe", handed_in(write_add=FULL))
    return tmp_path / "in"


LINKS = {
    "a folder of another student": (
        lambda folder: (folder / "ana").symlink_to("zoe"),
        "ana is a link to another folder.",
    ),
    "a lesson of another student": (
        lambda folder: ((folder / "ana").mkdir(), (folder / "ana" / LESSON).symlink_to(f"../zoe/{LESSON}")),
        "small is a link to another folder.",
    ),
    "a file of another student": (
        lambda folder: (
            (folder / "ana" / LESSON).mkdir(parents=True),
            (folder / "ana" / LESSON / f"{LESSON}.ipynb").symlink_to(f"../../zoe/{LESSON}/{LESSON}.ipynb"),
        ),
        "small.ipynb is a link to another file.",
    ),
    "a file beside the folders": (
        lambda folder: (folder / "ana.ipynb").symlink_to(f"zoe/{LESSON}/{LESSON}.ipynb"),
        "ana.ipynb is a link to another file.",
    ),
    "a link that leads nowhere": (lambda folder: (folder / "ana").symlink_to("nobody"), "ana is a link."),
}


@pytest.mark.parametrize(("link", "said"), LINKS.values(), ids=list(LINKS))
@pytest.mark.parametrize("in_place", [False, True])
def test_no_link_hands_in_anothers_work(course: Path, folder: Path, link: object, said: str, in_place: bool) -> None:
    """Whatever on the way is a link, nothing is handed in, that is said, and what it leads to is not touched."""
    if in_place:
        folder = folder.rename(course / "submitted")
    link(folder)  # type: ignore[operator]
    notebook = folder / "zoe" / LESSON / f"{LESSON}.ipynb"
    before = digest(notebook)

    for _ in range(2):
        rows = grade(course, folder, course if in_place else course / "build")

        assert (rows["ana"].points, rows["ana"].problems) == (0, (f"{said} Submit the notebook itself.",))
        assert (rows["zoe"].points, rows["zoe"].problems) == (4, ())
    assert digest(notebook) == before


NAMES = {
    "not text": (b"ana\xff", "ana\\udcff"),
    "a terminal's codes": (b"ana\x1b[31m", "ana\\x1b[31m"),
    "a line break": (b"ana\nzoe", "ana\nzoe"),
    "right to left": ("ana\u202ezoe".encode(), "ana\\u202ezoe"),
    "a formula": (b"=1+1", "=1+1"),
}


@pytest.mark.parametrize(("name", "shown"), NAMES.values(), ids=list(NAMES))
def test_a_name_that_is_no_id_is_a_row_and_nothing_else(
    course: Path, folder: Path, capsys: pytest.CaptureFixture[str], name: bytes, shown: str
) -> None:
    """It ends no class, reaches no grade book, and is shown with the signs that do something spelled out."""
    os.makedirs(os.path.join(os.fsencode(folder), name))

    result = grade_class(LESSON, folder, course / "build", course=course, judge=judge)
    print_table(result)

    rows = {row.student: row for row in result.rows}
    problem = f"The name {shown} is not one that a grade book can hold. Rename it to the student's id."
    assert rows[shown].problems == (problem,)
    assert (rows[shown].points, rows[shown].max) == (0, 0)
    assert (rows["zoe"].points, rows["zoe"].max) == (4, 6)
    assert "\x1b[31m" not in capsys.readouterr().out
    assert [each.name for each in (course / "build" / "submitted").iterdir()] == ["zoe"]


def test_a_name_that_is_too_long_is_cut(folder: Path) -> None:
    """Two that begin alike are two rows."""
    for last in "xy":
        (folder / ("n" * 200 + last)).mkdir()

    found = [each.student for each in find_submissions(LESSON, folder)]

    assert found == ["n" * 100, "n" * 100 + " (2)", "zoe"]


def test_a_folder_that_cannot_be_read_is_said(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of another owner, or on a disk that fails: the others are found."""
    (folder / "ana").mkdir()
    whole = Path.glob

    def broken(self: Path, pattern: str) -> object:
        if self.name == "ana":
            raise PermissionError(13, "Permission denied")
        return whole(self, pattern)

    monkeypatch.setattr(Path, "glob", broken)

    assert [(one.student, one.problems) for one in find_submissions(LESSON, folder)] == [
        ("ana", ("The folder ana cannot be read: Permission denied.",)),
        ("zoe", ()),
    ]


def test_a_file_that_is_never_read_is_never_copied(course: Path, folder: Path) -> None:
    """A file with a hole of a terabyte in it is refused by its size: it is not hashed, compared or copied."""
    path = submit(folder, "ana", "")
    os.truncate(path, 2**40)

    rows = grade(course, folder, course / "build")

    assert rows["ana"].problems == (
        "small.ipynb is too large: 1048576 MB, the limit is 200 MB. "
        "Clear its outputs in JupyterLab (Edit, Clear Outputs of All Cells), save, and submit again.",
    )
    assert rows["zoe"].points == 4


STAMPS = {"no time": b"yesterday", "a byte order mark": b"\xef\xbb\xbf2020-01-01 10:00:00 UTC", "huge": b"x" * 5000}


@pytest.mark.parametrize("stamp", STAMPS.values(), ids=list(STAMPS))
def test_a_timestamp_costs_nobody_a_grade(course: Path, folder: Path, stamp: bytes) -> None:
    """One that cannot be read is said; a byte order mark, as editors on Windows write it, is passed over."""
    (folder / "zoe" / LESSON / "timestamp.txt").write_bytes(stamp)

    rows = grade(course, folder, course / "build")

    readable = stamp == STAMPS["a byte order mark"] or len(stamp) > 1000  # which is not collected at all
    said = () if readable else ("timestamp.txt holds no time, so the submission was not taken to be late.",)
    assert (rows["zoe"].points, rows["zoe"].problems) == (4, said)


def test_nothing_takes_no_works_place(course: Path, folder: Path) -> None:
    """An empty folder in a later download leaves what was collected and graded before as it was."""
    grade(course, folder, course / "build")
    (folder / "zoe" / LESSON / f"{LESSON}.ipynb").unlink()

    row = grade(course, folder, course / "build")["zoe"]

    assert row.points == 4
    assert row.problems == (
        "No notebook was handed in: there is no small.ipynb. The folder is empty.",
        "What was collected before was graded.",
    )
    assert not (course / "build" / "replaced").exists()
