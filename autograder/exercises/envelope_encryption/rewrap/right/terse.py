"""Everything after the first ten bytes is the wrapped key."""


def rewrap(kms, header, new_key_id, context):
    blob = kms.re_encrypt(
        CiphertextBlob=bytes(header[10:]),
        DestinationKeyId=new_key_id,
        SourceEncryptionContext=context,
        DestinationEncryptionContext=context,
        SourceEncryptionAlgorithm="SYMMETRIC_DEFAULT",
    )["CiphertextBlob"]
    new = bytearray(header[:8])
    new += len(blob).to_bytes(2, "big") + blob
    return bytes(new)
