"""What a DynamoDB request touches, read from its parameters alone."""

from __future__ import annotations

import json

from course_lib.aws.footprint import UNKNOWN, Footprint
from course_lib.aws.services.dynamodb.contracts import CONTRACTS


def footprint(operation: str, body: bytes, reads_only: bool) -> Footprint:
    """The table of a request, and its item where it is about one.

    Args:
        operation: by AWS's name.
        body: of the request.
        reads_only: whether the operation changes nothing.
    """
    try:
        params = json.loads(body or b"{}")
        table = params.get("TableName")
    except (ValueError, AttributeError, RecursionError):
        return UNKNOWN
    # A table is given by its name, or by an ARN that ends in it.
    tables = frozenset([table.rpartition("/")[2]]) if isinstance(table, str) else None
    place = CONTRACTS[operation].one_item if operation in CONTRACTS else ""
    if place and isinstance(params.get(place), dict):
        return Footprint(reads_only, tables, params[place], whole_key=place == "Key")
    return Footprint(reads_only, tables)
