"""Judge one notebook: its cells in a worker, its exam here."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from autograder.catalog import Loaded, exercises, load, source_notebook
from autograder.judge.alarm import Stuck, alarm
from autograder.judge.host import Host
from autograder.judge.limits import Limits, Patience
from autograder.judge.remote import RemoteSubmission
from autograder.judge.workers import ForkServer
from course_lib.aws.account import Cloud
from course_lib.aws.runtime.here import nothing_runs_here
from course_lib.aws.runtime.interface import Runtime
from course_lib.checks.exercise import Check
from course_lib.checks.here.local import LocalSubmission
from course_lib.checks.results import CheckResult, ExerciseResult, Finding, SubmissionResult, Verdict
from course_lib.checks.run import run_check
from course_lib.errors import CourseError
from course_lib.lessons import handed, prepare, services


def judge_notebook(
    notebook: Mapping[str, Any],
    lesson: str,
    limits: Limits | None = None,
    fork_server: ForkServer | None = None,
    salt: str = "",
) -> SubmissionResult:
    """Run a submitted notebook's cells and the lesson's exam on what they define.

    Args:
        notebook: the notebook's JSON, as nbformat reads it.
        lesson: the slug whose exam is used.
        limits: how long anything may take.
        fork_server: a fork server to use; without it, one is started and ended.
        salt: what the checks draw their inputs from; without it, the notebook's code.

    Returns:
        every exercise with every exam check.

    Raises:
        CourseError: the lesson or its exam is not here, or workers cannot be started.
    """
    loaded = [load(lesson, name) for name in exercises(lesson)]
    wanted = [(each, _exam(each)) for each in loaded]
    return judge_checks(notebook, lesson, wanted, limits or Limits(), fork_server, salt=salt)


def judge_checks(
    notebook: Mapping[str, Any],
    lesson: str,
    wanted: Sequence[tuple[Loaded, Sequence[Check]]],
    limits: Limits,
    fork_server: ForkServer | None = None,
    until_failure: bool = False,
    salt: str = "",
) -> SubmissionResult:
    """As `judge_notebook`, with the checks chosen by the caller.

    Args:
        until_failure: run no more checks of an exercise once one has not passed.
    """
    if fork_server is None:
        with ForkServer(services=handed(lesson)) as own:
            return judge_checks(notebook, lesson, wanted, limits, own, until_failure, salt)
    with nothing_runs_here():
        return _judged(notebook, lesson, wanted, limits, fork_server, until_failure, salt)


def _judged(
    notebook: Mapping[str, Any],
    lesson: str,
    wanted: Sequence[tuple[Loaded, Sequence[Check]]],
    limits: Limits,
    fork_server: ForkServer,
    until_failure: bool,
    salt: str,
) -> SubmissionResult:
    cells = code_cells(notebook)
    seed = salt or hashlib.sha256("\0".join(cells).encode("utf-8", "replace")).hexdigest()
    patience = Patience(limits)
    solutions = frozenset(code_cells(notebook, only=_is_solution))
    given = _given_cells(lesson)
    host = Host(fork_server, cells, lambda: _scratch(lesson, host.runtime), patience, given, solutions=solutions)
    try:
        host.worker()
        results = []
        for each, checks in wanted:
            patience.begin_exercise()
            _begin_anew(host)
            ran = (_run(check, each, host, seed) for check in checks)
            results.append(ExerciseResult(each.id, tuple(_until_failure(ran) if until_failure else ran)))
        return SubmissionResult(lesson, tuple(results), tuple(host.problems))
    finally:
        host.close()


def _until_failure(results: Iterable[CheckResult]) -> Iterator[CheckResult]:
    for result in results:
        yield result
        if not result.passed:
            return


def _exam(loaded: Loaded) -> Sequence[Check]:
    if loaded.exam is None:
        raise CourseError(f"The exam of {loaded.id} is not on this machine, so it cannot be judged here.")
    return loaded.exam.checks


def code_cells(notebook: Mapping[str, Any], only: Callable[[Mapping[str, Any]], bool] = lambda _: True) -> list[str]:
    """The sources of the code cells that are not nbgrader's test cells. What is not a cell is passed over."""
    cells = notebook.get("cells") if isinstance(notebook, Mapping) else None
    code = [each for each in _list(cells) if isinstance(each, Mapping) and each.get("cell_type") == "code"]
    return [_source(cell) for cell in code if not _is_test(cell) and only(cell)]


def _is_test(cell: Mapping[str, Any]) -> bool:
    role = _role(cell)
    return bool(role.get("grade")) and not role.get("solution")


def _is_solution(cell: Mapping[str, Any]) -> bool:
    return bool(_role(cell).get("solution"))


def _role(cell: Mapping[str, Any]) -> Mapping[str, Any]:
    metadata = cell.get("metadata")
    role = metadata.get("nbgrader") if isinstance(metadata, Mapping) else None
    return role if isinstance(role, Mapping) else {}


