"""Whether a request's parameters are within the bounds of botocore's KMS model, and how KMS words it if not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from course_lib.aws import constraints
from course_lib.aws.services.kms.errors import invalid

# AWS lists these values in an order of its own, as recorded; of the others no list of today is recorded.
_AS_MODELLED = "[HMAC_SHA_224, HMAC_SHA_256, HMAC_SHA_384, HMAC_SHA_512]"
_AS_RECORDED = "[HMAC_SHA_384, HMAC_SHA_256, HMAC_SHA_224, HMAC_SHA_512]"


def check_members(operation: str, params: Mapping[str, Any]) -> None:
    """Look at all parameters.

    Raises:
        Refused: with everything that is wrong with them, in one sentence.
    """
    found = constraints.problems("kms", operation, params)
    if found:
        raise invalid(constraints.together(found).replace(_AS_MODELLED, _AS_RECORDED))
