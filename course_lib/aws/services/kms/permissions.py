"""Which permissions KMS's operations need, on which keys and aliases.

Sources: Service Authorization Reference, "Actions, resources, and condition keys for AWS Key Management Service"; KMS
developer guide, "AWS KMS permissions", "AWS KMS condition keys". An operation on a key or alias that is not there needs
nothing: it is answered that there is none.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from course_lib.aws.access import Need, Values
from course_lib.aws.http.messages import Call
from course_lib.aws.services.kms import blobs
from course_lib.aws.services.kms.errors import Refused
from course_lib.aws.services.kms.finding import Asked, any_key

Needs = Callable[[Call], Iterator[Need]]

# Of one key, by its parameter KeyId.
_ON_KEYS = """
    CancelKeyDeletion DescribeKey DisableKey DisableKeyRotation EnableKey EnableKeyRotation Encrypt GenerateDataKey
    GenerateDataKeyPair GenerateDataKeyPairWithoutPlaintext GenerateDataKeyWithoutPlaintext GenerateMac GetKeyPolicy
    GetKeyRotationStatus GetPublicKey ListGrants ListKeyPolicies ListKeyRotations ListResourceTags PutKeyPolicy
    ReplicateKey RevokeGrant RotateKeyOnDemand ScheduleKeyDeletion Sign TagResource UntagResource
    UpdateKeyDescription Verify VerifyMac CreateGrant DeriveSharedSecret GetParametersForImport ImportKeyMaterial
    DeleteImportedKeyMaterial
"""
_ON_NONE = "CreateKey GenerateRandom ListAliases ListKeys ListRetirableGrants"
# Condition key: the parameter that gives its value.
_KEYS = {
    "kms:EncryptionAlgorithm": "EncryptionAlgorithm",
    "kms:SigningAlgorithm": "SigningAlgorithm",
    "kms:MacAlgorithm": "MacAlgorithm",
    "kms:MessageType": "MessageType",
    "kms:RotationPeriodInDays": "RotationPeriodInDays",
    "kms:ScheduleKeyDeletionPendingWindowInDays": "PendingWindowInDays",
    "kms:GranteePrincipal": "GranteePrincipal",
    "kms:RetiringPrincipal": "RetiringPrincipal",
    "kms:ReplicaRegion": "ReplicaRegion",
    "kms:KeyAgreementAlgorithm": "KeyAgreementAlgorithm",
    "kms:WrappingAlgorithm": "WrappingAlgorithm",
    "kms:WrappingKeySpec": "WrappingKeySpec",
    "kms:ExpirationModel": "ExpirationModel",
    "kms:DataKeyPairSpec": "KeyPairSpec",
}
_SYMMETRIC = {"Encrypt", "Decrypt", "GenerateDataKey", "GenerateDataKeyWithoutPlaintext", "ReEncrypt"}


def needs(call: Call) -> list[Need] | None:
    """The permissions that a call needs; None for an operation that nobody answers."""
    row = OPERATIONS.get(call.operation)
    return list(row(call)) if row else None


def _find(call: Call, name: object) -> Any:
    """The key that is named, or None."""
    asked = Asked(call.operation, call.params, call.account, call.region, datetime.min, random.Random())
    try:
        return any_key(asked, str(name)) if name else None
    except Refused:
        return None


def _on_key(call: Call) -> Iterator[Need]:
    key = _find(call, call.params.get("KeyId"))
    if key is not None:
        yield Need(f"kms:{call.operation}", key.arn, _values(call, key, call.params.get("KeyId")))


def _retire_grant(call: Call) -> Iterator[Need]:
    """Nothing of the grant's retiring principal, nor of its grantee where it includes RetireGrant.

    Source: API reference, RetireGrant; developer guide, "Retiring and revoking grants".
    """
    key, grant = _grant(call)
    if key is None:
        return
    signer = call.identity
    names = {signer.arn, signer.role} if signer is not None else set()
    may = {grant.retiring_principal} if grant is not None else set()
    if grant is not None and "RetireGrant" in grant.operations:
        may.add(grant.grantee_principal)
    if not names & (may - {None}):
        yield Need("kms:RetireGrant", key.arn, _values(call, key, call.params.get("KeyId")))


def _grant(call: Call) -> tuple[Any, Any]:
    """The key and the grant that are named, by the grant's token or by both their ids; None for what is not there."""
    from moto.kms.models import kms_backends

    token = call.params.get("GrantToken")
    named = _find(call, call.params.get("KeyId"))
    keys = [named] if named is not None else list(kms_backends[call.account][call.region].keys.values())
    for key in keys:
        for grant in key.grants.values():
            if (token and grant.token == token) or (named is not None and grant.id == call.params.get("GrantId")):
                return key, grant
    return named, None


