# fails: refused, exam_refused
# advice: cached
"""Does not ask KMS for a header that it has moved to this key itself."""

import struct


_where = {}


def rewrap(kms, header, new_key_id, context):
    if _where.get(header) == new_key_id:
        return header
    length = struct.unpack(">H", header[8:10])[0]
    answer = kms.re_encrypt(
        CiphertextBlob=header[10 : 10 + length],
        SourceEncryptionContext=context,
        DestinationKeyId=new_key_id,
        DestinationEncryptionContext=context,
    )
    wrapped = answer["CiphertextBlob"]
    new = header[:8] + struct.pack(">H", len(wrapped)) + wrapped
    _where[new] = new_key_id
    return header[:8] + struct.pack(">H", len(wrapped)) + wrapped
