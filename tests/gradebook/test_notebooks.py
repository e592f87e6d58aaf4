"""Reading what people hand in, and knowing the lesson's own cells."""

from __future__ import annotations

import json
import os
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from autograder.gradebook import notebooks
from autograder.gradebook.notebooks import (
    Damaged,
    ExerciseCells,
    for_judge,
    map_exercises,
    read,
    released,
    without_exam,
)
from course_lib.errors import CourseError
from tests.gradebook.small_course import LESSON, cell_of, handed_in, make_course, source

SAVE_AGAIN = "Open it in JupyterLab, save it, and submit again."
THE_FILE = "Submit the .ipynb file itself."
CUT = json.dumps(handed_in())[:-200]

DAMAGED = {
    "empty": (b" \n", "a.ipynb is empty. Open the notebook in JupyterLab, save it, and submit again."),
    "text": (b"dear teacher", f"a.ipynb is not a notebook: it is not JSON (line 1). {SAVE_AGAIN}"),
    "cut": (CUT.encode(), f"a.ipynb is not a notebook: it stops in the middle (line 1). {SAVE_AGAIN}"),
    "page": (b"\n<!doctype html>", f"a.ipynb is not a notebook: it is a web page. {SAVE_AGAIN}"),
    "merge": (
        b'{"cells": [\n<<<<<<< HEAD\n',
        f"a.ipynb is not a notebook: a merge left its conflict marks in it (line 2). {SAVE_AGAIN}",
    ),
    "pdf": (b"%PDF-1.7", f"a.ipynb is not a notebook: it is a PDF. {THE_FILE}"),
    "zip": (
        b"PK\x03\x04..",
        f"a.ipynb is not a notebook: it is a zip archive, or a document stored as one. {THE_FILE}",
    ),
    "binary": (b"\x80\x81\x82", f"a.ipynb is not a notebook: it is not a text file. {THE_FILE}"),
    "zeros": (b'{"cells": "\0"}', f"a.ipynb is not a notebook: it is not a text file. {THE_FILE}"),
    "list": (b"[1, 2]", f"a.ipynb is not a notebook: it is JSON without cells. {THE_FILE}"),
    "other json": (b'{"name": "x"}', f"a.ipynb is not a notebook: it is JSON without cells. {THE_FILE}"),
    "deep": (b"[" * 100_000, "a.ipynb is not a notebook: it is nested too deeply."),
    "long number": (
        b'{"cells": [], "n": ' + b"1" * 5000 + b"}",
        f"a.ipynb is not a notebook: it holds a number that is too long. {SAVE_AGAIN}",
    ),
    "future": (
        b'{"cells": [], "nbformat": 5}',
        "a.ipynb has notebook format 5, which is newer than this course can read: 4.",
    ),
    "broken old": (
        b'{"worksheets": 3, "nbformat": 3, "metadata": {}}',
        f"a.ipynb has the old notebook format 3, and could not be converted to format 4. {SAVE_AGAIN}",
    ),
}


@pytest.mark.parametrize(("data", "sentence"), DAMAGED.values(), ids=list(DAMAGED))
def test_what_is_not_a_notebook_is_named(tmp_path: Path, data: bytes, sentence: str) -> None:
    """A file that cannot be read says what it is and what to do, in words for the person who handed it in."""
    (tmp_path / "a.ipynb").write_bytes(data)

    with pytest.raises(Damaged) as refused:
        read(tmp_path / "a.ipynb")

    assert str(refused.value) == sentence


def test_only_a_file_of_the_learners_own_is_read(tmp_path: Path) -> None:
    """A missing file, a link to another file, a folder and a pipe are refused without being opened."""
    nbformat.write(handed_in(), tmp_path / "real.ipynb")
    (tmp_path / "link.ipynb").symlink_to(tmp_path / "real.ipynb")
    (tmp_path / "folder.ipynb").mkdir()
    os.mkfifo(tmp_path / "pipe.ipynb")
    other = " is a folder or a device, not a file. Submit the notebook itself."
    said = {}

    for name in ("missing", "link", "folder", "pipe"):
        with pytest.raises(Damaged) as refused:
            read(tmp_path / f"{name}.ipynb")
        said[name] = str(refused.value)

    assert said == {
        "missing": "There is no file missing.ipynb.",
        "link": "link.ipynb is a link to another file. Submit the notebook itself.",
        "folder": f"folder.ipynb{other}",
        "pipe": f"pipe.ipynb{other}",
    }


