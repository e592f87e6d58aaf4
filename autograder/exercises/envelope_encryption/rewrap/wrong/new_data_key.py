# fails: back_again, exam_back_again, same_data_key, any_length, refused, exam_same_data_key, exam_any_length, exam_refused
# advice: new_key
"""Makes a new data key under the new KMS key: the header is fine, and the frames are lost."""


def rewrap(kms, header, new_key_id, context):
    made = kms.generate_data_key_without_plaintext(KeyId=new_key_id, KeySpec="AES_256", EncryptionContext=context)
    wrapped = made["CiphertextBlob"]
    return header[:8] + len(wrapped).to_bytes(2, "big") + wrapped
