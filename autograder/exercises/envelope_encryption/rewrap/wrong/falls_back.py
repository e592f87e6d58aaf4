# fails: key_stays_inside, exam_key_stays_inside
# advice: plain
"""Does with Decrypt and Encrypt what it may not do with ReEncrypt."""

import struct


def rewrap(kms, header, new_key_id, context):
    length = struct.unpack(">H", header[8:10])[0]
    try:
        answer = kms.re_encrypt(
            CiphertextBlob=header[10 : 10 + length],
            SourceEncryptionContext=context,
            DestinationKeyId=new_key_id,
            DestinationEncryptionContext=context,
        )
    except kms.exceptions.ClientError:
        plain = kms.decrypt(CiphertextBlob=header[10 : 10 + length], EncryptionContext=context)["Plaintext"]
        answer = kms.encrypt(KeyId=new_key_id, Plaintext=plain, EncryptionContext=context)
    wrapped = answer["CiphertextBlob"]
    return header[:8] + struct.pack(">H", len(wrapped)) + wrapped
