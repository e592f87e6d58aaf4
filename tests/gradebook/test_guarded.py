"""One submission never touches another: each is read, repaired, judged, marked and shown within bounds of its own.

Every class here has an innocent student beside the odd one, whose row and page are those of a class without it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from autograder.gradebook import exporter, marking
from autograder.gradebook.book import Book
from autograder.gradebook.feedback_page import NOTE
from autograder.gradebook.grade import ClassResult, Row, grade_class
from autograder.gradebook.marking import TOO_MUCH
from autograder.gradebook.pages import PageMaker
from tests.gradebook.small_course import LESSON, handed_in, judge, make_course, result_of, submit
from tests.gradebook.test_inert import GRADES, SETTINGS

FULL = "def add(x):\n    return x  # earns 4"


class Class:
    """An innocent student, and whoever else hands in."""

    def __init__(self, folder: Path) -> None:
        self.course, self.folder, self.out = make_course(folder / "course"), folder / "in", folder / "out"
        submit(self.folder, "zoe", handed_in(write_add=FULL))

    def grade(self, workers: int | None = None) -> dict[str, Row]:
        return {row.student: row for row in self.graded(workers).rows}

    def graded(self, workers: int | None = None) -> ClassResult:
        return grade_class(LESSON, self.folder, self.out, workers, course=self.course, judge=judge)

    def page(self, student: str) -> str:
        return (self.out / "feedback" / student / LESSON / f"{LESSON}.html").read_text(encoding="utf-8")


@pytest.fixture
def group(tmp_path: Path) -> Class:
    return Class(tmp_path)


def is_innocent(row: Row) -> bool:
    return (row.points, row.max, row.problems, row.needs_manual_grade) == (4, 6, (), False)


def with_text(source: str, **other: Any) -> nbformat.NotebookNode:
    notebook = handed_in(write_add=FULL)
    notebook.cells.append(new_markdown_cell(source, **other))
    return notebook


def test_a_picture_that_is_not_there_costs_that_picture(group: Class) -> None:
    """A text cell that names an attachment which it does not have is shown without it."""
    submit(group.folder, "ana", with_text("My drawing: ![x](attachment:image.png) and more"))

    rows = group.grade()

    assert is_innocent(rows["ana"]) and is_innocent(rows["zoe"])
    instead = "<em>(The picture attachment:image.png is not in the notebook.)</em>"
    assert f"My drawing: {instead} and more" in group.page("ana")


def test_widgets_of_colab_cost_nothing(group: Class) -> None:
    """`metadata.widgets` without `state`, beside an image, as Colab writes it."""
    notebook = with_text("![dot](data:image/png;base64,iVBORw0KGgo=)")
    notebook.metadata["widgets"] = {"application/vnd.jupyter.widget-state+json": {"abc": {"model_name": "X"}}}
    submit(group.folder, "ana", notebook)

    rows = group.grade()

    assert is_innocent(rows["ana"]) and is_innocent(rows["zoe"])
    assert '<img src="data:image/png;base64,iVBORw0KGgo=" alt="dot">' in group.page("ana")


def test_attachments_stay(group: Class) -> None:
    """A picture that is in the notebook is in the page."""
    picture = {"image.png": {"image/png": "iVBORw0KGgo="}}
    submit(group.folder, "ana", with_text("![x](attachment:image.png)", attachments=picture))

    group.grade()

    assert '<img src="data:image/png;base64,iVBORw0KGgo=" alt="x">' in group.page("ana")


SLOW = {
    "links": "a" + ".b" * 200_000,
    "mathematics": "\\begin{x}\n" * 30_000,
    "brackets": "[" * 50_000,
    "stars": "*a _b " * 50_000,
}


# An alarm that falls into the clean-up of a weak reference is only printed; the next one, soon after, counts.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("text", SLOW.values(), ids=list(SLOW))
def test_text_that_takes_long_to_render_is_shown_as_it_was_written(group: Class, text: str) -> None:
    """The cell, or the page, is shown as plain text; the marks are there."""
    submit(group.folder, "ana", with_text(text))

    rows = group.grade()

    assert is_innocent(rows["ana"]) and is_innocent(rows["zoe"])
    assert "earns 4" in group.page("ana")


def test_code_that_takes_long_to_look_at_costs_its_submission_nothing_else(group: Class) -> None:
    """`def (:` on very many lines is no Python: what it defines is looked for line by line."""
    notebook = handed_in(write_add=FULL)
    notebook.cells.append(new_code_cell("def (:\nx\n" * 50_000))
    submit(group.folder, "ana", notebook)

    rows = group.grade()

    assert is_innocent(rows["ana"]) and is_innocent(rows["zoe"])


def spin(*_: object, **__: object) -> None:
    while True:
        pass


def break_for_ana(monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, fault: Any) -> None:
    """Let a function of ours fail for a notebook with "# of ana" in it."""
    whole = getattr(owner, name)

    def broken(*arguments: Any, **keywords: Any) -> Any:
        if "# of ana" in repr(arguments):
            fault()
        return whole(*arguments, **keywords)

    monkeypatch.setattr(owner, name, broken)


def no_memory() -> None:
    raise MemoryError


def fault() -> None:
    raise ZeroDivisionError("a fault of ours")


@pytest.mark.parametrize("fault", [spin, no_memory])
def test_repair_that_does_not_end_costs_that_submission(
    group: Class, monkeypatch: pytest.MonkeyPatch, fault: Any
) -> None:
    """In time or in memory: it is as one that cannot be read, and its student is told why."""
    monkeypatch.setattr(marking, "READING_SECONDS", 0.2)
    break_for_ana(monkeypatch, marking, "repair", fault)
    submit(group.folder, "ana", handed_in(write_add=FULL + "  # of ana"))

    rows = group.grade()

    assert (rows["ana"].points, rows["ana"].problems) == (0, (TOO_MUCH.format(name="small.ipynb"),))
    assert not rows["ana"].needs_manual_grade
    assert is_innocent(rows["zoe"])


@pytest.mark.parametrize(
    ("name", "done", "points"), [("repair", "read", 0), ("for_judge", "judged", 0), ("fill_checks", "shown", 4)]
)
def test_a_fault_of_ours_costs_one_step_of_one_submission(
    group: Class, monkeypatch: pytest.MonkeyPatch, name: str, done: str, points: float
) -> None:
    """Whichever step breaks, it is said, what was earned stays, and the class goes on."""
    submit(group.folder, "ana", handed_in(write_add=FULL + "  # of ana"))
    break_for_ana(monkeypatch, marking, name, fault)

    rows = group.grade()

    said = f"It could not be {done}, which is our fault (ZeroDivisionError: a fault of ours)."
    assert rows["ana"].problems == (said,)
    assert (rows["ana"].points, rows["ana"].needs_manual_grade) == (points, points == 0)
    assert is_innocent(rows["zoe"])


def test_a_page_that_cannot_be_made_is_plain_text(group: Class, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reports and points are in it all the same."""
    submit(group.folder, "ana", handed_in(write_add=FULL + "  # of ana <b>"))
    break_for_ana(monkeypatch, exporter, "_for_page", fault)

    rows = group.grade()

    assert is_innocent(rows["ana"]) and is_innocent(rows["zoe"])
    page = group.page("ana")
    assert NOTE in page and "# of ana &lt;b&gt;" in page and "<b>4 of 4 points</b>" in page
    assert NOTE not in group.page("zoe")


