import struct

from botocore.exceptions import ClientError
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM


def upload_encrypted(s3, kms, key_id, source, bucket, object_key, context, frame_size=1048576, part_size=16777216):
    """Encrypt a stream of any length, and upload it to S3 while it is being encrypted.

    Args:
        s3: a boto3 client, as boto3.client("s3") gives it. Use this one.
        kms, key_id, source, context, frame_size: as for encrypt_stream.
        bucket, object_key: where the object goes, strings.
        part_size: how many bytes a part has, an int, 5242880 (5 MiB) or more. The last part may have
            fewer, every other one may have up to one frame more.

    Stores one object: exactly what encrypt_stream writes. Each part is sent as soon as it is full, so that
    no more than one part and a few frames are in memory at once.

    Returns:
        None, once the object is there.

    Raises:
        ClientError: whatever S3 or KMS refuses comes out as boto3 raised it.
        OSError: what reading raises comes out as it is.
        After any error nothing of this upload is stored, and it is no longer open. An object that had this name
        before is still there, as it was.
    """
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
    """Read a piece of the data in an encrypted object, and fetch no more of the object than that takes.

    Args:
        s3, kms: boto3 clients. Use these.
        bucket, object_key: where the object is, strings.
        start, length: which bytes of the data: length of them, 1 or more, from start on, the first byte
            being 0. They lie within the data.
        context: the encryption context, a dictionary of strings.

    Returns:
        These bytes of the data, all of them verified.

    Fetches from S3 at most 8,192 bytes for the header, and the frames that hold the range.

    Raises:
        WrongContext: KMS refuses to open the wrapped key with InvalidCiphertextException.
        OutOfOrder: a genuine frame is not the one that belongs in its place.
        Tampered: a frame with the right number does not verify.
        ClientError: whatever else S3 or KMS refuses comes out as boto3 raised it.
    """
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
        if len(self.waiting) >= self.part_size:
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
