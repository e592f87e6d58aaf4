"""The library's lower level, and a data key that is asked for in two steps."""

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes


class Tampered(Exception):
    pass


def seal(kms, key_id, data, context):
    wrapped = kms.generate_data_key_without_plaintext(KeyId=key_id, KeySpec="AES_256", EncryptionContext=context)
    blob = wrapped["CiphertextBlob"]
    key = kms.decrypt(CiphertextBlob=blob, EncryptionContext=context, KeyId=key_id)["Plaintext"]
    nonce = secrets.token_bytes(12)
    encryptor = Cipher(algorithms.AES(key), modes.GCM(nonce)).encryptor()
    ciphertext = encryptor.update(data) + encryptor.finalize() + encryptor.tag
    return {"wrapped_key": blob, "nonce": nonce, "ciphertext": ciphertext}


def open_sealed(kms, sealed, context):
    key = kms.decrypt(CiphertextBlob=sealed["wrapped_key"], EncryptionContext=context)["Plaintext"]
    if len(sealed["nonce"]) != 12 or len(sealed["ciphertext"]) < 16:
        raise Tampered("not as long as what was sealed")
    body, tag = sealed["ciphertext"][:-16], sealed["ciphertext"][-16:]
    decryptor = Cipher(algorithms.AES(key), modes.GCM(sealed["nonce"], tag)).decryptor()
    data = decryptor.update(body)
    try:
        return data + decryptor.finalize()
    except InvalidTag:
        raise Tampered("changed") from None
