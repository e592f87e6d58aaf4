# fails: end_marked, exam_end_marked
# advice: end
"""Takes a short frame for the last. Where the data ends with a full one, no frame is the last."""

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
        head = struct.pack(">IBI", sequence, len(data) < frame_size, len(data))
        nonce = sequence.to_bytes(12, "big")
        sink.write(head + nonce + gcm.encrypt(nonce, data, header[:8] + head))
        if not following:
            return
        data, sequence = following, sequence + 1
