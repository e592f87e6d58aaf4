"""A fork server for each file of tests, and a judge of the tests' own lesson."""

from __future__ import annotations

import pytest

from autograder.judge import Limits, judge_notebook
from autograder.judge.host import Host
from autograder.judge.workers import ForkServer


@pytest.fixture(scope="module")
def fork_server():
    with ForkServer() as warm:
        yield warm


@pytest.fixture
def judge(demo_lesson, fork_server):
    def run(*cells):
        notebook = {"cells": [{"cell_type": "code", "metadata": {}, "source": source} for source in cells]}
        return judge_notebook(notebook, demo_lesson, Limits(cell=1, call=1), fork_server)

    return run


@pytest.fixture
def forks(monkeypatch):
    """The hosts that instances were forked for, one entry for each instance."""
    made, fork = [], Host._fork
    monkeypatch.setattr(Host, "_fork", lambda self: [made.append(self), fork(self)][1])
    return made
