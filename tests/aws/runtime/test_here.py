"""Instances on this machine: whose they are, and when they end."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from course_lib.aws.account import Cloud
from course_lib.aws.http.messages import NotSimulated
from course_lib.aws.runtime import here
from tests.aws.services.lambda_.code import call, make

ROOT = Path(__file__).resolve().parents[3]
WHERE = """
import os, tempfile
def handler(event, context): return os.getpid(), os.getppid(), os.path.dirname(tempfile.gettempdir())
"""


@pytest.fixture
def cloud():
    with Cloud(services=["lambda"]) as made:
        yield made


def gone(process: int) -> bool:
    """Whether a process that was ended is no more, within a while."""
    waiting = threading.Event()
    for _ in range(2000):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        waiting.wait(0.01)
    return False


def test_instances_end_with_their_account(cloud):
    """Their folders too."""
    make(cloud, WHERE)
    instance, keeper, folder = call(cloud)
    assert os.path.isdir(folder) and instance != keeper
    cloud.close()
    assert gone(instance) and gone(keeper)
    assert not os.path.exists(folder)


def test_an_instance_that_was_warm_for_long_is_ended(cloud):
    """With the next invocation of any function."""
    make(cloud, WHERE)
    instance, *_ = call(cloud)
    cloud.clock.advance(minutes=11)
    assert call(cloud)[0] != instance
    assert gone(instance)


def test_no_more_than_eight_wait(cloud):
    """The one that has waited longest is ended first."""
    for number in range(9):
        make(cloud, WHERE, f"function{number}")
    first, *others = (call(cloud, name=f"function{number}")[0] for number in range(9))
    assert gone(first)
    assert [call(cloud, name=f"function{number}")[0] for number in range(1, 9)] == others


def test_a_changed_function_has_new_instances(cloud):
    """Those of the version before stay with it."""
    make(cloud, WHERE)
    cloud.client("lambda").publish_version(FunctionName="nightly")
    newest, published = call(cloud)[0], call(cloud, Qualifier="1")[0]
    assert newest != published
    cloud.client("lambda").update_function_configuration(FunctionName="nightly", MemorySize=256)
    cloud.clock.advance(seconds=5)
    assert call(cloud)[0] != newest
    assert call(cloud, Qualifier="1")[0] == published


def test_a_copy_of_this_process_starts_instances_too(cloud):
    """A check in a notebook runs in a forked copy of its kernel: its instances are its own."""
    make(cloud, WHERE)
    server = call(cloud)[1]
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            with Cloud(services=["lambda"]) as other:
                make(other, WHERE)
                os.write(writing, str(call(other)[0]).encode())
                status = 0
        finally:
            os._exit(status)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert gone(int(os.read(reading, 20)))
    assert call(cloud)[1] == server
    os.close(reading)
    os.close(writing)


@pytest.mark.parametrize("end", ["", "import os; os._exit(0)", "import os; os.kill(os.getpid(), 9)"])
def test_nothing_is_left_when_this_process_ends(end):
    """However it ends, and with an account that was not closed."""
    source = f"""
from course_lib.aws.account import Cloud
from course_lib.aws.runtime import here
from tests.aws.services.lambda_.code import call, make
cloud = Cloud(services=["lambda"])
make(cloud, {WHERE!r})
instance, keeper, folder = call(cloud)
print(folder, instance, keeper, here._STARTED[0].process.pid, flush=True)
{end}
"""
    done = subprocess.run(
        [sys.executable, "-c", source],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    folder, *processes = done.stdout.split()
    assert len(processes) == 3, done.stderr
    assert all(gone(int(each)) for each in processes)
    assert not os.path.exists(Path(folder).parent)


def test_where_it_is_forbidden_nothing_runs(cloud):
    """As while submissions are judged: an account without a sandbox for it says so."""
    make(cloud, WHERE)
    with here.nothing_runs_here(), pytest.raises(NotSimulated, match="No code of functions runs here"):
        call(cloud)
    assert len(call(cloud)) == 3


def test_an_interrupt_ends_the_invocation_and_nothing_else(cloud):
    """As with a notebook's stop button."""
    make(cloud, WHERE)
    make(cloud, "def handler(event, context):\n    while True: pass\n", "loop", Timeout=900)
    instance = call(cloud)[0]

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    import signal

    before = signal.signal(signal.SIGALRM, stopped)
    signal.setitimer(signal.ITIMER_REAL, 0.5)
    try:
        with pytest.raises(KeyboardInterrupt):
            call(cloud, name="loop")
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert call(cloud)[0] == instance


def test_a_server_that_has_ended_is_started_again(cloud):
    make(cloud, WHERE)
    call(cloud)
    server = here._STARTED[0].process
    server.kill()
    server.wait()
    cloud.clock.advance(minutes=11)
    assert len(call(cloud)) == 3
    assert here._STARTED[0].process.pid != server.pid
