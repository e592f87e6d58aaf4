"""What is done to a key: making, looking, switching on and off, deleting.

Source: KMS API reference, the pages of these operations; KMS developer guide, "Key states of AWS KMS keys" (which
operation is refused in which state) and "Delete AWS KMS keys" (7 to 30 days, 30 unless told).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from course_lib.aws.http.messages import NotSimulated
from course_lib.aws.services.kms import tags
from course_lib.aws.services.kms.errors import invalid, wrong_state
from course_lib.aws.services.kms.finding import Asked, customer_key, refuse_pending, refuse_unusable
from course_lib.aws.services.kms.keys import CustomerKey
from course_lib.aws.services.kms.pages import paged
from course_lib.aws.services.kms.specs import SPECS, SYMMETRIC

SHORTEST_WAIT, LONGEST_WAIT = 7, 30  # days


def create(asked: Asked) -> dict[str, Any]:
    """A new key."""
    _check_kind(asked.params)
    tags.check(asked.params.get("Tags", ()))
    key = CustomerKey(asked.account, asked.region, asked.now, asked.chance, asked.params)
    asked.backend.keys[key.id] = key
    if asked.params.get("Tags"):
        asked.backend.tagger.tag_resource(key.id, asked.params["Tags"])
    return key.to_dict()


def _check_kind(params: Mapping[str, Any]) -> None:
    """Whether there is such a key: its spec, its use, and where its material comes from."""
    spec, old = params.get("KeySpec"), params.get("CustomerMasterKeySpec")
    if spec is not None and old is not None and spec != old:
        raise invalid("KeySpec and CustomerMasterKeySpec must be the same where both are given.")
    spec = spec or old or SYMMETRIC
    if params.get("Origin", "AWS_KMS") not in ("AWS_KMS", "EXTERNAL"):
        raise NotSimulated("Custom key stores are not simulated here. Nothing was sent anywhere.")
    if spec not in SPECS:
        raise NotSimulated(f"KMS keys of the spec {spec} are not simulated here. Nothing was sent anywhere.")
    usage = params.get("KeyUsage")
    if usage is None and spec != SYMMETRIC:
        raise invalid("You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.")
    if usage is not None and usage not in SPECS[spec]:
        raise invalid(f"KeyUsage {usage} is not compatible with KeySpec {spec}")


def describe(asked: Asked) -> dict[str, Any]:
    """What there is to know about a key, in any state."""
    return customer_key(asked, asked.params["KeyId"]).to_dict()


def update_description(asked: Asked) -> dict[str, Any]:
    """Say something else about it."""
    key = _by_id(asked)
    refuse_pending(key)
    key.description = asked.params["Description"]
    return {}


def listed(asked: Asked) -> dict[str, Any]:
    """All keys, in any state."""
    rows = [{"KeyId": key.id, "KeyArn": key.arn} for key in asked.backend.keys.values()]
    return paged(asked, rows, "Keys", 100)


def enable(asked: Asked) -> dict[str, Any]:
    """Switch a key on."""
    return _switch(asked, "Enabled")


def disable(asked: Asked) -> dict[str, Any]:
    """Switch a key off."""
    return _switch(asked, "Disabled")


def _switch(asked: Asked, state: str) -> dict[str, Any]:
    key = _by_id(asked)
    refuse_pending(key)
    if key.key_state in ("PendingImport", "Creating"):
        refuse_unusable(key)
    key.set_state(state)
    return {}


def schedule_deletion(asked: Asked) -> dict[str, Any]:
    """Delete a key, some days from now; until then it can be had back and cannot be used."""
    days = asked.params.get("PendingWindowInDays", LONGEST_WAIT)
    if not SHORTEST_WAIT <= days <= LONGEST_WAIT:
        raise invalid(f"PendingWindowInDays must be between {SHORTEST_WAIT} and {LONGEST_WAIT} (inclusive)")
    key = _by_id(asked)
    refuse_pending(key)
    answer = {"KeyId": key.arn, "PendingWindowInDays": days}
    if key.replicas:  # its waiting period begins when the last of them is gone
        key.waits = days
        key.set_state("PendingReplicaDeletion")
        return {**answer, "KeyState": key.key_state}
    key.set_state("PendingDeletion")
    key.deletion_date = asked.now + timedelta(days=days)
    return {**answer, "DeletionDate": key.deletion_date, "KeyState": key.key_state}


def cancel_deletion(asked: Asked) -> dict[str, Any]:
    """Keep a key after all. It comes back disabled, or waiting for material that is imported again."""
    key = _by_id(asked)
    if key.key_state not in ("PendingDeletion", "PendingReplicaDeletion"):
        raise wrong_state(key.arn, "not pending deletion")
    key.set_state("Disabled")
    if key.is_external and not (key.materials and all(each.present for each in key.materials)):
        key.set_state("PendingImport")
    key.deletion_date = key.waits = None
    return {"KeyId": key.arn}


def _by_id(asked: Asked) -> CustomerKey:
    """These operations take no alias."""
    return customer_key(asked, asked.params["KeyId"], by_alias=False)
