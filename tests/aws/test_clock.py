"""The cloud's clock: it never waits, and keeps appointments when it comes by."""

from __future__ import annotations

from datetime import timedelta

import pytest

from course_lib.aws.clock import START, Clock


def test_appointments_are_kept_each_at_its_moment_and_in_order():
    """Whatever the order they were made in; of two at one moment the first made comes first."""
    clock, kept = Clock(), []
    for name, hours in (("late", 3), ("early", 1), ("also early", 1), ("too late", 9)):
        clock.at(START + timedelta(hours=hours), lambda name=name: kept.append((name, clock.now())))
    assert clock.advance(hours=5) == START + timedelta(hours=5)
    early, late = START + timedelta(hours=1), START + timedelta(hours=3)
    assert kept == [("early", early), ("also early", early), ("late", late)]


def test_a_call_s_tick_keeps_what_is_due():
    """One that is in the past when it is made is kept when the clock moves next."""
    clock, kept = Clock(), []
    clock.at(START - timedelta(days=1), lambda: kept.append(clock.now()))
    clock.count_call()
    assert kept == [START]


def test_one_that_was_cancelled_is_not_kept():
    clock, kept = Clock(), []
    clock.at(START + timedelta(hours=1), lambda: kept.append("kept")).cancel()
    clock.advance(days=1)
    assert kept == []


def test_what_an_appointment_takes_moves_the_clock_and_the_next_one_waits():
    """One after the other: the second is not kept while the first is."""
    clock, kept = Clock(), []

    def first():
        clock.advance(minutes=30)
        kept.append(("first", clock.now()))

    clock.at(START + timedelta(minutes=1), first)
    clock.at(START + timedelta(minutes=2), lambda: kept.append(("second", clock.now())))
    assert clock.advance(minutes=5) == START + timedelta(minutes=31)
    assert kept == [("first", START + timedelta(minutes=31)), ("second", START + timedelta(minutes=31))]


def test_an_appointment_can_make_the_next_one():
    """As a schedule does; all that fall into one step are kept in it."""
    clock, kept = Clock(), []

    def again():
        kept.append(clock.now())
        clock.at(clock.now() + timedelta(days=1), again)

    clock.at(START, again)
    clock.advance(days=3)
    assert kept == [START + timedelta(days=day) for day in range(4)]


def test_while_it_is_held_no_appointment_is_kept():
    """They are when it moves again."""
    clock, kept = Clock(), []
    clock.at(START + timedelta(minutes=1), lambda: kept.append(clock.now()))
    with clock.held():
        clock.advance(minutes=5)
    assert kept == []
    clock.count_call()
    assert kept == [START + timedelta(minutes=5)]


def test_a_clock_only_goes_forward():
    with pytest.raises(ValueError, match="only goes forward"):
        Clock().advance(seconds=-1)
