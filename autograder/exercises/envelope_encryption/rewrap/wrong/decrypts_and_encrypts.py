# fails: key_stays_inside, exam_key_stays_inside
# advice: plain
"""Decrypts the data key and encrypts it again: the same result, but the key was in this program."""


def rewrap(kms, header, new_key_id, context):
    length = int.from_bytes(header[8:10], "big")
    key = kms.decrypt(CiphertextBlob=header[10 : 10 + length], EncryptionContext=context)["Plaintext"]
    wrapped = kms.encrypt(KeyId=new_key_id, Plaintext=key, EncryptionContext=context)["CiphertextBlob"]
    return header[:8] + len(wrapped).to_bytes(2, "big") + wrapped
