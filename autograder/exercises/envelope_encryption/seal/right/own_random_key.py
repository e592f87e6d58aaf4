"""The data key drawn here and wrapped with Encrypt: 32 bytes fit into its 4,096."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM


class Tampered(Exception):
    """The bytes are not those that were sealed."""


def seal(kms, key_id, data, context):
    key = bytearray(AESGCM.generate_key(256))
    try:
        wrapped = kms.encrypt(KeyId=key_id, Plaintext=bytes(key), EncryptionContext=context)["CiphertextBlob"]
        nonce = os.urandom(12)
        return {"wrapped_key": wrapped, "nonce": nonce, "ciphertext": AESGCM(bytes(key)).encrypt(nonce, data, None)}
    finally:
        key[:] = bytes(len(key))


def open_sealed(kms, sealed, context):
    key = kms.decrypt(CiphertextBlob=sealed["wrapped_key"], EncryptionContext=context)["Plaintext"]
    try:
        return AESGCM(key).decrypt(sealed["nonce"], sealed["ciphertext"], None)
    except (InvalidTag, ValueError):  # ValueError: a nonce that is too short or too long
        raise Tampered
