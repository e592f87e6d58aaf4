"""What an upload says about its bytes is compared with them: Content-MD5, and S3's checksums.

Source: S3 user guide, "Checking object integrity in Amazon S3"; words as LocalStack's tests recorded them.
"""

from __future__ import annotations

import base64
import binascii
import hashlib

from course_lib.aws.http.messages import Answer, Call, Forward, Request
from course_lib.aws.http.protocols import object_body
from course_lib.aws.services.s3.digests import COMPUTED, LENGTHS, told_in
from course_lib.aws.services.s3.objects import Refused


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
    told = told_in(request)
    if len(told) > 1:
        several = "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed."
        raise Refused("InvalidRequest", several)
    for name, value in told.items():
        decoded = _decoded(value)
        if decoded is None or len(decoded) != LENGTHS[name]:
            raise Refused("InvalidRequest", f"Value for x-amz-checksum-{name} header is invalid.")
        if name.upper() in COMPUTED and COMPUTED[name.upper()](object_body(request)) != decoded:
            raise Refused("BadDigest", f"The {name.upper()} you specified did not match the calculated checksum.")


def _check_md5(told: str, body: bytes) -> None:
    decoded = _decoded(told)
    if decoded is None or len(decoded) != 16:
        raise Refused("InvalidDigest", "The Content-MD5 you specified was invalid.", members={"Content-MD5": told})
    digest = hashlib.md5(body, usedforsecurity=False).digest()
    if digest != decoded:
        members = {"ExpectedDigest": told, "CalculatedDigest": base64.b64encode(digest).decode()}
        raise Refused("BadDigest", "The Content-MD5 you specified did not match what we received.", members=members)


def _decoded(text: str) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
