# fails: other_context, three_parts, exam_other_context, exam_three_parts
# advice: context
"""Binds the context to the data, where KMS does not see it and cannot refuse."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM


class Tampered(Exception):
    """The bytes are not those that were sealed."""


def _bound(context):
    return repr(sorted(context.items())).encode()


def seal(kms, key_id, data, context):
    made = kms.generate_data_key(KeyId=key_id, KeySpec="AES_256")
    nonce = os.urandom(12)
    ciphertext = AESGCM(made["Plaintext"]).encrypt(nonce, data, _bound(context))
    return {"wrapped_key": made["CiphertextBlob"], "nonce": nonce, "ciphertext": ciphertext}


def open_sealed(kms, sealed, context):
    key = kms.decrypt(CiphertextBlob=sealed["wrapped_key"])["Plaintext"]
    try:
        return AESGCM(key).decrypt(sealed["nonce"], sealed["ciphertext"], _bound(context))
    except (InvalidTag, ValueError):
        raise Tampered("changed") from None
