"""A course with one small lesson, submissions to it, and a judge that reads the marks it gives from comments.

The exercise `add` is worth 4 points and `half` 2. A cell that defines its function and holds `# earns 3` earns 3.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.gradebook.notebooks import released
from course_lib.checks.results import CheckResult, ExerciseResult, Finding, SubmissionResult, Verdict

LESSON = "small"
WORTH = {"add": 4.0, "half": 2.0}
CONFIG = Path(__file__).resolve().parents[2] / "nbgrader_config.py"


def settings(grade_id: str, **flags: Any) -> dict[str, Any]:
    nothing = {"grade": False, "solution": False, "locked": False, "task": False}
    return {"nbgrader": {"schema_version": 3, **nothing, "grade_id": grade_id, **flags}}


def exercise_cells(name: str, points: float) -> list[NotebookNode]:
    function = f"def {name}(x):\n    ### BEGIN SOLUTION\n    return x  # earns {points:g}\n    ### END SOLUTION"
    hidden = f'from course_lib import exam\nexam("{name}")'
    check = f'check("{name}")\n### BEGIN HIDDEN TESTS\n{hidden}\n### END HIDDEN TESTS'
    return [
        new_markdown_cell(f"Write `{name}`.", id=f"text-{name}"),
        new_code_cell(function, id=f"write-{name}", metadata=settings(f"write_{name}", solution=True)),
        new_code_cell(
            check, id=f"check-{name}", metadata=settings(f"check_{name}", grade=True, locked=True, points=points)
        ),
    ]


def source() -> NotebookNode:
    """The lesson's source notebook: a title, a given cell, and two exercises."""
    given = new_code_cell("from fractions import Fraction", id="given", metadata=settings("given", locked=True))
    cells = [new_markdown_cell("# A small lesson", id="title"), given]
    for name, points in WORTH.items():
        cells += exercise_cells(name, points)
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    return new_notebook(cells=cells, metadata=kernel)


def handed_in(**sources: str) -> NotebookNode:
    """The released notebook with some cells' sources replaced: `handed_in(write_add="def add(x): …")`."""
    notebook = released(source())
    for cell in notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        if name in sources:
            cell.source = sources[name]
    return notebook


def cell_of(notebook: NotebookNode, grade_id: str) -> NotebookNode:
    [cell] = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == grade_id]
    return cell


def result_of(problems: Sequence[str] = (), broken: Collection[str] = (), **points: float) -> SubmissionResult:
    """What a judge would say: these points for these exercises, one check each."""
    exercises = [_exercise(name, earned, name in broken) for name, earned in points.items()]
    return SubmissionResult(LESSON, tuple(exercises), tuple(problems))


def _exercise(name: str, earned: float, broken: bool) -> ExerciseResult:
    verdict = Verdict.PASSED if earned == WORTH[name] else Verdict.FAILED
    finding = Finding(got="<script>7</script>", expected="the secret 42", call=f"{name}(1234)", because="it must")
    verdict = Verdict.JUDGE_BROKEN if broken else verdict
    check = CheckResult("works", f"{name} works.", verdict, earned, WORTH[name], finding, secret=True)
    return ExerciseResult(f"{LESSON}.{name}", (check,))


def judge(notebook: NotebookNode, lesson: str) -> SubmissionResult:
    """The points that the comments of the last cell defining each function ask for.

    `# breaks the judge` in any cell makes it raise, `# kills its process` ends it, and `# breaks a check` makes the
    check of `half` our fault.
    """
    earned = dict.fromkeys(WORTH, 0.0)
    code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    assert lesson == LESSON and "exam(" not in code
    if "# kills its process" in code:
        os._exit(1)
    if "# breaks the judge" in code:
        raise ZeroDivisionError("a fault of the judge")
    for cell in notebook.cells:
        for name in WORTH:
            if cell.cell_type == "code" and f"def {name}(" in cell.source:
                earned[name] = sum(map(float, re.findall(r"# earns ([\d.]+)", cell.source)))
    problems = ["A cell <i>stopped</i>."] if "# stops" in code else []
    return result_of(problems, ["half"] if "# breaks a check" in code else [], **earned)


def make_course(folder: Path) -> Path:
    """A course directory as this repository is one, with our nbgrader_config.py and this judge."""
    lesson = folder / "notebooks" / LESSON
    lesson.mkdir(parents=True)
    nbformat.write(source(), lesson / f"{LESSON}.ipynb")
    ours = "\nimport sys\nsys.path.insert(0, {path!r})\nc.Judge.judge = 'small_course.judge'\n"
    (folder / "nbgrader_config.py").write_text(
        CONFIG.read_text(encoding="utf-8") + ours.format(path=str(Path(__file__).parent)), encoding="utf-8"
    )
    return folder


def submit(folder: Path, student: str, notebook: NotebookNode | str | bytes) -> Path:
    """Put a submission, or any text or bytes, where nbgrader collects it."""
    path = folder / student / LESSON / f"{LESSON}.ipynb"
    path.parent.mkdir(parents=True)
    data = json.dumps(notebook) if isinstance(notebook, dict) else notebook
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path
