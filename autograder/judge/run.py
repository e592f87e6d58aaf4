"""Judge one notebook: its cells in a worker, its exam here."""

from __future__ import annotations

import dataclasses
import hashlib
import importlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from autograder.catalog import Loaded, exercises, load, source_notebook
from autograder.checks import Check, run_check
from autograder.judge.host import Host
from autograder.judge.limits import Limits
from autograder.judge.parent import Parent
from autograder.judge.remote import RemoteSubmission
from autograder.local import LocalSubmission
from autograder.results import CheckResult, ExerciseResult, Finding, SubmissionResult, Verdict
from course_lib.cloud.core import Cloud
from course_lib.errors import CourseError


def judge_notebook(
    notebook: Mapping[str, Any], lesson: str, limits: Limits | None = None, parent: Parent | None = None
) -> SubmissionResult:
    """Run a submitted notebook's cells and the lesson's exam on what they define.

    Args:
        notebook: the notebook's JSON, as nbformat reads it.
        lesson: the slug whose exam is used.
        limits: how long anything may take.
        parent: a warm parent to use; without it, one is started and ended.

    Returns:
        every exercise with every exam check.

    Raises:
        CourseError: the lesson or its exam is not here, or workers cannot be started.
    """
    loaded = [load(lesson, name) for name in exercises(lesson)]
    return judge_checks(notebook, lesson, [(each, _exam(each)) for each in loaded], limits or Limits(), parent)


def judge_checks(
    notebook: Mapping[str, Any],
    lesson: str,
    wanted: Sequence[tuple[Loaded, Sequence[Check]]],
    limits: Limits,
    parent: Parent | None = None,
) -> SubmissionResult:
    """As `judge_notebook`, with the checks chosen by the caller."""
    if parent is None:
        with Parent() as own:
            return judge_checks(notebook, lesson, wanted, limits, own)
    cells = code_cells(notebook)
    seed = hashlib.sha256("\0".join(cells).encode("utf-8", "replace")).hexdigest()
    with Cloud(pooled=True) as scratch:
        _prepare(lesson, scratch)
        host = Host(parent, cells, scratch, limits, _given_cells(lesson))
        try:
            host.worker()
            results = [
                ExerciseResult(each.id, tuple(_run(check, each, host, seed) for check in checks))
                for each, checks in wanted
            ]
            return SubmissionResult(lesson, tuple(results), tuple(host.problems))
        finally:
            host.kill()


def _exam(loaded: Loaded) -> Sequence[Check]:
    if loaded.exam is None:
        raise CourseError(f"The exam of {loaded.id} is not on this machine, so it cannot be judged here.")
    return loaded.exam.checks


def code_cells(notebook: Mapping[str, Any]) -> list[str]:
    """The sources of the code cells that are not nbgrader's test cells."""
    sources = []
    for cell in notebook.get("cells", []):
        role = cell.get("metadata", {}).get("nbgrader", {})
        if cell.get("cell_type") == "code" and not (role.get("grade") and not role.get("solution")):
            source = cell.get("source", "")
            sources.append(source if isinstance(source, str) else "".join(source))
    return sources


def _given_cells(lesson: str) -> frozenset[str]:
    """The cells that come with a lesson, apart from those to fill in."""
    path = source_notebook(lesson)
    return frozenset(code_cells(json.loads(path.read_text(encoding="utf-8")))) if path.exists() else frozenset()


def _prepare(lesson: str, cloud: Cloud) -> None:
    importlib.import_module(f"course_lib.scenarios.{lesson}").prepare(cloud)


def _run(check: Check, loaded: Loaded, host: Host, seed: str) -> CheckResult:
    with Cloud(pooled=True) as cloud:
        host.clear()
        submission = RemoteSubmission(host, cloud, f"{seed} {loaded.id} {check.name}")
        before = len(host.scratch.journal.entries())
        result = run_check(check, loaded.exercise, submission, cloud)
        submission.close()
    if result.verdict is Verdict.JUDGE_BROKEN:
        return _whose_fault(check, loaded, result, seed)
    if result.verdict is Verdict.FAILED and len(host.scratch.journal.entries()) > before:
        problem = "Your function used an AWS client of its own, not the one it was given as a parameter."
        return dataclasses.replace(result, finding=dataclasses.replace(result.finding, problem=problem))
    return result


def _whose_fault(check: Check, loaded: Loaded, result: CheckResult, seed: str) -> CheckResult:
    """A check that breaks on a submission but not on the reference was broken by what the submission gave it."""
    namespace: dict[str, Any] = {}
    try:
        exec(compile((loaded.folder / "reference.py").read_text(encoding="utf-8"), "reference", "exec"), namespace)
        with Cloud(pooled=True) as cloud:
            reference = LocalSubmission(namespace, f"{seed} {loaded.id} {check.name}")
            ours = run_check(check, loaded.exercise, reference, cloud).verdict is Verdict.JUDGE_BROKEN
    except Exception:
        ours = True
    if ours:
        return result
    problem = "Your function returned something that this check could not use. Return what the docstring asks for."
    return dataclasses.replace(result, verdict=Verdict.CRASHED, finding=Finding(problem=problem))