def test_outputs_do_not_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Outputs are dropped before the size is judged; what a learner wrote is not, and is not cut."""
    monkeypatch.setattr(notebooks, "MAX_BYTES", 2**20)
    notebook, path = handed_in(), tmp_path / "a.ipynb"
    cell_of(notebook, "write_add").outputs = [nbformat.v4.new_output("stream", text="x" * 2**21)]
    path.write_text(json.dumps(notebook))

    assert len(read(path).notebook.cells) == len(notebook.cells)

    cell_of(notebook, "write_add").source = "x" * 2**21
    path.write_text(json.dumps(notebook))
    with pytest.raises(Damaged) as refused:
        read(path)
    assert str(refused.value) == (
        "a.ipynb is too large: 2 MB without its outputs, the limit is 1 MB. "
        "Take out what is large in its cells, such as pictures, save, and submit again."
    )


def test_a_notebook_of_very_many_cells_is_not_read(tmp_path: Path) -> None:
    """What is done for each cell would take minutes."""
    path = tmp_path / "a.ipynb"
    path.write_text(json.dumps({"nbformat": 4, "cells": [{"cell_type": "code", "source": "1"}] * 100_000}))

    with pytest.raises(Damaged) as refused:
        read(path)

    assert str(refused.value) == "a.ipynb has 100,000 cells; at most 2,000 are read. Submit your own notebook."


def test_windows_1252_is_read_and_said(tmp_path: Path) -> None:
    """A notebook that an editor saved in Western Europe's code page keeps its code, and the letters in it."""
    path = tmp_path / "a.ipynb"
    document = {"nbformat": 4, "cells": [{"cell_type": "code", "metadata": {}, "outputs": [], "source": "x = 'é'"}]}
    path.write_bytes(json.dumps(document, ensure_ascii=False).encode("cp1252"))

    was_read = read(path)

    assert was_read.notebook.cells[0].source == "x = 'é'"
    assert was_read.problems == (
        "a.ipynb is not in UTF-8; it was read as Windows-1252. Signs beyond English letters may be wrong.",
    )


