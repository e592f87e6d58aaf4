"""The checksums that S3 knows, and those that a request tells."""

from __future__ import annotations

import base64
import hashlib
import re
import zlib
from collections.abc import Callable, Mapping

from course_lib.aws.http.messages import Request
from course_lib.aws.services.s3.crc32c import crc32c

ALGORITHMS = ("CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256")
LENGTHS = {"crc32": 4, "crc32c": 4, "crc64nvme": 8, "sha1": 20, "sha256": 32}  # bytes
PREFIX = "x-amz-checksum-"
# CRC32C takes too long in Python for more than a list of checksums, and CRC64NVME needs the AWS Common Runtime.
COMPUTED: Mapping[str, Callable[[bytes], bytes]] = {
    "CRC32": lambda data: zlib.crc32(data).to_bytes(4, "big"),
    "SHA1": lambda data: hashlib.sha1(data, usedforsecurity=False).digest(),
    "SHA256": lambda data: hashlib.sha256(data).digest(),
}
OF_DIGESTS = {**COMPUTED, "CRC32C": crc32c}


def checksum(algorithm: str, data: bytes) -> str | None:
    """In base64; None where it is not computed here."""
    return base64.b64encode(COMPUTED[algorithm](data)).decode() if algorithm in COMPUTED else None


def told_in(request: Request) -> dict[str, str]:
    """The checksums in a request's headers, or after its chunks, by their names in small letters."""
    told = {name: request.header(PREFIX + name) for name in LENGTHS}
    trailer = request.header("x-amz-trailer").lower()
    if trailer.startswith(PREFIX):
        found = re.search(re.escape(trailer).encode() + rb":([^\r\n]*)", request.body[-1024:])
        told[trailer.removeprefix(PREFIX)] = found[1].decode("ascii", "replace") if found else ""
    return {name: value for name, value in told.items() if value and name in LENGTHS}
