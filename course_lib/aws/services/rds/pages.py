"""Lists in pages, and filters.

Source: RDS API reference, DescribeDBInstances and DescribeDBSnapshots (MaxRecords 20 to 100, 100 unless told).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from course_lib.aws import marker_pages
from course_lib.aws.services.rds.errors import invalid


def page(params: Mapping[str, Any], found: Sequence[Mapping[str, Any]], key: str, listed: str) -> dict[str, Any]:
    """One page of a list: `marker_pages.page` with RDS's errors."""
    return marker_pages.page(params, found, key, listed, invalid)


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
