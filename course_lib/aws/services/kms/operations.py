"""Which function answers which operation. Policies and grants are moto's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from course_lib.aws.http.messages import Answer, Call, Forward
from course_lib.aws.services.kms import (
    aliases,
    data_key_pairs,
    importing,
    life,
    macs,
    replicas,
    rotation,
    signing,
    tags,
    using,
)
from course_lib.aws.services.kms.errors import Refused, invalid
from course_lib.aws.services.kms.finding import Asked, any_key
from course_lib.aws.services.kms.key_policies import check_policy
from course_lib.aws.services.kms.keys import CustomerKey
from course_lib.aws.services.kms.members import check_members

OPERATIONS: Mapping[str, Callable[[Asked], dict[str, Any]]] = {
    "CreateKey": life.create,
    "DescribeKey": life.describe,
    "ListKeys": life.listed,
    "UpdateKeyDescription": life.update_description,
    "EnableKey": life.enable,
    "DisableKey": life.disable,
    "ScheduleKeyDeletion": life.schedule_deletion,
    "CancelKeyDeletion": life.cancel_deletion,
    "Encrypt": using.encrypt,
    "Decrypt": using.decrypt,
    "GenerateDataKey": using.generate_data_key,
    "GenerateDataKeyWithoutPlaintext": using.generate_data_key_without_plaintext,
    "ReEncrypt": using.re_encrypt,
    "GenerateRandom": using.generate_random,
    "GenerateDataKeyPair": data_key_pairs.generate,
    "GenerateDataKeyPairWithoutPlaintext": data_key_pairs.generate_without_plaintext,
    "Sign": signing.sign,
    "Verify": signing.verify,
    "GetPublicKey": signing.get_public_key,
    "DeriveSharedSecret": signing.derive_shared_secret,
    "GenerateMac": macs.generate,
    "VerifyMac": macs.verify,
    "GetParametersForImport": importing.get_parameters,
    "ImportKeyMaterial": importing.import_material,
    "DeleteImportedKeyMaterial": importing.delete,
    "ReplicateKey": replicas.replicate,
    "EnableKeyRotation": rotation.enable,
    "DisableKeyRotation": rotation.disable,
    "GetKeyRotationStatus": rotation.status,
    "RotateKeyOnDemand": rotation.on_demand,
    "ListKeyRotations": rotation.listed,
    "CreateAlias": aliases.create,
    "UpdateAlias": aliases.update,
    "DeleteAlias": aliases.delete,
    "ListAliases": aliases.listed,
    "TagResource": tags.tag,
    "UntagResource": tags.untag,
    "ListResourceTags": tags.listed,
}
_GRANTS = {"CreateGrant", "ListGrants", "RevokeGrant", "RetireGrant"}


def answer(asked: Asked, call: Call, forward: Forward) -> Answer:
    """Answer a call, or leave it to moto."""
    _let_time_pass(asked)
    operation = OPERATIONS.get(call.operation)
    if operation is None:
        return _of_motos(asked, call, forward)
    try:
        check_members(call.operation, call.params)
        check_policy(call, asked.arn("key/new"))
        return Answer(result=operation(asked))
    except Refused as refusal:
        return Answer(error=refusal.error)


def _let_time_pass(asked: Asked) -> None:
    for key in list(asked.backend.keys.values()):
        if not isinstance(key, CustomerKey):
            continue
        key.catch_up(asked.now)
        if key.is_gone(asked.now):
            asked.backend.delete_key(key.id)


def _of_motos(asked: Asked, call: Call, forward: Forward) -> Answer:
    """What moto answers; of grants it does not look whether there is such a key."""
    if call.operation in _GRANTS:
        try:
            if call.operation == "RetireGrant" and not call.params.get("GrantToken"):
                if not (call.params.get("KeyId") and call.params.get("GrantId")):
                    raise invalid("Must specify either a grant token, or a grant id together with a key id")
            if isinstance(call.params.get("KeyId"), str):
                any_key(asked, call.params["KeyId"], by_alias=False)
        except Refused as refusal:
            return Answer(error=refusal.error)
    if call.operation in ("PutKeyPolicy", "GetKeyPolicy"):
        return _of_a_policy(asked, call, forward)
    return forward(call)


def _of_a_policy(asked: Asked, call: Call, forward: Forward) -> Answer:
    """A key has one policy, "default", named or not. Source: API reference, GetKeyPolicy and PutKeyPolicy."""
    call = replace(call, params={"PolicyName": "default", **call.params}, request=None)
    try:
        check_members(call.operation, call.params)
        if call.operation == "PutKeyPolicy":
            check_policy(call, any_key(asked, str(call.params["KeyId"]), by_alias=False).arn)
    except Refused as refusal:
        return Answer(error=refusal.error)
    return forward(call)
