"""Reads one frame ahead, and writes a frame when it has seen what comes next."""

import io
import struct

from botocore.exceptions import ClientError
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM


class SealError(ValueError):
    pass


for name in ("BadHeader", "WrongContext", "Tampered", "OutOfOrder", "Truncated", "TrailingData"):
    globals()[name] = type(name, (SealError,), {})


class Frames:
    def __init__(self, kms, source, context):
        header = source.read(10)
        if not header.startswith(b"ENV1") or len(header) != 10:
            raise BadHeader("no header")
        (length,) = struct.unpack(">H", header[8:])
        blob = source.read(length)
        if len(blob) != length or not blob:
            raise BadHeader("half a header")
        try:
            answer = kms.decrypt(CiphertextBlob=blob, EncryptionContext=dict(context))
        except ClientError as error:
            if "InvalidCiphertext" not in error.response["Error"]["Code"]:
                raise
            raise WrongContext("not this key") from error
        self.source, self.fixed, self.gcm = source, header[:8], AESGCM(answer["Plaintext"])

    def next(self, number):
        head = self.source.read(9)
        if len(head) < 9:
            raise Truncated(f"before frame {number}")
        found, last, length = struct.unpack(">IBI", head)
        if found != number:
            raise OutOfOrder(f"{found} instead of {number}")
        if length > int.from_bytes(self.fixed[4:], "big"):
            raise Tampered(f"frame {number} says that it is longer than any")
        rest = self.source.read(12 + length + 16)
        if len(rest) != 28 + length:
            raise Truncated(f"in frame {number}")
        try:
            return self.gcm.decrypt(rest[:12], rest[12:], self.fixed + head), bool(last)
        except InvalidTag:
            raise Tampered(f"frame {number}") from None


def decrypt_stream(kms, source, sink, context):
    frames = Frames(kms, source, context)
    number = 1
    waiting, last = frames.next(1)
    while not last:
        number += 1
        following, last = frames.next(number)
        sink.write(waiting)
        waiting = following
    if source.read(1):
        raise TrailingData("more")
    sink.write(waiting)
