"""Whether a request's parameters are within the bounds of botocore's KMS model, and how KMS words it if not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from course_lib.aws import constraints
from course_lib.aws.services.kms.errors import invalid


def check_members(operation: str, params: Mapping[str, Any]) -> None:
    """Look at all parameters.

    Raises:
        Refused: with everything that is wrong with them, in one sentence.
    """
    found = constraints.problems("kms", operation, params)
    if found:
        raise invalid(constraints.together(found))
