# fails: other_context, key_switched_off, exam_other_context, exam_key_switched_off, exam_not_allowed
# advice: own_errors
"""Turns every failure into Tampered, also a key that is switched off and a right that is missing."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM


class Tampered(Exception):
    """The bytes are not those that were sealed."""


def seal(kms, key_id, data, context):
    made = kms.generate_data_key(KeyId=key_id, KeySpec="AES_256", EncryptionContext=context)
    nonce = os.urandom(12)
    ciphertext = AESGCM(made["Plaintext"]).encrypt(nonce, data, None)
    return {"wrapped_key": made["CiphertextBlob"], "nonce": nonce, "ciphertext": ciphertext}


def open_sealed(kms, sealed, context):
    try:
        key = kms.decrypt(CiphertextBlob=sealed["wrapped_key"], EncryptionContext=context)["Plaintext"]
        return AESGCM(key).decrypt(sealed["nonce"], sealed["ciphertext"], None)
    except Exception:
        raise Tampered("changed") from None
