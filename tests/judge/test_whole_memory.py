"""The memory of a submission, measured from outside: of all its processes together, and of one call."""

from __future__ import annotations

import mmap
import os
import signal
from contextlib import ExitStack

import pytest

from autograder.judge import memory_watch, processes, sandbox
from autograder.judge.host import Host
from autograder.judge.limits import Limits, Patience
from autograder.judge.remote import RemoteSubmission
from autograder.judge.workers import ForkServer
from course_lib.aws.account import Cloud
from course_lib.checks.submission import Ending

pytestmark = pytest.mark.skipif(sandbox.bubblewrap() is None, reason="bubblewrap is not installed")

MEGABYTE = 2**20
PATIENT = Limits(cell=120, call=120, check=300, notebook=600)
FORKS = """
import os, signal

def forks(processes, megabytes):
    "Processes that take memory, and stay."
    for _ in range(processes):
        if os.fork() == 0:
            held = bytearray(megabytes * 2**20)
            signal.pause()
    os.wait()

def takes(megabytes):
    return len(bytearray(megabytes * 2**20))
"""
UNBOUND = """
import resource
from autograder.worker import instance, room

resource.setrlimit = lambda *_: None
room.bound_memory = instance.bound_memory = lambda size: None
"""
WORDS = "it took more than {} MB of memory in all its processes together"


@pytest.fixture(scope="module")
def fork_server():
    with ForkServer(walled=True) as warm:
        yield warm


@pytest.fixture
def submit(fork_server):
    """A submission of these cells, and its host."""
    with ExitStack() as after:

        def run(*cells):
            host = Host(fork_server, cells, Cloud, Patience(PATIENT))
            after.callback(host.close)
            tried = RemoteSubmission(host, after.enter_context(Cloud(pooled=True)), "seed")
            after.callback(tried.close)
            return tried, host

        yield run


def test_many_processes_that_take_much_together_are_ended(submit, fork_server, monkeypatch):
    """Each of them has less than one process may have. What comes next finds everything as it was."""
    monkeypatch.setattr(fork_server.memory, "_most", 300 * MEGABYTE)
    tried, _ = submit(FORKS)

    ended = tried.run(tried.later.forks(8, 60))
    after = tried.run(tried.later.takes(1))

    assert (ended.ending, ended.problem) == (Ending.TIMED_OUT, f"`forks` was ended: {WORDS.format(300)}.")
    assert (after.ending, after.value) == (Ending.RETURNED, MEGABYTE)


def test_a_look_that_fails_is_not_the_last(submit, fork_server, monkeypatch):
    """A process that ends while it is read about leaves half a line; the bound holds all the same."""
    looks, inside = [], processes.inside

    def half_told(bubblewrap):
        looks.append(bubblewrap)
        return int("") if len(looks) % 2 else inside(bubblewrap)

    monkeypatch.setattr(processes, "inside", half_told)
    monkeypatch.setattr(fork_server.memory, "_most", 300 * MEGABYTE)
    tried, _ = submit(FORKS)

    assert tried.run(tried.later.forks(8, 60)).problem == f"`forks` was ended: {WORDS.format(300)}."


def test_a_cell_that_takes_too_much_is_skipped(submit, fork_server, monkeypatch):
    monkeypatch.setattr(fork_server.memory, "_most", 300 * MEGABYTE)
    tried, host = submit(FORKS, "forks(8, 60)")

    assert tried.run(tried.later.takes(1)).value == MEGABYTE
    assert host.problems == [f"The cell that begins with `forks(8, 60)` was ended and skipped: {WORDS.format(300)}."]


def test_a_call_cannot_lift_its_bound(submit):
    """The judge sets one as well, from outside, whatever the submission has made of the worker's own."""
    tried, _ = submit(FORKS, UNBOUND)

    with tried.memory(megabytes=64):
        little, much = tried.run(tried.later.takes(20)), tried.run(tried.later.takes(120))
    unbounded = tried.run(tried.later.takes(120))

    assert (little.ending, little.value) == (Ending.RETURNED, 20 * MEGABYTE)
    assert much.raised is not None
    assert str(much.raised) == "MemoryError: more than 64 MB were in use at once"
    assert unbounded.value == 120 * MEGABYTE


def test_a_call_that_keeps_to_the_rules_has_exactly_what_it_may_have(submit):
    """The worker's own bound is exact; the judge's, behind it, does not get in its way."""
    tried, _ = submit(FORKS)

    with tried.memory(megabytes=64):
        little, much = tried.run(tried.later.takes(60)), tried.run(tried.later.takes(65))

    assert little.value == 60 * MEGABYTE
    assert str(much.raised) == "MemoryError: more than 64 MB were in use at once", much


def test_a_bounded_call_cannot_have_helpers_take_it(submit):
    """Each is within the bound of one."""
    tried, _ = submit(FORKS, UNBOUND)

    with tried.memory(megabytes=64):
        ended = tried.run(tried.later.forks(8, 60))

    assert ended.ending is Ending.TIMED_OUT
    assert "MB of memory in all its processes together" in ended.problem


def test_helpers_from_before_are_gone_when_a_bounded_call_begins(submit):
    """A process that a cell left running is no place to compute in."""
    left = "import os, signal\nchild = os.fork()\nif child == 0:\n    signal.pause()\n"
    asks = """
def alive():
    try:
        os.kill(child, 0)
    except ProcessLookupError:
        return False
    return True
"""
    tried, _ = submit(left + asks)

    before = tried.run(tried.later.alive()).value
    with tried.memory(megabytes=64):
        within = tried.run(tried.later.alive()).value

    assert (before, within) == (True, False)


def test_empty_files_are_bounded_in_number(submit):
    """They take the kernel's memory, and no room on the disk."""
    source = """
def many(folder):
    made = 0
    try:
        for number in range(30_000):
            open(f"{folder}/{number}", "w").close()
            made += 1
    except OSError as error:
        return [made <= 20_000, error.errno]
"""
    tried, _ = submit(source)

    assert tried.run(tried.later.many("/scratch")).value == [True, 28]  # ENOSPC
    assert tried.run(tried.later.many("/dev/shm")).value == [True, 28]


def test_what_several_processes_share_is_counted_once():
    """Pages of a parent that its children have not written, and memory that is shared on purpose."""
    shared = mmap.mmap(-1, 64 * MEGABYTE)
    shared.write(b"x" * (64 * MEGABYTE))
    children, (ready, tell) = [], os.pipe()
    for _ in range(3):
        child = os.fork()
        if child == 0:
            shared[:: mmap.PAGESIZE]  # each page is read
            os.write(tell, b".")
            signal.pause()
            os._exit(0)
        children.append(child)
    try:
        for _ in children:
            os.read(ready, 1)
        exact, rough = processes.memory(children, 0), processes.memory(children, 2**40)
    finally:
        for child in children:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)

    assert rough >= 3 * 64 * MEGABYTE
    assert exact < rough / 2


def test_the_usual_bound_holds_again_after_a_bounded_call(submit, fork_server):
    tried, _ = submit(FORKS)

    with tried.memory(megabytes=64):
        tried.run(tried.later.takes(1))

    assert fork_server.memory._most == memory_watch.MOST
