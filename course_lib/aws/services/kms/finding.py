"""Which key a request means: by id or ARN, where allowed also by alias or alias ARN.

Source: KMS API reference, `KeyId` of each operation; KMS developer guide, "Key states of AWS KMS keys".
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from course_lib.aws.http.messages import NotSimulated
from course_lib.aws.services.kms.errors import Refused, disabled, not_found, wrong_state
from course_lib.aws.services.kms.keys import CustomerKey

_ARN = re.compile(r"arn:aws[\w-]*:kms:(?P<region>[\w-]*):(?P<account>\d*):(?:key/(?P<key>.*)|(?P<alias>alias/.*))")
_KEY_ID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|mrk-[0-9a-fA-F]{32}")


@dataclass(frozen=True)
class Asked:
    """A request, and what it takes to answer it: moto's keys of that account and Region, the time, and chance."""

    operation: str
    params: Mapping[str, Any]
    account: str
    region: str
    now: datetime
    chance: random.Random

    @property
    def backend(self) -> Any:
        """Where moto keeps the keys."""
        from moto.kms.models import kms_backends

        return kms_backends[self.account][self.region]

    def arn(self, what: str) -> str:
        """The ARN of `key/...` or `alias/...` here."""
        return f"arn:aws:kms:{self.region}:{self.account}:{what}"


def any_key(asked: Asked, name: str, by_alias: bool = True) -> Any:
    """The key, whatever its state and kind.

    Raises:
        Refused: there is none.
    """
    arn = _ARN.fullmatch(name)
    if arn and arn["region"] != asked.region:
        raise not_found(f"Invalid arn {arn['region']}")
    alias = (arn["alias"] if arn else None) or (name if name.startswith("alias/") else None)
    if alias and by_alias:
        return alias_target(asked, alias)
    key_id = arn["key"] if arn and arn["key"] else name
    found = asked.backend.keys.get(key_id)
    if not _KEY_ID.fullmatch(key_id):
        raise not_found(f"Invalid keyId {key_id!r}")
    if found is None or (arn and arn["account"] != asked.account):
        raise not_found(f"Key '{name if arn else asked.arn('key/' + key_id)}' does not exist")
    return found


def alias_target(asked: Asked, alias: str) -> Any:
    """The key that an alias stands for.

    Raises:
        Refused: there is no such alias.
    """
    for key in asked.backend.keys.values():
        if alias in key.aliases:
            return key
    raise not_found(f"Alias {asked.arn(alias)} is not found.")


def customer_key(asked: Asked, name: str, by_alias: bool = True) -> CustomerKey:
    """The key, if it is a customer's.

    Raises:
        Refused: there is none.
        NotSimulated: it is one of AWS's own.
    """
    key = any_key(asked, name, by_alias)
    if not isinstance(key, CustomerKey):
        raise NotSimulated(
            f"AWS Key Management Service is simulated here, but {asked.operation} only with customer managed keys. "
            "Nothing was sent anywhere."
        )
    return key


def key_for(asked: Asked, name: str, usage: str, operation: str = "") -> CustomerKey:
    """The key of that name, enabled and made for this use.

    Args:
        usage: such as ENCRYPT_DECRYPT.
        operation: in which AWS refuses another key; the one asked for, unless given.
    """
    key = customer_key(asked, name)
    if key.key_usage != usage:
        raise Refused(
            "InvalidKeyUsageException",
            f"{key.arn} key usage is {key.key_usage} which is not valid for {operation or asked.operation}.",
        )
    return key


def refuse_algorithm(key: CustomerKey, algorithm: str) -> None:
    """Refuse an algorithm that a key of this spec has not."""
    if algorithm not in key.algorithms:
        raise Refused(
            "InvalidKeyUsageException", f"Algorithm {algorithm} is incompatible with key spec {key.key_spec}."
        )


def refuse_dry_run(asked: Asked) -> None:
    """End a request that was only to be tried, once nothing else is wrong with it."""
    if asked.params.get("DryRun"):
        raise Refused("DryRunOperationException", "The request would have succeeded, but the DryRun option is set.")


def refuse_enclaves(asked: Asked) -> None:
    """Refuse by name what only Nitro Enclaves can use."""
    if "Recipient" in asked.params:
        raise NotSimulated("AWS Nitro Enclaves are not simulated here. Nothing was sent anywhere.")


_NEITHER = {
    "PendingDeletion": "pending deletion",
    "PendingReplicaDeletion": "pending replica deletion",
    "PendingImport": "pending import",
    "Creating": "creating",
}


def refuse_pending(key: Any) -> None:
    """Refuse a key that waits for its deletion."""
    if key.key_state in ("PendingDeletion", "PendingReplicaDeletion"):
        raise wrong_state(key.arn, _NEITHER[key.key_state])


def refuse_unusable(key: Any) -> None:
    """Refuse a key that is not enabled."""
    if key.key_state in _NEITHER:
        raise wrong_state(key.arn, _NEITHER[key.key_state])
    if not key.enabled:
        raise disabled(key.arn)
