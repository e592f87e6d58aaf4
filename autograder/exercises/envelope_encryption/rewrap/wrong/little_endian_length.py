# fails: back_again, exam_back_again, same_data_key, same_context, any_length, exam_same_data_key, exam_same_context, exam_any_length, exam_refused, refused
# advice: form
"""Writes the length with its small end first."""


def rewrap(kms, header, new_key_id, context):
    wrapped = kms.re_encrypt(
        CiphertextBlob=header[10:],
        SourceEncryptionContext=context,
        DestinationEncryptionContext=context,
        DestinationKeyId=new_key_id,
    )["CiphertextBlob"]
    return header[:8] + len(wrapped).to_bytes(2, "little") + wrapped
