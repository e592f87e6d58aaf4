"""What is done with a key: Encrypt, Decrypt, GenerateDataKey and its kin, ReEncrypt, GenerateRandom.

Source: KMS API reference, the pages of these operations; KMS developer guide, "Encryption context".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from course_lib.aws.http.messages import NotSimulated
from course_lib.aws.services.kms import blobs
from course_lib.aws.services.kms.errors import (
    Refused,
    incorrect_key,
    invalid,
    invalid_ciphertext,
    unknown_key_of_ciphertext,
)
from course_lib.aws.services.kms.finding import Asked, any_key, refuse_unusable, symmetric
from course_lib.aws.services.kms.keys import Material, SymmetricKey

SYMMETRIC = "SYMMETRIC_DEFAULT"
_SPECS = {"AES_128": 16, "AES_256": 32}  # bytes


def encrypt(asked: Asked) -> dict[str, Any]:
    """Up to 4,096 bytes, encrypted with the key itself."""
    key = _usable(asked, asked.params["KeyId"])
    blob = _seal(asked, key, asked.params["Plaintext"], _context(asked, "EncryptionContext"))
    return {"CiphertextBlob": blob, "KeyId": key.arn, "EncryptionAlgorithm": SYMMETRIC}


def decrypt(asked: Asked) -> dict[str, Any]:
    """What was encrypted, if key and context are the same."""
    key, material, data = _open(asked, "KeyId", "EncryptionContext")
    return {"Plaintext": data, "KeyId": key.arn, "EncryptionAlgorithm": SYMMETRIC, "KeyMaterialId": material.id}


def generate_data_key(asked: Asked) -> dict[str, Any]:
    """A new key for use outside of KMS: plain, and encrypted under the KMS key."""
    if ("KeySpec" in asked.params) == ("NumberOfBytes" in asked.params):
        raise invalid("Please specify either number of bytes or key spec.")
    key = _usable(asked, asked.params["KeyId"])
    size = asked.params.get("NumberOfBytes") or _SPECS[asked.params["KeySpec"]]
    data = asked.chance.randbytes(size)
    blob = _seal(asked, key, data, _context(asked, "EncryptionContext"))
    return {"Plaintext": data, "CiphertextBlob": blob, "KeyId": key.arn, "KeyMaterialId": key.current.id}


def generate_data_key_without_plaintext(asked: Asked) -> dict[str, Any]:
    """The same, but only the encrypted key comes back."""
    answer = generate_data_key(asked)
    del answer["Plaintext"]
    return answer


def re_encrypt(asked: Asked) -> dict[str, Any]:
    """Decrypt and encrypt again, under another key or context; the data never leaves KMS."""
    source, old, data = _open(asked, "SourceKeyId", "SourceEncryptionContext")
    target = _usable(asked, asked.params["DestinationKeyId"])
    blob = _seal(asked, target, data, _context(asked, "DestinationEncryptionContext"))
    return {
        "CiphertextBlob": blob,
        "SourceKeyId": source.arn,
        "KeyId": target.arn,
        "SourceEncryptionAlgorithm": SYMMETRIC,
        "DestinationEncryptionAlgorithm": SYMMETRIC,
        "SourceKeyMaterialId": old.id,
        "DestinationKeyMaterialId": target.current.id,
    }


def generate_random(asked: Asked) -> dict[str, Any]:
    """Random bytes."""
    if "NumberOfBytes" not in asked.params:
        raise invalid("NumberOfBytes is required.")
    return {"Plaintext": asked.chance.randbytes(asked.params["NumberOfBytes"])}


def _usable(asked: Asked, name: str) -> SymmetricKey:
    """The key, enabled and of the kind these operations need."""
    found = any_key(asked, name)
    if found.key_usage != "ENCRYPT_DECRYPT":
        raise Refused(
            "InvalidKeyUsageException",
            f"{found.arn} key usage is {found.key_usage} which is not valid for {asked.operation}.",
        )
    key = symmetric(asked, found)
    _refuse_other_algorithms(asked.params)
    refuse_unusable(key)
    return key


def _refuse_other_algorithms(params: Mapping[str, Any]) -> None:
    for name in ("EncryptionAlgorithm", "SourceEncryptionAlgorithm", "DestinationEncryptionAlgorithm"):
        chosen = params.get(name, SYMMETRIC)
        if chosen != SYMMETRIC:
            raise Refused(
                "InvalidKeyUsageException", f"Algorithm {chosen} is incompatible with key spec SYMMETRIC_DEFAULT."
            )
    if "Recipient" in params:
        raise NotSimulated("AWS Nitro Enclaves are not simulated here. Nothing was sent anywhere.")


def _open(asked: Asked, key_member: str, context_member: str) -> tuple[SymmetricKey, Material, bytes]:
    if "CiphertextBlob" not in asked.params:
        raise invalid("CiphertextBlob must not be null")
    blob = blobs.read(asked.params["CiphertextBlob"])
    key = _key_of(asked, blob, asked.params.get(key_member))
    material = key.material(blob.material_id)
    if material is None:
        raise invalid_ciphertext()
    return key, material, blobs.unseal(blob, material, _context(asked, context_member))


def _key_of(asked: Asked, blob: blobs.Blob, named: str | None) -> SymmetricKey:
    """The key that a ciphertext names, which must be the one that the caller names, if it names one."""
    if named is not None:
        key = _usable(asked, named)
        if key.id != blob.key_id:
            raise incorrect_key()
        return key
    if blob.key_id not in asked.backend.keys:
        raise unknown_key_of_ciphertext()
    return _usable(asked, blob.key_id)


def _seal(asked: Asked, key: SymmetricKey, data: bytes, context: Mapping[str, str]) -> bytes:
    if asked.params.get("DryRun"):
        raise Refused("DryRunOperationException", "The request would have succeeded, but the DryRun option is set.")
    return blobs.seal(key.id, key.current, data, context, asked.chance)


def _context(asked: Asked, member: str) -> Mapping[str, str]:
    context: Mapping[str, str] = asked.params.get(member, {})
    return context
