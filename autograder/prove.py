"""Every exercise proves itself: each fixture takes the stub's place in the source notebook and is judged.

The stub earns nothing and every check says "not attempted"; the reference and every right solution earn everything;
each wrong solution fails exactly the checks it claims and shows exactly the advice it claims; every check is failed by
some wrong solution.
"""

from __future__ import annotations

import copy
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

from rich.table import Table

from autograder.catalog import Loaded, exercises, lessons, load
from autograder.fixtures import STUB, Fixture, fixtures, notebook_of, solution_cell
from autograder.judge.pool import Job, Judged, judge_many
from autograder.proved import Ground, Record
from course_lib.checks.results import CheckResult, Verdict

ONE_IN = 10  # of the checks that a wrong solution claims to pass, where not all are run


@dataclass
class Proof:
    """What one exercise came to; no `misses` means that it holds.

    Attributes:
        id: `<lesson>.<exercise>`.
        checks, right, wrong: how many it has.
        misses: what does not hold, in sentences.
        unchanged: how many fixtures were not judged, since nothing has changed that their verdicts hang on.
        seconds: how long the others took, added up.
    """

    id: str
    checks: int
    right: int
    wrong: int
    misses: list[str] = field(default_factory=list)
    unchanged: int = 0
    seconds: float = 0


def prove(
    lesson: str | None = None,
    workers: int | None = None,
    seeds: int = 1,
    record: Record | None = None,
    changed: bool = False,
    claimed: bool = False,
) -> Iterator[Proof]:
    """Prove every exercise of one lesson, or of all, or one exercise.

    Args:
        lesson: its slug, or `<lesson>.<exercise>`; None for all.
        workers: judging processes; None for one per core.
        seeds: with how many different inputs each fixture is judged. A verdict that hangs on the inputs is luck.
        record: where to note what holds; None for nowhere.
        changed: leave out what the record says has been proved as it is now.
        claimed: run on a wrong solution the checks that it may fail, by its claim, and of the others one in
            `ONE_IN`, always the same.

    Raises:
        NotFound: there is no such lesson.
        CourseError: the source notebook lacks an exercise, or the record cannot be written.
    """
    ground, known = Ground(), record if changed else None
    only, _, exercise = (lesson or "").partition(".")
    for slug in [only] if only else lessons():
        loaded = [load(slug, name) for name in ([exercise] if exercise else exercises(slug))]
        trials = {each.id: _trials(each, seeds, ground, known) for each in loaded}
        jobs = (job for each in loaded for job in _jobs(each, trials[each.id], claimed))
        first = next(jobs, None)  # judging processes are not started for nothing
        judged = {each.key: each for each in judge_many(itertools.chain([first], jobs), workers)} if first else {}
        for each in loaded:
            proof = _prove_one(each, trials[each.id], judged)
            if record and not claimed:
                holds = {one.key: one.digest for one in trials[each.id] if not one.misses(judged)}
                record.keep(each.id, holds)
            yield proof


def to_json(proofs: Sequence[Proof]) -> dict[str, Any]:
    """The `autograder prove --json` document."""
    return {
        "schema": 1,
        "misses": sum(len(proof.misses) for proof in proofs),
        "exercises": [
            {"id": p.id, "checks": p.checks, "right": p.right, "wrong": p.wrong, "misses": p.misses} for p in proofs
        ],
    }


def to_table(proofs: Sequence[Proof], changed: bool = False, timings: bool = False) -> Table:
    """What `autograder prove` prints.

    Args:
        proofs: a line each.
        changed: with how many fixtures were left out.
        timings: with how long the judging of each took, in seconds, and the sum of all.
    """
    table = Table(title="Every exercise proves itself", show_footer=timings)
    columns = ["exercise", "checks", "right", "wrong", "misses"]
    columns += [*(["unchanged"] if changed else []), *(["seconds"] if timings else [])]
    for column in columns:
        footer = f"{sum(proof.seconds for proof in proofs):.1f}" if column == "seconds" else ""
        table.add_column(column, footer, justify="left" if column == "exercise" else "right")
    for proof in proofs:
        cells = {**vars(proof), "exercise": proof.id, "misses": len(proof.misses), "seconds": f"{proof.seconds:.1f}"}
        table.add_row(*(str(cells[column]) for column in columns))
    return table


