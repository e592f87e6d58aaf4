# fails: own_key, exam_own_key
# advice: one_key
"""Asks KMS once and saves the calls for all later objects. It even keeps the contexts apart."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM


class Tampered(Exception):
    """The bytes are not those that were sealed."""


_KEYS = {}


def seal(kms, key_id, data, context):
    which = (key_id, tuple(sorted(context.items())))
    if which not in _KEYS:
        _KEYS[which] = kms.generate_data_key(KeyId=key_id, KeySpec="AES_256", EncryptionContext=context)
    made = _KEYS[which]
    nonce = os.urandom(12)
    ciphertext = AESGCM(made["Plaintext"]).encrypt(nonce, data, None)
    return {"wrapped_key": made["CiphertextBlob"], "nonce": nonce, "ciphertext": ciphertext}


def open_sealed(kms, sealed, context):
    key = kms.decrypt(CiphertextBlob=sealed["wrapped_key"], EncryptionContext=context)["Plaintext"]
    try:
        return AESGCM(key).decrypt(sealed["nonce"], sealed["ciphertext"], None)
    except InvalidTag:
        raise Tampered("changed") from None
