# fails: any_length, exam_any_length
# advice: form
"""A wrapped key has had 184 bytes whenever anybody looked."""


def rewrap(kms, header, new_key_id, context):
    wrapped = kms.re_encrypt(
        CiphertextBlob=header[10:194],
        SourceEncryptionContext=context,
        DestinationEncryptionContext=context,
        DestinationKeyId=new_key_id,
    )["CiphertextBlob"]
    return header[:8] + (184).to_bytes(2, "big") + wrapped