def test_a_file_over_the_limit_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Above the limit, the size, the limit and the way to make it smaller are said."""
    monkeypatch.setattr(notebooks, "FILE_BYTES", 2**20)
    (tmp_path / "a.ipynb").write_bytes(b" " * (3 * 2**20))

    with pytest.raises(Damaged) as refused:
        read(tmp_path / "a.ipynb")

    assert str(refused.value) == (
        "a.ipynb is too large: 3 MB, the limit is 1 MB. "
        "Clear its outputs in JupyterLab (Edit, Clear Outputs of All Cells), save, and submit again."
    )


def test_encodings_that_editors_write_are_read(tmp_path: Path) -> None:
    """A byte order mark, or UTF-16 from Windows, is not a damage."""
    text = json.dumps(handed_in())
    for number, encoding in enumerate(("utf-8-sig", "utf-16")):
        path = tmp_path / f"{number}.ipynb"
        path.write_bytes(text.encode(encoding))
        assert len(read(path).notebook.cells) == 8


def test_an_old_format_is_converted(tmp_path: Path) -> None:
    """A notebook of format 3 keeps its code."""
    path = tmp_path / "a.ipynb"
    cell = {"cell_type": "code", "input": ["x = 1"], "language": "python", "outputs": [], "metadata": {}}
    path.write_text(
        json.dumps(
            {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": [cell], "metadata": {}}]}
        )
    )

    assert [cell.source for cell in read(path).notebook.cells] == ["x = 1"]


INCOMPLETE = {
    "no format": ({"cells": [{"cell_type": "code", "source": "x", "metadata": {}, "outputs": []}]}, ["x"], ()),
    "odd format": ({"nbformat": "four", "cells": []}, [], ()),
    "no source": ({"cells": [{"cell_type": "code", "metadata": {}, "outputs": []}]}, [""], (1,)),
    "null metadata": ({"cells": [{"cell_type": "code", "source": "x", "metadata": None, "outputs": []}]}, ["x"], (1,)),
    "no outputs": ({"cells": [{"cell_type": "code", "source": "x", "metadata": {}}]}, ["x"], (1,)),
    "no type": ({"cells": [{"source": ["x\n", "y"], "metadata": {}}]}, ["x\ny"], (1,)),
    "not a cell": ({"cells": ["x", None]}, ["x", ""], (1, 2)),
    "no cells": ({"cells": None, "metadata": None}, [], ()),
    "odd metadata": (
        {
            "cells": [{"cell_type": "markdown", "source": "x", "metadata": {"tags": 7}, "attachments": 3}],
            "metadata": [],
        },
        ["x"],
        (),
    ),
}


@pytest.mark.parametrize(("document", "sources", "completed"), INCOMPLETE.values(), ids=list(INCOMPLETE))
def test_incomplete_cells_are_completed(
    tmp_path: Path, document: object, sources: list[str], completed: tuple[int, ...]
) -> None:
    """What the format asks for is filled in, the code is kept, and the result is valid."""
    path = tmp_path / "a.ipynb"
    path.write_text(json.dumps({"nbformat": 4, **document} if isinstance(document, dict) else document))

    got = read(path)

    sentences = {
        (): (),
        (1,): ("Cell 1 of the file was incomplete; what was missing was filled in.",),
        (1, 2): ("Cells 1 and 2 of the file were incomplete; what was missing was filled in.",),
    }
    nbformat.validate(got.notebook)
    assert ([cell.source for cell in got.notebook.cells], got.problems) == (sources, sentences[completed])


def test_odd_text_and_ids_can_be_written_again(tmp_path: Path) -> None:
    """Half a surrogate pair, repeated ids and endlessly nested metadata do not stop what writes the notebook later."""
    deep: dict[str, object] = {}
    for _ in range(300):
        deep = {"d": deep}
    cells = [
        {"cell_type": "code", "id": "a" * 64, "source": "x = '\ud83d'", "metadata": {"k\ud83d": deep}, "outputs": []}
        for _ in range(3)
    ]
    path = tmp_path / "a.ipynb"
    path.write_text(json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}))

    notebook = read(path).notebook

    nbformat.writes(notebook).encode("utf-8")
    assert [cell.id for cell in notebook.cells] == ["a" * 64, "cell-2", "cell-3"]
    assert notebook.cells[0].source == "x = '?'"


def test_a_lessons_exercises_are_mapped() -> None:
    """Each check cell belongs to the exercise it names, with its points and the solution cells before it."""
    assert map_exercises(source()) == [
        ExerciseCells("add", "check_add", 4.0, ("write_add",)),
        ExerciseCells("half", "check_half", 2.0, ("write_half",)),
    ]


def test_a_check_cell_without_a_check_is_refused() -> None:
    """The maintainer of a lesson hears which graded cell names no exercise."""
    lesson = source()
    cell_of(lesson, "check_half").source = "assert half(4) == 2"

    with pytest.raises(CourseError, match=r'^The check cell check_half of the source notebook has no check\("…"\)\.$'):
        map_exercises(lesson)


def test_the_release_is_nbgraders_own(tmp_path: Path) -> None:
    """What we take for the released notebook is what `nbgrader generate_assignment` writes, cell by cell."""
    from nbgrader.apps import NbGraderAPI
    from nbgrader.coursedir import CourseDirectory
    from traitlets.config.loader import PyFileConfigLoader

    course = make_course(tmp_path)
    config = PyFileConfigLoader("nbgrader_config.py", path=str(course)).load_config()
    config.CourseDirectory.root = str(course)
    api = NbGraderAPI(CourseDirectory(config=config), config=config)

    outcome = api.generate_assignment(LESSON)

    assert outcome["success"], outcome
    written = nbformat.read(course / "release" / LESSON / f"{LESSON}.ipynb", 4)
    assert [_essence(cell) for cell in written.cells] == [_essence(cell) for cell in released(source()).cells]


def _essence(cell: NotebookNode) -> tuple[str, str, object]:
    return cell.cell_type, cell.source, cell.metadata


def test_the_judge_gets_no_exam_and_always_the_same() -> None:
    """Hidden tests, outputs and other metadata are not in what the judge is given, however the notebook got here."""
    ours, theirs = source(), released(source())
    cell_of(theirs, "write_add").source = cell_of(ours, "write_add").source
    cell_of(theirs, "write_half").source = cell_of(ours, "write_half").source
    theirs.metadata["kernelspec"] = {"name": "other", "display_name": "other"}

    given = for_judge(ours)

    assert given == for_judge(theirs)
    assert "exam(" not in json.dumps(given)
    assert cell_of(given, "check_add").metadata.nbgrader == {
        "grade_id": "check_add", "grade": True, "solution": False, "locked": True, "points": 4.0,
    }  # fmt: skip


def test_what_stands_between_the_marks_is_hidden() -> None:
    """Also when the end mark is missing."""
    assert without_exam("a\n### BEGIN HIDDEN TESTS\nb\n### END HIDDEN TESTS\nc") == "a\nc"
    assert without_exam("a\n### BEGIN HIDDEN TESTS\nb") == "a"
