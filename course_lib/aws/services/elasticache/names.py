"""The rules for names, which ElastiCache keeps in lower case.

Source: ElastiCache API reference, CreateReplicationGroup, "Constraints".
"""

from __future__ import annotations

import re

from course_lib.aws.services.elasticache.errors import invalid

LONGEST = 40  # characters of a group's name
_FORM = re.compile(r"[A-Za-z](-?[A-Za-z0-9])*")
_RULE = (
    "Identifiers must begin with a letter; must contain only ASCII letters, digits, and hyphens; "
    "and must not end with a hyphen or contain two consecutive hyphens."
)


def new_name(name: str, parameter: str, longest: int = LONGEST) -> str:
    """A new name, as it is kept.

    Raises:
        Refused: it is none.
    """
    if not name:
        raise invalid(f"The parameter {parameter} must be provided and must not be blank.")
    if not _FORM.fullmatch(name):
        raise invalid(f"The parameter {parameter} is not a valid identifier. {_RULE}")
    if len(name) > longest:
        raise invalid(
            f"The parameter {parameter} is not a valid identifier because it is longer than {longest} characters."
        )
    return name.lower()
