"""What an upload says about its bytes is compared with them: Content-MD5, and S3's checksums.

Source: S3 user guide, "Checking object integrity in Amazon S3"; words as LocalStack's tests recorded them.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import zlib
from collections.abc import Callable, Mapping

from course_lib.aws.http.messages import Answer, Call, Forward, Request
from course_lib.aws.http.protocols import object_body
from course_lib.aws.services.s3.objects import Refused

_PREFIX = "x-amz-checksum-"
# CRC32C and CRC64NVME need a library that is not there without the AWS Common Runtime: these are not compared.
_COMPUTED: Mapping[str, Callable[[bytes], bytes]] = {
    "crc32": lambda data: zlib.crc32(data).to_bytes(4, "big"),
    "sha1": lambda data: hashlib.sha1(data, usedforsecurity=False).digest(),
    "sha256": lambda data: hashlib.sha256(data).digest(),
}
_LENGTHS = {"crc32": 4, "crc32c": 4, "crc64nvme": 8, "sha1": 20, "sha256": 32}  # bytes


class Integrity:
    """Refuses an upload whose bytes are not those that it tells of."""

    def __call__(self, call: Call, forward: Forward) -> Answer:
        if call.service == "s3" and call.request is not None and call.request.method in ("PUT", "POST"):
            try:
                _check(call.operation, call.request)
            except Refused as refusal:
                return Answer(error=refusal.error)
        return forward(call)


def _check(operation: str, request: Request) -> None:
    md5 = request.header("content-md5")
    if md5:
        _check_md5(md5, object_body(request))
    if operation not in ("PutObject", "UploadPart"):
        return
    told = _told(request)
    if len(told) > 1:
        several = "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed."
        raise Refused("InvalidRequest", several)
    for name, value in told.items():
        decoded = _decoded(value)
        if decoded is None or len(decoded) != _LENGTHS[name]:
            raise Refused("InvalidRequest", f"Value for x-amz-checksum-{name} header is invalid.")
        if name in _COMPUTED and _COMPUTED[name](object_body(request)) != decoded:
            raise Refused("BadDigest", f"The {name.upper()} you specified did not match the calculated checksum.")


def _check_md5(told: str, body: bytes) -> None:
    decoded = _decoded(told)
    if decoded is None or len(decoded) != 16:
        raise Refused("InvalidDigest", "The Content-MD5 you specified was invalid.", members={"Content-MD5": told})
    digest = hashlib.md5(body, usedforsecurity=False).digest()
    if digest != decoded:
        members = {"ExpectedDigest": told, "CalculatedDigest": base64.b64encode(digest).decode()}
        raise Refused("BadDigest", "The Content-MD5 you specified did not match what we received.", members=members)


def _told(request: Request) -> dict[str, str]:
    """The checksums in a request's headers, or after its chunks."""
    told = {name: request.header(_PREFIX + name) for name in _LENGTHS}
    trailer = request.header("x-amz-trailer").lower()
    if trailer.startswith(_PREFIX):
        found = re.search(re.escape(trailer).encode() + rb":([^\r\n]*)", request.body[-1024:])
        told[trailer.removeprefix(_PREFIX)] = found[1].decode("ascii", "replace") if found else ""
    return {name: value for name, value in told.items() if value and name in _LENGTHS}


def _decoded(text: str) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
