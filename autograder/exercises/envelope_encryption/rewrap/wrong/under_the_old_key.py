# fails: same_data_key, refused, exam_same_data_key, exam_refused
# advice: target
"""Wraps it anew under the key that it has already: fresh bytes, the same key."""


def rewrap(kms, header, new_key_id, context):
    wrapped = kms.re_encrypt(
        CiphertextBlob=header[10:],
        SourceEncryptionContext=context,
        DestinationEncryptionContext=context,
        DestinationKeyId="alias/genomes",
    )["CiphertextBlob"]
    return header[:8] + len(wrapped).to_bytes(2, "big") + wrapped
