"""A generator would need another encrypt_stream; a sink as a closure does not. Ranges by a loop over frames."""

import io

from botocore.exceptions import ClientError
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM


def upload_encrypted(s3, kms, key_id, source, bucket, object_key, context, frame_size=1048576, part_size=16777216):
    started = s3.create_multipart_upload(Bucket=bucket, Key=object_key)
    upload = dict(Bucket=bucket, Key=object_key, UploadId=started["UploadId"])
    buffer, done = io.BytesIO(), []

    def flush():
        answer = s3.upload_part(PartNumber=len(done) + 1, Body=buffer.getvalue(), **upload)
        done.append({"ETag": answer["ETag"], "PartNumber": len(done) + 1})
        buffer.seek(0)
        buffer.truncate()

    class Out:
        def write(self, data):
            buffer.write(data)
            if buffer.tell() >= part_size:
                flush()
            return len(data)

    ok = False
    try:
        encrypt_stream(kms, key_id, source, Out(), context, frame_size=frame_size)
        if buffer.tell() or not done:
            flush()
        s3.complete_multipart_upload(MultipartUpload=dict(Parts=done), **upload)
        ok = True
    finally:
        if not ok:
            s3.abort_multipart_upload(**upload)


def read_range(s3, kms, bucket, object_key, start, length, context):
    def get(first, size):
        wanted = "bytes=%d-%d" % (first, first + size - 1)
        return s3.get_object(Bucket=bucket, Key=object_key, Range=wanted)["Body"].read()

    head = get(0, 10)
    size, wrapped = int.from_bytes(head[4:8], "big"), int.from_bytes(head[8:10], "big")
    try:
        key = kms.decrypt(CiphertextBlob=get(10, wrapped), EncryptionContext=context)["Plaintext"]
    except kms.exceptions.InvalidCiphertextException as error:
        raise WrongContext(str(error)) from error
    out = b""
    number = start // size
    while len(out) < length:
        frame = get(10 + wrapped + number * (size + 37), size + 37)
        try:
            data = AESGCM(key).decrypt(frame[9:21], frame[21:], head[:8] + frame[:9])
        except InvalidTag:
            raise Tampered(number) from None
        if int.from_bytes(frame[:4], "big") != number + 1:
            raise OutOfOrder(number)
        skip = start - number * size if not out else 0
        out += data[skip : skip + length - len(out)]
        number += 1
    return out