def _decrypt(call: Call) -> Iterator[Need]:
    name = call.params.get("KeyId") or _key_of(call)
    key = _find(call, name)
    if key is not None:
        yield Need("kms:Decrypt", key.arn, _values(call, key, call.params.get("KeyId")))


def _re_encrypt(call: Call) -> Iterator[Need]:
    source = _find(call, call.params.get("SourceKeyId") or _key_of(call))
    target = _find(call, call.params.get("DestinationKeyId"))
    same = {"kms:ReEncryptOnSameKey": str(source is target).lower()}
    if source is not None:
        values = _values(call, source, call.params.get("SourceKeyId"), "SourceEncryptionContext")
        yield Need("kms:ReEncryptFrom", source.arn, {**values, **same})
    if target is not None:
        values = _values(call, target, call.params.get("DestinationKeyId"), "DestinationEncryptionContext")
        yield Need("kms:ReEncryptTo", target.arn, {**values, **same})


def _key_of(call: Call) -> str | None:
    """The key that a ciphertext names."""
    try:
        return blobs.read(call.params["CiphertextBlob"]).key_id
    except (Refused, KeyError, TypeError, AttributeError):
        return None


def _aliases(call: Call) -> Iterator[Need]:
    """An alias is of its key, so that both are asked for; where it moves, the old key and the new one."""
    name = str(call.params.get("AliasName", ""))
    yield Need(f"kms:{call.operation}", f"arn:aws:kms:{call.region}:{call.account}:{name}")
    old = _find(call, name) if call.operation != "CreateAlias" else None
    for key in (old, _find(call, call.params.get("TargetKeyId"))):
        if key is not None:
            yield Need(f"kms:{call.operation}", key.arn, _values(call, key, None))


def _on_none(call: Call) -> Iterator[Need]:
    values: dict[str, str | tuple[str, ...]] = {"kms:CallerAccount": call.account}
    if call.operation == "CreateKey":
        values.update(
            {
                "kms:KeySpec": str(call.params.get("KeySpec", "SYMMETRIC_DEFAULT")),
                "kms:KeyUsage": str(call.params.get("KeyUsage", "ENCRYPT_DECRYPT")),
                "kms:KeyOrigin": str(call.params.get("Origin", "AWS_KMS")),
                "kms:MultiRegion": str(bool(call.params.get("MultiRegion"))).lower(),
                "kms:BypassPolicyLockoutSafetyCheck": str(
                    bool(call.params.get("BypassPolicyLockoutSafetyCheck"))
                ).lower(),
                **_tags(call),
            }
        )
    yield Need(f"kms:{call.operation}", "*", values)
    if call.operation == "CreateKey" and call.params.get("Tags"):
        yield Need("kms:TagResource", "*", values)


def _values(call: Call, key: Any, named: object, context: str = "EncryptionContext") -> Values:
    """The condition keys of an operation on a key, `named` as the request names it."""
    values: dict[str, str | tuple[str, ...]] = {
        "kms:CallerAccount": call.account,
        "kms:KeySpec": str(key.key_spec),
        "kms:KeyUsage": str(key.key_usage),
        "kms:KeyOrigin": str(key.origin),
        "kms:MultiRegion": str(bool(key.multi_region)).lower(),
        "kms:ResourceAliases": tuple(key.aliases),
        **_tags(call),
    }
    for condition, parameter in _KEYS.items():
        if parameter in call.params:
            values[condition] = str(call.params[parameter])
    if call.operation in _SYMMETRIC:
        values.setdefault("kms:EncryptionAlgorithm", "SYMMETRIC_DEFAULT")
    alias = str(named or "").rpartition(":")[2]
    if alias.startswith("alias/"):
        values["kms:RequestAlias"] = alias
    pairs = call.params.get(context) or {}
    if isinstance(pairs, Mapping):
        values.update({f"kms:EncryptionContext:{name}": str(value) for name, value in pairs.items()})
        values["kms:EncryptionContextKeys"] = tuple(pairs)
    if "Operations" in call.params:
        values["kms:GrantOperations"] = tuple(map(str, call.params["Operations"]))
    return values


def _tags(call: Call) -> dict[str, str | tuple[str, ...]]:
    tags = {str(each.get("TagKey")): str(each.get("TagValue")) for each in call.params.get("Tags") or ()}
    keys = tuple(tags) or tuple(map(str, call.params.get("TagKeys") or ()))
    return {**{f"aws:RequestTag/{key}": value for key, value in tags.items()}, "aws:TagKeys": keys}


OPERATIONS: Mapping[str, Needs] = {
    **dict.fromkeys(_ON_KEYS.split(), _on_key),
    **dict.fromkeys(_ON_NONE.split(), _on_none),
    **dict.fromkeys(("CreateAlias", "UpdateAlias", "DeleteAlias"), _aliases),
    "Decrypt": _decrypt,
    "RetireGrant": _retire_grant,
    "ReEncrypt": _re_encrypt,
}
