"""New key material: every so many days, or on demand. What the old material encrypted still decrypts.

Source: KMS developer guide, "Rotate AWS KMS keys": 90 to 2,560 days, 365 unless told; 25 rotations on demand.
"""

from __future__ import annotations

from typing import Any

from course_lib.aws.services.kms.errors import Refused
from course_lib.aws.services.kms.finding import Asked, any_key, refuse_unusable, symmetric
from course_lib.aws.services.kms.keys import DEFAULT_PERIOD, SymmetricKey

ON_DEMAND_LIMIT = 25


def enable(asked: Asked) -> dict[str, Any]:
    """Rotate every so many days from now on."""
    key = _usable(asked)
    key.rotate_every(asked.params.get("RotationPeriodInDays", DEFAULT_PERIOD), asked.now)
    return {}


def disable(asked: Asked) -> dict[str, Any]:
    """Rotate by itself no more."""
    _usable(asked).rotate_every(None, asked.now)
    return {}


def status(asked: Asked) -> dict[str, Any]:
    """Whether and when it rotates by itself, and whether a rotation on demand is under way."""
    key = _key(asked)
    waits = key.key_state == "PendingDeletion"
    answer: dict[str, Any] = {"KeyId": key.arn, "KeyRotationEnabled": key.period is not None and not waits}
    if key.period is not None and not waits:
        answer |= {"RotationPeriodInDays": key.period, "NextRotationDate": key.next_rotation}
    if key.on_demand_since is not None:
        answer["OnDemandRotationStartDate"] = key.on_demand_since
    return answer


def on_demand(asked: Asked) -> dict[str, Any]:
    """Begin a rotation now."""
    key = _usable(asked)
    if key.on_demand_since is not None:
        raise Refused("ConflictException", f"A rotation of {key.arn} is already in progress.")
    if sum(each.kind == "ON_DEMAND" for each in key.rotated) >= ON_DEMAND_LIMIT:
        raise Refused(
            "LimitExceededException",
            "The on-demand rotations limit has been reached for the given keyId. "
            f"No more on-demand rotations can be performed for this key: {key.arn}",
        )
    key.start_rotation(asked.now)
    return {"KeyId": key.arn}


def listed(asked: Asked) -> dict[str, Any]:
    """The rotations that are over; where asked for, also the first material."""
    key = _key(asked)
    rows = [
        {"KeyId": key.arn, "KeyMaterialId": each.material, "RotationDate": each.when, "RotationType": each.kind}
        for each in key.rotated
    ]
    if asked.params.get("IncludeKeyMaterial") == "ALL_KEY_MATERIAL":
        rows.insert(0, {"KeyId": key.arn, "KeyMaterialId": key.materials[0].id})
        for row in rows:
            state = "CURRENT" if row["KeyMaterialId"] == key.current.id else "NON_CURRENT"
            row["KeyMaterialState"] = state
    return {"Rotations": rows, "Truncated": False}


def _key(asked: Asked) -> SymmetricKey:
    return symmetric(asked, any_key(asked, asked.params["KeyId"], by_alias=False))


def _usable(asked: Asked) -> SymmetricKey:
    key = _key(asked)
    refuse_unusable(key)
    return key
