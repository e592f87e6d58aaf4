# fails: whole_object, part_by_part, exam_whole_object, exam_part_by_part
# advice: too_small
"""Sends each frame as a part of its own."""

import struct

from botocore.exceptions import ClientError
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM


def upload_encrypted(s3, kms, key_id, source, bucket, object_key, context, frame_size=1048576, part_size=16777216):
    where = {"Bucket": bucket, "Key": object_key}
    where["UploadId"] = s3.create_multipart_upload(**where)["UploadId"]
    try:
        parts = Parts(s3, where, part_size)
        encrypt_stream(kms, key_id, source, parts, context, frame_size)
        parts.send()
        s3.complete_multipart_upload(**where, MultipartUpload={"Parts": parts.sent})
    except BaseException:
        s3.abort_multipart_upload(**where)
        raise


def read_range(s3, kms, bucket, object_key, start, length, context):
    begin = fetch(s3, bucket, object_key, 0, 8192)
    _, frame_size, size = struct.unpack_from(">4sIH", begin)
    fixed, header_size = begin[:8], 10 + size
    gcm = AESGCM(open_key(kms, begin[10:header_size], context))
    first, last, step = start // frame_size, (start + length - 1) // frame_size, frame_size + 37
    frames = fetch(s3, bucket, object_key, header_size + first * step, (last - first + 1) * step)
    data = b"".join(
        open_frame(gcm, fixed, number, frames[(number - first) * step :][:step]) for number in range(first, last + 1)
    )
    return data[start - first * frame_size :][:length]


class Parts:
    """Something to write to that uploads a part whenever it has enough."""

    def __init__(self, s3, where, part_size):
        self.s3, self.where, self.part_size = s3, where, part_size
        self.waiting, self.sent = bytearray(), []

    def write(self, data):
        self.waiting += data
        if self.waiting:
            self.send()

    def send(self):
        number = len(self.sent) + 1
        answer = self.s3.upload_part(**self.where, PartNumber=number, Body=bytes(self.waiting))
        self.sent.append({"PartNumber": number, "ETag": answer["ETag"]})
        self.waiting.clear()


def fetch(s3, bucket, object_key, begin, size):
    """So many bytes of an object, fewer at its end."""
    answer = s3.get_object(Bucket=bucket, Key=object_key, Range=f"bytes={begin}-{begin + size - 1}")
    return answer["Body"].read()


def open_key(kms, wrapped, context):
    """The plain data key."""
    try:
        return kms.decrypt(CiphertextBlob=wrapped, EncryptionContext=context)["Plaintext"]
    except ClientError as error:
        if error.response["Error"]["Code"] == "InvalidCiphertextException":
            raise WrongContext("KMS does not open the wrapped key with this context.") from None
        raise


def open_frame(gcm, fixed, number, frame):
    """The data of one frame; its number counts from 0."""
    head = frame[:9]
    if int.from_bytes(head[:4], "big") != number + 1:
        raise OutOfOrder(f"Another frame is in place of frame {number + 1}.")
    try:
        return gcm.decrypt(frame[9:21], frame[21:], fixed + head)
    except InvalidTag:
        raise Tampered(f"Frame {number + 1} does not verify.") from None
