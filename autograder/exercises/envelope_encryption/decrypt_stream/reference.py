import struct

from botocore.exceptions import ClientError
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM


class SealError(Exception):
    """What was to be opened is not what was sealed."""


class BadHeader(SealError):
    """It does not begin with the header of such a stream."""


class WrongContext(SealError):
    """KMS does not open the wrapped key: the context is another, or the wrapped key was changed."""


class Tampered(SealError):
    """Bytes were changed, or do not belong to this stream."""


class OutOfOrder(SealError):
    """A frame is not the one that comes next."""


class Truncated(SealError):
    """The end is missing."""


class TrailingData(SealError):
    """Something follows the end."""


def decrypt_stream(kms, source, sink, context):
    """Decrypt what `encrypt_stream` wrote, and release only what was verified.

    Args:
        kms: a boto3 client, as boto3.client("kms") gives it. Use this one.
        source: a binary file object. read(n) gives the next n bytes, fewer only at the end, and then
            b"". It cannot go back.
        sink: a binary file object. write(data) appends. It cannot go back.
        context: the encryption context, a dictionary of strings.

    Writes the data to sink, each frame after its tag was verified, and nothing else. The last frame may
    be short, full or empty. At most four frames of data are in memory at once, whatever length a frame's head
    says, since it may be forged.

    Returns:
        None, once the last frame was verified and the stream was at its end. If an error comes
        instead, the caller throws away what was written so far.

    Raises:
        BadHeader: the stream does not begin with b"ENV1" and a whole header. KMS is not asked then.
        WrongContext: KMS refuses to open the wrapped key with InvalidCiphertextException.
        OutOfOrder: a whole and genuine frame is not the one that comes next: frames were swapped,
            repeated or left out.
        Tampered: a frame with the right number does not verify: its ciphertext, tag or nonce was
            changed, or it belongs to another stream.
        Truncated: the stream ends before its last frame does, between two frames or within one.
        TrailingData: something follows the last frame, be it a single byte.
        ClientError: whatever else KMS refuses comes out as boto3 raised it.
        OSError: what reading or writing raises comes out as it is.
        Where other bytes of the header or of a frame's head were changed: any of these.
    """
    header = source.read(10)
    if len(header) < 10 or header[:4] != b"ENV1":
        raise BadHeader("This is not an encrypted stream.")
    wrapped = source.read(int.from_bytes(header[8:10], "big"))
    if len(wrapped) < int.from_bytes(header[8:10], "big") or not wrapped:
        raise BadHeader("The wrapped key is not complete.")
    gcm = AESGCM(unwrap(kms, wrapped, context))
    frame_size, last, expected = int.from_bytes(header[4:8], "big"), False, 1
    while not last:
        head = exactly(source, 9)
        sequence, last, length = struct.unpack(">IBI", head)
        if sequence != expected:
            raise OutOfOrder(f"Frame {sequence} came where {expected} should be.")
        if length > frame_size:
            raise Tampered(f"Frame {sequence} says that it is longer than a frame.")
        nonce, sealed = exactly(source, 12), exactly(source, length + 16)
        try:
            data = gcm.decrypt(nonce, sealed, header[:8] + head)
        except InvalidTag:
            raise Tampered(f"Frame {sequence} does not verify.") from None
        sink.write(data)
        expected += 1
    if source.read(1):
        raise TrailingData("Something follows the last frame.")


def unwrap(kms, wrapped, context):
    """The plain data key."""
    try:
        return kms.decrypt(CiphertextBlob=wrapped, EncryptionContext=context)["Plaintext"]
    except ClientError as error:
        if error.response["Error"]["Code"] == "InvalidCiphertextException":
            raise WrongContext("KMS does not open the wrapped key with this context.") from None
        raise


def exactly(source, size):
    """So many bytes, and not fewer."""
    data = source.read(size)
    if len(data) < size:
        raise Truncated("The stream ends before its last frame does.")
    return data
