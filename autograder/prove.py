"""Every exercise proves itself: each fixture takes the stub's place in the source notebook and is judged.

The stub earns nothing and every check says "not attempted"; the reference and every right solution earn everything;
each wrong solution fails exactly the checks it claims and shows exactly the advice it claims; every check is failed by
some wrong solution.
"""

from __future__ import annotations

import copy
import itertools
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograder.catalog import Loaded, exercises, lessons, load, source_notebook
from autograder.judge.pool import Job, Judged, judge_many
from course_lib.checks.results import CheckResult, Verdict
from course_lib.errors import CourseError

STUB = "stub"
REFERENCE = "reference"


@dataclass(frozen=True)
class Fixture:
    """A solution with what it claims.

    Attributes:
        name: "stub", "reference", "right/…" or "wrong/…".
        source: its code.
        fails: the names of the checks it must fail.
        advice: the keys of the advice its failures must show.
    """

    name: str
    source: str
    fails: frozenset[str] = frozenset()
    advice: frozenset[str] = frozenset()

    @property
    def kind(self) -> str:
        return self.name.partition("/")[0]


@dataclass
class Proof:
    """What one exercise came to; no `misses` means that it holds."""

    id: str
    checks: int
    right: int
    wrong: int
    misses: list[str] = field(default_factory=list)


def prove(lesson: str | None = None, workers: int | None = None, seeds: int = 1) -> Iterator[Proof]:
    """Prove every exercise of one lesson, or of all.

    Args:
        lesson: its slug; None for all.
        workers: judging processes; None for one per core.
        seeds: with how many different inputs each fixture is judged. A verdict that hangs on the inputs is luck.

    Raises:
        NotFound: there is no such lesson.
        CourseError: the source notebook lacks an exercise.
    """
    for slug in [lesson] if lesson else lessons():
        loaded = [load(slug, name) for name in exercises(slug)]
        jobs = (job for each in loaded for seed in range(seeds) for job in _jobs(each, seed))
        judged = {result.key: result for result in judge_many(jobs, workers)}
        for each in loaded:
            yield _prove_one(each, judged, seeds)


def to_json(proofs: Sequence[Proof]) -> dict[str, Any]:
    """The `autograder prove --json` document."""
    return {
        "schema": 1,
        "misses": sum(len(proof.misses) for proof in proofs),
        "exercises": [
            {"id": p.id, "checks": p.checks, "right": p.right, "wrong": p.wrong, "misses": p.misses} for p in proofs
        ],
    }


def fixtures(loaded: Loaded) -> list[Fixture]:
    """The stub, the reference, and what lies in right/ and wrong/."""
    found = [Fixture(STUB, _stub(loaded)), Fixture(REFERENCE, _read(loaded.folder / "reference.py"))]
    found += [Fixture(f"right/{path.stem}", _read(path)) for path in sorted(loaded.folder.glob("right/*.py"))]
    return found + [_wrong(path) for path in sorted(loaded.folder.glob("wrong/*.py"))]


def _wrong(path: Path) -> Fixture:
    source = _read(path)
    return Fixture(f"wrong/{path.stem}", source, _claims(source, "fails"), _claims(source, "advice"))


def _claims(source: str, what: str) -> frozenset[str]:
    found = re.search(rf"^# {what}: *(.+)$", source, flags=re.MULTILINE)
    return frozenset(name.strip() for name in found[1].split(",")) if found else frozenset()


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _stub(loaded: Loaded) -> str:
    """The cell as the learner gets it: nbgrader's own step clears the solution."""
    from nbformat import from_dict
    from nbgrader.preprocessors import ClearSolutions

    cell = from_dict(_solution_cell(_notebook(loaded.lesson), loaded.name))
    cleared, _ = ClearSolutions().preprocess_cell(cell, {"language": "python"}, 0)
    return str(cleared.source)


