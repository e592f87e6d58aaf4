"""Which mutants of right solutions earn full marks: each is something that the exam does not look at.

A survivor gets a check, or a line in `equivalent.md` with the reason why no caller could tell.
"""

from __future__ import annotations

import copy
import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from rich.table import Table

from autograder.catalog import Loaded, exercises, lessons, load
from autograder.fixtures import REFERENCE, fixtures, notebook_of, solution_cell
from autograder.judge.limits import Limits
from autograder.judge.pool import Job, Judged, judge_many
from autograder.mutants.explained import FILE, Reason, explained
from autograder.mutants.generate import mutants

# Code that never comes to an end is caught; nobody has to wait long for it.
LIMITS = Limits(cell=5, call=3, check=30, submission=60)


@dataclass
class Survey:
    """What became of one exercise's mutants.

    Attributes:
        id: `<lesson>.<exercise>`.
        tried: how many were judged.
        survived: those that earned full marks and are not explained: the solution's name and the mutant's.
        explained: how many earned full marks, as `equivalent.md` says.
        misses: what is wrong with `equivalent.md`, in sentences.
        seconds: how long judging took, added up.
    """

    id: str
    tried: int = 0
    survived: list[tuple[str, str]] = field(default_factory=list)
    explained: int = 0
    misses: list[str] = field(default_factory=list)
    seconds: float = 0


@dataclass(frozen=True)
class _Trial:
    """One mutant of one solution."""

    solution: str
    name: str
    source: str
    key: str


def survey(
    lesson: str | None = None,
    exercise: str | None = None,
    workers: int | None = None,
    part: int = 1,
    right: bool = False,
) -> Iterator[Survey]:
    """Judge the mutants of the references, exercise by exercise, each until an exam check catches it.

    Args:
        lesson: its slug; None for all.
        exercise: its name; None for all of the lesson.
        workers: judging processes; None for one per core.
        part: try one in so many, always the same ones: for CI.
        right: also those of the other right solutions.

    Raises:
        NotFound: there is no such lesson or exercise.
    """
    names = [(slug, name) for slug in ([lesson] if lesson else lessons()) for name in exercises(slug)]
    for slug, name in names:
        loaded = load(slug, name)
        if exercise in (None, name) and loaded.question is None:
            yield _survey_one(loaded, _trials(loaded, part, right), workers, whole=part == 1)


def to_table(surveys: Sequence[Survey]) -> Table:
    """What `autograder prove --mutants` prints."""
    table = Table(title="What survives the exam", show_footer=True)
    sums = [sum(each.tried for each in surveys), sum(len(each.survived) for each in surveys)]
    sums += [sum(each.explained for each in surveys)]
    table.add_column("exercise")
    for column, total in zip(("mutants", "survived", "explained"), sums, strict=True):
        table.add_column(column, str(total), justify="right")
    table.add_column("seconds", f"{sum(each.seconds for each in surveys):.0f}", justify="right")
    for each in surveys:
        numbers = each.tried, len(each.survived), each.explained, f"{each.seconds:.0f}"
        table.add_row(each.id, *map(str, numbers))
    return table


def _trials(loaded: Loaded, part: int, right: bool) -> list[_Trial]:
    wanted = [each for each in fixtures(loaded) if each.name == REFERENCE or (right and each.kind == "right")]
    found = []
    for solution in wanted:
        seen: Counter[str] = Counter()
        for mutant in mutants(solution.source):
            seen[mutant.name] += 1
            name = mutant.name if seen[mutant.name] == 1 else f"{mutant.name} ({seen[mutant.name]})"
            key = f"{loaded.id} {solution.name} {name}"
            if int(sha256(key.encode()).hexdigest(), 16) % part == 0:
                found.append(_Trial(solution.name, name, mutant.source, key))
    return found


def _survey_one(loaded: Loaded, trials: Sequence[_Trial], workers: int | None, whole: bool) -> Survey:
    jobs = _jobs(loaded, trials)
    first = next(jobs, None)
    judged = {each.key: each for each in judge_many(itertools.chain([first], jobs), workers, LIMITS)} if first else {}
    survey = Survey(loaded.id, len(trials), seconds=sum(each.seconds for each in judged.values()))
    reasons = explained(loaded.folder)
    for trial in trials:
        alive = _is_alive(judged[trial.key])
        about = [each for each in reasons if each.explains(trial.solution, trial.name)]
        if alive and not about:
            survey.survived.append((trial.solution, trial.name))
        elif alive:
            survey.explained += 1
        elif not all(each.many for each in about):
            survey.misses.append(f"{FILE} explains {trial.name!r} of {trial.solution}, which the exam catches.")
    if whole:
        survey.misses += _unknown(reasons, trials)
    return survey


def _is_alive(judged: Judged) -> bool:
    return judged.result is not None and all(check.passed for check in judged.result.exercises[0].checks)


def _unknown(reasons: Iterable[Reason], trials: Sequence[_Trial]) -> list[str]:
    looked_at = {trial.solution for trial in trials}
    return [
        f"{FILE} explains {each.what!r} of {each.solution}, and there is no such mutant."
        for each in reasons
        if each.solution in looked_at and not any(each.explains(trial.solution, trial.name) for trial in trials)
    ]


def _jobs(loaded: Loaded, trials: Iterable[_Trial]) -> Iterator[Job]:
    notebook = notebook_of(loaded.lesson)
    for trial in trials:
        version = copy.deepcopy(notebook)
        solution_cell(version, loaded.name)["source"] = trial.source
        yield Job(trial.key, version, loaded.lesson, loaded.name, until_failure=True)
