"""Lists in pages. Source: API reference, ListFunctions (MaxItems 1 to 10,000; 50 an answer whatever is asked for)."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from typing import Any

from course_lib.aws.services.lambda_.errors import invalid

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
    size = min(int(params.get("MaxItems") or MOST), MOST)
    start = _read(str(params["Marker"])) if params.get("Marker") else 0
    answer: dict[str, Any] = {listed: list(found[start : start + size])}
    if len(found) > start + size:
        answer["NextMarker"] = base64.b64encode(str(start + size).encode()).decode()
    return answer


def _read(marker: str) -> int:
    try:
        return int(base64.b64decode(marker, validate=True))
    except (binascii.Error, ValueError):
        raise invalid("Invalid marker") from None
