# fails: little_memory, exam_little_memory, exam_long_stream
# advice: memory
"""Reads frame by frame, and joins them all before it writes."""

import struct

from cryptography.hazmat.primitives.ciphers.aead import AESGCM


def encrypt_stream(kms, key_id, source, sink, context, frame_size=1048576):
    made = kms.generate_data_key(KeyId=key_id, KeySpec="AES_256", EncryptionContext=context)
    wrapped, gcm = made["CiphertextBlob"], AESGCM(made["Plaintext"])
    header = struct.pack(">4sIH", b"ENV1", frame_size, len(wrapped)) + wrapped
    parts = [header]
    data, sequence = source.read(frame_size), 1
    while True:
        following = source.read(frame_size) if data else b""
        head = struct.pack(">IBI", sequence, not following, len(data))
        nonce = sequence.to_bytes(12, "big")
        parts.append(head + nonce + gcm.encrypt(nonce, data, header[:8] + head))
        if not following:
            sink.write(b"".join(parts))
            return
        data, sequence = following, sequence + 1
