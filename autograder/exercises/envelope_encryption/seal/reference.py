import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM


class Tampered(Exception):
    """The bytes are not those that were sealed."""


def seal(kms, key_id, data, context):
    """Encrypt an object of any size that fits into memory, under a data key of its own.

    Args:
        kms: a boto3 client, as boto3.client("kms") gives it. Use this one.
        key_id: the KMS key: its id, ARN or alias.
        data: bytes, of any length; there may be none.
        context: the encryption context, a dictionary of strings. It stays as it is, and counts letter by letter.

    Returns:
        A dictionary with exactly these parts, all of them bytes:
        "wrapped_key": the data key of 32 bytes, encrypted by KMS under `key_id` and bound to `context`;
        "nonce": 12 bytes;
        "ciphertext": `data` encrypted with AES-256-GCM under the data key and the nonce, with no
        additional data, and the 16 bytes of the tag at the end, as AESGCM gives it.
        No two calls use the same data key. Neither the plain data key nor a piece of it stands in the result, and
        it is not printed, logged or put into a file.

    Raises:
        ClientError: whatever KMS refuses comes out as boto3 raised it. No other key takes the place of key_id.
    """
    made = kms.generate_data_key(KeyId=key_id, KeySpec="AES_256", EncryptionContext=context)
    nonce = os.urandom(12)
    ciphertext = AESGCM(made["Plaintext"]).encrypt(nonce, data, None)
    return {"wrapped_key": made["CiphertextBlob"], "nonce": nonce, "ciphertext": ciphertext}


def open_sealed(kms, sealed, context):
    """Decrypt what `seal` returned.

    Args:
        kms: a boto3 client. Use this one, each time: no data key is remembered from call to call.
        sealed: the dictionary. It stays as it is.
        context: the encryption context, a dictionary of strings.

    Returns:
        The data, bytes.

    Raises:
        Tampered: ciphertext, tag or nonce are not those that `seal` made, but other bytes, of whatever number.
            Nothing is returned.
        ClientError: whatever KMS refuses comes out as boto3 raised it: another context, a changed
            wrapped key, a disabled KMS key.
    """
    key = kms.decrypt(CiphertextBlob=sealed["wrapped_key"], EncryptionContext=context)["Plaintext"]
    try:
        return AESGCM(key).decrypt(sealed["nonce"], sealed["ciphertext"], None)
    except (InvalidTag, ValueError):
        raise Tampered("These are not the bytes that were sealed.") from None
