"""One loop; how much is wanted and what its lack means are said at each read."""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM


class SealError(Exception):
    pass


class BadHeader(SealError):
    pass


class WrongContext(SealError):
    pass


class Tampered(SealError):
    pass


class OutOfOrder(SealError):
    pass


class Truncated(SealError):
    pass


class TrailingData(SealError):
    pass


def number(part):
    return int.from_bytes(part, "big")


def decrypt_stream(kms, source, sink, context):
    def want(size, lacking):
        part = source.read(size)
        if len(part) < size:
            raise lacking()
        return part

    fixed = want(8, BadHeader)
    if fixed[:4] != b"ENV1":
        raise BadHeader()
    wrapped = want(number(want(2, BadHeader)), BadHeader)
    try:
        opened = kms.decrypt(CiphertextBlob=wrapped, EncryptionContext=context)
    except kms.exceptions.InvalidCiphertextException:
        raise WrongContext() from None
    cipher, coming = AESGCM(opened["Plaintext"]), 0
    while True:
        coming += 1
        head = want(9, Truncated)
        if number(head[:4]) != coming:
            raise OutOfOrder()
        if number(head[5:]) > number(fixed[4:]):
            raise Tampered()
        nonce = want(12, Truncated)
        try:
            sink.write(cipher.decrypt(nonce, want(number(head[5:]) + 16, Truncated), fixed + head))
        except InvalidTag:
            raise Tampered() from None
        if head[4]:
            break
    if source.read(1):
        raise TrailingData()
