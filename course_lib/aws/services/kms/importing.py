"""Material that a customer brings: GetParametersForImport, ImportKeyMaterial, DeleteImportedKeyMaterial.

Source: KMS developer guide, "Importing key material for AWS KMS keys" (tokens are good for 24 hours; the same material
can be imported again after it was deleted or has expired; what a rotation on demand takes next), "Encrypting key
material"; KMS API reference, the pages of these operations. Words: LocalStack's tests, which were run against AWS.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap_with_padding

from course_lib.aws.http.messages import NotSimulated
from course_lib.aws.services.kms import pairs
from course_lib.aws.services.kms.errors import Refused, invalid, invalid_ciphertext, wrong_origin
from course_lib.aws.services.kms.finding import Asked, customer_key, refuse_pending
from course_lib.aws.services.kms.keys import CustomerKey, Material
from course_lib.aws.services.kms.specs import MAC_BYTES, is_pair

TOKEN_IS_GOOD = timedelta(hours=24)
_TOKEN_BYTES, _MOST_TOKENS = 512, 100  # of one key; the oldest goes first
_DIRECT = ("RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256")
_WRAPPED = {"RSA_AES_KEY_WRAP_SHA_1": "RSAES_OAEP_SHA_1", "RSA_AES_KEY_WRAP_SHA_256": "RSAES_OAEP_SHA_256"}


@dataclass(frozen=True)
class Import:
    """A key to wrap material with: its private half, how it wraps, and until when."""

    secret: bytes
    algorithm: str
    valid_to: datetime


def get_parameters(asked: Asked) -> dict[str, Any]:
    """A public key to wrap the material with, and a token that goes with it."""
    key = _external(asked)
    algorithm, spec = asked.params["WrappingAlgorithm"], asked.params["WrappingKeySpec"]
    if algorithm not in (*_DIRECT, *_WRAPPED) or not spec.startswith("RSA_"):
        raise NotSimulated(f"Wrapping with {algorithm} and {spec} is not simulated here. Nothing was sent anywhere.")
    one = Import(pairs.new(spec, asked.chance), algorithm, asked.now + TOKEN_IS_GOOD)
    token = asked.chance.randbytes(_TOKEN_BYTES)
    while len(key.imports) >= _MOST_TOKENS:
        del key.imports[next(iter(key.imports))]
    key.imports[token] = one
    return {
        "KeyId": key.arn,
        "ImportToken": token,
        "PublicKey": pairs.public_der(one.secret),
        "ParametersValidTo": one.valid_to,
    }


def import_material(asked: Asked) -> dict[str, Any]:
    """Give a key its material, the same again, or the one that its next rotation on demand takes."""
    key = _external(asked)
    valid_to = _valid_to(asked)
    secret = _unwrapped(_import(asked, key), asked.params["EncryptedKeyMaterial"])
    if not _fits(key.key_spec, secret):
        raise _incorrect()
    material = Material(hashlib.sha256(key.arn.encode() + secret).hexdigest(), secret, valid_to=valid_to)
    _take(asked, key, material)
    answer = {"KeyId": key.arn}
    return {**answer, "KeyMaterialId": material.id} if key.is_symmetric else answer


def delete(asked: Asked) -> dict[str, Any]:
    """Take imported material out of KMS; the key waits until it is imported again."""
    key = _external(asked)
    wanted = asked.params.get("KeyMaterialId")
    if key.pending is not None and key.pending.id == wanted:
        key.pending = None
        return {"KeyId": key.arn, "KeyMaterialId": wanted}
    found = key.material(wanted) if wanted else (key.materials[-1] if key.materials else None)
    if found is None:
        if wanted:
            raise Refused("NotFoundException", f"Key material {wanted} does not exist")
        return {"KeyId": key.arn}
    found.present = False
    key.lose_material()
    return {"KeyId": key.arn, "KeyMaterialId": found.id} if key.is_symmetric else {"KeyId": key.arn}


def _external(asked: Asked) -> CustomerKey:
    key = customer_key(asked, asked.params["KeyId"], by_alias=False)
    if not key.is_external:
        raise wrong_origin(key.arn, key.origin)
    refuse_pending(key)
    return key


def _valid_to(asked: Asked) -> datetime | None:
    expires = asked.params.get("ExpirationModel", "KEY_MATERIAL_EXPIRES") == "KEY_MATERIAL_EXPIRES"
    valid_to: datetime | None = asked.params.get("ValidTo")
    if expires and valid_to is None:
        raise invalid("A validTo date must be set if the ExpirationModel is KEY_MATERIAL_EXPIRES")
    if not expires and valid_to is not None:
        raise invalid("A validTo date must not be set if the ExpirationModel is KEY_MATERIAL_DOES_NOT_EXPIRE")
    if valid_to is None:
        return None
    moment = valid_to if valid_to.tzinfo else valid_to.replace(tzinfo=UTC)
    if moment <= asked.now:
        raise invalid("The validTo date must be in the future")
    return moment


def _import(asked: Asked, key: CustomerKey) -> Import:
    found: Import | None = key.imports.get(asked.params["ImportToken"])
    if found is None:
        raise Refused("InvalidImportTokenException")
    if found.valid_to <= asked.now:
        raise Refused("ExpiredImportTokenException")
    return found


def _unwrapped(one: Import, wrapped: bytes) -> bytes:
    if one.algorithm in _DIRECT:
        opened = pairs.decrypt(one.secret, wrapped, one.algorithm)
        if opened is None:
            raise invalid_ciphertext()
        return opened
    size = pairs.load(one.secret).key_size // 8
    key = pairs.decrypt(one.secret, wrapped[:size], _WRAPPED[one.algorithm])
    try:
        return aes_key_unwrap_with_padding(key or b"", wrapped[size:])
    except (InvalidUnwrap, ValueError):
        raise invalid_ciphertext() from None


def _fits(spec: str, secret: bytes) -> bool:
    """Whether these bytes can be material of a key of this spec."""
    if is_pair(spec):
        return pairs.spec_of(secret) == spec
    if spec in MAC_BYTES:
        return MAC_BYTES[spec] <= len(secret) <= max(64, 2 * MAC_BYTES[spec])
    return len(secret) == 32


def _take(asked: Asked, key: CustomerKey, material: Material) -> None:
    """Where the material goes: EXISTING_KEY_MATERIAL is the default once a key has had any."""
    kind = asked.params.get("ImportType") or ("EXISTING_KEY_MATERIAL" if key.materials else "NEW_KEY_MATERIAL")
    known = key.material(material.id)
    if kind == "EXISTING_KEY_MATERIAL" or not key.is_symmetric:
        if key.materials and known is None:
            raise _incorrect()
    if known is not None:
        known.present, known.valid_to = True, material.valid_to
    elif not key.materials:
        key.materials.append(material)
    elif key.pending is not None and key.pending.id != material.id:
        raise Refused(
            "KMSInvalidStateException",
            f"New key material (id: {material.id}) cannot be imported into KMS key {key.arn}, "
            f"because another key material (id: {key.pending.id}) is pending rotation.",
        )
    else:
        key.pending = material
    if key.key_state == "PendingImport" and all(each.present for each in key.materials):
        key.set_state("Enabled")


def _incorrect() -> Refused:
    """The material is none for this key, or not the one that it had before."""
    return Refused("IncorrectKeyMaterialException")