def test_what_cannot_be_interrupted_is_killed_and_done_without(group: Class) -> None:
    """A library of C that never ends in a step takes its process with it: that step is left out, twice if need be."""
    submit(group.folder, "ana", handed_in(write_add=FULL))

    rows = {
        row.student: row
        for row in grade_class(LESSON, group.folder, group.out, 2, course=group.course, judge=hard_pages).rows
    }

    assert is_innocent(rows["zoe"]) and is_innocent(rows["ana"])
    assert NOTE in group.page("ana") and NOTE in group.page("zoe")


def hard_pages(notebook: nbformat.NotebookNode, lesson: str) -> Any:
    """The judge; in the process that runs it, pages take for ever."""
    import signal

    from autograder.judge import alarm

    def render(*_: object) -> None:
        signal.signal(signal.SIGPROF, signal.SIG_IGN)
        while True:
            pass

    alarm.HARD_MORE, exporter.PAGE_SECONDS = 0, 0.05
    exporter._for_page = render  # type: ignore[assignment]
    return judge(notebook, lesson)


def test_problems_are_few_and_short(group: Class) -> None:
    """A thousand cells with grade ids of a megabyte are one sentence that ends."""
    notebook = handed_in(write_add=FULL)
    for number in range(100):
        settings = {"nbgrader": {"grade_id": f"{number}\x1b[31m\u202e" * 2000}}
        notebook.cells.append(new_code_cell("1", metadata=settings))
    submit(group.folder, "ana", notebook)

    (problem,) = group.grade()["ana"].problems

    assert len(problem) <= 5000 and problem.isprintable()
    start = "Cells with grade ids that this lesson does not have were treated as ordinary cells: "
    assert problem.startswith(start + "0\\u202e0\\u202e")


