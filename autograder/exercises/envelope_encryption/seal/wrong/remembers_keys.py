# fails: other_context, key_switched_off, exam_other_context, exam_key_switched_off, exam_not_allowed
# advice: cached
"""Remembers the data key that goes with a wrapped key, to save calls to KMS."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM


class Tampered(Exception):
    """The bytes are not those that were sealed."""


_KEYS = {}


def seal(kms, key_id, data, context):
    made = kms.generate_data_key(KeyId=key_id, KeySpec="AES_256", EncryptionContext=context)
    _KEYS[made["CiphertextBlob"]] = made["Plaintext"]
    nonce = os.urandom(12)
    ciphertext = AESGCM(made["Plaintext"]).encrypt(nonce, data, None)
    return {"wrapped_key": made["CiphertextBlob"], "nonce": nonce, "ciphertext": ciphertext}


def open_sealed(kms, sealed, context):
    key = _KEYS.get(sealed["wrapped_key"])
    if key is None:
        key = kms.decrypt(CiphertextBlob=sealed["wrapped_key"], EncryptionContext=context)["Plaintext"]
        _KEYS[sealed["wrapped_key"]] = key
    try:
        return AESGCM(key).decrypt(sealed["nonce"], sealed["ciphertext"], None)
    except (InvalidTag, ValueError):
        raise Tampered("changed") from None
