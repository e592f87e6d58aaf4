# fails: key_stays_inside, refused, exam_key_stays_inside, exam_refused
# advice: endless
"""Asks again until KMS has time, however long that takes."""

import struct


def rewrap(kms, header, new_key_id, context):
    length = struct.unpack(">H", header[8:10])[0]
    while True:
        try:
            answer = kms.re_encrypt(
                CiphertextBlob=header[10 : 10 + length],
                SourceEncryptionContext=context,
                DestinationKeyId=new_key_id,
                DestinationEncryptionContext=context,
            )
            break
        except kms.exceptions.ClientError as error:
            if error.response["Error"]["Code"] not in ("ThrottlingException", "KMSInternalException"):
                raise
    wrapped = answer["CiphertextBlob"]
    return header[:8] + struct.pack(">H", len(wrapped)) + wrapped