@dataclass(frozen=True)
class _Trial:
    """A fixture to be judged with one seed; `unchanged` if the record says that it holds."""

    fixture: Fixture
    seed: int
    key: str
    digest: str
    unchanged: bool

    def misses(self, judged: Mapping[str, Judged]) -> list[str]:
        """What the fixture does not do as it should, in sentences."""
        if self.unchanged:
            return []
        if self.fixture.problem is not None:
            found = [self.fixture.problem]
        elif (result := judged[self.key].result) is None:
            found = [str(judged[self.key].problem)]
        else:
            found = list(_misses(self.fixture, result.exercises[0].checks))
        return [f"{self.fixture.name}: {miss}" for miss in found]


def _trials(loaded: Loaded, seeds: int, ground: Ground, known: Record | None) -> list[_Trial]:
    trials = []
    for fixture, seed in itertools.product(fixtures(loaded), range(seeds)):
        key, digest = f"{loaded.id} {fixture.name} {seed}", ground.of(loaded, fixture, seed)
        trials.append(_Trial(fixture, seed, key, digest, known is not None and known.has(key, digest)))
    return trials


def _jobs(loaded: Loaded, trials: Iterable[_Trial], claimed: bool) -> Iterator[Job]:
    notebook = notebook_of(loaded.lesson)
    for trial in trials:
        if trial.unchanged or trial.fixture.problem is not None:
            continue
        version = copy.deepcopy(notebook)
        solution_cell(version, loaded.name)["source"] = trial.fixture.source
        drawn_from = f"{loaded.id} {trial.seed}"  # and not from the notebook's words
        practice = trial.fixture.kind != "right"  # these are practised in the tests, as in a notebook
        only = _some(loaded, trial.fixture) if claimed and trial.fixture.kind == "wrong" else None
        yield Job(trial.key, version, loaded.lesson, loaded.name, practice, only, salt=drawn_from)


def _some(loaded: Loaded, fixture: Fixture) -> frozenset[str]:
    """The checks that a wrong solution may fail, and some of those that it passes."""
    names = [check.name for check in loaded.checks]
    return fixture.fails.named | {name for name in names if crc32(f"{fixture.name} {name}".encode()) % ONE_IN == 0}


def _prove_one(loaded: Loaded, trials: Sequence[_Trial], judged: Mapping[str, Judged]) -> Proof:
    tried = {trial.fixture.name: trial.fixture for trial in trials}
    kinds = [fixture.kind for fixture in tried.values()]
    proof = Proof(loaded.id, len(loaded.checks), kinds.count("right"), kinds.count("wrong"))
    proof.unchanged = len(tried) - len({trial.fixture.name for trial in trials if not trial.unchanged})
    proof.seconds = sum(judged[trial.key].seconds for trial in trials if trial.key in judged)
    if loaded.exam is None:
        proof.misses.append("there is no exam.py, so nothing gives points")
    for trial in trials:
        proof.misses += [miss for miss in trial.misses(judged) if miss not in proof.misses]
    proof.misses += _untried(loaded, tried.values())
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
    yield from (f"claims to fail {name}, which is no check" for name in sorted(fixture.fails.named - known))
    yield from (f"claims to fail {name} and passes it" for name in sorted(fixture.fails.sure & known - failed))
    yield from (f"fails {name} and does not claim it" for name in sorted(failed - fixture.fails.named))
    shown = {check.advice for check in results if not check.passed and check.advice}
    yield from (f"claims to show the advice {key!r} and does not" for key in sorted(fixture.advice.sure - shown))
    yield from (f"shows the advice {key!r} and does not claim it" for key in sorted(shown - fixture.advice.named))
    yield from (
        f"{check.name} shows the advice {check.advice!r}, which the exercise does not have"
        for check in results
        if check.advice and not check.advice_text
    )
    if not fixture.fails.sure:
        yield "claims nothing for sure: say which checks it fails whatever the exam draws"


def _untried(loaded: Loaded, tried: Iterable[Fixture]) -> Iterator[str]:
    failed = frozenset[str]().union(*(fixture.fails.sure for fixture in tried))
    for check in loaded.checks:
        if check.name not in failed:
            yield (
                f"no wrong solution fails `{check.name}`, so nothing shows that the check works. "
                f'Add a mistake to mistakes.py that claims it: fails="{check.name}".'
            )
