"""The statements of a call, before anything of it has been checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from course_lib.aws.http.messages import Call
from course_lib.aws.services.dynamodb.errors import BadRequest, Refused
from course_lib.aws.services.dynamodb.partiql.parser import parse
from course_lib.aws.services.dynamodb.partiql.statements import Select, Statement

Given = Mapping[str, Any]


def given(call: Call) -> Sequence[Given]:
    """As they came."""
    member = {"BatchExecuteStatement": "Statements", "ExecuteTransaction": "TransactStatements"}.get(call.operation)
    found = [call.params] if member is None else call.params.get(member)
    return [each for each in found if isinstance(each, Mapping)] if isinstance(found, list) else []


def read(given: Given) -> Statement | None:
    """One as the operations themselves read it; None where it cannot be read."""
    text, parameters = given.get("Statement"), given.get("Parameters")
    if not isinstance(text, str):
        return None
    try:
        return parse(text, parameters)
    except (BadRequest, Refused, TypeError, AttributeError):
        return None


def only_selects(call: Call) -> bool:
    """Whether a call writes nothing. A statement that cannot be read does neither."""
    return all(isinstance(statement, Select | None) for statement in map(read, given(call)))
