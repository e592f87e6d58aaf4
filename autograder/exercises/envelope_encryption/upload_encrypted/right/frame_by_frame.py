"""Reads ten bytes, then the wrapped key, then frame by frame, always of the same version of the object."""

import struct

from botocore.exceptions import ClientError
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM


class Parts:
    def __init__(self, s3, where, part_size):
        self.s3, self.where, self.part_size = s3, where, part_size
        self.buffer = bytearray()
        self.done = []

    def write(self, data):
        self.buffer += data
        if len(self.buffer) >= self.part_size:
            self.send()

    def send(self):
        number = len(self.done) + 1
        answer = self.s3.upload_part(**self.where, PartNumber=number, Body=bytes(self.buffer))
        self.done.append({"PartNumber": number, "ETag": answer["ETag"]})
        self.buffer.clear()

    def finish(self):
        if self.buffer or not self.done:
            self.send()
        self.s3.complete_multipart_upload(**self.where, MultipartUpload={"Parts": self.done})


def upload_encrypted(s3, kms, key_id, source, bucket, object_key, context, frame_size=1048576, part_size=16777216):
    begun = s3.create_multipart_upload(Bucket=bucket, Key=object_key)
    where = {"Bucket": bucket, "Key": object_key, "UploadId": begun["UploadId"]}
    try:
        parts = Parts(s3, where, part_size)
        encrypt_stream(kms, key_id, source, parts, context, frame_size)
        parts.finish()
    except BaseException:
        s3.abort_multipart_upload(**where)
        raise


def read_range(s3, kms, bucket, object_key, start, length, context):
    answer = s3.get_object(Bucket=bucket, Key=object_key, Range="bytes=0-9")
    same = {"Bucket": bucket, "Key": object_key, "IfMatch": answer["ETag"]}
    beginning = answer["Body"].read()
    frame_size, wrapped_length = struct.unpack(">IH", beginning[4:10])
    wrapped = s3.get_object(**same, Range=f"bytes=10-{9 + wrapped_length}")["Body"].read()
    try:
        key = kms.decrypt(CiphertextBlob=wrapped, EncryptionContext=context)["Plaintext"]
    except ClientError as error:
        if error.response["Error"]["Code"] == "InvalidCiphertextException":
            raise WrongContext() from error
        raise
    cipher = AESGCM(key)
    first, last = start // frame_size, (start + length - 1) // frame_size
    whole = 9 + 12 + frame_size + 16
    at = 10 + wrapped_length + first * whole
    data = b""
    for index in range(first, last + 1):
        begin = at + (index - first) * whole
        frame = s3.get_object(**same, Range=f"bytes={begin}-{begin + whole - 1}")["Body"].read()
        if len(frame) < 9 + 12 + 16:
            raise Tampered("a frame is missing")
        head, nonce, ciphertext = frame[:9], frame[9:21], frame[21:]
        try:
            plain = cipher.decrypt(nonce, ciphertext, beginning[:8] + head)
        except InvalidTag:
            raise Tampered(f"frame {index + 1}") from None
        if struct.unpack(">I", head[:4])[0] != index + 1:
            raise OutOfOrder(f"frame {index + 1}")
        data += plain
    skip = start - first * frame_size
    return data[skip : skip + length]
