"""A request's expressions: bound, checked together, and never mixed with the parameters they replaced.

Source: DynamoDB API reference and developer guide, "Legacy conditional parameters"; words and order as captured
by the dynamodb-conformance and dynalite suites.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from course_lib.aws.services.dynamodb import key_conditions
from course_lib.aws.services.dynamodb.contracts import ACTIONS, CONTRACTS, ENVELOPED
from course_lib.aws.services.dynamodb.errors import BadRequest
from course_lib.aws.services.dynamodb.expressions import bind, parser, tree
from course_lib.aws.services.dynamodb.expressions.parser import ExpressionError
from course_lib.aws.services.dynamodb.values import Wording, check_name, checked

Params = Mapping[str, Any]
NAMES, VALUES = "ExpressionAttributeNames", "ExpressionAttributeValues"
LONGEST_KEY = 255  # bytes of a #name or a :value, its sign included. Source: DynamoDB developer guide, "Quotas"
ONE_LEVEL_MORE = -1  # a depth to start from: the older checks let an expression's values nest deeper than items may


# The order in which they are parsed, and so in which their problems are found.
_PARSED = (
    "UpdateExpression",
    "ConditionExpression",
    "KeyConditionExpression",
    "FilterExpression",
    "ProjectionExpression",
)


@dataclass(frozen=True)
class Expressions:
    """A request's expressions, bound."""

    update: tree.Update | None = None
    condition: tree.Condition | None = None
    key_condition: tree.Condition | None = None
    filter: tree.Condition | None = None
    projection: tuple[tree.Path, ...] | None = None


def refuse_mixing(params: Params, operation: str) -> None:
    """Expressions and the parameters they replaced exclude each other; names and values need an expression.

    Raises:
        BadRequest: when they do not.
    """
    shape = CONTRACTS[operation].expressions if operation in CONTRACTS else ACTIONS[operation]
    given = [name for name in shape.expressions if params.get(name) is not None]
    older = [name for name in shape.legacy if params.get(name) is not None]
    if "KeyConditionExpression" not in given and "KeyConditions" in older:
        older.remove("KeyConditions")  # these may go with a filter expression
    if given and older:
        raise mixed(older, given)
    if params.get(NAMES) is not None and not given:
        raise BadRequest(f"{NAMES} can only be specified when using expressions")
    takers = [name for name in shape.expressions if name != "ProjectionExpression"]
    if params.get(VALUES) is not None and takers and not any(params.get(name) is not None for name in takers):
        raise BadRequest(f"{VALUES} can only be specified when using expressions{_missing(operation, takers)}")


def mixed(older: Iterable[str], given: Iterable[str]) -> BadRequest:
    """What a request is told that uses both."""
    return BadRequest(
        "Can not use both expression and non-expression parameters in the same request: "
        f"Non-expression parameters: {{{', '.join(older)}}} Expression parameters: {{{', '.join(given)}}}"
    )


def _missing(operation: str, takers: list[str]) -> str:
    if operation in ENVELOPED:
        return ""  # the newer checks do not say which
    return f": {' and '.join(takers)} {'are' if len(takers) > 1 else 'is'} null"


def bound(params: Params, wording: Wording = Wording.CURRENT) -> Expressions:
    """A request's expressions with its names and values in them.

    Raises:
        BadRequest: for the first problem, in AWS's order.
    """
    if not any(params.get(name) is not None for name in _PARSED):
        return Expressions()
    names = _names(params.get(NAMES))
    values = _values(params.get(VALUES), wording)
    binder = bind.Binder(names, values)
    done = {name: _bind(name, str(params[name]), binder) for name in _PARSED if params.get(name) is not None}
    _refuse_unused(NAMES, names, binder)
    _refuse_unused(VALUES, values, binder)
    if done.get("KeyConditionExpression") is not None:
        key_conditions.clauses(done["KeyConditionExpression"])  # its form comes last: moto's tests against AWS
    return Expressions(
        done.get("UpdateExpression"),
        done.get("ConditionExpression"),
        done.get("KeyConditionExpression"),
        done.get("FilterExpression"),
        done.get("ProjectionExpression"),
    )


def _bind(name: str, text: str, binder: bind.Binder) -> Any:
    try:
        if name == "UpdateExpression":
            return bind.update(_parsed(text, parser.UPDATE), binder)
        if name == "ProjectionExpression":
            return bind.projection(_parsed(text, parser.PROJECTION), binder)
        return bind.condition(_parsed(text, parser.CONDITION), binder)
    except ExpressionError as problem:
        raise BadRequest(f"Invalid {name}: {problem.message}") from None


def _parsed(text: str, language: parser.Language) -> Any:
    return parser.parse(text, language)


def _names(given: Mapping[str, str] | None) -> Mapping[str, str]:
    if given is None:
        return {}
    _check_keys(NAMES, "#", given)
    for key, name in given.items():
        try:
            check_name(name)
        except BadRequest as problem:
            told = f" for key {key}" if name == "" else ""
            raise BadRequest(f"{NAMES} contains invalid value: {problem.message}{told}") from None
    return given


def _values(given: Mapping[str, Any] | None, wording: Wording) -> dict[str, Any]:
    if given is None:
        return {}
    _check_keys(VALUES, ":", given)
    return {key: _value(key, value, wording) for key, value in given.items()}


def _value(key: str, value: Any, wording: Wording) -> Any:
    if wording is Wording.CURRENT:
        return checked(value, wording)
    try:
        return checked(value, wording, depth=ONE_LEVEL_MORE)
    except BadRequest as problem:
        raise BadRequest(f"{VALUES} contains invalid value: {problem.message} for key {key}") from None


def _check_keys(parameter: str, sign: str, given: Mapping[str, Any]) -> None:
    if not given:
        raise BadRequest(f"{parameter} must not be empty")
    for key in given:
        size = len(key.encode("utf-8", "surrogatepass"))
        if size > LONGEST_KEY:
            told = "The expression attribute map contains a key that is too long; size of key:"
            raise BadRequest(f"{parameter} contains invalid key: {told} {size}")
        if not re.fullmatch(sign + "[0-9a-zA-Z_]+", key):
            raise BadRequest(f'{parameter} contains invalid key: Syntax error; key: "{key}"')


def _refuse_unused(parameter: str, given: Mapping[str, Any], binder: bind.Binder) -> None:
    unused = bind.unused(given, binder)
    if unused:
        raise BadRequest(f"Value provided in {parameter} unused in expressions: keys: {{{', '.join(unused)}}}")