def _source(cell: Mapping[str, Any]) -> str:
    source = cell.get("source")
    text = source if isinstance(source, str) else "".join(part for part in _list(source) if isinstance(part, str))
    return text.encode("utf-8", "replace").decode()  # JSON can hold halves of signs, which are no text


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _given_cells(lesson: str) -> frozenset[str]:
    """The cells that come with a lesson, apart from those to fill in."""
    path = source_notebook(lesson)
    return frozenset(code_cells(json.loads(path.read_text(encoding="utf-8")))) if path.exists() else frozenset()


def _scratch(lesson: str, runtime: Runtime) -> Cloud:
    cloud = Cloud(services=services(lesson), pooled=True, runtime=runtime)
    prepare(lesson, cloud)
    return cloud


def _run(check: Check, loaded: Loaded, host: Host, seed: str) -> CheckResult:
    if host.patience.used_up:
        return _without_points(check, loaded, Verdict.TIMED_OUT, host.patience.no_time_left())
    timeouts, strays = host.patience.timeouts, host.strays
    result = _try(check, loaded, host, seed)
    if result.verdict is not Verdict.PASSED and host.reuse.happened:
        host.patience.timeouts, strays = timeouts, host.strays
        result = _try_alone(check, loaded, host, seed)
    host.reuse.happened = True
    if result.verdict is not Verdict.PASSED:
        _begin_anew(host)
    if result.verdict is Verdict.JUDGE_BROKEN:
        return _whose_fault(check, loaded, result, host.runtime, seed)
    if result.verdict is Verdict.FAILED and host.strays > strays:
        problem = "Your function used an AWS client of its own, not the one it was given as a parameter."
        finding = dataclasses.replace(result.finding, problem=problem)
        return dataclasses.replace(result, finding=finding, advice=None, advice_text=None)
    return result


def _begin_anew(host: Host) -> None:
    """Let what is called next meet nothing that earlier calls left, in memory or running."""
    host.clear()
    host.reuse.happened = False


def _try_alone(check: Check, loaded: Loaded, host: Host, seed: str) -> CheckResult:
    """Run a check whose calls each have an instance that has run no other check and no other order.

    Code that passes when its instance has done something before, as Lambda's often have, passes. Only code that does
    not is looked at alone: nothing is to fail because of what an earlier check left behind.
    """
    _begin_anew(host)
    host.reuse.allowed = False
    try:
        return _try(check, loaded, host, seed)
    finally:
        host.reuse.allowed = True


def _try(check: Check, loaded: Loaded, host: Host, seed: str) -> CheckResult:
    limits = host.patience.limits
    host.patience.begin_check()
    with Cloud(services=services(loaded.lesson), pooled=True, runtime=host.runtime) as cloud:
        submission = RemoteSubmission(host, cloud, f"{seed} {loaded.id} {check.name}")
        if check.secret and loaded.reference is not None:
            submission.model = partial(_reference, loaded)
        try:
            with alarm(limits.check):
                return run_check(check, loaded.exercise, submission, cloud)
        except Stuck:
            problem = "This check did not come to an end with what your function returned or sent."
            return _without_points(check, loaded, Verdict.TIMED_OUT, problem)
        finally:
            submission.close()
            _forget_models()


def _without_points(check: Check, loaded: Loaded, verdict: Verdict, problem: str) -> CheckResult:
    section = check.section or loaded.exercise.section
    finding = Finding(problem=problem)
    return CheckResult(
        check.name, check.goal, verdict, max=check.points, finding=finding, section=section, secret=check.secret
    )


def _forget_models() -> None:
    """moto lists every item and index it ever made, for a page of its own server that we do not have."""
    from moto.core.model_instances import reset_model_data

    reset_model_data()


def _reference(loaded: Loaded, cloud: Cloud, seed: str = "") -> LocalSubmission:
    """The reference, at work in a cloud."""
    namespace: dict[str, Any] = {}
    exec(compile(loaded.reference or "", "reference", "exec"), namespace)
    return LocalSubmission(namespace, seed, cloud.clock)


def _whose_fault(check: Check, loaded: Loaded, result: CheckResult, runtime: Runtime, seed: str) -> CheckResult:
    """A check that breaks on a submission but not on the reference was broken by what the submission gave it."""
    if loaded.reference is None:
        return result
    try:
        with Cloud(services=services(loaded.lesson), pooled=True, runtime=runtime) as cloud:
            reference = _reference(loaded, cloud, f"{seed} {loaded.id} {check.name}")
            ours = run_check(check, loaded.exercise, reference, cloud).verdict is Verdict.JUDGE_BROKEN
    except Exception:
        ours = True
    if ours:
        return result
    problem = (
        "Your function returned, or left in AWS, something that this check could not use. "
        "Do and return what the docstring asks for, and no more."
    )
    return dataclasses.replace(result, verdict=Verdict.CRASHED, finding=Finding(problem=problem))
