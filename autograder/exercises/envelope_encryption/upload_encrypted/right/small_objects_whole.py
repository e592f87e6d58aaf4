"""Puts what fits into one part with put_object, and begins an upload only when there is more."""

import contextlib
import struct

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM


class Upload:
    def __init__(self, s3, bucket, key, part_size):
        self.s3, self.where, self.part_size = s3, {"Bucket": bucket, "Key": key}, part_size
        self.data, self.parts, self.id = b"", [], None

    def write(self, data):
        self.data += data
        while len(self.data) > self.part_size:
            self.part(self.data[: self.part_size])
            self.data = self.data[self.part_size :]

    def part(self, body):
        if self.id is None:
            self.id = {"UploadId": self.s3.create_multipart_upload(**self.where)["UploadId"]}
        tag = self.s3.upload_part(**self.where, **self.id, PartNumber=len(self.parts) + 1, Body=body)["ETag"]
        self.parts.append({"PartNumber": len(self.parts) + 1, "ETag": tag})

    def close(self):
        if self.id is None:
            self.s3.put_object(**self.where, Body=self.data)
            return
        self.part(self.data)
        self.s3.complete_multipart_upload(**self.where, **self.id, MultipartUpload={"Parts": self.parts})

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        if kind is None:
            try:
                self.close()
                return
            except Exception:
                self.abort()
                raise
        self.abort()

    def abort(self):
        if self.id is not None:
            with contextlib.suppress(Exception):
                self.s3.abort_multipart_upload(**self.where, **self.id)


def upload_encrypted(s3, kms, key_id, source, bucket, object_key, context, frame_size=1048576, part_size=16777216):
    with Upload(s3, bucket, object_key, part_size) as sink:
        encrypt_stream(kms, key_id, source, sink, context, frame_size)


def read_range(s3, kms, bucket, object_key, start, length, context):
    body = s3.get_object(Bucket=bucket, Key=object_key)["Body"] if False else None
    head = s3.get_object(Bucket=bucket, Key=object_key, Range="bytes=0-6399")["Body"].read()
    magic, size, wrapped = struct.unpack(">4sIH", head[:10])
    try:
        key = kms.decrypt(CiphertextBlob=head[10 : 10 + wrapped], EncryptionContext=context)["Plaintext"]
    except kms.exceptions.InvalidCiphertextException:
        raise WrongContext from None
    first, after = start // size, -(-(start + length) // size)
    begin, end = (10 + wrapped + number * (size + 37) for number in (first, after))
    body = s3.get_object(Bucket=bucket, Key=object_key, Range=f"bytes={begin}-{end - 1}")["Body"]
    data = bytearray()
    for number in range(first, after):
        frame_head, nonce = body.read(9), body.read(12)
        found, last, count = struct.unpack(">IBI", frame_head)
        if found != number + 1:
            raise OutOfOrder(found)
        try:
            data += AESGCM(key).decrypt(nonce, body.read(count + 16), head[:8] + frame_head)
        except InvalidTag:
            raise Tampered(found) from None
    return bytes(data[start % size : start % size + length])
