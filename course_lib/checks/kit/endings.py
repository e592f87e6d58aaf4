"""A call that has to come to an end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from course_lib.aws.layers.request_limit import RequestLimit
from course_lib.checks.expectations import Failure
from course_lib.checks.reasons import Advice
from course_lib.checks.results import Finding
from course_lib.checks.submission import CallProblem, LearnerError


@contextmanager
def comes_to_an_end(cloud: Any, most: int = 300, advice: Advice = "endless") -> Iterator[None]:
    """Fail when the function sends more than `most` requests within the block."""
    limit = RequestLimit(most)
    try:
        with cloud.use(limit):
            yield
    except (CallProblem, LearnerError):
        if limit.requests <= most:
            raise
        problem = f"Your function sent more than {most} requests, and there was no end of it."
        raise Failure(Finding(problem=problem), advice) from None
