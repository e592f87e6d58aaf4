"""Pauses move the cloud's clock and take no time."""

import threading
import time
from datetime import UTC, datetime, timedelta

import pytest

from course_lib.aws.account import Cloud
from course_lib.aws.clock import START, Clock
from course_lib.aws.sdk.on_clock import REAL_SLEEP, living_by, pass_pauses_to
from course_lib.checks.here.local import LocalSubmission

DAY = 86_400


@pytest.fixture
def clock():
    clock = Clock()
    pass_pauses_to(clock)
    yield clock
    pass_pauses_to(None)


def test_a_pause_moves_the_clock_on(clock):
    """A day passes in no time, and time.monotonic has moved with it."""
    before = time.monotonic()
    time.sleep(DAY)
    assert clock.now() == START + timedelta(days=1)
    assert time.monotonic() - before >= DAY


def test_a_pause_is_never_negative(clock):
    """As with Python's own."""
    with pytest.raises(ValueError, match="sleep length must be non-negative"):
        time.sleep(-1)
    assert clock.now() == START


def test_the_process_keeps_its_own_time(clock):
    """What runs the process, such as the kernel, neither moves the clock nor sees its pauses."""
    time.sleep(DAY)
    kernel = {"__name__": "ipykernel.parentpoller", "time": time, "real": []}
    exec("def poll():\n    time.sleep(0)\n    real.append(time.monotonic())", kernel)
    kernel["poll"]()
    assert clock.now() == START + timedelta(days=1)
    assert kernel["real"][0] < time.monotonic() - DAY + 60


def test_pauses_of_threads_count_too(clock):
    """Backoff in a thread pool is backoff."""
    threads = [threading.Thread(target=time.sleep, args=(DAY,)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert clock.now() == START + timedelta(days=3)


def test_afterwards_everything_is_as_before():
    """Python's own functions are back."""
    pass_pauses_to(Clock())
    pass_pauses_to(None)
    assert time.sleep is REAL_SLEEP
    assert time.monotonic.__module__ == "time"


def test_the_time_of_day_is_the_clouds():
    """Inside the block, and only there; after a pause it is later."""
    with living_by(Clock()):
        assert START <= datetime.now(UTC) < START + timedelta(minutes=1)
        time.sleep(DAY)
        assert START + timedelta(days=1) <= datetime.now(UTC) < START + timedelta(days=1, minutes=1)
        assert datetime.fromtimestamp(time.time(), UTC).date() == datetime(2026, 3, 3).date()
    assert datetime.now(UTC).date() != datetime(2026, 3, 3).date()


def test_a_waiter_of_boto3_waits_on_the_clock():
    """20 seconds between two looks, 25 looks, and no time is lost."""
    with Cloud() as cloud:
        client = cloud.client("dynamodb")

        def wait(client):
            try:
                client.get_waiter("table_exists").wait(TableName="nobody-makes-this")
            except Exception as error:
                return type(error).__name__

        submission = LocalSubmission({"wait": wait}, clock=cloud.clock)
        assert submission.wait(client) == "WaiterError"
        assert cloud.clock.now() - START >= timedelta(seconds=20 * 24)
        assert len(cloud.journal.entries(operation="DescribeTable")) == 25
