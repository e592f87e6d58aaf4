"""What may cross between a learner's process and ours, and how such values are compared.

Only plain data crosses: None, booleans, numbers, text, bytes, bytearrays, lists, sets and string-keyed or plain-keyed
mappings, dates and Decimals. Anything else arrives as an `Opaque` that remembers its type and how it printed.
"""

from __future__ import annotations

import datetime
import re
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import msgpack

MAX_DEPTH = 40
MAX_BYTES = 4 * 1024 * 1024
MAX_MEMBERS = 500_000  # in all containers of one value
MAX_ALIKE = 100  # keys or members with one hash: many such keep a dict or set busy for ever
MAX_EXPONENT = 10_000  # of a Decimal: int() of a larger one would never end

_DECIMAL, _SET, _TIME, _OPAQUE, _INT, _TUPLE, _FROZEN, _BYTEARRAY = 1, 2, 3, 4, 5, 6, 7, 8


@dataclass(frozen=True)
class Opaque:
    """A value that is not plain data, as it described itself."""

    type: str
    text: str

    def __repr__(self) -> str:
        return self.text


class BadValue(ValueError):
    """Bytes that are not a value of ours: too large, too deep, or not well formed."""


def pack(value: Any) -> bytes:
    """Turn a value into bytes. Never raises for odd objects: they become `Opaque`."""
    return bytes(msgpack.packb(_lower(value, 0), use_bin_type=True, strict_types=True))


def unpack(data: bytes) -> Any:
    """Rebuild plain values from bytes made by `pack`.

    Raises:
        BadValue: the bytes are oversize, malformed or nested deeper than `MAX_DEPTH`.
    """
    return _raise_depth(_Decoder().decode(data, 0))


class CannotCross(TypeError):
    """What a check's author hands over is no plain data."""

    def __init__(self, function: str, value: Any) -> None:
        kind = type(value).__name__
        if getattr(value, "meta", None) is not None:
            told = f"a {kind} of another account than the call's own: make the call with `call_in`"
        else:
            told = f"a {kind}, which cannot cross: hand over plain data, such as a datetime for a date"
        super().__init__(f"`{function}` was to be handed {value!r:.200}, {told}")


def handed_over(value: Any, function: str) -> bytes:
    """A value as bytes, for a call of a function.

    Raises:
        CannotCross: it, or something in it, would arrive as an `Opaque`.
    """
    _look_for_odd(value, function)
    return pack(value)


def _look_for_odd(value: Any, function: str) -> None:
    inside = [*value, *value.values()] if isinstance(value, dict) else value
    if isinstance(inside, (list, tuple, set, frozenset)):
        for each in inside:
            _look_for_odd(each, function)
    elif not isinstance(value, (str, bytes, bytearray, Opaque)) and isinstance(plain(value), Opaque):
        raise CannotCross(function, value)


def plain(value: Any) -> Any:
    """The value as it would arrive from another process."""
    return unpack(pack(value))


class _Decoder:
    """Rebuilds one value, and counts what it holds."""

    def __init__(self) -> None:
        self._left = MAX_MEMBERS

    def decode(self, data: bytes, depth: int) -> Any:
        if len(data) > MAX_BYTES or depth > MAX_DEPTH:
            raise BadValue(f"a value of {len(data)} bytes, {depth} levels deep")
        try:
            return msgpack.unpackb(
                data,
                raw=False,
                strict_map_key=False,
                ext_hook=lambda code, payload: self._extension(code, payload, depth + 1),
                list_hook=self._count,
                object_pairs_hook=lambda pairs: dict(self._unlike(pairs, [key for key, _ in pairs])),
                max_array_len=MAX_MEMBERS,
                max_map_len=MAX_MEMBERS,
            )
        except BadValue:
            raise
        except (ValueError, TypeError, ArithmeticError, msgpack.exceptions.UnpackException, RecursionError) as error:
            raise BadValue(f"malformed: {type(error).__name__}") from None

    def _count(self, members: list[Any]) -> list[Any]:
        self._left -= len(members) + 1
        if self._left < 0:
            raise BadValue(f"a value of more than {MAX_MEMBERS:,} members")
        return members

    def _unlike(self, members: list[Any], hashed: list[Any]) -> list[Any]:
        self._count(members)
        if len(hashed) > MAX_ALIKE and Counter(map(hash, hashed)).most_common(1)[0][1] > MAX_ALIKE:
            raise BadValue(f"more than {MAX_ALIKE} keys with one hash")
        return members

    def _extension(self, code: int, payload: bytes, depth: int) -> Any:
        if code in (_DECIMAL, _INT, _TIME):
            return _scalar(code, payload.decode())
        if code == _BYTEARRAY:
            return bytearray(payload)
        inner = self.decode(payload, depth)
        if not isinstance(inner, list):
            raise BadValue(f"tag {code} without a list")
        if code in (_SET, _FROZEN):
            self._unlike([], inner)
            return frozenset(inner) if code == _FROZEN else set(inner)
        if code == _TUPLE:
            return tuple(inner)
        if code == _OPAQUE and len(inner) == 2:
            return Opaque(readable(str(inner[0]), 100), readable(str(inner[1]), 500))
        raise BadValue(f"unknown tag {code}")


def _scalar(code: int, text: str) -> Any:
    if len(text) > 5000:
        raise BadValue("a number of more than 5000 digits")
    if code == _INT:
        return int(text)
    if code == _TIME:
        return datetime.datetime.fromisoformat(text)
    number = Decimal(text)
    if number.is_finite() and abs(number.adjusted()) > MAX_EXPONENT:
        raise BadValue("a number out of range")
    return number


