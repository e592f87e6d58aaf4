"""What runs in a learner's Jupyter runs in the judge."""

from __future__ import annotations

import os

import pytest

from autograder.judge import limits
from autograder.judge.host import Host
from autograder.judge.limits import Limits, Patience, crowding
from autograder.judge.workers import ForkServer
from course_lib.aws.account import Cloud
from tests.attacks.outcome import WALLED

pytestmark = pytest.mark.skipif(not WALLED, reason="bubblewrap is not installed")


@pytest.fixture(scope="module")
def fork_server():
    with ForkServer(walled=True) as warm:
        yield warm


@pytest.fixture
def run(fork_server):
    """Run cells; give the value of `x` and what was wrong."""
    hosts = []

    def run_cells(*cells, limits=None, solutions=()):
        host = Host(fork_server, cells, Cloud, Patience(limits or Limits()), solutions=solutions)
        hosts.append(host)
        host.worker()
        return host.value("x"), host.problems

    yield run_cells
    for host in hosts:
        host.close()


def test_pictures_in_the_notebook_cost_nothing(run):
    """`%matplotlib inline`, as every second notebook begins."""
    assert run("%matplotlib inline\nx = 1") == (1, [])


def test_a_file_that_a_cell_writes_can_be_imported(run):
    assert run("%%writefile helper.py\nmuch = 7", "import helper\nx = helper.much") == (7, [])


def test_input_is_answered_with_nothing_and_said(run):
    """It costs that line: the cell goes on, and what it defines is there."""
    said = "The cell that begins with `x = input(\"Your name? \") or 'nobody'` "
    said += "asked for input(), which nobody answers while it is graded; it went on with an empty text."

    assert run("x = input(\"Your name? \") or 'nobody'") == ("nobody", [said])


def test_slow_cells_of_the_learners_do_not_use_up_the_time_of_solutions(run):
    """After the time of all cells a solution is run all the same; another cell is not."""
    slow, other, solution = "while True: pass", "y = 1", "x = 2"

    x, problems = run(slow, other, solution, limits=Limits(cell=30, notebook=0.5), solutions=[solution])

    assert x == 2
    assert [problem.partition("`, ")[0] for problem in problems] == [
        "The cell that begins with `while True: pass` did not end within 30 seconds, so it was skipped.",
        "The cell that begins with `y = 1` was not run: all cells together may take 0.5 seconds.",
    ]


def test_a_busy_machine_gives_more_time(monkeypatch):
    """As many times more as there are processes for each core, up to a bound; never less."""
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    given = []
    for load in (0.1, 2, 5, 1000):
        monkeypatch.setattr(os, "getloadavg", lambda load=load: (load, 0, 0))
        given.append(crowding())

    assert given == [1, 1, 2.5, limits.MOST_CROWDED]
