"""A small lesson to attack, and the judge that it is attacked in: one fork server for all attacks."""

from __future__ import annotations

from pathlib import Path

import pytest

import autograder.exercises
import course_lib.lessons
from autograder import catalog
from autograder.judge import Limits, judge_notebook
from autograder.judge.workers import ForkServer
from tests.attacks.outcome import WALLED, notebook

LESSON = Path(__file__).parent / "lesson"


@pytest.fixture
def attacked_lesson(monkeypatch: pytest.MonkeyPatch) -> str:
    """The lesson `attacked` with the exercises `claim` (7 points) and `answer` (1 point)."""
    monkeypatch.setattr(autograder.exercises, "__path__", [*autograder.exercises.__path__, str(LESSON / "exercises")])
    monkeypatch.setattr(course_lib.lessons, "__path__", [*course_lib.lessons.__path__, str(LESSON / "lessons")])
    course_lib.lessons.load_exercise.cache_clear()
    catalog.load.cache_clear()
    return "attacked"


@pytest.fixture(scope="package")
def fork_server():
    with ForkServer(walled=WALLED) as warm:
        yield warm


@pytest.fixture
def attack(attacked_lesson, fork_server):
    """Judge cells; the limits are generous unless told otherwise."""

    def run(*cells, **limits):
        return judge_notebook(notebook(*cells), attacked_lesson, Limits(**limits), fork_server)

    return run