def readable(text: str, limit: int) -> str:
    """The text's beginning with signs that cannot be seen, or that rearrange others, spelled out as `\\x1b`."""
    text = text[:limit]
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() or sign in _HARMLESS else _spelled(sign) for sign in text)


_HARMLESS = "\n\t\u200c\u200d"  # the joiners of Persian, Hindi and emoji


def _spelled(sign: str) -> str:
    return sign.encode("unicode_escape").decode()


def _raise_depth(value: Any, depth: int = 0) -> Any:
    if depth > MAX_DEPTH:
        raise BadValue(f"nested more than {MAX_DEPTH} deep")
    if isinstance(value, dict):
        for key, item in value.items():
            _raise_depth(key, depth + 1)
            _raise_depth(item, depth + 1)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for item in value:
            _raise_depth(item, depth + 1)
    return value


def _lower(value: Any, depth: int) -> Any:
    """Replace everything msgpack does not know by an extension; subclasses become their base type.

    A value is what its type is, whatever it claims in `__class__`, and is read by that type's own methods.
    """
    if depth > MAX_DEPTH:
        return _opaque(value)
    kind = type(value)
    if value is None or kind is bool:
        return value
    if issubclass(kind, int):
        number = int.__int__(value)
        return number if -(2**63) <= number < 2**64 else msgpack.ExtType(_INT, str(Decimal(number)).encode())
    if issubclass(kind, float):
        return float.__float__(value)
    if issubclass(kind, str):
        return str.__str__(value).encode("utf-8", "replace").decode()
    if issubclass(kind, (bytes, bytearray)):
        content = bytes(memoryview(value))
        return content if issubclass(kind, bytes) else msgpack.ExtType(_BYTEARRAY, content)
    return _lower_container(value, kind, depth)


def _lower_container(value: Any, kind: type, depth: int) -> Any:
    if issubclass(kind, Decimal):
        return msgpack.ExtType(_DECIMAL, Decimal.__str__(value).encode())
    if issubclass(kind, datetime.datetime):
        return msgpack.ExtType(_TIME, datetime.datetime.isoformat(value).encode())
    if issubclass(kind, dict):
        return {_key(key, depth): _lower(item, depth + 1) for key, item in dict.items(value)}
    if issubclass(kind, list):
        return [_lower(item, depth + 1) for item in list.__iter__(value)]
    for base, code in ((tuple, _TUPLE), (frozenset, _FROZEN), (set, _SET)):
        if issubclass(kind, base):
            return msgpack.ExtType(code, _pack_list([_lower(item, depth + 1) for item in base.__iter__(value)]))
    if kind.__module__ == "boto3.dynamodb.types" and kind.__name__ == "Binary":
        return bytes(value.value)
    return _opaque(value)


def _key(key: Any, depth: int) -> Any:
    lowered = _lower(key, depth + 1)
    return str(lowered) if isinstance(lowered, (dict, list)) else lowered


def _pack_list(items: list[Any]) -> bytes:
    return bytes(msgpack.packb(items, use_bin_type=True, strict_types=True))


def _opaque(value: Any) -> Any:
    if type(value) is Opaque and type(value.type) is type(value.text) is str:  # it has crossed before
        return msgpack.ExtType(_OPAQUE, _pack_list([value.type, value.text]))
    try:
        text = re.sub(r" at 0x[0-9a-f]+", "", repr(value)[:500])
    except Exception as error:
        text = f"<an object whose repr raised {type(error).__name__}>"
    return msgpack.ExtType(_OPAQUE, _pack_list([type(value).__name__, text]))


def same(got: Any, expected: Any) -> bool:
    """Whether two plain values are the same to AWS: numbers by value, sets in any order, lists and tuples alike.

    Booleans are not numbers: `1` is not `True`.
    """
    if isinstance(got, bool) or isinstance(expected, bool):
        return got is expected
    if isinstance(got, (int, float, Decimal)) and isinstance(expected, (int, float, Decimal)):
        try:
            return Decimal(str(got)) == Decimal(str(expected))
        except ArithmeticError:  # a signalling NaN refuses even to be compared
            return False
    if isinstance(got, (list, tuple)) and isinstance(expected, (list, tuple)):
        return len(got) == len(expected) and all(same(g, e) for g, e in zip(got, expected, strict=True))
    if isinstance(got, dict) and isinstance(expected, dict):
        return got.keys() == expected.keys() and all(same(got[key], expected[key]) for key in expected)
    if isinstance(got, (set, frozenset)) and isinstance(expected, (set, frozenset)):
        return set(got) == set(expected)
    return type(got) is type(expected) and bool(got == expected)


def show(value: Any, limit: int = 300) -> str:
    """The value as a learner would write it, shortened: whole Decimals as plain numbers, keys in their own order."""
    text = _show(value)
    return text if len(text) <= limit else f"{text[:limit]}… ({len(text)} characters)"


def _show(value: Any) -> str:
    if isinstance(value, Decimal):
        whole = value.is_finite() and value == value.to_integral_value() and abs(value) < 10**15
        return str(int(value)) if whole else str(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_show(key)}: {_show(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_show, value)) + "]"
    if isinstance(value, tuple):
        return "(" + ", ".join(map(_show, value)) + ("," if len(value) == 1 else "") + ")"
    if isinstance(value, (set, frozenset)):
        return "{" + ", ".join(sorted(map(_show, value))) + "}" if value else "set()"
    return repr(value)
