"""The nonce comes from kms.generate_random."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM


class Tampered(Exception):
    """The bytes are not those that were sealed."""


def seal(kms, key_id, data, context):
    made = kms.generate_data_key(KeyId=key_id, KeySpec="AES_256", EncryptionContext=context)
    nonce = kms.generate_random(NumberOfBytes=12)["Plaintext"]
    ciphertext = AESGCM(made["Plaintext"]).encrypt(nonce, data, None)
    return {"wrapped_key": made["CiphertextBlob"], "nonce": nonce, "ciphertext": ciphertext}


def open_sealed(kms, sealed, context):
    key = kms.decrypt(CiphertextBlob=sealed["wrapped_key"], EncryptionContext=context)["Plaintext"]
    try:
        return AESGCM(key).decrypt(sealed["nonce"], sealed["ciphertext"], None)
    except (InvalidTag, ValueError):
        raise Tampered() from None
