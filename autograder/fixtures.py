"""The solutions that an exercise is proved with: the stub, the reference, right ones, and wrong ones that say how."""

from __future__ import annotations

import json
import re
import runpy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from autograder import questions
from autograder.catalog import Loaded, source_notebook
from autograder.mistakes import Claim, Mistake
from course_lib.errors import CourseError, NotFound

STUB = "stub"
REFERENCE = "reference"


@dataclass(frozen=True)
class Fixture:
    """A solution with what it claims.

    Attributes:
        name: "stub", "reference", "right/…" or "wrong/…".
        source: its code.
        fails: the checks that it must fail.
        advice: the keys of the advice that its failures must show.
        problem: why there is no code, if there is none.
    """

    name: str
    source: str
    fails: Claim = Claim()
    advice: Claim = Claim()
    problem: str | None = None

    @property
    def kind(self) -> str:
        return self.name.partition("/")[0]


def fixtures(loaded: Loaded) -> list[Fixture]:
    """The stub, the reference, what lies in right/ and wrong/, the mistakes in mistakes.py, a question's answers.

    Raises:
        CourseError: the notebook lacks the exercise, or two solutions have one name.
    """
    reference = loaded.reference or ""
    whole = [*_answers(loaded), *_files(loaded)]
    right = {REFERENCE: reference, **{each.name: each.source for each in whole if each.kind == "right"}}
    solutions = sorted([*whole, *_mistakes(loaded, right)], key=lambda each: each.name)
    for one, another in pairwise(solutions):
        if one.name == another.name:
            raise CourseError(f"{loaded.id} has two solutions named {one.name}.")
    return [Fixture(STUB, _stub(loaded)), Fixture(REFERENCE, reference), *solutions]


def wrong_solution(loaded: Loaded, name: str) -> str:
    """The code of one wrong solution, with what it claims.

    Raises:
        NotFound: the exercise has none of that name.
        CourseError: it is a mistake that does not fit the reference.
    """
    wrong = {each.name.removeprefix("wrong/"): each for each in fixtures(loaded) if each.kind == "wrong"}
    if name not in wrong:
        raise NotFound("wrong solution", name, wrong)
    if wrong[name].problem is not None:
        raise CourseError(f"{loaded.name}.{name}: {wrong[name].problem}")
    return wrong[name].source


def solution_cell(notebook: dict[str, Any], exercise: str) -> dict[str, Any]:
    """The solution cell nearest before the exercise's check cell.

    Raises:
        CourseError: there is none.
    """
    solution: dict[str, Any] | None = None
    for cell in notebook["cells"]:
        role = cell["metadata"].get("nbgrader", {})
        if cell["cell_type"] == "code" and role.get("solution"):
            solution = cell
        if role.get("grade") and f'check("{exercise}")' in _text(cell):
            if solution is None:
                break
            solution["source"] = _text(solution)
            return solution
    raise CourseError(f"The notebook has no solution cell followed by a check cell for {exercise!r}.")


def notebook_of(lesson: str) -> dict[str, Any]:
    """A lesson's source notebook, as JSON.

    Raises:
        CourseError: it has none.
    """
    path = source_notebook(lesson)
    if not path.exists():
        raise CourseError(f"There is no notebook {path.name} for the lesson {lesson}.")
    return dict(json.loads(_read(path)))


def _mistakes(loaded: Loaded, right: Mapping[str, str]) -> Iterator[Fixture]:
    path = loaded.folder / "mistakes.py"
    mistakes: list[Mistake] = runpy.run_path(str(path))["mistakes"] if path.exists() else []
    for mistake in mistakes:
        claims = Claim.of(mistake.fails), Claim.of(mistake.advice)
        try:
            yield Fixture(f"wrong/{mistake.name}", mistake.source(right), *claims)
        except CourseError as error:
            yield Fixture(f"wrong/{mistake.name}", "", *claims, problem=str(error))


def _answers(loaded: Loaded) -> Iterator[Fixture]:
    if loaded.question is None:
        return
    for answer in questions.right_answers(loaded.question):
        yield Fixture(f"right/{answer.name}", answer.source(loaded.question))
    for answer in questions.wrong_answers(loaded.question):
        yield Fixture(f"wrong/{answer.name}", answer.source(loaded.question), Claim(answer.fails), Claim(answer.advice))


def _files(loaded: Loaded) -> Iterator[Fixture]:
    for path in loaded.folder.glob("right/*.py"):
        yield Fixture(f"right/{path.stem}", _read(path))
    for path in loaded.folder.glob("wrong/*.py"):
        yield _wrong_file(path)


def _wrong_file(path: Path) -> Fixture:
    source = _read(path)
    return Fixture(f"wrong/{path.stem}", source, _claims(source, "fails"), _claims(source, "advice"))


def _claims(source: str, what: str) -> Claim:
    found = re.search(rf"^# {what}: *(.+)$", source, flags=re.MULTILINE)
    return Claim.of(found[1]) if found else Claim()


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _stub(loaded: Loaded) -> str:
    """The cell as the learner gets it: nbgrader's own step clears the solution."""
    from nbformat import from_dict
    from nbgrader.preprocessors import ClearSolutions

    cell = from_dict(solution_cell(notebook_of(loaded.lesson), loaded.name))
    cleared, _ = ClearSolutions().preprocess_cell(cell, {"language": "python"}, 0)
    return str(cleared.source)


def _text(cell: dict[str, Any]) -> str:
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)
