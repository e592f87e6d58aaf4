"""Whether a request's parameters are within the bounds of botocore's model of a service, and how AWS words it if not.

Source of the words: answers recorded on AWS, such as "1 validation error detected: Value '!' at 'targets.1.member.id'
failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

_BOUND = ("string", "blob", "integer", "list")


def problems(service: str, operation: str, params: Mapping[str, Any]) -> list[str]:
    """What is wrong with each member of a request, in the model's order.

    Args:
        service: by botocore's name.
        operation: by AWS's.
        params: as botocore reads them.
    """
    return list(_of_structure(_input(service, operation), params, ""))


def together(found: Sequence[str]) -> str:
    """All of it in one sentence, as AWS tells it."""
    plural = "s" if len(found) > 1 else ""
    return f"{len(found)} validation error{plural} detected: {'; '.join(found)}"


def _of_structure(shape: Any, params: Mapping[str, Any], path: str) -> Iterator[str]:
    for name, member in shape.members.items():
        where, value = path + name[0].lower() + name[1:], params.get(name)
        if value is not None:
            yield from _of_value(member, value, where)
        elif name in shape.required_members:
            yield f"Value null at '{where}' failed to satisfy constraint: Member must not be null"


def _of_value(shape: Any, value: Any, where: str) -> Iterator[str]:
    for constraint in _broken(shape, value):
        yield f"Value {_shown(shape, value)}at '{where}' failed to satisfy constraint: {constraint}"
    if shape.type_name == "structure":
        yield from _of_structure(shape, value, where + ".")
    elif shape.type_name == "list":
        for number, each in enumerate(value, 1):
            yield from _of_value(shape.member, each, f"{where}.{number}.member")


def _shown(shape: Any, value: Any) -> str:
    """A value as AWS shows it: of secret bytes nothing, of other bytes Java's view of them."""
    if shape.metadata.get("sensitive"):
        return ""
    if isinstance(value, bytes):
        return f"'java.nio.HeapByteBuffer[pos=0 lim={len(value)} cap={len(value)}]' "
    return f"'{value}' "


def _broken(shape: Any, value: Any) -> Iterator[str]:
    rules = shape.metadata
    if shape.type_name not in _BOUND:
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
def _input(service: str, operation: str) -> Any:
    import botocore.session

    return botocore.session.get_session().get_service_model(service).operation_model(operation).input_shape
