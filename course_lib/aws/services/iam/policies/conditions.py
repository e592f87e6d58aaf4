"""Condition operators: whether a condition holds for what is known about a request.

Source: IAM user guide, "IAM JSON policy elements: Condition operators" and "Set operators for multivalued context
keys". Keys that are absent: most operators do not hold, their opposites (...Not...) do; `IfExists` holds;
`ForAllValues` holds and `ForAnyValue` does not. Variables are replaced in the String and Arn operators only.

Not told by AWS: an operator without quantifier on a key that has several values; a value that the operator cannot read,
such as a number that is none; a variable without a value [none of these holds, nor does its opposite].
"""

from __future__ import annotations

import base64
import binascii
import ipaddress
import operator
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from course_lib.aws.services.iam.policies.context import Context
from course_lib.aws.services.iam.policies.documents import Condition, Quantifier
from course_lib.aws.services.iam.policies.patterns import matches_arn, resolved
from course_lib.aws.wildcards import Token, matches, plain

Pattern = tuple[Token, ...]
Fits = Callable[[str, Any], bool | None]
NULL = "Null"


@dataclass(frozen=True)
class Operator:
    """How one value of a request is compared with one of a policy.

    Attributes:
        fits: called with the request's value and the policy's; None where it cannot read one of them.
        opposite: whether it holds when nothing fits.
        patterns: whether the policy's value may hold variables; it is then given as a pattern.
        wildcards: whether that pattern has wildcards.
    """

    fits: Fits
    opposite: bool = False
    patterns: bool = False
    wildcards: bool = False


def holds(condition: Condition, context: Context, has_variables: bool = True) -> bool:
    """Whether a condition holds.

    Args:
        condition: of a statement.
        context: of the request.
        has_variables: whether ${...} stands for a value in it.
    """
    given = context.values_of(condition.key)
    if condition.operator == NULL:
        return any((want.lower() == "true") == (not given) for want in condition.wanted)
    compare = OPERATORS[condition.operator]
    if not given:
        return _without_value(condition, compare)
    if condition.quantifier is Quantifier.ALL:
        return all(_value_holds(condition, compare, each, context, has_variables) for each in given)
    if condition.quantifier is Quantifier.ANY:
        return any(_value_holds(condition, compare, each, context, has_variables) for each in given)
    return len(given) == 1 and _value_holds(condition, compare, given[0], context, has_variables)


def _without_value(condition: Condition, compare: Operator) -> bool:
    if condition.if_exists or condition.quantifier is Quantifier.ALL:
        return True
    return condition.quantifier is None and compare.opposite


def _value_holds(condition: Condition, compare: Operator, value: str, context: Context, has_variables: bool) -> bool:
    found = [_fits(compare, value, want, context, has_variables) for want in condition.wanted]
    if True in found:
        return not compare.opposite
    return compare.opposite and None not in found


def _fits(compare: Operator, value: str, want: str, context: Context, has_variables: bool) -> bool | None:
    if not compare.patterns:
        return compare.fits(value, want)
    if has_variables:
        pattern = resolved(want, context, compare.wildcards)
    else:
        pattern = plain(want) if compare.wildcards else tuple(want)
    return None if pattern is None else compare.fits(value, pattern)


def _text(value: str, pattern: Pattern) -> bool:
    return matches(pattern, value)


def _text_whatever_case(value: str, pattern: Pattern) -> bool:
    return matches([token.lower() if isinstance(token, str) else token for token in pattern], value.lower())


def _arn(value: str, pattern: Pattern) -> bool | None:
    return matches_arn(pattern, value) if value.startswith("arn:") else None


def _number(compare: Callable[[Any, Any], bool]) -> Fits:
    def fits(value: str, want: str) -> bool | None:
        try:
            given, wanted = Decimal(value), Decimal(want)
        except InvalidOperation:
            return None
        return compare(given, wanted) if given.is_finite() and wanted.is_finite() else None

    return fits


def _date(compare: Callable[[Any, Any], bool]) -> Fits:
    def fits(value: str, want: str) -> bool | None:
        given, wanted = moment(value), moment(want)
        return None if given is None or wanted is None else compare(given, wanted)

    return fits


def moment(text: str) -> datetime | None:
    """A date of a policy: ISO 8601, or seconds since 1970; None where it is neither."""
    try:
        return datetime.fromtimestamp(int(text), UTC)
    except (ValueError, OverflowError, OSError):
        pass
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _bool(value: str, want: str) -> bool:
    return value.lower() == want.lower()


def _binary(value: str, want: str) -> bool | None:
    try:
        return base64.b64decode(value, validate=True) == base64.b64decode(want, validate=True)
    except (binascii.Error, ValueError):
        return None


def _address(value: str, want: str) -> bool | None:
    try:
        return ipaddress.ip_address(value) in ipaddress.ip_network(want, strict=False)
    except ValueError:
        return None


def _pair(name: str, opposite: str, fits: Fits, **how: bool) -> dict[str, Operator]:
    return {name: Operator(fits, **how), opposite: Operator(fits, opposite=True, **how)}


def _ordered(name: str, of: Callable[[Callable[[Any, Any], bool]], Fits]) -> dict[str, Operator]:
    return {
        **_pair(f"{name}Equals", f"{name}NotEquals", of(operator.eq)),
        f"{name}LessThan": Operator(of(operator.lt)),
        f"{name}LessThanEquals": Operator(of(operator.le)),
        f"{name}GreaterThan": Operator(of(operator.gt)),
        f"{name}GreaterThanEquals": Operator(of(operator.ge)),
    }


OPERATORS: dict[str, Operator] = {
    **_pair("StringEquals", "StringNotEquals", _text, patterns=True),
    **_pair("StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", _text_whatever_case, patterns=True),
    **_pair("StringLike", "StringNotLike", _text, patterns=True, wildcards=True),
    **_pair("ArnEquals", "ArnNotEquals", _arn, patterns=True, wildcards=True),
    **_pair("ArnLike", "ArnNotLike", _arn, patterns=True, wildcards=True),
    **_ordered("Numeric", _number),
    **_ordered("Date", _date),
    **_pair("IpAddress", "NotIpAddress", _address),
    "Bool": Operator(_bool),
    "BinaryEquals": Operator(_binary),
}
