"""A class that holds one frame back, in a bytearray."""

import struct

from cryptography.hazmat.primitives.ciphers.aead import AESGCM


class FrameWriter:
    def __init__(self, sink, key, fixed):
        self.sink, self.gcm, self.fixed, self.count = sink, AESGCM(key), fixed, 0

    def put(self, data, last):
        self.count += 1
        head = struct.pack(">IBI", self.count, 1 if last else 0, len(data))
        nonce = struct.pack(">QI", 0, self.count)
        out = bytearray(head) + nonce
        out += self.gcm.encrypt(nonce, bytes(data), self.fixed + head)
        self.sink.write(bytes(out))


def encrypt_stream(kms, key_id, source, sink, context, frame_size=1048576):
    made = kms.generate_data_key_without_plaintext(KeyId=key_id, KeySpec="AES_256", EncryptionContext=context)
    key = kms.decrypt(CiphertextBlob=made["CiphertextBlob"], EncryptionContext=context)["Plaintext"]
    header = struct.pack(">4sIH", b"ENV1", frame_size, len(made["CiphertextBlob"])) + made["CiphertextBlob"]
    sink.write(header)
    writer = FrameWriter(sink, key, header[:8])
    waiting = bytearray()
    for data in iter(lambda: source.read(frame_size // 2 or 1), b""):
        waiting += data
        while len(waiting) > frame_size:
            writer.put(waiting[:frame_size], last=False)
            del waiting[:frame_size]
    writer.put(waiting, last=True)
