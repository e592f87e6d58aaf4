"""The low-level Cipher of cryptography, nonce of zeros under a new key, deferred plain key."""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes


class Tampered(Exception):
    """The bytes are not those that were sealed."""


def _plain(kms, wrapped, context):
    return kms.decrypt(CiphertextBlob=wrapped, EncryptionContext=dict(context))["Plaintext"]


def seal(kms, key_id, data, context):
    answer = kms.generate_data_key_without_plaintext(KeyId=key_id, NumberOfBytes=32, EncryptionContext=dict(context))
    wrapped = answer["CiphertextBlob"]
    nonce = b"\0" * 12
    encryptor = Cipher(algorithms.AES(_plain(kms, wrapped, context)), modes.GCM(nonce)).encryptor()
    body = encryptor.update(data) + encryptor.finalize()
    return dict(wrapped_key=wrapped, nonce=nonce, ciphertext=body + encryptor.tag)


def open_sealed(kms, sealed, context):
    key = _plain(kms, sealed["wrapped_key"], context)
    nonce, body, tag = sealed["nonce"], sealed["ciphertext"][:-16], sealed["ciphertext"][-16:]
    if len(nonce) != 12 or len(tag) != 16:
        raise Tampered("the wrong length")
    decryptor = Cipher(algorithms.AES(key), modes.GCM(nonce, tag)).decryptor()
    try:
        return decryptor.update(body) + decryptor.finalize()
    except InvalidTag as error:
        raise Tampered(str(error)) from error