def _notebook(lesson: str) -> dict[str, Any]:
    path = source_notebook(lesson)
    if not path.exists():
        raise CourseError(f"There is no notebook {path.name} for the lesson {lesson}.")
    return dict(json.loads(_read(path)))


def _solution_cell(notebook: dict[str, Any], exercise: str) -> dict[str, Any]:
    """The solution cell nearest before the exercise's check cell."""
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


def _text(cell: dict[str, Any]) -> str:
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)


def _jobs(loaded: Loaded, seed: int) -> Iterator[Job]:
    notebook = _notebook(loaded.lesson)
    for fixture in fixtures(loaded):
        version = copy.deepcopy(notebook)
        another = f"\n# inputs {seed}" if seed else ""  # exam inputs differ from submission to submission
        _solution_cell(version, loaded.name)["source"] = fixture.source + another
        yield Job(f"{loaded.id} {fixture.name} {seed}", version, loaded.lesson, loaded.name, practice=True)


def _prove_one(loaded: Loaded, judged: dict[str, Judged], seeds: int) -> Proof:
    tried = fixtures(loaded)
    kinds = [fixture.kind for fixture in tried]
    proof = Proof(loaded.id, len(loaded.checks), kinds.count("right"), kinds.count("wrong"))
    if loaded.exam is None:
        proof.misses.append("there is no exam.py, so nothing gives points")
    for fixture, seed in itertools.product(tried, range(seeds)):
        outcome = judged[f"{loaded.id} {fixture.name} {seed}"]
        misses = (
            [str(outcome.problem)] if outcome.result is None else _misses(fixture, outcome.result.exercises[0].checks)
        )
        told = [f"{fixture.name}: {miss}" for miss in misses]
        proof.misses += [miss for miss in told if miss not in proof.misses]
    proof.misses += _untried(loaded, tried)
    return proof


def _misses(fixture: Fixture, results: Sequence[CheckResult]) -> Iterator[str]:
    broken = [check for check in results if check.verdict is Verdict.JUDGE_BROKEN]
    yield from (f"the check {check.name} itself failed: {check.finding.problem}" for check in broken)
    if fixture.kind == STUB:
        attempted = [check for check in results if check.verdict is not Verdict.NOT_ATTEMPTED]
        yield from (f'{check.name} says {check.verdict.value}, not "not attempted"' for check in attempted)
    elif fixture.kind == "wrong":
        yield from _wrong_misses(fixture, results)
    else:
        yield from (f"does not pass {check.name}: {check.message}" for check in results if not check.passed)


def _wrong_misses(fixture: Fixture, results: Sequence[CheckResult]) -> Iterator[str]:
    failed = {check.name for check in results if not check.passed}
    known = {check.name for check in results}
    yield from (f"claims to fail {name}, which is no check" for name in sorted(fixture.fails - known))
    yield from (f"claims to fail {name} and passes it" for name in sorted(fixture.fails & known - failed))
    yield from (f"fails {name} and does not claim it" for name in sorted(failed - fixture.fails))
    shown = {check.advice for check in results if not check.passed and check.advice}
    yield from (f"claims to show the advice {key!r} and does not" for key in sorted(fixture.advice - shown))
    yield from (f"shows the advice {key!r} and does not claim it" for key in sorted(shown - fixture.advice))
    yield from (
        f"{check.name} shows the advice {check.advice!r}, which the exercise does not have"
        for check in results
        if check.advice and not check.advice_text
    )
    if not fixture.fails:
        yield "claims nothing: its first line must be `# fails: <check>, …`"


def _untried(loaded: Loaded, tried: Iterable[Fixture]) -> Iterator[str]:
    failed = frozenset[str]().union(*(fixture.fails for fixture in tried))
    for check in loaded.checks:
        if check.name not in failed:
            yield (
                f"no wrong solution fails `{check.name}`, so nothing shows that the check works. "
                f"Add a file under wrong/ whose first line is `# fails: {check.name}`."
            )
