"""Message authentication codes with a key that never leaves KMS: GenerateMac, VerifyMac.

Source: KMS API reference, the pages of these operations.
"""

from __future__ import annotations

import hmac
from typing import Any

from course_lib.aws.services.kms.errors import Refused
from course_lib.aws.services.kms.finding import Asked, key_for, refuse_algorithm, refuse_dry_run, refuse_unusable
from course_lib.aws.services.kms.keys import CustomerKey
from course_lib.aws.services.kms.specs import MAC


def generate(asked: Asked) -> dict[str, Any]:
    """The code of a message of up to 4,096 bytes."""
    key = _key(asked)
    refuse_dry_run(asked)
    return {"KeyId": key.arn, "Mac": _mac(asked, key), "MacAlgorithm": asked.params["MacAlgorithm"]}


def verify(asked: Asked) -> dict[str, Any]:
    """Whether a code is that of the message; if not, an error says so."""
    key = _key(asked)
    if not hmac.compare_digest(_mac(asked, key), asked.params["Mac"]):
        raise Refused("KMSInvalidMacException")
    refuse_dry_run(asked)
    return {"KeyId": key.arn, "MacValid": True, "MacAlgorithm": asked.params["MacAlgorithm"]}


def _key(asked: Asked) -> CustomerKey:
    key = key_for(asked, asked.params["KeyId"], MAC)
    refuse_algorithm(key, asked.params["MacAlgorithm"])
    refuse_unusable(key)
    return key


def _mac(asked: Asked, key: CustomerKey) -> bytes:
    digest = asked.params["MacAlgorithm"].removeprefix("HMAC_").replace("_", "").lower()
    return hmac.digest(key.current.secret, asked.params["Message"], digest)
