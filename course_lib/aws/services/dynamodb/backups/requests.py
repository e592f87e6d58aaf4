"""Whether the members of a request about backups are what botocore's model says: lengths, ranges, patterns, names.

AWS collects these problems in one sentence. Source: botocore's DynamoDB model; the sentence as AWS words it for these
operations (ScyllaDB's export and import tests, measured against AWS; the public ack-api-quirks record of
probes, October 2026).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from course_lib.aws.services.dynamodb.members import failed, lower, refused_together

# AWS lists the values in an order of its own; where nobody recorded it, the model's order is shown.
_ENUMERATIONS = {"ExportFormat": "ION, DYNAMODB_JSON"}


def check_request(operation: str, params: Mapping[str, Any]) -> None:
    """Look at all of a request's members.

    Raises:
        Refused: with everything that is wrong with them.
    """
    if problems := list(_problems(_input(operation), params, "")):
        raise refused_together(problems)


def _problems(shape: Any, value: Any, where: str) -> Iterator[str]:
    if shape.type_name == "structure":
        yield from _in_structure(shape, value, where)
    elif shape.type_name == "list":
        for place, each in enumerate(value, start=1):
            yield from _problems(shape.member, each, f"{where}.{place}.member")
    elif shape.type_name in ("string", "integer", "long"):
        for constraint in _broken(shape, value):
            yield failed(f"'{value}'", where, constraint)


def _in_structure(shape: Any, value: Mapping[str, Any], where: str) -> Iterator[str]:
    inside = f"{where}." if where else ""
    for name, member in shape.members.items():
        held = value.get(name)
        if held is not None:
            yield from _problems(member, held, inside + lower(name))
        elif name in shape.required_members:
            yield failed("null", inside + lower(name), "Member must not be null")


def _broken(shape: Any, value: Any) -> Iterator[str]:
    rules = shape.metadata
    length = len(value) if isinstance(value, str) else value
    what = "length" if isinstance(value, str) else "value"
    if "enum" in rules and value not in rules["enum"]:
        listed = _ENUMERATIONS.get(shape.name, ", ".join(rules["enum"]))
        yield f"Member must satisfy enum value set: [{listed}]"
    if "pattern" in rules and not re.fullmatch(rules["pattern"], value):
        yield f"Member must satisfy regular expression pattern: {rules['pattern']}"
    if "min" in rules and length < rules["min"]:
        yield f"Member must have {what} greater than or equal to {rules['min']}"
    if "max" in rules and length > rules["max"]:
        yield f"Member must have {what} less than or equal to {rules['max']}"


@cache
def _input(operation: str) -> Any:
    import botocore.session

    return botocore.session.get_session().get_service_model("dynamodb").operation_model(operation).input_shape
