"""Whether a request's JSON has the shape its operation reads. SDKs always send that shape; other clients may not.

Source: botocore's DynamoDB model (shapes); DynamoDB's words, Java's class names included, as dynalite's tests
captured them.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from course_lib.aws.services.dynamodb.errors import Refused, serialization

_PACKAGE = "com.amazonaws.dynamodb.v20120810."
_SCALARS = {"string": "String", "boolean": "Boolean", "integer": "Integer", "long": "Long", "blob": "Blob"} | {
    name: "Double" for name in ("double", "float", "timestamp")
}
_DEEPEST = 250  # levels of JSON that are looked at: values that deep are refused for their depth
_MISPLACED = "Start of structure or map found where not expected"
_NOT_BASE64 = "only base-64-encoded strings are convertible to bytes"
_CAST = (
    "class sun.reflect.generics.reflectiveObjects.ParameterizedTypeImpl cannot be cast to class java.lang.Class "
    "(sun.reflect.generics.reflectiveObjects.ParameterizedTypeImpl and java.lang.Class "
    "are in module java.base of loader 'bootstrap')"
)


@dataclass
class _Shape:
    """What a value must be: a scalar of `kind`, or a "structure", "list" or "map" of more."""

    name: str
    kind: str
    members: dict[str, _Shape] = field(default_factory=dict)
    element: _Shape | None = None


def check_shape(operation: str, params: Mapping[str, Any]) -> None:
    """Look at all of a request's parameters, in the order they were sent.

    Raises:
        Refused: with a SerializationException for the first that is of the wrong type.
    """
    _check(_input(operation), params, False, 0)


def _check(shape: _Shape, value: Any, is_element: bool, level: int) -> None:
    if value is None and not is_element:
        return
    if shape.kind == "structure":
        _check_structure(shape, value, is_element, level)
    elif shape.kind == "map":
        _check_map(shape, value, is_element, level)
    elif shape.kind == "list":
        _check_list(shape, value, is_element, level)
    elif shape.kind == "blob":
        _check_blob(value)
    elif not _fits(shape.kind, value):
        raise _not_a(_SCALARS[shape.kind], value)


def _check_structure(shape: _Shape, value: Any, is_element: bool, level: int) -> None:
    if isinstance(value, list):
        raise serialization(f"Unrecognized collection type class {_PACKAGE}{shape.name}")
    if not isinstance(value, Mapping):
        raise serialization("Unexpected value type in payload" if is_element else "Unexpected field type")
    if level < _DEEPEST:
        for name, member in value.items():
            if name in shape.members:
                _check(shape.members[name], member, False, level + 1)


def _check_map(shape: _Shape, value: Any, is_element: bool, level: int) -> None:
    assert shape.element is not None
    if isinstance(value, list):
        inner = "java.lang.String" if shape.element.kind == "string" else _PACKAGE + shape.element.name
        raise serialization(f"Unrecognized collection type java.util.Map<java.lang.String, {inner}>")
    if not isinstance(value, Mapping):
        raise serialization(_CAST if is_element else "Unexpected field type")
    for member in value.values():
        _check(shape.element, member, True, level + 1)


def _check_list(shape: _Shape, value: Any, is_element: bool, level: int) -> None:
    assert shape.element is not None
    if isinstance(value, Mapping):
        raise serialization(_MISPLACED)
    if not isinstance(value, list):
        raise serialization(_CAST if is_element else "Unexpected field type")
    for member in value:
        _check(shape.element, member, True, level + 1)


def _fits(kind: str, value: Any) -> bool:
    if kind == "string":
        return isinstance(value, str)
    if kind == "boolean":
        return isinstance(value, bool)
    return isinstance(value, int | float) and not isinstance(value, bool)


def _not_a(target: str, value: Any) -> Refused:
    if isinstance(value, list):
        return serialization(f"Unrecognized collection type class java.lang.{target}")
    if isinstance(value, Mapping):
        return serialization(_MISPLACED)
    if target == "Boolean" and isinstance(value, str):
        return serialization("Unexpected token received from parser")
    return serialization(f"{_json_name(value)} cannot be converted to {target}")


def _json_name(value: Any) -> str:
    if isinstance(value, bool):
        return "TRUE_VALUE" if value else "FALSE_VALUE"
    names = {str: "STRING_VALUE", int: "NUMBER_VALUE", float: "DECIMAL_VALUE"}
    return names.get(type(value), "NULL_VALUE")


def _check_blob(value: Any) -> None:
    if isinstance(value, list):
        raise serialization("Unrecognized collection type class java.nio.ByteBuffer")
    if isinstance(value, Mapping):
        raise serialization(_MISPLACED)
    if not isinstance(value, str):
        raise serialization(_NOT_BASE64)
    if len(value) % 4:
        raise serialization(f"Base64 encoded length is expected a multiple of 4 bytes but found: {len(value)}")
    try:
        base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        raise serialization("Invalid last non-pad Base64 character dectected") from None


@lru_cache(maxsize=128)
def exists(operation: str) -> bool:
    """Whether DynamoDB has an operation of this name, simulated or not."""
    return operation in _model().operation_names


@lru_cache(maxsize=1)
def _model() -> Any:
    import botocore.session

    return botocore.session.get_session().get_service_model("dynamodb")


def input_of(operation: str) -> Any:
    """botocore's model of an operation's parameters."""
    return _model().operation_model(operation).input_shape


def output_of(operation: str) -> Any:
    """botocore's model of an operation's result."""
    return _model().operation_model(operation).output_shape


@lru_cache(maxsize=64)
def _input(operation: str) -> _Shape:
    return _read(input_of(operation), {})


def _read(shape: Any, known: dict[str, _Shape]) -> _Shape:
    """A shape of the model; `known` holds those that are begun, because attribute values hold attribute values."""
    if shape.name in known:
        return known[shape.name]
    own = known[shape.name] = _Shape(shape.name, shape.type_name)
    if shape.type_name == "structure":
        own.members = {name: _read(member, known) for name, member in shape.members.items()}
    elif shape.type_name == "map":
        own.element = _read(shape.value, known)
    elif shape.type_name == "list":
        own.element = _read(shape.member, known)
    return own
