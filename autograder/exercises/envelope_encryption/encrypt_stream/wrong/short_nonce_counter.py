# fails: nonces, exam_nonces
# advice: nonce
"""Counts the nonce in one byte: after 256 frames it begins again."""

import struct

from cryptography.hazmat.primitives.ciphers.aead import AESGCM


def encrypt_stream(kms, key_id, source, sink, context, frame_size=1048576):
    made = kms.generate_data_key(KeyId=key_id, KeySpec="AES_256", EncryptionContext=context)
    wrapped, gcm = made["CiphertextBlob"], AESGCM(made["Plaintext"])
    header = struct.pack(">4sIH", b"ENV1", frame_size, len(wrapped)) + wrapped
    sink.write(header)
    data, sequence = source.read(frame_size), 1
    while True:
        following = source.read(frame_size) if data else b""
        head = struct.pack(">IBI", sequence, not following, len(data))
        nonce = bytes(11) + bytes([sequence % 256])
        sink.write(head + nonce + gcm.encrypt(nonce, data, header[:8] + head))
        if not following:
            return
        data, sequence = following, sequence + 1
