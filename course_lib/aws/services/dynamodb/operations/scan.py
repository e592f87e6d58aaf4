"""Scan."""

from __future__ import annotations

from typing import Any

from course_lib.aws.http.messages import Call
from course_lib.aws.services.dynamodb import legacy, state
from course_lib.aws.services.dynamodb.accesses import before_read
from course_lib.aws.services.dynamodb.errors import BadRequest, invalid
from course_lib.aws.services.dynamodb.expressions.walk import paths as paths_of
from course_lib.aws.services.dynamodb.keys import MISMATCH, check_scalar
from course_lib.aws.services.dynamodb.members import Params, check_members
from course_lib.aws.services.dynamodb.operations import reading
from course_lib.aws.services.dynamodb.operations.items import attributes_to_get
from course_lib.aws.services.dynamodb.partitions import partitions
from course_lib.aws.services.dynamodb.request import bound, refuse_mixing
from course_lib.aws.services.dynamodb.state import Row
from course_lib.aws.services.dynamodb.values import Item, Wording

_OTHER_SEGMENT = (
    "Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct Segment. TotalSegments: {} Segment: {}"
)


def scan(call: Call) -> dict[str, Any]:
    """One page of all items, or of a segment of them.

    Partitions come in the order of a hash of their keys, as they do at AWS, so a scan is not sorted, and inserting
    items between two pages puts them before or after the place that was reached.
    """
    params = call.params
    check_members(call.operation, params)
    refuse_mixing(params, call.operation)
    condition = legacy.filter_condition(params, "ScanFilter", Wording.OLDER)
    paths = attributes_to_get(params)
    start = reading.start_key(params, Wording.OLDER)
    _check_segments(params)
    expressions = bound(params, Wording.OLDER)
    reading.check_select(params)
    condition, paths = condition or expressions.filter, paths or expressions.projection

    seen = reading.view(state.table(call, params["TableName"]), params)
    _check_start(seen, start, params)
    check_scalar(seen.table, [*paths_of(condition), *(paths or ())])
    reading.check_projection(seen, params, paths)
    parts = parts_of(seen, params, start)
    before_read(seen.table, seen.index, hash=parts.hashes_from(parts.first))
    return reading.page(seen, _rows(seen, params, start), params, condition, paths, parts)


def _check_segments(params: Params) -> None:
    segment, total = params.get("Segment"), params.get("TotalSegments")
    if segment is not None and total is None:
        raise BadRequest(
            "The TotalSegments parameter is required but was not present in the request "
            "when Segment parameter is present"
        )
    if segment is None and total is not None:
        raise BadRequest(
            "The Segment parameter is required but was not present in the request "
            "when parameter TotalSegments is present"
        )
    if segment is not None and total is not None and segment >= total:
        raise BadRequest(
            "The Segment parameter is zero-based and must be less than parameter TotalSegments: "
            f"Segment: {segment} is not less than TotalSegments: {total}"
        )


def _check_start(seen: reading.View, start: Item | None, params: Params) -> None:
    if start is None:
        return
    if not reading.names_a_place(seen, start) or not reading.has_key_types(seen, start):
        raise invalid(f"{reading.START_INVALID}: {MISMATCH}")
    if not _in_segment(reading.partition_hash(seen, start.get), params):
        told = _OTHER_SEGMENT.format(params["TotalSegments"], params["Segment"])
        raise invalid(f"{reading.START_INVALID}: {told}")


def _in_segment(place: int, params: Params) -> bool:
    total = params.get("TotalSegments") or 1
    return place * total >> reading.HASH_BITS == (params.get("Segment") or 0)


def parts_of(seen: reading.View, params: Params, start: Item | None) -> reading.Parts:
    """Partitions are equal parts of the hashes, as segments are."""
    count = partitions(seen.table, seen.index)
    segment, total = params.get("Segment") or 0, params.get("TotalSegments") or 1
    first, last = segment * count // total, -(-(segment + 1) * count // total) - 1

    def part_of(read: Any) -> int:
        return reading.partition_hash(seen, read) * count >> reading.HASH_BITS

    first = first if start is None else part_of(start.get)
    return reading.Parts(first, last, lambda row: part_of(row.value), count)


def _rows(seen: reading.View, params: Params, start: Item | None) -> list[Row]:
    found = [(_place(seen, row.value), row) for row in seen.table.rows() if seen.holds(row)]
    found = [each for each in found if _in_segment(each[0][0], params)]
    found.sort(key=lambda each: each[0])
    if start is None:
        return [row for _, row in found]
    reached = _place(seen, start.get)
    return [row for place, row in found if place > reached]


def _place(seen: reading.View, read: Any) -> tuple[Any, ...]:
    return (reading.partition_hash(seen, read), *seen.order(read))


OPERATIONS = {"Scan": scan}
