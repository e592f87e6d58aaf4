"""Random nonces, a generator of frames, and the low-level library."""

import os
from struct import pack

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes


def frames(source, size):
    """Each part with whether it is the last."""
    part = source.read(size)
    while True:
        following = source.read(size)
        yield part, not following
        if not following:
            break
        part = following


def encrypt_stream(kms, key_id, source, sink, context, frame_size=1048576):
    answer = kms.generate_data_key(KeyId=key_id, NumberOfBytes=32, EncryptionContext=context)
    blob = answer["CiphertextBlob"]
    fixed = b"ENV1" + pack(">I", frame_size)
    sink.write(fixed)
    sink.write(pack(">H", len(blob)))
    sink.write(blob)
    for number, (part, last) in enumerate(frames(source, frame_size), start=1):
        nonce = os.urandom(12)
        head = pack(">I?I", number, last, len(part))
        encryptor = Cipher(algorithms.AES(answer["Plaintext"]), modes.GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(fixed)
        encryptor.authenticate_additional_data(head)
        sink.write(head)
        sink.write(nonce)
        sink.write(encryptor.update(part))
        sink.write(encryptor.finalize())
        sink.write(encryptor.tag)
