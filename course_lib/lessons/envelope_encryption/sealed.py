"""The lesson's stream as a check sees it: the bytes, and where its frames are, so that it can be damaged on purpose.

    header   b"ENV1", frame size (4 bytes), length of the wrapped key (2 bytes), wrapped key
    frame    sequence from 1 (4 bytes), last (1 byte: 0 or 1), length (4 bytes), nonce (12 bytes), ciphertext, tag (16)

Nothing here encrypts a stream, and nothing here verifies one. Streams to decrypt are recorded ones.
"""

import base64
import json
import unicodedata
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from course_lib.checks import expect_raises, require
from course_lib.checks.files import Sink, Source
from course_lib.checks.kit import sent
from course_lib.lessons.envelope_encryption import data as lab

NONCE, TAG = 12, 16  # bytes
TWO_FORMS = "Zoë Zoe\u0308"  # the same name twice, with a letter as one sign and as two: no normal form leaves both
CONTEXT = {"File": f"{TWO_FORMS} S-1001.bam "}  # capitals, a space, a letter of two forms: it counts letter by letter
PIECE = 8  # bytes of a key: as many in a row are no chance, and a key has more different ones
LONGER = 9 + NONCE + TAG  # a frame than its data
SEQUENCE, LAST, LENGTH, NONCE_AT, DATA_AT = 3, 4, 6, 9, 9 + NONCE  # a byte of each part of a frame
KMS_MAKES = ("GenerateDataKey", "GenerateDataKeyWithoutPlaintext", "Encrypt")  # wrapped keys
RECORDED = Path(__file__).with_name("recorded.json")


@dataclass(frozen=True)
class Sealed:
    """A genuine stream.

    Attributes:
        header: with the wrapped key.
        frames: one after the other.
        data: what it holds.
        frame_size: how much of that each frame but the last holds.
    """

    header: bytes
    frames: tuple[bytes, ...]
    data: bytes
    frame_size: int

    def __bytes__(self) -> bytes:
        return self.with_frames(*self.frames)

    @property
    def wrapped(self) -> bytes:
        return self.header[10:]

    def with_frames(self, *frames: bytes) -> bytes:
        """The bytes of the same header with these frames."""
        return self.header + b"".join(frames)

    def with_frame(self, number: int, frame: bytes) -> bytes:
        """The bytes with one frame exchanged, counted from 1."""
        return self.with_frames(*self.frames[: number - 1], frame, *self.frames[number:])

    def with_wrapped(self, wrapped: bytes) -> bytes:
        """The bytes with another wrapped key of the same length."""
        return self.header[:10] + wrapped + b"".join(self.frames)


def archived(cloud: Any, stream: Sealed, context: Mapping[str, str]) -> Sealed:
    """The same stream, its data key wrapped under the archive's KMS key."""
    key = lab.unwrapped(cloud, stream.wrapped, context) or b""
    header = header_of(stream.header[:8], lab.wrapped(cloud, key, context, lab.ARCHIVE))
    return Sealed(header, stream.frames, stream.data, stream.frame_size)


@cache
def _recordings() -> dict:
    return json.loads(RECORDED.read_text(encoding="ascii"))


def recorded(cloud, name, context) -> Sealed:
    """A recorded stream, its data key wrapped by this cloud's KMS.

    Args:
        cloud: whose KMS opens it.
        name: of the recording.
        context: that it opens with.
    """
    kept = _recordings()[name]
    key, start, packed = (base64.b64decode(kept[part]) for part in ("key", "start", "data"))
    wrapped = lab.wrapped(cloud, key, context)
    frames = tuple(map(base64.b64decode, kept["frames"]))
    return Sealed(header_of(start, wrapped), frames, zlib.decompress(packed), int.from_bytes(start[4:], "big"))


def header_of(start: bytes, wrapped: bytes) -> bytes:
    """A header: its first 8 bytes, and a wrapped key."""
    return start + len(wrapped).to_bytes(2, "big") + wrapped


