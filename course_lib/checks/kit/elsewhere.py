"""One call in an account that is not the check's own."""

from __future__ import annotations

from typing import Any

from course_lib.checks.submission import CALL_LIMIT, Ending, Later, Outcome, Submission, value_of


def call_in(submission: Submission, cloud: Any, call: Later, number: int = 0) -> Any:
    """What a call with boto3 objects of this account returns, in an instance of its own.

    Args:
        submission: whose function.
        cloud: the account.
        call: what to call.
        number: of the instance: two of different numbers meet different chances, as two programs do.

    Raises:
        LearnerError: the function raised.
        CallProblem: it could not be called, or did not come back.
    """
    (caller,) = submission.run_in_turns([call], cloud, first=number)
    outcome = Outcome(Ending.TIMED_OUT, problem=f"It sent {CALL_LIMIT} requests without coming to an end.")
    try:
        for _ in range(CALL_LIMIT):
            state = caller.step()
            if isinstance(state, Outcome):
                outcome = state
                break
            caller.answer(cloud.send(state, caller.who))
    finally:
        caller.stop()
    submission.calls.append((call, outcome))
    return value_of(outcome)
