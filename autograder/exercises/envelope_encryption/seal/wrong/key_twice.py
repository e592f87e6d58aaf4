# fails: three_parts, own_key, exam_three_parts, exam_own_key
# advice: form
"""Wraps the wrapped key once more, to be on the safe side."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM


class Tampered(Exception):
    """The bytes are not those that were sealed."""


def seal(kms, key_id, data, context):
    made = kms.generate_data_key(KeyId=key_id, KeySpec="AES_256", EncryptionContext=context)
    wrapped = kms.encrypt(KeyId=key_id, Plaintext=made["CiphertextBlob"], EncryptionContext=context)
    nonce = os.urandom(12)
    ciphertext = AESGCM(made["Plaintext"]).encrypt(nonce, data, None)
    return {"wrapped_key": wrapped["CiphertextBlob"], "nonce": nonce, "ciphertext": ciphertext}


def open_sealed(kms, sealed, context):
    inner = kms.decrypt(CiphertextBlob=sealed["wrapped_key"], EncryptionContext=context)["Plaintext"]
    key = kms.decrypt(CiphertextBlob=inner, EncryptionContext=context)["Plaintext"]
    try:
        return AESGCM(key).decrypt(sealed["nonce"], sealed["ciphertext"], None)
    except (InvalidTag, ValueError):
        raise Tampered("changed") from None
