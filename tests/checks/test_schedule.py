"""Virtual CPUs: when what several processes compute at once is done."""

import pytest

from course_lib.checks.processors.schedule import Schedule


def ends(schedule):
    """Who is done when, to the end."""
    found = []
    while (who := schedule.next()) is not None:
        found.append((who, round(schedule.now, 6)))
    return found


@pytest.mark.parametrize(
    ("vcpus", "expected"),
    [
        (1, [("b", 200), ("a", 300)]),
        (2, [("b", 100), ("a", 200)]),
        (6, [("b", 100), ("a", 200)]),
        (0.5, [("b", 400), ("a", 600)]),
        (1.5, [("b", 133.333333), ("a", 233.333333)]),
    ],
)
def test_processes_share_the_cpus(vcpus, expected):
    """Equally, and none has more than one: 1.5 CPUs are three quarters for each of two, then one for the one left."""
    schedule = Schedule(vcpus)
    schedule.compute(1, 200, "a")
    schedule.compute(2, 100, "b")
    assert ends(schedule) == expected


def test_threads_of_one_process_take_turns():
    schedule = Schedule(6)
    for name in "abc":
        schedule.compute(1, 100, name)
    assert ends(schedule) == [("a", 100), ("b", 200), ("c", 300)]


def test_who_sleeps_needs_no_cpu():
    schedule = Schedule(1)
    schedule.sleep(150, "sleeper")
    schedule.compute(1, 100, "a")
    schedule.compute(2, 100, "b")
    assert ends(schedule) == [("sleeper", 150), ("a", 200), ("b", 200)]


def test_who_comes_later_shares_what_is_left():
    schedule = Schedule(1)
    schedule.compute(1, 100, "a")
    schedule.sleep(50, "sleeper")
    assert schedule.next() == "sleeper"
    schedule.compute(2, 100, "b")
    assert ends(schedule) == [("a", 150), ("b", 200)]


def test_of_two_at_once_the_first_one_is_first():
    schedule = Schedule(2)
    schedule.compute(2, 100, "first")
    schedule.compute(1, 100, "second")
    assert ends(schedule) == [("first", 100), ("second", 100)]


def test_who_is_gone_computes_no_more():
    """Neither those that compute, nor those that wait for their turn, nor those that sleep."""
    schedule = Schedule(1)
    for process, who in ((1, "a"), (1, "b"), (2, "c"), (3, "d")):
        schedule.compute(process, 100, who)
    schedule.sleep(50, "e")
    schedule.sleep(450, "f")
    assert sorted(schedule.forget(lambda who: who in "acf")) == ["a", "c", "f"]
    assert ends(schedule) == [("e", 50), ("b", 200), ("d", 200)]
