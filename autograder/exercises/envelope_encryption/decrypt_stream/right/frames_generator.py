"""A generator of verified frames, with the low-level library; the tag first, the number afterwards."""

from struct import Struct

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

HEAD = Struct(">I?I12s")


class SealError(Exception): ...


class BadHeader(SealError): ...


class WrongContext(SealError): ...


class Tampered(SealError): ...


class OutOfOrder(SealError): ...


class Truncated(SealError): ...


class TrailingData(SealError): ...


def take(source, size, error=Truncated):
    data = source.read(size)
    if len(data) != size:
        raise error(f"{size} bytes were wanted, {len(data)} came")
    return data


def verified(source, key, fixed):
    """Each frame's number, mark and data."""
    last = False
    while not last:
        head = take(source, HEAD.size)
        number, last, length, nonce = HEAD.unpack(head)
        if length > int.from_bytes(fixed[4:], "big"):
            raise Tampered(number)
        body, tag = take(source, length), take(source, 16)
        decryptor = Cipher(algorithms.AES(key), modes.GCM(nonce, tag)).decryptor()
        decryptor.authenticate_additional_data(fixed + head[:9])
        data = decryptor.update(body)
        try:
            yield number, data + decryptor.finalize()
        except InvalidTag:
            raise Tampered(number) from None


def decrypt_stream(kms, source, sink, context):
    magic = take(source, 4, BadHeader)
    if magic != b"ENV1":
        raise BadHeader(magic)
    size, length = take(source, 4, BadHeader), take(source, 2, BadHeader)
    wrapped = take(source, int.from_bytes(length, "big"), BadHeader)
    try:
        key = kms.decrypt(CiphertextBlob=wrapped, EncryptionContext=context)["Plaintext"]
    except kms.exceptions.InvalidCiphertextException as error:
        raise WrongContext from error
    for expected, (number, data) in enumerate(verified(source, key, magic + size), 1):
        if number != expected:
            raise OutOfOrder(number)
        sink.write(data)
    if source.read(1) != b"":
        raise TrailingData
