"""Lists in pages. Source: API reference, ListFunctions (MaxItems 1 to 10,000; 50 an answer whatever is asked for)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from course_lib.aws.services.lambda_.errors import invalid
from course_lib.aws.token_pages import Page

MOST = 50


def page(params: Mapping[str, Any], found: Sequence[Mapping[str, Any]], listed: str) -> dict[str, Any]:
    """One page, and where the next one begins.

    Args:
        params: the request's.
        found: everything that was asked for, in order.
        listed: the name of the list in the answer.

    Raises:
        Refused: it does not say where to begin.
    """
    asked = Page(min(int(params.get("MaxItems") or MOST), MOST), str(params.get("Marker") or ""), "NextMarker")
    return asked.of(found, listed, lambda: invalid("Invalid marker"))
