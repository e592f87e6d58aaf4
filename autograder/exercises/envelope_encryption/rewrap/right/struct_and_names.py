"""With struct, and the old key found out first and named."""

import struct


def rewrap(kms, header, new_key_id, context):
    magic, size, length = struct.unpack_from(">4sIH", header)
    (wrapped,) = struct.unpack_from(f">{length}s", header, 10)
    target = kms.describe_key(KeyId=new_key_id)["KeyMetadata"]["Arn"]
    both = {"SourceEncryptionContext": context, "DestinationEncryptionContext": context}
    moved = kms.re_encrypt(CiphertextBlob=wrapped, DestinationKeyId=target, **both)
    return struct.pack(">4sIH", magic, size, len(moved["CiphertextBlob"])) + moved["CiphertextBlob"]
