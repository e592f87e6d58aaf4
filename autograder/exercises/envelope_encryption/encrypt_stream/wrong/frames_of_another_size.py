# fails: opens_again, exam_opens_again
# advice: frames
"""Reads what is handy, 4,096 bytes, and lets frame_size be."""

import struct

from cryptography.hazmat.primitives.ciphers.aead import AESGCM


def encrypt_stream(kms, key_id, source, sink, context, frame_size=1048576):
    made = kms.generate_data_key(KeyId=key_id, KeySpec="AES_256", EncryptionContext=context)
    wrapped, gcm = made["CiphertextBlob"], AESGCM(made["Plaintext"])
    header = struct.pack(">4sIH", b"ENV1", frame_size, len(wrapped)) + wrapped
    sink.write(header)
    data, sequence = source.read(4096), 1
    while True:
        following = source.read(4096) if data else b""
        head = struct.pack(">IBI", sequence, not following, len(data))
        nonce = sequence.to_bytes(12, "big")
        sink.write(head + nonce + gcm.encrypt(nonce, data, header[:8] + head))
        if not following:
            return
        data, sequence = following, sequence + 1
