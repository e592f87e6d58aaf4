"""Another program that writes in the middle of a call."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from course_lib.aws.layers.before_calls import BeforeCalls
from course_lib.checks.kit.busy import WRITES
from course_lib.checks.kit.unchanged import others_act


@contextmanager
def before_a_write(cloud: Any, act: Callable[[], object], times: int = 1) -> Iterator[None]:
    """For the length of the block: right before a write of the learner's code arrives, somebody else acts.

    Args:
        act: what they do.
        times: before how many of the writes, from the first one on.
    """

    def acts(call: Any) -> None:
        with others_act(cloud):
            act()

    with cloud.use(BeforeCalls(WRITES, acts, times=times)):
        yield
