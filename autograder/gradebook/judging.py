"""Make one submitted file ready for the judge, and call the judge; its warm parent process is started once and kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from multiprocessing.util import Finalize
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from autograder.gradebook.notebooks import Read, for_judge, read
from autograder.gradebook.repair import repair
from autograder.results import SubmissionResult
from course_lib.errors import CourseError

Judge = Callable[[NotebookNode, str], SubmissionResult]


def prepare(submitted: Path, source: Path) -> Read:
    """A submitted file, read and repaired against the lesson's source notebook: what the judge is given, whoever asks.

    Raises:
        Damaged: it cannot be read as a notebook.
    """
    was_read = read(submitted)
    repaired = repair(was_read.notebook, read(source).notebook)
    return Read(for_judge(repaired.notebook), (*was_read.problems, *repaired.problems))


def worth_telling(problems: Iterable[str]) -> list[str]:
    """The judge's problems without the stubs that were left as they are: their exercises say "not attempted"."""
    return [problem for problem in problems if not problem.endswith("stopped with NotImplementedError")]


class CannotJudge(CourseError):
    """Nothing can be judged on this machine; the message says what is missing."""


def warm_judge(notebook: NotebookNode, lesson: str, walled: bool | None = True) -> SubmissionResult:
    """Judge a notebook that `for_judge` made, by the exam of `lesson`.

    Args:
        walled: behind the judge's walls; False without, None with them where they can be had.

    Raises:
        CannotJudge: workers cannot be started here.
        CourseError: the lesson or its exam is not on this machine.
    """
    from autograder.judge import judge_notebook

    try:
        return judge_notebook(notebook, lesson, parent=_parent(walled))
    except Exception:
        _parent.cache_clear()  # it may be an earlier submission that broke the parent: try once more with a new one
    try:
        return judge_notebook(notebook, lesson, parent=_parent(walled))
    except Exception:
        _parent.cache_clear()
        raise


@cache
def _parent(walled: bool | None) -> Any:
    from autograder.judge.parent import Parent

    try:
        parent = Parent(walled=walled)
    except CourseError as error:
        raise CannotJudge(str(error)) from None
    Finalize(None, parent.close, exitpriority=10)  # unlike atexit, it also runs at the end of a pool's process
    return parent
