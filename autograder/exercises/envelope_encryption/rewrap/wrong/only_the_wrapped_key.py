# fails: back_again, exam_back_again, same_data_key, same_context, any_length, exam_same_data_key, exam_same_context, exam_any_length, exam_refused, refused
# advice: form
"""Returns the wrapped key alone."""


def rewrap(kms, header, new_key_id, context):
    length = int.from_bytes(header[8:10], "big")
    return kms.re_encrypt(
        CiphertextBlob=header[10 : 10 + length],
        SourceEncryptionContext=context,
        DestinationEncryptionContext=context,
        DestinationKeyId=new_key_id,
    )["CiphertextBlob"]
