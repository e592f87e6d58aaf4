# fails: opens_again, three_parts, changed_bytes, own_key, exam_opens_again, exam_three_parts, exam_changed_bytes, exam_own_key, exam_key_switched_off, exam_not_allowed
# advice: kms_encrypt, form
"""Gives the data itself to KMS: fine for a password, refused for a file."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM


class Tampered(Exception):
    """The bytes are not those that were sealed."""


def seal(kms, key_id, data, context):
    answer = kms.encrypt(KeyId=key_id, Plaintext=data, EncryptionContext=context)
    return {"wrapped_key": answer["CiphertextBlob"], "nonce": bytes(12), "ciphertext": b""}


def open_sealed(kms, sealed, context):
    return kms.decrypt(CiphertextBlob=sealed["wrapped_key"], EncryptionContext=context)["Plaintext"]
