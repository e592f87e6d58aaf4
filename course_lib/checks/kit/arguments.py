"""That calls leave their arguments as they were, as every check expects."""

from __future__ import annotations

from course_lib.checks.expectations import Failure
from course_lib.checks.results import Finding
from course_lib.checks.submission import Submission


def expect_arguments_left(submission: Submission) -> None:
    """Fail if a call has changed what it was handed, such as its caller's dict.

    Raises:
        Failure: it has.
    """
    for call, outcome in submission.calls:
        if outcome.changed:
            names = "` and `".join(outcome.changed)
            problem = f"`{call.function}` has changed `{names}`, which it was handed."
            because = "the caller goes on using what it hands over; make a copy, and change that"
            raise Failure(Finding(problem=problem, call=str(call), because=because))
