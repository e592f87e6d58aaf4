# fails: same_data_key, key_stays_inside, same_context, any_length, back_again, refused, exam_same_data_key, exam_key_stays_inside, exam_same_context, exam_any_length, exam_back_again, exam_refused
# advice: context
"""Notes in the context where the stream went: it is the caller's dictionary, and no longer the same context."""

import struct


def rewrap(kms, header, new_key_id, context):
    context["moved_to"] = new_key_id
    length = struct.unpack(">H", header[8:10])[0]
    answer = kms.re_encrypt(
        CiphertextBlob=header[10 : 10 + length],
        SourceEncryptionContext={n: v for n, v in context.items() if n != "moved_to"},
        DestinationKeyId=new_key_id,
        DestinationEncryptionContext=context,
    )
    wrapped = answer["CiphertextBlob"]
    return header[:8] + struct.pack(">H", len(wrapped)) + wrapped
