"""Make `examples/class/`: a small class of submissions, good and damaged, from the lesson and its fixtures.

.venv/bin/python tools/make_examples.py            write what is missing or out of date
.venv/bin/python tools/make_examples.py --check    only name it; exit status 1 if there is any
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.catalog import load
from autograder.fixtures import fixtures
from autograder.gradebook.notebooks import exercise_of, is_check, map_exercises, read, released

ROOT = Path(__file__).resolve().parent.parent
CLASS = ROOT / "examples" / "class"
LESSON = "conditional_writes"

Change = Callable[[NotebookNode], None]


@dataclass(frozen=True)
class Example:
    """One submission: the student's name says what happened, `points` what it must earn, `content` is the file."""

    student: str
    shows: str
    points: float
    content: Callable[[], str]

    @property
    def path(self) -> Path:
        return CLASS / self.student / LESSON / f"{LESSON}.ipynb"


def submission(solutions: dict[str, str], *changes: Change) -> Callable[[], str]:
    """The released notebook with some exercises solved, then changed.

    Args:
        solutions: for an exercise, a fixture such as "wrong/get_then_put", or code of its own.
    """

    def write() -> str:
        notebook = released(source())
        for exercise, solution in solutions.items():
            solution_cell(notebook, exercise).source = code_of(exercise, solution)
        for change in changes:
            change(notebook)
        return str(nbformat.writes(notebook)) + "\n"

    return write


def source() -> NotebookNode:
    return deepcopy(read(ROOT / "notebooks" / LESSON / f"{LESSON}.ipynb").notebook)


def solution_cell(notebook: NotebookNode, exercise: str) -> NotebookNode:
    [solution] = [name for each in map_exercises(source()) if each.name == exercise for name in each.solutions]
    return next(cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == solution)


def check_cell(notebook: NotebookNode, exercise: str) -> NotebookNode:
    return next(cell for cell in notebook.cells if is_check(cell) and exercise_of(cell) == exercise)


def code_of(exercise: str, solution: str) -> str:
    """A fixture's code as a learner would have it: without its claims and the sentence that explains it."""
    if "\n" in solution:
        return solution
    [code] = [each.source for each in fixtures(load(LESSON, exercise)) if each.name == solution]
    text = re.sub(r"^# (fails|advice):.*\n", "", code, flags=re.MULTILINE)
    return re.sub(r'\A\s*""".*?"""\n+', "", text, flags=re.DOTALL).strip()


def add_cell(exercise: str, code: str) -> Change:
    """A cell of the learner's own, after an exercise's solution."""

    def change(notebook: NotebookNode) -> None:
        place = notebook.cells.index(solution_cell(notebook, exercise)) + 1
        notebook.cells.insert(place, new_code_cell(code, id="a-cell-of-my-own"))

    return change


def delete_check(exercise: str) -> Change:
    return lambda notebook: notebook.cells.remove(check_cell(notebook, exercise))


def copy_check(exercise: str) -> Change:
    def change(notebook: NotebookNode) -> None:
        cell = check_cell(notebook, exercise)
        notebook.cells.insert(notebook.cells.index(cell) + 1, NotebookNode({**deepcopy(cell), "id": "a-copy"}))

    return change


def strip_metadata(notebook: NotebookNode) -> None:
    for cell in notebook.cells:
        cell.metadata = NotebookNode()


ALL = {exercise: "reference" for exercise in ("register_sample", "record_result", "retire_sample", "next_ticket")}
ALL["exam_question"] = "reference"

OTHER_WAYS = {
    "register_sample": "right/client_style",
    "record_result": "right/conditions_as_objects",
    "retire_sample": "right/class_and_enum",
    "next_ticket": "right/class_of_counters",
    "exam_question": "right/lower_case",
}
LOOKS_FIRST = {
    "register_sample": "wrong/get_then_put",
    "record_result": "wrong/checks_in_python",
    "retire_sample": "wrong/get_then_delete",
    "next_ticket": "wrong/read_then_set",
    "exam_question": "wrong/option_a",
}
CATCHES_ALL = {
    "register_sample": "wrong/catches_every_error",
    "record_result": "wrong/every_error_is_stale",
    "retire_sample": "wrong/every_error_is_missing",
    "next_ticket": "wrong/zero_on_error",
    "exam_question": "reference",
}
SYNTAX = """\
def retire_sample(dynamodb, sample_id)
    dynamodb.Table("samples").delete_item(Key={"sample_id": sample_id})
    return "retired"
"""
ENDLESS = """\
def next_ticket(dynamodb, counter):
    number = 0
    while True:
        number += 1
    return number
"""
EXITS = """\
import sys


def next_ticket(dynamodb, counter):
    print("done")
    sys.exit(0)
"""
PRINTS = """\
for number in range(50_000):
    print("line", number, "of a log that nobody reads")
"""
PRINTING = """\
def register_sample(dynamodb, sample):
    for attribute in range(1_000):
        print("about to store", sample, "attribute", attribute)
    try:
        dynamodb.Table("samples").put_item(Item=sample, ConditionExpression="attribute_not_exists(sample_id)")
    except dynamodb.meta.client.exceptions.ConditionalCheckFailedException:
        return False
    return True
"""


