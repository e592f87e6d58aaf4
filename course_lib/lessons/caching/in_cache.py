"""What checks ask of the cache and of the statements that calls sent, and how a call is stopped on its way."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any

from course_lib.checks import Failure, Fault, crash_points, require
from course_lib.checks.kit import may_change, sent
from course_lib.checks.submission import CALL_LIMIT, CallProblem, Ending, Later, Outcome, Submission, value_of

CHANGED = "changed"  # what a cache holds of a profile that was just changed

# What a cluster says when it cannot do what it was asked, each with a class of its own in redis.exceptions.
ERRORS = (
    "LOADING Redis is loading the dataset in memory",
    "CLUSTERDOWN The cluster is down",
    "OOM command not allowed when used memory > 'maxmemory'.",
    "READONLY You can't write against a read only replica.",
)
FULL = ERRORS[2]
LOADING = ERRORS[0]
BUSY = "BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE."
ONCE = f"one command was refused: {BUSY}"  # and the next one is answered


def unfinished(raised: Any) -> bool:
    """Whether what came out means that nothing is to be judged yet: no code, or SQL that is not simulated."""
    return bool(raised.is_a("NotImplementedError") or raised.is_a("NotSupportedError"))


def profile_key(user_id: str) -> str:
    return f"profile:{user_id}"


def cached(cloud: Any, key: str) -> Any:
    """The text that a key holds; None for none."""
    return cloud.cluster.do("GET", key)


def seconds_left(cloud: Any, key: str) -> float:
    """Until a key expires; below zero for one that is not there or never expires."""
    return float(cloud.cluster.do("PTTL", key)) / 1000


def as_json(text: Any) -> Any:
    """What a text says in JSON; the text itself where it is none."""
    try:
        return json.loads(text)
    except (TypeError, ValueError):
        return text


def selects(cloud: Any, since: int = 0) -> int:
    """How many SELECTs the learner's calls have sent."""
    return len(
        [entry for entry in sent(cloud, since=since) if entry.service == "mysql" and entry.operation == "SELECT"]
    )


def requests(cloud: Any) -> int:
    """How many requests the learner's calls have sent."""
    return len(sent(cloud))


def cache_may_change(cloud: Any) -> None:
    """The check looks at what is in the cache in its own way."""
    may_change(cloud, "redis://*")


class OnTheWay:
    """A call that is answered so many requests at a time.

    Args:
        submission: whose function is called.
        call: which, with objects of the cloud.
        cloud: what answers.
        number: of the caller; no two of one cloud have the same.
        elsewhere: whether it is made in another interpreter than the first one, where there are two.
    """

    def __init__(
        self, submission: Submission, call: Later, cloud: Any, number: int = 0, elsewhere: bool = False
    ) -> None:
        (self._caller,) = submission.run_in_turns([call], cloud, first=number, elsewhere=elsewhere)
        self._cloud, self._call, self._submission = cloud, call, submission
        self._state = self._caller.step()
        self.requests = 0

    @property
    def next_service(self) -> str | None:
        """Which service its next request is for, such as "redis"; None when it has ended."""
        return None if isinstance(self._state, Outcome) else str(self._cloud.service_of(self._state).name)

    @property
    def outcome(self) -> Outcome | None:
        """How it ended, when it has."""
        return self._state if isinstance(self._state, Outcome) else None

    def go_on(self, requests: int = CALL_LIMIT) -> None:
        """Answer so many more requests, or until it ends.

        Raises:
            CallProblem: it did not come back.
        """
        for _ in range(requests):
            if isinstance(self._state, Outcome):
                break
            self._caller.answer(self._cloud.send(self._state, self._caller.who))
            self.requests += 1
            self._state = self._caller.step()
        ended = self.outcome
        if ended is not None and ended.ending not in (Ending.RETURNED, Ending.RAISED):
            raise CallProblem(ended)

    def end(self) -> Outcome:
        """Go on to the end, and leave the call to the reports.

        Raises:
            CallProblem: it did not come back.
        """
        self.go_on()
        ended = self.outcome
        if ended is None:
            problem = f"It sent {CALL_LIMIT} requests without coming to an end."
            raise CallProblem(Outcome(Ending.TIMED_OUT, problem=problem))
        self._submission.calls.append((self._call, ended))
        return ended

    def stop(self) -> None:
        """End it where it is."""
        self._caller.stop()


