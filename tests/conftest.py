"""Fixtures for every test: a cloud, and a small lesson of the tests' own."""

from __future__ import annotations

import gc
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import autograder.exercises
import course_lib.lessons
from autograder import catalog
from course_lib.aws.account import Cloud
from tests.mariadb import mariadb_url  # noqa: F401

# A job in a shell's background ignores Ctrl-C, and so would every process that a test starts in order to interrupt it.
signal.signal(signal.SIGINT, signal.default_int_handler)

DEMO = Path(__file__).parent / "demo"


def pytest_collection_finish() -> None:
    """What is loaded by now stays: the collector of cycles need not look through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(5_000, 10, 20)


@pytest.fixture
def cloud() -> Iterator[Cloud]:
    with Cloud() as account:
        yield account


@pytest.fixture
def demo_lesson(monkeypatch: pytest.MonkeyPatch) -> str:
    """The lesson `demo` with the one exercise `claim`, as if it were one of the course."""
    monkeypatch.setattr(autograder.exercises, "__path__", [*autograder.exercises.__path__, str(DEMO / "exercises")])
    monkeypatch.setattr(course_lib.lessons, "__path__", [*course_lib.lessons.__path__, str(DEMO / "lessons")])
    course_lib.lessons.load_exercise.cache_clear()
    catalog.load.cache_clear()
    ours = ("autograder.exercises.demo", "course_lib.lessons.demo")
    for name in [name for name in sys.modules if name.startswith(ours)]:
        monkeypatch.delitem(sys.modules, name)
    return "demo"
