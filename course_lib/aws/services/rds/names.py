"""The rules for identifiers, which RDS keeps in lower case.

Source: RDS API reference, CreateDBInstance, CreateDBSnapshot and CopyDBSnapshot, "Constraints".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from course_lib.aws.services.rds.errors import invalid

LONGEST_INSTANCE, LONGEST_SNAPSHOT = 63, 255  # characters
AUTOMATED = "rds:"  # what the names of automated snapshots begin with
_FORM = re.compile(r"[A-Za-z](-?[A-Za-z0-9])*")
_RULE = (
    "Identifiers must begin with a letter; must contain only ASCII letters, digits, and hyphens; "
    "and must not end with a hyphen or contain two consecutive hyphens."
)


def instance_name(params: Mapping[str, Any], parameter: str = "DBInstanceIdentifier") -> str:
    """A new instance's identifier.

    Raises:
        Refused: it is none.
    """
    return _name(str(params.get(parameter, "")), parameter, LONGEST_INSTANCE)


def snapshot_name(params: Mapping[str, Any], parameter: str = "DBSnapshotIdentifier") -> str:
    """A new snapshot's identifier.

    Raises:
        Refused: it is none.
    """
    name = str(params.get(parameter, ""))
    if name and not name[0].isalpha():
        raise invalid(f"Invalid snapshot identifier:  {name}")  # with the two blanks, as moto's tests record
    return _name(name, parameter, LONGEST_SNAPSHOT)


def asked(params: Mapping[str, Any], parameter: str) -> str:
    """The identifier of something that should be there."""
    return str(params.get(parameter, "")).lower()


def _name(name: str, parameter: str, longest: int) -> str:
    if not name:
        raise invalid(f"The parameter {parameter} must be provided and must not be blank.")
    if not _FORM.fullmatch(name):
        raise invalid(f"The parameter {parameter} is not a valid identifier. {_RULE}")
    if len(name) > longest:
        raise invalid(
            f"The parameter {parameter} is not a valid identifier because it is longer than {longest} characters."
        )
    return name.lower()
