"""Full frames until nothing comes, then an empty last one: allowed, and simpler."""

from cryptography.hazmat.primitives.ciphers.aead import AESGCM


def encrypt_stream(kms, key_id, source, sink, context, frame_size=1048576):
    key = kms.generate_data_key(KeyId=key_id, KeySpec="AES_256", EncryptionContext=context)
    wrapped = key["CiphertextBlob"]
    fixed = b"ENV1" + frame_size.to_bytes(4, "big")
    sink.write(fixed + len(wrapped).to_bytes(2, "big") + wrapped)
    gcm = AESGCM(key["Plaintext"])
    number = 0
    size = frame_size
    while size == frame_size:
        data = source.read(frame_size)
        size = len(data)
        number += 1
        last = size < frame_size
        head = number.to_bytes(4, "big") + bytes([last]) + size.to_bytes(4, "big")
        nonce = bytes(8) + number.to_bytes(4, "little")
        sink.write(head + nonce + gcm.encrypt(nonce, data, fixed + head))
