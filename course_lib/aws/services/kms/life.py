"""What is done to a key: making, looking, switching on and off, deleting.

Source: KMS API reference, the pages of these operations; KMS developer guide, "Key states of AWS KMS keys" (which
operation is refused in which state) and "Delete AWS KMS keys" (7 to 30 days, 30 unless told).
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from course_lib.aws.services.kms.errors import invalid, wrong_state
from course_lib.aws.services.kms.finding import Asked, any_key, refuse_pending, symmetric
from course_lib.aws.services.kms.keys import SymmetricKey

SHORTEST_WAIT, LONGEST_WAIT = 7, 30  # days


def create(asked: Asked) -> dict[str, Any]:
    """A new symmetric encryption key."""
    key = SymmetricKey(asked.account, asked.region, asked.now, asked.chance, asked.params)
    asked.backend.keys[key.id] = key
    if tags := asked.params.get("Tags"):
        asked.backend.tagger.tag_resource(key.id, tags)
    return key.to_dict()


def describe(asked: Asked) -> dict[str, Any]:
    """What there is to know about a key, in any state."""
    return symmetric(asked, any_key(asked, asked.params["KeyId"])).to_dict()


def enable(asked: Asked) -> dict[str, Any]:
    """Switch a key on."""
    return _switch(asked, "Enabled")


def disable(asked: Asked) -> dict[str, Any]:
    """Switch a key off."""
    return _switch(asked, "Disabled")


def _switch(asked: Asked, state: str) -> dict[str, Any]:
    key = _by_id(asked)
    refuse_pending(key)
    key.set_state(state)
    return {}


def schedule_deletion(asked: Asked) -> dict[str, Any]:
    """Delete a key, some days from now; until then it can be had back and cannot be used."""
    days = asked.params.get("PendingWindowInDays", LONGEST_WAIT)
    if not SHORTEST_WAIT <= days <= LONGEST_WAIT:
        raise invalid(f"PendingWindowInDays must be between {SHORTEST_WAIT} and {LONGEST_WAIT} (inclusive)")
    key = _by_id(asked)
    refuse_pending(key)
    key.set_state("PendingDeletion")
    key.deletion_date = asked.now + timedelta(days=days)
    return {
        "KeyId": key.arn, "DeletionDate": key.deletion_date, "KeyState": key.key_state, "PendingWindowInDays": days,
    }  # fmt: skip


def cancel_deletion(asked: Asked) -> dict[str, Any]:
    """Keep a key after all. It comes back disabled."""
    key = _by_id(asked)
    if key.key_state != "PendingDeletion":
        raise wrong_state(key.arn, "not pending deletion")
    key.set_state("Disabled")
    key.deletion_date = None
    return {"KeyId": key.arn}


def _by_id(asked: Asked) -> SymmetricKey:
    """These operations take no alias."""
    return symmetric(asked, any_key(asked, asked.params["KeyId"], by_alias=False))
