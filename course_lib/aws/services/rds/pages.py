"""Lists in pages, and filters.

Source: RDS API reference, DescribeDBInstances and DescribeDBSnapshots (MaxRecords 20 to 100, 100 unless told).
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from typing import Any

from course_lib.aws.services.rds.errors import invalid

LEAST, MOST = 20, 100


def page(params: Mapping[str, Any], found: Sequence[Mapping[str, Any]], key: str, listed: str) -> dict[str, Any]:
    """One page of a list, in the order of a key, and where the next one begins.

    Args:
        params: the request's.
        found: everything that was asked for.
        key: the member that holds each one's identifier.
        listed: the name of the list in the answer.

    Raises:
        Refused: the page's size or its beginning cannot be.
    """
    size = int(params.get("MaxRecords", MOST))
    if not LEAST <= size <= MOST:
        raise invalid(f"Invalid value {size} for MaxRecords. Must be between {LEAST} and {MOST}")
    after = _read(str(params["Marker"])) if params.get("Marker") else ""
    rest = sorted((each for each in found if each[key] > after), key=lambda each: str(each[key]))
    answer: dict[str, Any] = {listed: rest[:size]}
    if len(rest) > size:
        answer["Marker"] = base64.b64encode(str(rest[size - 1][key]).encode()).decode()
    return answer


def filtered(
    params: Mapping[str, Any], found: Sequence[Mapping[str, Any]], names: Mapping[str, str]
) -> list[Mapping[str, Any]]:
    """What every filter lets through: one of its values is the member's.

    Args:
        params: the request's.
        found: what there is.
        names: by the filter's name, the member that it looks at.

    Raises:
        Refused: there is no such filter.
    """
    rest = list(found)
    for each in params.get("Filters") or ():
        name = str(each.get("Name"))
        if name not in names:
            raise invalid(f"Unrecognized filter name: {name}")
        wanted = {str(value).lower() for value in each.get("Values") or ()}
        rest = [one for one in rest if str(one.get(names[name])).lower() in wanted]
    return rest


def _read(marker: str) -> str:
    try:
        return base64.b64decode(marker, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        raise invalid("The parameter Marker is not valid.") from None
