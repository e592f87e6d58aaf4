def rewrap(kms, header, new_key_id, context):
    """Wrap a stream's data key under another KMS key. The frames stay as they are.

    Args:
        kms: a boto3 client, as boto3.client("kms") gives it. Use this one.
        header: the stream's header, bytes: b"ENV1", the frame size in 4 bytes, the length of the
            wrapped key in 2 bytes, and the wrapped key, of whatever length.
        new_key_id: the KMS key to move to: its id, ARN or alias.
        context: the encryption context of the stream, a dictionary of strings. It stays the same.

    Returns:
        The new header, bytes: the first 8 bytes as they were, the length of the new wrapped key in 2
        bytes, and the new wrapped key. It wraps the same data key, so with the same frames after it
        the stream opens as before. The old KMS key is no longer needed for that.

    Raises:
        ClientError: whatever KMS refuses comes out as boto3 raised it.

    The plain data key never comes into this program, not even for a moment.
    """
    length = int.from_bytes(header[8:10], "big")
    answer = kms.re_encrypt(
        CiphertextBlob=header[10 : 10 + length],
        SourceEncryptionContext=context,
        DestinationEncryptionContext=context,
        DestinationKeyId=new_key_id,
    )
    wrapped = answer["CiphertextBlob"]
    return header[:8] + len(wrapped).to_bytes(2, "big") + wrapped
