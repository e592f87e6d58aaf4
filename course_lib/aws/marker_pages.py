"""Lists in pages, as services of the query protocol give them: MaxRecords and Marker.

Source: RDS API reference, DescribeDBInstances; ElastiCache API reference, DescribeReplicationGroups, DescribeSnapshots.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping, Sequence
from typing import Any

LEAST = 20


def page(
    params: Mapping[str, Any],
    found: Sequence[Mapping[str, Any]],
    key: str,
    listed: str,
    invalid: Callable[[str], Exception],
    most: int = 100,
) -> dict[str, Any]:
    """One page of a list, in the order of a key, and where the next one begins.

    Args:
        params: the request's.
        found: everything that was asked for.
        key: the member that holds each one's identifier, of which no two are the same.
        listed: the name of the list in the answer.
        invalid: makes the service's error of words.
        most: how many a page can have, and has unless told.

    Raises:
        Exception: of `invalid`: the page's size or its beginning cannot be.
    """
    size = int(params.get("MaxRecords", most))
    if not LEAST <= size <= most:
        raise invalid(f"Invalid value {size} for MaxRecords. Must be between {LEAST} and {most}")
    after = _read(str(params["Marker"]), invalid) if params.get("Marker") else ""
    rest = sorted((each for each in found if each[key] > after), key=lambda each: str(each[key]))
    answer: dict[str, Any] = {listed: rest[:size]}
    if len(rest) > size:
        answer["Marker"] = base64.b64encode(str(rest[size - 1][key]).encode()).decode()
    return answer


def _read(marker: str, invalid: Callable[[str], Exception]) -> str:
    try:
        return base64.b64decode(marker, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        raise invalid("The parameter Marker is not valid.") from None
