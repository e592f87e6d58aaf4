# fails: three_parts, changed_bytes, exam_three_parts, exam_changed_bytes
# advice: form, tampered
"""Encrypts with AES in counter mode: secret, but nobody notices changed bytes."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM


from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes


class Tampered(Exception):
    """The bytes are not those that were sealed."""


def _ctr(key, nonce):
    return Cipher(algorithms.AES(key), modes.CTR(nonce + bytes(4)))


def seal(kms, key_id, data, context):
    made = kms.generate_data_key(KeyId=key_id, KeySpec="AES_256", EncryptionContext=context)
    nonce = os.urandom(12)
    encryptor = _ctr(made["Plaintext"], nonce).encryptor()
    ciphertext = encryptor.update(data) + encryptor.finalize() + bytes(16)
    return {"wrapped_key": made["CiphertextBlob"], "nonce": nonce, "ciphertext": ciphertext}


def open_sealed(kms, sealed, context):
    key = kms.decrypt(CiphertextBlob=sealed["wrapped_key"], EncryptionContext=context)["Plaintext"]
    decryptor = _ctr(key, sealed["nonce"]).decryptor()
    return decryptor.update(sealed["ciphertext"][:-16]) + decryptor.finalize()