def ways_to_break(cluster: Any) -> dict[str, AbstractContextManager[None]]:
    """How a cache can break while a call is on its way, by what happens then."""
    return {
        "no node could be reached": cluster.unreachable(),
        "no node answered": cluster.unreachable(silent=True),
        f"each command was refused: {LOADING}": cluster.refusing(LOADING),
        f"each command that writes was refused: {FULL}": cluster.refusing(FULL, writes_only=True),
        ONCE: cluster.refusing(BUSY),
    }


def cache_breaks_on_the_way(
    submission: Submission,
    cloud: Any,
    prepare: Callable[[Any], object],
    call: Callable[[Any], Later],
    judge: Callable[[Any, Outcome, str], None],
) -> None:
    """Before each command that a call sends to the cache, the cache breaks in each way, and stays broken; or, as
    `ONCE` says, refuses that command only.

    Args:
        prepare: fills an account; each try has one of its own.
        call: the call, with objects of the account that it is handed.
        judge: says what has to hold then, of the account, of how the call ended, and told what had happened; it is
            asked while the cache is well again.
    """

    def explore() -> None:
        for stop in each_stop(submission, cloud, prepare, call):
            for number in range(len(ways_to_break(cloud.cluster))):
                if not _broken(stop, number):
                    break

    def _broken(stop: int, number: int) -> bool:
        """One try; whether the call's next request was for the cache."""
        with cloud.fresh() as fresh:
            prepare(fresh)
            cache_may_change(fresh)
            way = OnTheWay(submission, call(fresh), fresh)
            try:
                way.go_on(stop)
                if way.next_service != "redis":
                    return False
                said, broken = list(ways_to_break(fresh.cluster).items())[number]
                with broken:
                    way.go_on(1 if said == ONCE else CALL_LIMIT)
                ended = way.end()
                judge(fresh, ended, f"After {stop} requests {said.rstrip('.')}.")
            except Failure as failure:
                failure.explain(submission.reasons, fresh, [])
                raise
            finally:
                way.stop()
        return True

    submission.explore(explore)


def always_expires(
    submission: Submission,
    cloud: Any,
    prepare: Callable[[Any], object],
    call: Callable[[Any], Later],
    key: str,
    advice: str,
    faults: Sequence[Fault] = (Fault.DIED_AFTER,),
) -> None:
    """The program ends after any of its requests: whatever is in the cache then expires by itself."""

    def calls(fresh: Any) -> list[Later]:
        return [call(fresh)]

    def holds(fresh: Any, outcomes: Sequence[Outcome]) -> None:
        cache_may_change(fresh)
        may_change(fresh, "mysql://*")
        lasts = cached(fresh, key) is not None and seconds_left(fresh, key) < 0
        problem = f"In the end {key} is in the cache, and never expires."
        require(not lasts, problem, "nothing may stay there for ever", advice)

    crash_points(submission, cloud, prepare, calls, holds, faults=faults, again=False)


def each_stop(
    submission: Submission, cloud: Any, prepare: Callable[[Any], object], call: Callable[[Any], Later]
) -> list[int]:
    """How many requests a call can be stopped after: 0, 1, … up to all that it sends in a prepared account.

    Raises:
        LearnerError, CallProblem: it cannot be called, or was not attempted.
    """
    with cloud.fresh() as fresh:
        prepare(fresh)
        way = OnTheWay(submission, call(fresh), fresh)
        try:
            value_of(way.end())
        finally:
            way.stop()
        return list(range(way.requests + 1))
