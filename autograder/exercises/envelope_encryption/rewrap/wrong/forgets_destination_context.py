# fails: back_again, exam_back_again, same_data_key, same_context, exam_same_data_key, exam_same_context
# advice: context
"""Names the context to open the old wrapping, and binds the new one to none."""


def rewrap(kms, header, new_key_id, context):
    length = int.from_bytes(header[8:10], "big")
    wrapped = kms.re_encrypt(
        CiphertextBlob=header[10 : 10 + length], SourceEncryptionContext=context, DestinationKeyId=new_key_id
    )["CiphertextBlob"]
    return header[:8] + len(wrapped).to_bytes(2, "big") + wrapped
