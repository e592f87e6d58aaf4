"""Lists in pages. Source: EventBridge Scheduler API reference, ListSchedules (MaxResults 1 to 100; 100 unless told)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from course_lib.aws.services.scheduler.errors import invalid
from course_lib.aws.token_pages import Page


def page(params: Mapping[str, Any], found: Sequence[Any], listed: str) -> dict[str, Any]:
    """One page, and where the next one begins.

    Args:
        params: the request's.
        found: everything that was asked for, in order.
        listed: the name of the list in the answer.

    Raises:
        Refused: it does not say where to begin.
    """
    asked = Page(int(params.get("MaxResults") or 100), str(params.get("NextToken") or ""))
    return asked.of(found, listed, lambda: invalid("Invalid NextToken."))
