import struct

from cryptography.hazmat.primitives.ciphers.aead import AESGCM


def encrypt_stream(kms, key_id, source, sink, context, frame_size=1048576):
    """Encrypt a stream of any length, frame by frame, under a data key of its own.

    Args:
        kms: a boto3 client, as boto3.client("kms") gives it. Use this one.
        key_id: the KMS key: its id, ARN or alias.
        source: a binary file object. read(n) gives the next n bytes, fewer only at the end, and then
            b"". It cannot go back.
        sink: a binary file object. write(data) appends. It cannot go back.
        context: the encryption context, a dictionary of strings.
        frame_size: how many bytes of data a frame holds, an int.

    Writes to sink, with all numbers big-endian:
        the header: b"ENV1", frame_size in 4 bytes, the length of the wrapped key in 2 bytes, and the
        wrapped key: a data key of 32 bytes that KMS encrypted, bound to the context;
        then the frames, each of them: sequence in 4 bytes (1, 2, 3, ...), last in 1 byte (1 in the last
        frame, else 0), length of the data in 4 bytes, a nonce of 12 bytes, the data encrypted with
        AES-256-GCM, and the tag of 16 bytes.
        The first 9 bytes of a frame are its head. The additional data of its encryption is
        header[:8] + head. No nonce comes twice under one data key.
        Every frame but the last holds exactly frame_size bytes of data, the last one at most as many.
        Without data there is one frame, an empty one.

    Returns:
        None.

    Raises:
        ClientError: whatever KMS refuses comes out as boto3 raised it. Nothing is written then.
        OSError: what reading or writing raises comes out as it is. No frame says then that it is the last.

    No two streams have the same data key. The plain one stands nowhere in the stream, and it is not printed,
    logged or put into a file. At most four frames of data are in memory at once, however long the stream.
    """
    made = kms.generate_data_key(KeyId=key_id, KeySpec="AES_256", EncryptionContext=context)
    wrapped, gcm = made["CiphertextBlob"], AESGCM(made["Plaintext"])
    header = struct.pack(">4sIH", b"ENV1", frame_size, len(wrapped)) + wrapped
    sink.write(header)
    data, sequence = source.read(frame_size), 1
    while True:
        following = source.read(frame_size) if data else b""
        head = struct.pack(">IBI", sequence, not following, len(data))
        nonce = sequence.to_bytes(12, "big")
        sink.write(head + nonce + gcm.encrypt(nonce, data, header[:8] + head))
        if not following:
            return
        data, sequence = following, sequence + 1
