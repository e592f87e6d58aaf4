"""Another program that acts in the middle of a call."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import Any

from course_lib.aws.layers.before_calls import BeforeCalls
from course_lib.checks.kit.busy import WRITES
from course_lib.checks.kit.unchanged import anew, others_act
from course_lib.checks.submission import Submission

MOST = 60  # requests of a call that somebody acts before


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


def before_each_request(
    submission: Submission,
    cloud: Any,
    prepare: Callable[[Any], object],
    act: Callable[[Any], object],
    call: Callable[[Any, BeforeCalls], object],
    operations: Collection[str] | None = None,
    most: int = MOST,
) -> None:
    """Somebody else acts once, right before a request of a call: the first in one account, the second in another.

    Args:
        prepare: fills an account; each try has one of its own.
        act: what they do; it is handed the account.
        call: makes the call in the account that it is handed, and judges what came of it. From the layer that it is
            handed as well it learns whether they have acted yet.
        operations: only before requests of these. What was read before one of them is at its oldest there.
        most: how many of these requests are tried, from the first.

    Raises:
        Failure: the call's.
    """
    for number in range(most):
        with anew(submission, cloud, prepare) as fresh:
            layer = BeforeCalls(operations, _by_others(fresh, act), times=1, after=number)
            with fresh.use(layer):
                call(fresh, layer)
            if not layer.acted:
                return


def _by_others(cloud: Any, act: Callable[[Any], object]) -> Callable[[Any], object]:
    def acts(call: Any) -> None:
        with others_act(cloud):
            act(cloud)

    return acts
