"""Call the judge; its fork server is started once and kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from nbformat import NotebookNode

from autograder.judge.pool import drop_fork_servers, fork_server_for
from course_lib.checks.results import SubmissionResult
from course_lib.errors import CourseError

Judge = Callable[[NotebookNode, str], SubmissionResult]


def worth_telling(problems: Iterable[str]) -> list[str]:
    """The judge's problems without the stubs that were left as they are: their exercises say "not attempted"."""
    return [problem for problem in problems if not problem.endswith("stopped with NotImplementedError")]


_JUDGED: set[str] = set()  # the lessons of which this process has judged a submission


class CannotJudge(CourseError):
    """Nothing can be judged on this machine; the message says what is missing."""


def warm_judge(notebook: NotebookNode, lesson: str, walled: bool | None = True, salt: str = "") -> SubmissionResult:
    """Judge a notebook that `for_judge` made, by the exam of `lesson`.

    Args:
        walled: behind the judge's walls; False without, None with them where they can be had.
        salt: see `judge_notebook`.

    Raises:
        CannotJudge: workers cannot be started here.
        CourseError: the lesson or its exam is not on this machine.
    """
    from autograder.judge import judge_notebook

    try:
        result = judge_notebook(notebook, lesson, fork_server=_fork_server(lesson, walled), salt=salt)
        _JUDGED.add(lesson)
        return result
    except CannotJudge:
        if lesson not in _JUDGED:
            raise
    except Exception:
        pass
    drop_fork_servers()  # it may be an earlier submission that broke the server: try once more with a new one
    try:
        return judge_notebook(notebook, lesson, fork_server=_fork_server(lesson, walled), salt=salt)
    except CannotJudge as error:
        drop_fork_servers()
        if lesson in _JUDGED:  # it is this submission, or this moment, that cannot be judged, not the class
            raise RuntimeError(str(error)) from None
        raise
    except Exception:
        drop_fork_servers()
        raise


def _fork_server(lesson: str, walled: bool | None) -> Any:
    try:
        return fork_server_for(lesson, walled)
    except CourseError as error:
        raise CannotJudge(str(error)) from None