def handed_out(cloud) -> list[bytes]:
    """The plain data keys that the learner's code had from KMS, or gave to KMS to wrap, in order."""
    had = [(entry.result or {}).get("Plaintext") for entry in sent(cloud, "GenerateDataKey", "Decrypt")]
    gave = [entry.params.get("Plaintext") for entry in sent(cloud, "Encrypt")]
    return [key for key in (*had, *gave) if isinstance(key, bytes) and 16 <= len(key) <= 64 and len(set(key)) > PIECE]


def refuse_leak(submission, cloud, result: bytes):
    """Fail if a plain data key, or a good piece of one, stands in what the latest call made, printed, logged or left.

    Args:
        submission: whose call.
        cloud: whose keys.
        result: what it returned or wrote.
    """
    _, outcome = submission.calls[-1]
    places = {
        "in the result": [result],
        "in what was printed": [outcome.printed.encode()],
        "in the log": [outcome.logged.encode()],
        "in a file": list(submission.left_files().values()),
    }
    for place, texts in places.items():
        found = any(holds_key(text, key) for text in texts for key in handed_out(cloud))
        require(not found, f"The plain data key stands {place}.", "it was to end with the function", advice="leak")


def holds_key(text: bytes, key: bytes) -> bool:
    """Whether a key stands in bytes or in a text: a piece of it as it is, or all of it as people write it out."""
    pieces = (key[start : start + PIECE] for start in range(len(key) - PIECE + 1))
    in_words = (key.hex(), key.hex().upper(), base64.b64encode(key).decode(), repr(key)[2:-1], str(list(key))[1:-1])
    return any(piece in text for piece in pieces) or any(words.encode() in text for words in in_words)


def named_otherwise(cloud, context: Mapping[str, str]) -> str:
    """The reason's key for a wrapped key that does not open: the context, if KMS was told another one than this."""
    named = [entry.params.get("EncryptionContext") for entry in sent(cloud, *KMS_MAKES)]
    return "context" if named and context not in named else "form"


def tidied(context: Mapping[str, str]) -> list[dict[str, str]]:
    """The context as careless code evens it out."""
    ways = [str.strip, str.lower, lambda text: text.strip().lower()]
    ways += [partial(unicodedata.normalize, form) for form in ("NFC", "NFD", "NFKC", "NFKD")]
    return [{way(name): way(value) for name, value in context.items()} for way in ways]


def almost(context: Mapping[str, str]) -> list[dict[str, str]]:
    """Contexts that only a careless comparison takes for this one; its first name and value have letters."""
    (name, value), *others = context.items()
    changed = [
        (name, value.swapcase()),
        (name, f" {value}"),
        (name, f"{value} "),
        (name, unicodedata.normalize("NFC", value)),
        (name, unicodedata.normalize("NFD", value)),
        (name.swapcase(), value),
        (f"{name} ", value),
        (value, name),
    ]
    near = [dict([pair, *others]) for pair in changed] + [dict(others), {**context, "more": "1"}]
    return [each for each in near if each != context]


def gcm_open(key: bytes, nonce: bytes, data: bytes, bound: bytes | None) -> bytes | None:
    """What was encrypted, or None if key, nonce, bytes and what they are bound to do not belong together."""
    try:
        return AESGCM(key).decrypt(nonce, data, bound)
    except (InvalidTag, ValueError):
        return None


@contextmanager
def lets_out(file: Source | Sink, because: str, advice: str) -> Iterator[None]:
    """Fail unless the block's call lets the OSError out that this file raises, as it is and not another one."""
    with expect_raises("OSError", because, advice=advice) as caught:
        yield
    raised, wanted = caught.raised, str(OSError(*file.fault))
    as_it_is = raised is not None and raised.message == wanted
    goes_back = raised is not None and raised.is_a("UnsupportedOperation")
    because = None if goes_back else f"what came was {wanted}, and it has to come out as it is"
    require(as_it_is, f"It raised {raised}.", because, advice=None if goes_back else advice)


def flipped(data: bytes, place: int) -> bytes:
    """The bytes with one bit changed at a place."""
    changed = bytearray(data)
    changed[place] ^= 1
    return bytes(changed)
