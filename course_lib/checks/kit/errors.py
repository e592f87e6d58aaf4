"""Every request of a call meets an error: one that stays has to come out as boto3 raised it, one that passes not."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from course_lib.aws.http.fates import CONNECTION_CLOSED
from course_lib.aws.http.messages import Answer, AwsError, Call, Forward
from course_lib.aws.layers.journal import COURSE
from course_lib.checks.expectations import Failure
from course_lib.checks.kit.endings import comes_to_an_end
from course_lib.checks.kit.unchanged import anew, may_change
from course_lib.checks.ledger import ledger_of
from course_lib.checks.reasons import Advice
from course_lib.checks.results import Finding
from course_lib.checks.submission import LearnerError, Submission

# No answer, and botocore's error has no `response`: each time that the SDK sends the request, the connection breaks
# before it arrives; or after it was carried out.
UNREACHED = AwsError("ConnectionClosedError", "Connection was closed before the request arrived")
LOST = AwsError("ConnectionClosedError", "Connection was closed before we received a valid response")
# What any request to DynamoDB can meet. Source: API reference, "Common Errors" and each operation's "Errors".
LASTING = (
    AwsError("ResourceNotFoundException", "Requested resource not found"),
    AwsError("AccessDeniedException", "User is not authorized to perform this action on the resource"),
    AwsError("ProvisionedThroughputExceededException", "The level of configured provisioned throughput was exceeded."),
    AwsError("InternalServerError", "The request processing has failed because of an unknown error.", 500),
    AwsError("ValidationException", "One or more parameter values were invalid"),
    UNREACHED,
)
REFUSED = tuple(each for each in LASTING if each.code in ("AccessDeniedException", "ValidationException"))
S3_DENIED = AwsError("AccessDenied", "Access Denied", 403)  # S3 API reference, "Error responses"
NO_ANSWER = (UNREACHED, LOST)
TRIES = 4  # that boto3 sends a request to DynamoDB at most. Source: boto3 guide, "Retries", standard mode
MOST = 60  # requests of a call that are looked at


@dataclass(eq=False)
class FailsFrom:
    """Answers a caller's requests with an error, from one of them on; `met` says whether any was.

    Args:
        number: from which, counted from 1; what an SDK sends again counts as a request of its own.
        error: the answer.
        operations: only requests of these count; every one if there are none.
        times: how many requests meet it, one after the other; None for that one and all later ones of its operation:
            a caller who then tries another way is served, and has hidden the error.
    """

    number: int
    error: AwsError = LOST
    operations: Collection[str] = ()
    times: int | None = None
    operation: str = field(default="", init=False)
    seen: int = field(default=0, init=False)

    def __call__(self, call: Call, forward: Forward) -> Answer:
        if call.who == COURSE or (self.operations and call.operation not in self.operations):
            return forward(call)
        self.seen += 1
        if self.seen == self.number:
            self.operation = call.operation
        if not self._strikes(call):
            return forward(call)
        if self.error is UNREACHED:
            return Answer(response=CONNECTION_CLOSED)
        return replace(forward(call), response=CONNECTION_CLOSED) if self.error is LOST else Answer(error=self.error)

    def _strikes(self, call: Call) -> bool:
        if self.times is None:
            return self.met and call.operation == self.operation
        return self.number <= self.seen < self.number + self.times

    @property
    def met(self) -> bool:
        return self.seen >= self.number


def passing_faults(
    submission: Submission,
    cloud: Any,
    prepare: Callable[[Any], object],
    call: Callable[[Any, FailsFrom], object],
    errors: Sequence[AwsError] = (LOST,),
    most: int = MOST,
    operations: Collection[str] = (),
    times: int = 1,
) -> None:
    """Each request of a call meets a fault once, in an account of its own. boto3 tries again: it is as if nothing were.

    With `times=TRIES` boto3 gives up, and the request after that is served again: a call that begins anew must not
    count, write or read anything twice.

    Args:
        prepare: fills an account.
        call: makes the call in the account that it is handed, and judges what came of it.
        errors: which faults, such as being throttled; `LOST` for an answer that is lost.
        most: how many of the call's requests are looked at, from the first.
        operations: only requests of these; every one if there are none.
        times: how many requests meet the fault, one after the other.

    Raises:
        Failure: the call's.
    """
    for error in errors:
        for number in range(1, most + 1):
            layer = FailsFrom(number, error, operations, times)
            with anew(submission, cloud, prepare) as fresh:
                with fresh.use(layer):
                    call(fresh, layer)
            if not layer.met:
                break


def errors_come_out(
    submission: Submission,
    cloud: Any,
    prepare: Callable[[Any], object],
    call: Callable[[Any], object],
    advice: Advice = None,
    errors: Sequence[AwsError] = LASTING,
    allow: Sequence[str] = (),
    most: int = MOST,
    within: float | None = None,
    passes: bool = False,
) -> None:
    """From each of a call's requests on, all of its operation are answered with an error; the call must let it out.

    A call that then gets its answer another way has hidden the error.

    Args:
        prepare: fills an account; each try has one of its own.
        call: makes the call in the account that it is handed.
        advice: the key of the exercise's reason, or the keys of those that it can be.
        errors: which; `UNREACHED` and `LOST` for answers that never come.
        allow: what may have changed when the error comes, as for `may_change`.
        most: how many of the call's requests are looked at, from the first: later ones are often the same again.
        within: how many seconds after the first such answer it comes out at the latest; None for any time.
        passes: only one request is answered so, and a second try would hide it. For errors that boto3 lets out itself,
            such as those in `REFUSED`.

    Raises:
        Failure: the call returned, or raised something else, or waited.
    """
    for error in errors:
        for number in itertools.takewhile(lambda number: number <= most, itertools.count(1)):
            layer = FailsFrom(number, error, times=1 if passes else None)
            with anew(submission, cloud, prepare) as fresh, fresh.use(layer):
                may_change(fresh, *allow)
                _lets_out(call, fresh, layer, advice, within)
            if not layer.met:
                break


def made_before(cloud: Any, call: Callable[[], object]) -> None:
    """Make a call that no check looks at, so that a program that remembers has something to remember.

    Args:
        cloud: what has changed in it by then counts as judged.
        call: makes the call, in this check's own process. It may raise.
    """
    with suppress(LearnerError):
        call()
    ledger_of(cloud).settle()


def errors_come_out_later(
    cloud: Any,
    call: Callable[[], object],
    advice: Advice = None,
    errors: Sequence[AwsError] = LASTING,
    most: int = 3,
    passes: bool = False,
) -> None:
    """A call succeeds; then the same call meets an error, and must not answer with what the first one saw.

    Args:
        call: makes the call, in this check's own account and process.
        advice: the key of the exercise's reason, or the keys of those that it can be.
        errors: which, one after the other.
        most: how many of the call's requests are looked at, from the first; all later ones meet the error, too.
        passes: only one request is answered so, as for `errors_come_out`.

    Raises:
        Failure: the second call returned, or raised something else.
    """
    call()
    for error in errors:
        for number in range(1, most + 1):
            layer = FailsFrom(number, error, times=1 if passes else None)
            with cloud.use(layer):
                _lets_out(lambda _: call(), cloud, layer, advice)
            if not layer.met:
                break


def _lets_out(
    call: Callable[[Any], object], cloud: Any, layer: FailsFrom, advice: Advice, within: float | None = None
) -> None:
    """One call."""
    because = "nobody can know the answer then, and whoever called has to hear of it"
    met = f"From request {layer.number} on AWS answered {layer.error.code}."
    if layer.times == 1:
        met = f"AWS answered request {layer.number} with {layer.error.code}."
    if layer.error in NO_ANSWER:
        met = f"From request {layer.number} on the connection broke before AWS's answer was there."
    try:
        with comes_to_an_end(cloud, most=100, advice=advice):
            got = call(cloud)
    except LearnerError as caught:
        if not layer.met:
            raise
        if within is not None:
            _at_once(cloud, layer.error, met, advice, within)
        if caught.raised.code in (layer.error.code, str(layer.error.status)):  # what answers HEAD has no body
            return
        if caught.raised.is_a("WaiterError") and layer.error.code in caught.raised.message:  # as a waiter passes it on
            return
        if layer.error in NO_ANSWER and caught.raised.is_a("HTTPClientError"):
            return
        finding = Finding(problem=f"{met} Your function raised {caught.raised}.", because=because)
        raise Failure(finding, advice) from None
    if layer.met:
        raise Failure(Finding(problem=f"{met} Your function returned {got!r:.100}.", because=because), advice)


def _at_once(cloud: Any, error: AwsError, met: str, advice: Advice, within: float) -> None:
    """The error has come out without a pause."""
    first = next((each.when for each in cloud.journal.learner_entries() if each.error == error), None)
    waited = (cloud.clock.now() - first).total_seconds() if first else 0
    if waited > within:
        problem = f"{met} The error came out {waited:.0f} seconds later."
        raise Failure(Finding(problem=problem, because="no pause mends it"), advice)
