# fails: three_parts, changed_bytes, own_key, exam_three_parts, exam_changed_bytes, exam_own_key, exam_not_allowed
# advice: form
"""Turns the parts into text, as for JSON."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM


import base64


class Tampered(Exception):
    """The bytes are not those that were sealed."""


def _text(data):
    return base64.b64encode(data).decode()


def seal(kms, key_id, data, context):
    made = kms.generate_data_key(KeyId=key_id, KeySpec="AES_256", EncryptionContext=context)
    nonce = os.urandom(12)
    ciphertext = AESGCM(made["Plaintext"]).encrypt(nonce, data, None)
    return {"wrapped_key": _text(made["CiphertextBlob"]), "nonce": _text(nonce), "ciphertext": _text(ciphertext)}


def open_sealed(kms, sealed, context):
    parts = {name: base64.b64decode(part) for name, part in sealed.items()}
    key = kms.decrypt(CiphertextBlob=parts["wrapped_key"], EncryptionContext=context)["Plaintext"]
    try:
        return AESGCM(key).decrypt(parts["nonce"], parts["ciphertext"], None)
    except InvalidTag:
        raise Tampered("changed") from None
