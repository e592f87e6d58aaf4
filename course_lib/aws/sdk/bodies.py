"""A request's body as it comes over a connection: in one piece, or in chunks of HTTP, perhaps compressed.

Source: RFC 9112, "Chunked Transfer Coding"; that DynamoDB takes gzip: ScyllaDB Alternator's tests against AWS.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from typing import Protocol

LIMIT = 20 * 1024 * 1024  # bytes, also of what a compressed body becomes
_LONGEST_LINE = 1024


class Source(Protocol):
    """Where bytes come from."""

    def read(self, size: int, /) -> bytes: ...
    def readline(self, limit: int, /) -> bytes: ...


class BodyError(ValueError):
    """A body that cannot be taken; `status` is HTTP's."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


def read_body(headers: Mapping[str, str], source: Source) -> bytes:
    """All of a request's body, without the framing and coding that HTTP puts around it.

    Args:
        headers: the request's, names in lower case.
        source: the connection, right after the head.

    Raises:
        BodyError: it is too large, or not what its head says.
    """
    if headers.get("transfer-encoding", "identity").lower() == "chunked":
        body = _chunks(source)
    else:
        length = headers.get("content-length", "0")
        if not (length.isascii() and length.isdigit()):
            raise BodyError(400, "Content-Length is no number")
        body = _exactly(source, _allowed(int(length)))
    # S3 stores what it is sent: there, Content-Encoding is a word about the object.
    zipped = headers.get("content-encoding", "").lower() == "gzip" and "x-amz-target" in headers
    return _unzipped(body) if zipped else body


def _chunks(source: Source) -> bytes:
    body = bytearray()
    while size := _chunk_size(source):
        body += _exactly(source, _allowed(size, len(body)))
        source.readline(_LONGEST_LINE)
    while source.readline(_LONGEST_LINE).strip():
        pass  # headers may follow the last chunk
    return bytes(body)


def _chunk_size(source: Source) -> int:
    line = source.readline(_LONGEST_LINE)
    try:
        return int(line.partition(b";")[0], 16)
    except ValueError:
        raise BodyError(400, "a chunk has no size") from None


def _allowed(size: int, before: int = 0) -> int:
    if size < 0 or before + size > LIMIT:
        raise BodyError(413, f"a request body may have {LIMIT} bytes here")
    return size


def _exactly(source: Source, size: int) -> bytes:
    body = source.read(size)
    if len(body) < size:
        raise BodyError(400, "the body ended too early")
    return body


def _unzipped(body: bytes) -> bytes:
    reader = zlib.decompressobj(wbits=31)
    try:
        plain = reader.decompress(body, LIMIT + 1)
    except zlib.error:
        raise BodyError(400, "the body is not gzip") from None
    _allowed(len(plain))
    return plain
