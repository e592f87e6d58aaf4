"""Requests to every operation that is offered: right, and wrong in every way that botocore's models allow."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import quote, urlencode

import botocore.session

from course_lib.aws.http.messages import Request
from course_lib.aws.services import SERVICES

Known = Mapping[str, Any]  # values by the names of members
DEEPEST = 2  # levels of structures inside structures that get values
HUGE = "x" * 2000
# A value of no member's type, one of each JSON type, and what is too small and too large.
WRONG_JSON = (None, "", HUGE, -(10**30), 1.5, True, [], [None], {}, {"x": {}})
WRONG_TEXT = ("", HUGE, "-1", "\u00e9", "../..", "<x>")
BODIES = (b"", b"<x/>", b"<x><y></x>", b"\xff\xfe", b"<a>" * 3000)


@dataclass(frozen=True)
class Sent:
    """A request, and what is wrong with it in words."""

    what: str
    request: Request


def offered() -> Iterator[tuple[str, str]]:
    """Service and operation of all that is simulated."""
    for service in SERVICES.aws.values():
        for operation in model(service.name).operation_names:
            if service.backend.knows(operation):
                yield service.name, operation


@cache
def model(service: str) -> Any:
    """botocore's."""
    return botocore.session.get_session().get_service_model(service)


def requests(service: str, operation: str, most: int = 12, known: Known | None = None) -> Iterator[Sent]:
    """Requests to one operation: the right one first, then as many of all others as asked for, evenly."""
    right, *wrong = all_requests(service, operation, known or {})
    yield right
    yield from wrong[:: max(1, len(wrong) // most)]


def all_requests(service: str, operation: str, known: Known) -> Iterator[Sent]:
    """All requests to one operation; what is known of names and keys stands in the right one."""
    shape = model(service).operation_model(operation)
    right = sample(shape.input_shape, 0) if shape.input_shape is not None else {}
    right |= {name: value for name, value in known.items() if name in right}
    if SERVICES.aws[service].protocol == "json":
        for what, params in variants(shape.input_shape, right):
            yield Sent(f"{service} {operation}: {what}", json_request(service, operation, params))
    else:
        yield from written(service, operation, right)


def sample(shape: Any, level: int) -> Any:
    """A value of a shape, as it travels in JSON."""
    match shape.type_name:
        case "structure":
            members = shape.members if level < DEEPEST else {}
            names = shape.required_members if level else members
            return {name: sample(members[name], level + 1) for name in members if name in names or level < 2}
        case "list":
            return [sample(shape.member, level + 1)] if level < DEEPEST + 2 else []
        case "map":
            return {"key": sample(shape.value, level + 1)} if level < DEEPEST + 2 else {}
        case "boolean":
            return True
        case "integer" | "long" | "float" | "double":
            return shape.metadata.get("min", 1)
        case "timestamp":
            return 1772442000
        case "blob":
            return "eHg="
    return shape.enum[0] if getattr(shape, "enum", None) else "sample-1"


def variants(shape: Any, right: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Parameters that are right, and wrong in one place at each depth."""
    yield "right", right
    yield "nothing", {}
    for wrong in WRONG_JSON:
        yield f"{wrong!r:.30} for all", wrong
    if shape is not None:
        yield from _in_structure(shape, right, "", lambda changed: changed)


def _in_structure(shape: Any, right: Any, where: str, put: Any) -> Iterator[tuple[str, Any]]:
    for name, member in shape.members.items():
        path = f"{where}.{name}"
        without = {key: value for key, value in right.items() if key != name}
        yield f"without {path}", put(without)
        for wrong in WRONG_JSON:
            yield f"{wrong!r:.30} as {path}", put({**right, name: wrong})
        inner = right.get(name)
        if member.type_name == "structure" and inner is not None:
            yield from _in_structure(member, inner, path, lambda new, n=name: put({**right, n: new}))
        if member.type_name == "list" and inner and member.member.type_name == "structure":
            yield from _in_structure(member.member, inner[0], path, lambda new, n=name: put({**right, n: [new]}))
        if member.type_name == "map" and inner and member.value.type_name == "structure":
            key = next(iter(inner))
            yield from _in_structure(
                member.value, inner[key], path, lambda new, n=name, k=key: put({**right, n: {k: new}})
            )


def json_request(service: str, operation: str, params: Any) -> Request:
    """A request of the JSON protocol."""
    known = SERVICES.aws[service]
    headers = {
        "X-Amz-Target": f"{known.target}.{operation}",
        "Content-Type": known.content_type,
        "Authorization": scope(service),
    }
    return Request("POST", f"https://{service}.us-east-1.amazonaws.com/", headers, json.dumps(params).encode())


def scope(service: str) -> str:
    """Who signs, for what."""
    signed = f"AKIAIOSFODNN7EXAMPLE/20260302/us-east-1/{service}/aws4_request"
    return f"AWS4-HMAC-SHA256 Credential={signed}, SignedHeaders=host, Signature=0"


def written(service: str, operation: str, right: Mapping[str, Any]) -> Iterator[Sent]:
    """Requests of the other protocols: address, query, headers and body are wrong in turn."""
    from botocore.serialize import create_serializer

    shape = model(service).operation_model(operation)
    parts = create_serializer(SERVICES.aws[service].protocol, False).serialize_to_request(dict(right), shape)
    body = parts["body"]
    if isinstance(body, Mapping):
        for what, fields in _fields(body):
            yield Sent(f"{service} {operation}: {what}", _http(service, parts, {}, {}, urlencode(fields).encode()))
        return
    body = body.encode() if isinstance(body, str) else bytes(body or b"")
    query = parts["query_string"] if isinstance(parts["query_string"], Mapping) else {}
    yield Sent(f"{service} {operation}: right", _http(service, parts, query, {}, body))
    for wrong in BODIES:
        yield Sent(f"{service} {operation}: the body {wrong[:12]!r}", _http(service, parts, query, {}, wrong))
    for name in query:
        for text in WRONG_TEXT:
            changed = {**query, name: text}
            yield Sent(f"{service} {operation}: {text[:9]!r} as {name}", _http(service, parts, changed, {}, body))
    for name in parts["headers"]:
        for text in WRONG_TEXT if name != "Content-Length" else ():
            sent = _http(service, parts, query, {name: text.encode().decode("latin-1")}, body)
            yield Sent(f"{service} {operation}: {text[:9]!r} as {name}", sent)
    for place in range(body.count(b">sample-1<")):
        pieces = body.split(b">sample-1<")
        for text in (b"", b"-1", b"\xc3\xa9", HUGE.encode(), b"<x/>"):
            head, tail = b">sample-1<".join(pieces[: place + 1]), b">sample-1<".join(pieces[place + 1 :])
            changed_body = head + b">" + text + b"<" + tail
            yield Sent(
                f"{service} {operation}: {text[:9]!r} at {place}", _http(service, parts, query, {}, changed_body)
            )


def _fields(body: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    yield "right", dict(body)
    for name in body:
        yield f"without {name}", {key: value for key, value in body.items() if key != name}
        for text in WRONG_TEXT:
            yield f"{text[:9]!r} as {name}", {**body, name: text}


def _http(service: str, parts: Any, query: Any, headers: Mapping[str, str], body: bytes) -> Request:
    host = "s3.us-east-1.amazonaws.com" if service == "s3" else f"{service}.us-east-1.amazonaws.com"
    url = f"https://{host}{parts['url_path']}"
    if query:
        joint = "&" if "?" in url else "?"
        url += joint + "&".join(f"{quote(str(key))}={quote(str(value))}" for key, value in query.items())
    kept = {name: str(value) for name, value in parts["headers"].items()}
    kept.pop("Content-Length", None)  # the one that comes with the body is right
    return Request(parts["method"], url, {**kept, **headers, "Authorization": scope(service)}, body)
