"""What a parameter may be called.

Source: API reference, PutParameter, "Name" (letters, digits, `_.-` and slashes; at most 15 levels; neither "aws" nor
"ssm" at the beginning; a leading slash where there is one inside; spaces at both ends are removed).
"""

from __future__ import annotations

import re

from course_lib.aws.services.ssm.errors import invalid, too_deep

LEVELS = 15
LONGEST = 1011  # characters, without those of the ARN that AWS puts before them


def to_put(text: str) -> str:
    """A name under which something can be stored.

    Raises:
        Refused: it is none.
    """
    name = text.strip()
    if not re.fullmatch(r"[a-zA-Z0-9_.\-/]+", name) or name.endswith("/") or "//" in name or len(name) > LONGEST:
        raise invalid(
            'Parameter name: can\'t be prefixed with "ssm" (case-insensitive). If formed as a path, it can consist of '
            "sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the "
            "following 3 symbols .-_"
        )
    if "/" in name and not name.startswith("/"):
        raise invalid("Parameter name must be a fully qualified name.")
    if re.match(r"/?aws", name, re.IGNORECASE):
        raise invalid("No access to reserved parameter name: " + name + ".")
    if re.match(r"/?ssm", name, re.IGNORECASE):
        raise invalid('Parameter name: can\'t be prefixed with "ssm" (case-insensitive).')
    if name.count("/") > LEVELS:
        raise too_deep()
    return name


def path(text: str) -> str:
    """A path, which ends in a slash.

    Raises:
        Refused: it is none.
    """
    if not text.startswith("/") or not re.fullmatch(r"[a-zA-Z0-9_.\-/]+", text):
        raise invalid(
            "The parameter doesn't meet the parameter name requirements. The parameter name must begin with a forward "
            'slash "/". It can\'t be prefixed with "aws" or "ssm" (case-insensitive). It must use only letters, '
            "numbers, or the following symbols: . (period), - (hyphen), _ (underscore). Special characters are not "
            'allowed. All sub-paths, if specified, must use the forward slash symbol "/". '
            "Valid example: /get/parameters2-/by1./path0_."
        )
    return text if text.endswith("/") else text + "/"
