"""Whether all processes are asleep, from what the system shows of them."""

import pytest

from course_lib.checks.processors import quiet
from course_lib.checks.processors.quiet import BUSY, Quiet

STATUS = "Name:\tpython\nState:\t{} (what it is)\nvoluntary_ctxt_switches:\t{}\nnonvoluntary_ctxt_switches:\t{}\n"
pytestmark = pytest.mark.skipif(quiet.sys.platform != "linux", reason="elsewhere there is no /proc")


class Shown:
    """Processes of one thread, as a system shows them: state, numbers of switches, what it waits for, seconds."""

    def __init__(self, monkeypatch):
        self.processes = {}
        monkeypatch.setattr(quiet, "read", self.read)
        monkeypatch.setattr(quiet.os, "listdir", lambda path: [path.split("/")[2]])

    def read(self, path):
        process, kind = int(path.split("/")[2]), path.split("/")[-1]
        state, voluntary, other, waits, seconds = self.processes[process]
        if kind == "wchan":
            if waits is None:
                raise PermissionError
            return waits
        if kind == "stat":
            return f"{process} (a) b) {state} " + "0 " * 10 + f"{int(seconds * quiet.TICKS)} 0 0"
        return STATUS.format(state, voluntary, other)


@pytest.fixture
def shown(monkeypatch):
    return Shown(monkeypatch)


def looks(shown, *states):
    """What a look says of one process after the other change."""
    watch = Quiet(lambda: shown.processes)
    found = []
    for state in states:
        shown.processes = state
        found.append(watch.look())
    return found


def test_who_runs_or_is_stuck_in_the_system_is_not_asleep(shown):
    asleep = ("S", 3, 1, "pipe_read", 0)
    assert looks(shown, {1: asleep}, {1: asleep, 2: ("R", 1, 0, "0", 0)}, {1: asleep, 2: ("D", 1, 0, "io", 0)}) == [
        True,
        False,
        False,
    ]


def test_whose_processor_was_taken_while_it_looked_for_its_children_is_not_asleep(shown):
    """It is shown as sleeping, and waits for nothing."""
    waits, taken = ("S", 3, 1, "do_wait", 0), ("S", 3, 2, "0", 0)
    assert looks(shown, {1: waits, 2: ("Z", 1, 1, "0", 0)}, {1: taken}, {1: taken}, {1: waits}) == [
        True,
        False,
        False,
        True,
    ]


def test_who_stands_still_for_a_second_is_asleep_though_the_system_does_not_say_so(shown, monkeypatch):
    """And from then on that system is not believed in this. Who is in the processor is never asleep."""
    moments = iter([0.0, 0.5, 1.4, 1.6, 1.7, 1.8])
    monkeypatch.setattr(quiet.time, "monotonic", lambda: next(moments))
    waits, silent, runs = ("S", 3, 1, "do_wait", 0), ("S", 3, 2, "0", 0), ("R", 4, 2, "0", 0)
    states = [{1: waits}, *[{1: waits, 2: silent}] * 3, {1: waits, 2: ("S", 4, 2, "0", 0)}, {1: waits, 2: runs}]
    assert looks(shown, *states) == [True, False, False, True, True, False]


@pytest.mark.parametrize("nothing", ["0", None])
def test_where_the_system_does_not_say_who_waits_the_state_is_believed(shown, nothing):
    assert looks(shown, {1: ("S", 3, 1, nothing, 0)}, {1: ("S", 3, 2, nothing, 0)}) == [True, True]


def test_who_computes_on_and_on_is_busy_and_a_machine_that_stands_still_is_not(shown):
    """Seconds count that were used between looks, and of those that are far apart only a few."""
    watch = Quiet(lambda: shown.processes)

    def busy(seconds):
        shown.processes = {1: ("R", 1, 0, "0", seconds)}
        return watch.somebody_is_busy()

    assert [busy(9), busy(9 + 2 * BUSY), busy(9.05 + 2 * BUSY)] == [False, False, False]
    watch.begin_anew()
    assert [busy(20 + step / 50) for step in range(9)] == [False] * 8 + [True]
