"""New key material: every so many days, or on demand. What the old material encrypted still decrypts.

Source: KMS developer guide, "Rotate AWS KMS keys": 90 to 2,560 days, 365 unless told; 25 rotations on demand.
"""

from __future__ import annotations

from typing import Any

from course_lib.aws.services.kms.errors import Refused, unsupported, wrong_origin
from course_lib.aws.services.kms.finding import Asked, customer_key, refuse_unusable
from course_lib.aws.services.kms.keys import DEFAULT_PERIOD, CustomerKey, expiration
from course_lib.aws.services.kms.pages import paged

ON_DEMAND_LIMIT = 25


def enable(asked: Asked) -> dict[str, Any]:
    """Rotate every so many days from now on."""
    key = _by_itself(asked)
    key.rotate_every(asked.params.get("RotationPeriodInDays", DEFAULT_PERIOD), asked.now)
    return {}


def disable(asked: Asked) -> dict[str, Any]:
    """Rotate by itself no more."""
    _by_itself(asked).rotate_every(None, asked.now)
    return {}


def status(asked: Asked) -> dict[str, Any]:
    """Whether and when it rotates by itself, and whether a rotation on demand is under way."""
    key = _key(asked)
    refuse_other_kinds(key)
    waits = key.key_state == "PendingDeletion"
    arn, key = key.arn, key.primary or key
    answer: dict[str, Any] = {"KeyId": arn, "KeyRotationEnabled": key.period is not None and not waits}
    if key.period is not None and not waits:
        answer |= {"RotationPeriodInDays": key.period, "NextRotationDate": key.next_rotation}
    if key.on_demand_since is not None:
        answer["OnDemandRotationStartDate"] = key.on_demand_since
    return answer


def on_demand(asked: Asked) -> dict[str, Any]:
    """Begin a rotation now."""
    key = _usable(asked)
    if key.is_external and key.pending is None:
        raise Refused("KMSInvalidStateException", f"No available key material pending rotation for the key: {key.arn}.")
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
    refuse_other_kinds(key)
    rows: list[dict[str, Any]] = [
        {"KeyId": key.arn, "KeyMaterialId": each.material, "RotationDate": each.when, "RotationType": each.kind}
        for each in key.rotated
    ]
    if asked.params.get("IncludeKeyMaterial") == "ALL_KEY_MATERIAL" and key.materials:
        rows.insert(0, {"KeyId": key.arn, "KeyMaterialId": key.materials[0].id})
        if key.pending is not None:
            rows.append({"KeyId": key.arn, "KeyMaterialId": key.pending.id})
        for row in rows:
            row.update(_of_material(key, row["KeyMaterialId"]))
    return paged(asked, rows, "Rotations", 100)


def _of_material(key: CustomerKey, material_id: str) -> dict[str, Any]:
    """What ListKeyRotations says of a material."""
    if key.pending is not None and key.pending.id == material_id:
        material, state = key.pending, "PENDING_ROTATION"
    else:
        found = key.material(material_id)
        assert found is not None
        material, state = found, "CURRENT" if found is key.current else "NON_CURRENT"
    if not key.is_external:
        return {"KeyMaterialState": state}
    if not material.present:
        return {"KeyMaterialState": state, "ImportState": "PENDING_IMPORT"}
    return {"KeyMaterialState": state, "ImportState": "IMPORTED", **expiration(material)}


def _key(asked: Asked) -> CustomerKey:
    return customer_key(asked, asked.params["KeyId"], by_alias=False)


def _usable(asked: Asked) -> CustomerKey:
    """A symmetric encryption key that is enabled, and no replica: these rotate with their primary key."""
    key = _key(asked)
    refuse_unusable(key)
    refuse_other_kinds(key)
    if key.primary is not None:
        raise unsupported(f"{key.arn} is not a multi-region primary key.")
    return key


def _by_itself(asked: Asked) -> CustomerKey:
    """One that can rotate by itself: imported material has nothing to follow it."""
    key = _usable(asked)
    if key.is_external:
        raise wrong_origin(key.arn, key.origin)
    return key


def refuse_other_kinds(key: CustomerKey) -> None:
    """Refuse pairs and HMAC keys, which are never rotated."""
    if not key.is_symmetric:
        raise unsupported()
