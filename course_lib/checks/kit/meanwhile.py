"""Another program that acts in the middle of a call."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from course_lib.aws.http.messages import AwsError
from course_lib.aws.layers.before_calls import BeforeCalls
from course_lib.checks.kit.busy import WRITES
from course_lib.checks.kit.errors import FailsFrom
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


def after_each_fault(
    submission: Submission,
    cloud: Any,
    prepare: Callable[[Any], object],
    act: Callable[[Any], object],
    call: Callable[[Any], object],
    errors: Sequence[AwsError],
    times: int = 1,
    most: int = MOST,
) -> None:
    """Each request of a call meets a fault that passes, and somebody else acts before the next request.

    What is found then may be theirs: a request that boto3 had to send again was not carried out for that reason.

    Args:
        prepare: fills an account; each try has one of its own.
        act: what they do; it is handed the account.
        call: makes the call in the account that it is handed, and judges what came of it.
        errors: which faults; `LOST` for an answer that is lost.
        times: how many requests meet the fault, one after the other; boto3 gives up after `TRIES`.
        most: how many of the call's requests are looked at, from the first.

    Raises:
        Failure: the call's.
    """
    for error in errors:
        for number in range(1, most + 1):
            fault = FailsFrom(number, error, times=times)
            with anew(submission, cloud, prepare) as fresh:
                others = BeforeCalls(None, _by_others(fresh, act), times=1, after=number - 1 + times)
                with fresh.use(fault), fresh.use(others):
                    call(fresh)
            if not fault.met:
                break


def _by_others(cloud: Any, act: Callable[[Any], object]) -> Callable[[Any], object]:
    def acts(call: Any) -> None:
        with others_act(cloud):
            act(cloud)

    return acts