def test_a_page_depends_on_its_submission_alone(group: Class) -> None:
    """A page is the same, whatever page the same exporter made before it."""
    odd = with_text("![dot](data:image/png;base64,iVBORw0KGgo=) $x$ [a][1]\n\n[1]: https://example.org")
    odd.metadata["language_info"] = {"name": "ruby", "pygments_lexer": "ruby"}
    alone = page_of(handed_in(write_add=FULL), PageMaker(SETTINGS))
    maker = PageMaker(SETTINGS)
    page_of(odd, maker)

    assert page_of(handed_in(write_add=FULL), maker) == alone


def page_of(notebook: nbformat.NotebookNode, maker: PageMaker) -> str:
    return maker.make(notebook, GRADES, "ana", LESSON)


class TestTheJudgesOwnFailure:
    """It never lowers a mark: what was earned before stays until a person has looked at it."""

    KEPT = (
        "check_add could not be judged, which is our fault, not yours: "
        "the 4 points that it had before stay until a person has looked at it."
    )

    def test_at_a_regrade_the_earlier_points_stay(self, group: Class, monkeypatch: pytest.MonkeyPatch) -> None:
        """The judge breaks on what it graded before: the row has the points, and says whose fault it was."""
        submit(group.folder, "ana", handed_in(write_add=FULL + "  # of ana"))
        group.grade()
        break_for_ana(monkeypatch, marking, "for_judge", fault)

        for _ in range(2):
            row = group.grade()["ana"]

            assert (row.points, row.max, row.needs_manual_grade, row.changes) == (4, 6, True, ())
            ours = "It could not be judged, which is our fault (ZeroDivisionError: a fault of ours)."
            assert row.problems == (ours, self.KEPT)
            assert "4 of 6 points</td>" in group.page("ana")

    def test_what_is_judged_again_counts_again(self, group: Class, monkeypatch: pytest.MonkeyPatch) -> None:
        """Once the judge is well, its points are the points, also when they are fewer."""
        path = submit(group.folder, "ana", handed_in(write_add=FULL + "  # of ana"))
        group.grade()
        with monkeypatch.context() as broken:
            break_for_ana(broken, marking, "for_judge", fault)
            group.grade()
        nbformat.write(handed_in(write_add="def add(x): ...  # earns 1"), path)

        row = group.grade()["ana"]

        assert (row.points, row.needs_manual_grade, row.problems) == (1, False, ())

    def test_a_grade_that_cannot_be_written_is_the_one_before(
        self, group: Class, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """nbgrader fails on one submission: its row says so and shows what the grade book says."""
        group.grade()
        monkeypatch.setattr(Book, "_enter", lambda *_: fault())

        row = group.grade()["zoe"]

        assert (row.points, row.max) == (4, 6)
        assert row.problems == (
            "There is no grade for this submission: nbgrader failed (ZeroDivisionError: a fault of ours).",
            "The grade before stays.",
        )


def test_files_beside_the_notebook_are_there_when_it_runs(group: Class) -> None:
    """They are written before its first cell, once, and that is said; links and other students' files are not."""
    path = submit(group.folder, "ana", handed_in(write_add=FULL))
    (path.parent / "helper.py").write_text("much = 'ü'")
    (path.parent / "link.py").symlink_to("helper.py")
    (path.parent / "odd\x1b.py").write_text("")
    (group.folder / "notes.py").write_text("x = 1")
    nbformat.write(handed_in(write_add=FULL), group.folder / "ben.ipynb")
    run: dict[str, str] = {}

    def noting(notebook: nbformat.NotebookNode, lesson: str) -> Any:
        run[notebook.cells[0].source] = notebook.cells[0].cell_type
        return judge(notebook, lesson)

    result = grade_class(LESSON, group.folder, group.out, course=group.course, judge=noting)
    rows = {row.student: row for row in result.rows}

    assert rows["ana"].problems == ("Beside the notebook it was run with: helper.py.",)
    assert is_innocent(rows["ben"]) and is_innocent(rows["zoe"])
    assert list(run) == [
        "# the files that were handed in beside the notebook\nimport pathlib as _pathlib\n"
        "_pathlib.Path('helper.py').write_text(\"much = 'ü'\", encoding='utf-8')\ndel _pathlib",
        "# A small lesson",
    ]


def test_another_helper_is_another_submission(group: Class) -> None:
    """A changed file beside the same notebook explains other points."""
    path = submit(group.folder, "ana", handed_in(write_add=FULL))
    group.grade()
    (path.parent / "helper.py").write_text("x = 1")

    def weaker(notebook: nbformat.NotebookNode, lesson: str) -> Any:
        return result_of(add=1, half=0)

    result = grade_class(LESSON, group.folder, group.out, course=group.course, judge=weaker)

    (change,) = next(row for row in result.rows if row.student == "ana").changes
    assert change == "It had 4 points before: another notebook was handed in; check_add: 4 became 1."
