"""Reads one byte more than a frame holds, and carries it over to the next."""

import struct

from cryptography.hazmat.primitives.ciphers.aead import AESGCM


def encrypt_stream(kms, key_id, source, sink, context, frame_size=1048576):
    made = kms.generate_data_key(KeyId=key_id, KeySpec="AES_256", EncryptionContext=context)
    wrapped = made["CiphertextBlob"]
    header = b"ENV1" + struct.pack(">IH", frame_size, len(wrapped)) + wrapped
    sink.write(header)
    cipher = AESGCM(made["Plaintext"])
    sequence = 1
    carried = source.read(1)
    while True:
        data = carried + source.read(frame_size - len(carried))
        carried = source.read(1)
        last = 0 if carried else 1
        head = struct.pack(">IBI", sequence, last, len(data))
        nonce = struct.pack(">QI", 0, sequence)
        sink.write(head + nonce + cipher.encrypt(nonce, data, header[:8] + head))
        if last:
            return
        sequence += 1
