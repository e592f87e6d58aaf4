"""Whether a request's parameters are within the bounds of botocore's KMS model, and how KMS words it if not.

Of secret bytes KMS does not show the value, of other bytes it shows Java's view of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from course_lib.aws.services.kms.errors import Refused, invalid


def check_members(operation: str, params: Mapping[str, Any]) -> None:
    """Look at all parameters.

    Raises:
        Refused: with everything that is wrong with them, in one sentence.
    """
    problems = list(_problems(_input(operation), params))
    if problems:
        raise _together(problems)


def _together(problems: list[str]) -> Refused:
    plural = "s" if len(problems) > 1 else ""
    return invalid(f"{len(problems)} validation error{plural} detected: {'; '.join(problems)}")


def _problems(shape: Any, params: Mapping[str, Any]) -> Iterator[str]:
    for name, member in shape.members.items():
        where, value = name[0].lower() + name[1:], params.get(name)
        if value is None:
            if name in shape.required_members:
                yield f"Value null at '{where}' failed to satisfy constraint: Member must not be null"
            continue
        for constraint in _broken(member, value):
            yield f"Value {_shown(member, value)}at '{where}' failed to satisfy constraint: {constraint}"


def _shown(shape: Any, value: Any) -> str:
    if shape.metadata.get("sensitive"):
        return ""
    if isinstance(value, bytes):
        return f"'java.nio.HeapByteBuffer[pos=0 lim={len(value)} cap={len(value)}]' "
    return f"'{value}' "


def _broken(shape: Any, value: Any) -> Iterator[str]:
    rules = shape.metadata
    if shape.type_name not in ("string", "blob", "integer", "list"):
        return
    what, size = ("value", value) if shape.type_name == "integer" else ("length", len(value))
    if "enum" in rules and value not in rules["enum"]:
        yield f"Member must satisfy enum value set: [{', '.join(rules['enum'])}]"
    if "pattern" in rules and not re.fullmatch(rules["pattern"], value):
        yield f"Member must satisfy regular expression pattern: {rules['pattern']}"
    if "min" in rules and size < rules["min"]:
        yield f"Member must have {what} greater than or equal to {rules['min']}"
    if "max" in rules and size > rules["max"]:
        yield f"Member must have {what} less than or equal to {rules['max']}"


@cache
def _input(operation: str) -> Any:
    import botocore.session

    return botocore.session.get_session().get_service_model("kms").operation_model(operation).input_shape
