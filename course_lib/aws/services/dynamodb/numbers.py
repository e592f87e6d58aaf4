"""DynamoDB's numbers: 38 significant digits, magnitudes 1E-130 to 9.99…E+125, stored as a plain decimal.

Source: DynamoDB developer guide, "Naming rules and data types"; the words from AWS's answers. The size rule is
the measured one (dynamodb-conformance, 2026): the guide's own rule rounds the other way.
"""

from __future__ import annotations

import re
from decimal import Context, Decimal, Inexact

from course_lib.aws.remembered import remembered
from course_lib.aws.services.dynamodb.errors import BadRequest

DIGITS = 38
LARGEST, SMALLEST = 125, -130  # exponents of the first significant digit

OVERFLOW = "Number overflow. Attempting to store a number with magnitude larger than supported range"
UNDERFLOW = "Number underflow. Attempting to store a number with magnitude smaller than supported range"
TOO_PRECISE = f"Attempting to store more than {DIGITS} significant digits in a Number"
NOT_NUMERIC = "The parameter cannot be converted to a numeric value"

_NUMBER = re.compile(r"([+-]?)([0-9]*)(?:\.([0-9]*))?(?:[eE]([+-]?[0-9]+))?")
_LONGEST_EXPONENT = 2**63
_WRAPS = 2**31 - 1  # the exponent at which the older checks come out at the other end
_EXACT = Context(prec=400, Emax=10**6, Emin=-(10**6), traps=[Inexact])


@remembered(most=4096, longest=200)
def normalised(text: str) -> str:
    """A number as DynamoDB stores and returns it: no exponent, no needless zeros.

    Raises:
        BadRequest: it is not a number, too large, too small or too precise.
    """
    found = _NUMBER.fullmatch(text)
    if found is None or not (found[2] or found[3]):
        raise BadRequest(f"{NOT_NUMERIC}: {text}")
    exponent = int(found[4] or 0)
    if not -_LONGEST_EXPONENT <= exponent < _LONGEST_EXPONENT:
        raise BadRequest(f"{NOT_NUMERIC}: {text}")
    whole, fraction = found[2], found[3] or ""
    significant = (whole + fraction).lstrip("0")
    # Zero is judged by the exponent it is written with.
    magnitude = exponent - len(fraction) + len(significant) - 1 if significant else exponent
    _check_range(magnitude, significant)
    if not significant:
        return "0"
    return _plain(found[1] == "-", significant, exponent - len(fraction))


def normalised_by_older(text: str) -> str:
    """The same for operations that still run the older checks: only what is wrong is told in other ways.

    Raises:
        BadRequest: as `normalised` does.
    """
    if text == "":
        raise BadRequest(NOT_NUMERIC)
    try:
        return normalised(text)
    except BadRequest as problem:
        found = _NUMBER.fullmatch(text)
        wraps = problem.message == OVERFLOW and found is not None and int(found[4] or 0) == _WRAPS
        raise BadRequest(UNDERFLOW) if wraps else problem from None


def _check_range(magnitude: int, significant: str) -> None:
    if magnitude > LARGEST:
        raise BadRequest(OVERFLOW)
    if magnitude < SMALLEST:
        raise BadRequest(UNDERFLOW)
    if len(significant.rstrip("0")) > DIGITS:
        raise BadRequest(TOO_PRECISE)


def _plain(negative: bool, digits: str, exponent: int) -> str:
    shown = format(Decimal(digits).scaleb(exponent, _EXACT), "f")
    if "." in shown:
        shown = shown.rstrip("0").rstrip(".")
    return f"-{shown}" if negative else shown


def value(text: str) -> Decimal:
    """A stored number, to compare or to calculate with."""
    return Decimal(text)


def add(left: str, right: str) -> str:
    """Their sum. Raises BadRequest when 38 digits cannot hold it; AWS calls that an overflow as well."""
    return _stored(_EXACT.add(Decimal(left), Decimal(right)))


def subtract(left: str, right: str) -> str:
    """Their difference, on the same terms."""
    return _stored(_EXACT.subtract(Decimal(left), Decimal(right)))


def _stored(number: Decimal) -> str:
    try:
        return normalised(format(number, "f"))
    except BadRequest as problem:
        raise BadRequest(OVERFLOW if problem.message == TOO_PRECISE else problem.message) from None


def size(text: str) -> int:
    """Bytes that a stored number takes in an item."""
    digits = text.lstrip("-")
    whole, _, fraction = digits.partition(".")
    whole = whole.lstrip("0")
    if not fraction:
        whole = whole.rstrip("0")
    fraction = fraction.lstrip("0") if not whole else fraction
    return 1 + (len(whole) + 1) // 2 + (len(fraction) + 1) // 2 + text.startswith("-")
