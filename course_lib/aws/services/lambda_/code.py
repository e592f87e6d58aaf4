"""Zip files of functions.

Source: Lambda developer guide, "Lambda quotas" (50 MB zipped, 250 MB unzipped); the words are recorded on AWS.
"""

from __future__ import annotations

import base64
import hashlib
import io
import zipfile
import zlib

from course_lib.aws.services.lambda_.errors import Refused, invalid
from course_lib.aws.services.lambda_.state import Code
from course_lib.aws.services.lambda_.work import FILE

ZIPPED, UNZIPPED = 52_428_800, 262_144_000
_DECLARED = 10_000  # bytes that a declaration of work has at most


def read(content: bytes) -> Code:
    """
    Raises:
        Refused: it is no zip file, or too large.
    """
    if len(content) > ZIPPED:
        words = f"Zipped size must be smaller than {ZIPPED} bytes"
        raise Refused("RequestEntityTooLargeException", words, 413, told=False)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(each.file_size for each in archive.infolist()) >= UNZIPPED:
                raise invalid(f"Unzipped size must be smaller than {UNZIPPED} bytes")
            names = [each.filename for each in archive.infolist() if each.file_size <= _DECLARED]
            files = {name: archive.read(name) for name in names if name == FILE}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError):
        raise invalid("Could not unzip uploaded file. Please check your file, then try to upload again.") from None
    digest = base64.b64encode(hashlib.sha256(content).digest()).decode()
    return Code(digest, len(content), files)