def another_notebook() -> str:
    cells = [
        new_markdown_cell("# Shopping list", id="title"),
        new_code_cell('things = ["bread", "milk"]\nprint(len(things))', id="things"),
    ]
    return str(nbformat.writes(new_notebook(cells=cells))) + "\n"


def a_letter() -> str:
    return "Dear all,\n\nmy notebook did not upload, so I describe my solution here.\n"


EXAMPLES = (
    Example("perfect", "Every exercise solved as we would.", 44, submission(ALL)),
    Example("other_ways", "Every exercise solved in another way that is right.", 44, submission(OTHER_WAYS)),
    Example(
        "half_done",
        "Two of the five exercises solved, the others untouched.",
        24,
        submission({name: "reference" for name in ("register_sample", "record_result")}),
    ),
    Example("untouched", "The notebook as it was released.", 0, submission({})),
    Example(
        "looks_first",
        "A misconception: look, then write. Another caller writes in between.",
        31,
        submission(LOOKS_FIRST),
    ),
    Example(
        "catches_all", "A misconception: every error means that the condition failed.", 39, submission(CATCHES_ALL)
    ),
    Example(
        "syntax_error", "One cell does not compile; the others count.", 35, submission(ALL | {"retire_sample": SYNTAX})
    ),
    Example(
        "endless_cell",
        "A cell of its own never ends; it is skipped.",
        44,
        submission(ALL, add_cell("record_result", "while True:\n    pass")),
    ),
    Example(
        "endless_function",
        "One function never returns; the others count.",
        35,
        submission(ALL | {"next_ticket": ENDLESS}),
    ),
    Example(
        "exits",
        "One cell ends the process, and one function calls sys.exit; the others count.",
        35,
        submission(ALL | {"next_ticket": EXITS}, add_cell("register_sample", "import os\n\nos._exit(1)")),
    ),
    Example(
        "check_deleted", "A check cell was deleted; it is put back.", 44, submission(ALL, delete_check("record_result"))
    ),
    Example(
        "check_copied",
        "A check cell is there twice; the first counts.",
        44,
        submission(ALL, copy_check("retire_sample")),
    ),
    Example(
        "metadata_stripped",
        "A tool removed all cell metadata; the cells are known by content.",
        44,
        submission(ALL, strip_metadata),
    ),
    Example(
        "prints_a_lot",
        "A cell and a function print tens of thousands of lines.",
        44,
        submission(ALL | {"register_sample": PRINTING}, add_cell("next_ticket", PRINTS)),
    ),
    Example("another_notebook", "A notebook, but not this lesson's.", 0, another_notebook),
    Example("not_a_notebook", "A text file with the name of a notebook.", 0, a_letter),
)

README = """\
# A small class

Submissions to `{lesson}` in nbgrader's layout, good and damaged. `make grade` grades them and leaves the feedback in
`build/class/feedback/`. `tools/make_examples.py` makes them from the lesson and its fixtures; edit that, not these.

| student | what it shows | points |
| --- | --- | ---: |
{rows}
"""


def files() -> dict[Path, str]:
    """Every file of the class, by its path."""
    rows = "\n".join(f"| `{each.student}` | {each.shows} | {each.points:g} of 44 |" for each in EXAMPLES)
    made = {each.path: each.content() for each in EXAMPLES}
    return made | {CLASS / "README.md": README.format(lesson=LESSON, rows=rows)}


def out_of_date() -> list[Path]:
    """The files that are missing, differ, or have no example any more."""
    wanted = files()
    extra = [path for path in CLASS.rglob("*") if path.is_file() and path not in wanted]
    return extra + [path for path, text in wanted.items() if not path.is_file() or path.read_text("utf-8") != text]


def main(arguments: list[str]) -> int:
    """Write or check the files; the exit status."""
    wanted, stale = files(), out_of_date()
    for path in stale:
        print(path.relative_to(ROOT))
        if "--check" not in arguments:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(wanted[path], "utf-8") if path in wanted else path.unlink()
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
