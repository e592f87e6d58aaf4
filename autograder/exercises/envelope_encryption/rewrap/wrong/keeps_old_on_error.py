# fails: refused, exam_refused
# advice: errors
"""Where KMS refuses, the old header is better than none, it seems. Nobody learns that nothing was moved."""

from botocore.exceptions import ClientError


def rewrap(kms, header, new_key_id, context):
    try:
        wrapped = kms.re_encrypt(
            CiphertextBlob=header[10:],
            SourceEncryptionContext=context,
            DestinationEncryptionContext=context,
            DestinationKeyId=new_key_id,
        )["CiphertextBlob"]
    except ClientError:
        return header
    return header[:8] + len(wrapped).to_bytes(2, "big") + wrapped
