# fails: any_length, exam_any_length
# advice: form
"""Takes the length over with the first bytes: KMS has always given 184."""

import struct


def rewrap(kms, header, new_key_id, context):
    length = struct.unpack(">H", header[8:10])[0]
    answer = kms.re_encrypt(
        CiphertextBlob=header[10 : 10 + length],
        SourceEncryptionContext=context,
        DestinationKeyId=new_key_id,
        DestinationEncryptionContext=context,
    )
    wrapped = answer["CiphertextBlob"]
    return header[:10] + wrapped
