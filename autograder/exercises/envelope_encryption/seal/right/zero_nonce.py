"""A fixed nonce is safe here: each data key encrypts one message only."""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = bytes(12)


class Tampered(Exception):
    """The bytes are not those that were sealed."""


def seal(kms, key_id, data, context):
    made = kms.generate_data_key(KeyId=key_id, NumberOfBytes=32, EncryptionContext=context)
    return dict(
        wrapped_key=made["CiphertextBlob"], nonce=NONCE, ciphertext=AESGCM(made["Plaintext"]).encrypt(NONCE, data, None)
    )


def open_sealed(kms, sealed, context):
    answer = kms.decrypt(CiphertextBlob=sealed["wrapped_key"], EncryptionContext=context)
    try:
        return AESGCM(answer["Plaintext"]).decrypt(sealed["nonce"], sealed["ciphertext"], b"")
    except (InvalidTag, ValueError) as error:
        raise Tampered() from error
