"""A ciphertext of KMS: opaque without the key, and 152 bytes longer than the plaintext, as on AWS.

What is in it is not AWS's own format, which is not public: which key and which of its materials, a nonce, and the data
encrypted with AES-256-GCM, with all of that and the encryption context as additional authenticated data.
"""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from course_lib.aws.services.kms.errors import invalid_ciphertext
from course_lib.aws.services.kms.keys import Material

_MAGIC = b"\x01\x02\x02\x00x"  # how AWS's begin
_NONCE, _TAG, _LONGER = 12, 16, 152
_KEY_ID, _MATERIAL_ID = 36, 32
_FILL = _LONGER - len(_MAGIC) - _KEY_ID - _MATERIAL_ID - _NONCE - _TAG
_HEAD = _LONGER - _TAG


@dataclass(frozen=True)
class Blob:
    """A ciphertext taken apart: the key's id, the material's, and what authenticates both."""

    key_id: str
    material_id: str
    head: bytes
    sealed: bytes


def seal(key_id: str, material: Material, data: bytes, context: Mapping[str, str], source: random.Random) -> bytes:
    """Encrypt up to 4,096 bytes."""
    head = _MAGIC + key_id.encode().ljust(_KEY_ID) + bytes.fromhex(material.id) + source.randbytes(_FILL + _NONCE)
    return head + AESGCM(material.secret).encrypt(head[-_NONCE:], data, head + _bound(context))


def read(blob: bytes) -> Blob:
    """Take a ciphertext apart, unverified.

    Raises:
        Refused: it is not one of KMS.
    """
    head, sealed = blob[:_HEAD], blob[_HEAD:]
    if not head.startswith(_MAGIC) or len(sealed) <= _TAG:
        raise invalid_ciphertext()
    ids = head[len(_MAGIC) :]
    try:
        key_id = ids[:_KEY_ID].decode("ascii").rstrip()
    except UnicodeDecodeError:
        raise invalid_ciphertext() from None
    return Blob(key_id, ids[_KEY_ID : _KEY_ID + _MATERIAL_ID].hex(), head, sealed)


def unseal(blob: Blob, material: Material, context: Mapping[str, str]) -> bytes:
    """Verify and decrypt.

    Raises:
        Refused: something of it was changed, or the context is another.
    """
    try:
        return AESGCM(material.secret).decrypt(blob.head[-_NONCE:], blob.sealed, blob.head + _bound(context))
    except InvalidTag:
        raise invalid_ciphertext() from None


def _bound(context: Mapping[str, str]) -> bytes:
    """The context in one form, whatever order its pairs came in; letters' case counts."""
    return json.dumps(context, sort_keys=True).encode()
