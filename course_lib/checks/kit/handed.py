"""A call sends with the boto3 objects that it was handed, whatever earlier calls were handed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from course_lib.checks.expectations import Failure
from course_lib.checks.results import Finding
from course_lib.checks.submission import LearnerError

FIRST, SECOND = "a first caller", "a second caller"
PROBLEM = "Your function has used what an earlier call was handed, or what it found then, not what this one was."
BECAUSE = "the earlier one may be for another account or Region; keep no client, resource or table between calls"


def uses_what_it_is_handed(cloud: Any, call: Callable[[str], object]) -> None:
    """Two calls in one process, each with boto3 objects of its own, with which it sends, and with no others.

    Those of an earlier call may sign as somebody else, or be for another account or Region.

    Args:
        cloud: the check's account.
        call: makes the call with objects of the caller whom it is told: `cloud.resource("dynamodb", who=who)`.

    Raises:
        Failure: a call sent something with what an earlier one was handed, or nothing.
        LearnerError: a call raised, and that was not why.
    """
    for who in (FIRST, SECOND):
        before, raised = len(cloud.journal.learner_entries()), None
        try:
            call(who)
        except LearnerError as error:  # what goes to no account of this check finds nothing there
            raised = error
        if {entry.who for entry in cloud.journal.learner_entries()[before:]} != {who}:
            raise Failure(Finding(problem=PROBLEM, because=BECAUSE))
        if raised:
            raise raised
