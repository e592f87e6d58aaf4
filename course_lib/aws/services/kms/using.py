"""What is done with a key: Encrypt, Decrypt, GenerateDataKey and its kin, ReEncrypt, GenerateRandom.

Source: KMS API reference, the pages of these operations; KMS developer guide, "Encryption context".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from course_lib.aws.services.kms import blobs, pairs
from course_lib.aws.services.kms.errors import (
    Refused,
    incorrect_key,
    invalid,
    invalid_ciphertext,
    unknown_key_of_ciphertext,
)
from course_lib.aws.services.kms.finding import (
    Asked,
    customer_key,
    key_for,
    refuse_algorithm,
    refuse_dry_run,
    refuse_enclaves,
    refuse_unusable,
)
from course_lib.aws.services.kms.keys import CustomerKey, Material
from course_lib.aws.services.kms.specs import ENCRYPT, SYMMETRIC

_SPECS = {"AES_128": 16, "AES_256": 32}  # bytes


def encrypt(asked: Asked) -> dict[str, Any]:
    """Up to 4,096 bytes, or what fits under an RSA key, encrypted with the key itself."""
    key, algorithm = _usable(asked, "KeyId", "EncryptionAlgorithm")
    blob = _encrypted(asked, key, algorithm, asked.params["Plaintext"], "EncryptionContext")
    return {"CiphertextBlob": blob, "KeyId": key.arn, "EncryptionAlgorithm": algorithm}


def decrypt(asked: Asked) -> dict[str, Any]:
    """What was encrypted, if key and context are the same."""
    opened = _open(asked, "KeyId", "EncryptionAlgorithm", "EncryptionContext")
    answer = {"Plaintext": opened.data, "KeyId": opened.key.arn, "EncryptionAlgorithm": opened.algorithm}
    return {**answer, **_material("KeyMaterialId", opened.material)}


def generate_data_key(asked: Asked) -> dict[str, Any]:
    """A new key for use outside of KMS: plain, and encrypted under the KMS key."""
    if ("KeySpec" in asked.params) == ("NumberOfBytes" in asked.params):
        raise invalid("Please specify either number of bytes or key spec.")
    key = symmetric_key(asked)
    size = asked.params.get("NumberOfBytes") or _SPECS[asked.params["KeySpec"]]
    data = asked.chance.randbytes(size)
    blob = seal(asked, key, data, "EncryptionContext")
    return {"Plaintext": data, "CiphertextBlob": blob, "KeyId": key.arn, "KeyMaterialId": key.current.id}


def generate_data_key_without_plaintext(asked: Asked) -> dict[str, Any]:
    """The same, but only the encrypted key comes back."""
    answer = generate_data_key(asked)
    del answer["Plaintext"]
    return answer


def re_encrypt(asked: Asked) -> dict[str, Any]:
    """Decrypt and encrypt again, under another key or context; the data never leaves KMS."""
    source = _open(asked, "SourceKeyId", "SourceEncryptionAlgorithm", "SourceEncryptionContext")
    key, algorithm = _usable(asked, "DestinationKeyId", "DestinationEncryptionAlgorithm", "ReEncryptTo")
    blob = _encrypted(asked, key, algorithm, source.data, "DestinationEncryptionContext")
    return {
        "CiphertextBlob": blob,
        "SourceKeyId": source.key.arn,
        "KeyId": key.arn,
        "SourceEncryptionAlgorithm": source.algorithm,
        "DestinationEncryptionAlgorithm": algorithm,
        **_material("SourceKeyMaterialId", source.material),
        **_material("DestinationKeyMaterialId", key.current if key.is_symmetric else None),
    }


def generate_random(asked: Asked) -> dict[str, Any]:
    """Random bytes."""
    if "NumberOfBytes" not in asked.params:
        raise invalid("NumberOfBytes is required.")
    return {"Plaintext": asked.chance.randbytes(asked.params["NumberOfBytes"])}


def symmetric_key(asked: Asked) -> CustomerKey:
    """The key of a request for a data key, enabled: these are encrypted under symmetric encryption keys alone."""
    key = key_for(asked, asked.params["KeyId"], ENCRYPT)
    if not key.is_symmetric:
        raise Refused(
            "InvalidKeyUsageException",
            f"{key.arn} key spec is {key.key_spec} which is not valid for {asked.operation}.",
        )
    refuse_enclaves(asked)
    refuse_unusable(key)
    return key


def seal(asked: Asked, key: CustomerKey, data: bytes, context: str) -> bytes:
    """Encrypt under a symmetric encryption key, with the context that this member holds."""
    refuse_dry_run(asked)
    return blobs.seal(key.id, key.current, data, _context(asked, context), asked.chance)


@dataclass(frozen=True)
class _Opened:
    """What a ciphertext held, and what opened it; a pair has no material that KMS names."""

    key: CustomerKey
    algorithm: str
    data: bytes
    material: Material | None = None


def _usable(asked: Asked, member: str, algorithm_member: str, operation: str = "") -> tuple[CustomerKey, str]:
    """The key of this member, enabled and of the kind these operations need, and the algorithm chosen for it."""
    key = key_for(asked, asked.params[member], ENCRYPT, operation)
    algorithm = asked.params.get(algorithm_member, SYMMETRIC)
    refuse_algorithm(key, algorithm)
    refuse_enclaves(asked)
    refuse_unusable(key)
    return key, algorithm


def _encrypted(asked: Asked, key: CustomerKey, algorithm: str, data: bytes, context: str) -> bytes:
    if key.is_symmetric:
        return seal(asked, key, data, context)
    _refuse_context(asked, context)
    most = pairs.most_encrypted(key.key_spec, algorithm)
    if len(data) > most:
        raise invalid(
            f"Algorithm {algorithm} and key spec {key.key_spec} cannot encrypt data larger than {most} bytes."
        )
    refuse_dry_run(asked)
    return pairs.encrypt(key.current.secret, data, algorithm)


def _open(asked: Asked, member: str, algorithm_member: str, context: str) -> _Opened:
    if "CiphertextBlob" not in asked.params:
        raise invalid("CiphertextBlob must not be null")
    if asked.params.get(algorithm_member, SYMMETRIC) != SYMMETRIC:
        return _open_with_pair(asked, member, algorithm_member, context)
    refuse_enclaves(asked)
    blob = blobs.read(asked.params["CiphertextBlob"])
    key = _key_of(asked, blob, asked.params.get(member))
    material = key.material(blob.material_id)
    if material is None:
        raise invalid_ciphertext()
    data = blobs.unseal(blob, material, _context(asked, context))
    if asked.operation == "Decrypt":
        refuse_dry_run(asked)
    return _Opened(key, SYMMETRIC, data, material)


def _open_with_pair(asked: Asked, member: str, algorithm_member: str, context: str) -> _Opened:
    """A ciphertext under a pair does not name it, so that the request must."""
    if asked.params.get(member) is None:
        raise invalid_ciphertext()
    key, algorithm = _usable(asked, member, algorithm_member)
    _refuse_context(asked, context)
    data = pairs.decrypt(key.current.secret, asked.params["CiphertextBlob"], algorithm)
    if data is None:
        raise invalid_ciphertext()
    if asked.operation == "Decrypt":
        refuse_dry_run(asked)
    return _Opened(key, algorithm, data)


def _key_of(asked: Asked, blob: blobs.Blob, named: str | None) -> CustomerKey:
    """The key that a ciphertext names, which must be the one that the caller names, if it names one."""
    if named is None and blob.key_id not in asked.backend.keys:
        raise unknown_key_of_ciphertext()
    key = customer_key(asked, blob.key_id if named is None else named)
    if not key.is_symmetric:
        raise incorrect_key()
    refuse_unusable(key)
    if key.id != blob.key_id:
        raise incorrect_key()
    return key


def _refuse_context(asked: Asked, member: str) -> None:
    if _context(asked, member):
        raise invalid(f"{member} is not supported with asymmetric KMS keys.")


def _context(asked: Asked, member: str) -> Mapping[str, str]:
    context: Mapping[str, str] = asked.params.get(member, {})
    return context


def _material(member: str, material: Material | None) -> dict[str, str]:
    return {member: material.id} if material is not None else {}
