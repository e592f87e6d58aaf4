"""Zip files of functions.

Source: Lambda developer guide, "Lambda quotas" (50 MB zipped, 250 MB unzipped); the words are recorded on AWS.
"""

from __future__ import annotations

import base64
import hashlib
import io
import zipfile
import zlib

from course_lib.aws.runtime.unzip import UNZIPPED, problem_with
from course_lib.aws.services.lambda_.errors import Refused, invalid
from course_lib.aws.services.lambda_.state import Code
from course_lib.aws.services.lambda_.work import FILE

ZIPPED = 52_428_800  # bytes
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
            if problem_with(archive.infolist()):
                raise _unreadable()
            names = [each.filename for each in archive.infolist() if each.file_size <= _DECLARED]
            files = {name: _beginning(archive, name) for name in names if name == FILE}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError):
        raise _unreadable() from None
    digest = base64.b64encode(hashlib.sha256(content).digest()).decode()
    return Code(digest, len(content), files, content)


def _beginning(archive: zipfile.ZipFile, name: str) -> bytes:
    """A file that says it is small. `archive.read` would unpack all of it, whatever it says."""
    with archive.open(name) as file:
        return file.read(_DECLARED)


def _unreadable() -> Refused:
    return invalid("Could not unzip uploaded file. Please check your file, then try to upload again.")
