"""The lesson's stream as a check sees it: whole, in memory, taken apart or made, so that it can be damaged on purpose.

    header   b"ENV1", frame size (4 bytes), length of the wrapped key (2 bytes), wrapped key
    frame    sequence from 1 (4 bytes), last (1 byte: 0 or 1), length (4 bytes), nonce (12 bytes), ciphertext, tag (16)

Numbers are big-endian. Each frame is bound to the first 8 bytes of the header and the first 9 of its own.
"""

import struct
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from course_lib.lessons.envelope_encryption.shared import NONCE, TAG, gcm_open

MAGIC = b"ENV1"
HEADER, HEAD = struct.Struct(">4sIH"), struct.Struct(">IBI")
LONGER = HEAD.size + NONCE + TAG  # a frame than its data


class Malformed(Exception):
    """These bytes are not such a stream; the text says where that shows."""


@dataclass(frozen=True)
class Frame:
    """One frame as it travels."""

    sequence: int
    last: int
    nonce: bytes
    sealed: bytes

    @property
    def head(self) -> bytes:
        return HEAD.pack(self.sequence, self.last, len(self.sealed) - TAG)

    def __bytes__(self) -> bytes:
        return self.head + self.nonce + self.sealed


@dataclass(frozen=True)
class Stream:
    """A header's parts, and the frames."""

    frame_size: int
    wrapped: bytes
    frames: tuple[Frame, ...]

    @property
    def header(self) -> bytes:
        return HEADER.pack(MAGIC, self.frame_size, len(self.wrapped)) + self.wrapped

    @property
    def fixed(self) -> bytes:
        """What every frame is bound to."""
        return self.header[:8]

    def __bytes__(self) -> bytes:
        return self.header + b"".join(map(bytes, self.frames))

    def with_frames(self, *frames: Frame) -> bytes:
        """The bytes of the same header with these frames."""
        return bytes(Stream(self.frame_size, self.wrapped, frames))

    def opened(self, key: bytes) -> list[bytes | None]:
        """Each frame's data; None where it does not verify as the contract wants it."""
        return [gcm_open(key, frame.nonce, frame.sealed, self.fixed + frame.head) for frame in self.frames]

    def opened_somehow(self, key: bytes) -> list[bytes | None]:
        """Each frame's data, whatever it was bound to instead."""
        return [self._somehow(key, frame) for frame in self.frames]

    def _somehow(self, key: bytes, frame: Frame) -> bytes | None:
        number = frame.head[:4]
        bounds = (self.fixed + frame.head, None, self.fixed, frame.head, number, self.header, self.header + frame.head)
        found = (gcm_open(key, frame.nonce, frame.sealed, bound) for bound in bounds)
        return next((data for data in found if data is not None), None)


def read(data: bytes) -> Stream:
    """Take a stream apart.

    Raises:
        Malformed: it is none.
    """
    if len(data) < HEADER.size:
        raise Malformed(f"there are {len(data)} bytes, less than the header has")
    magic, frame_size, length = HEADER.unpack_from(data)
    if magic != MAGIC:
        raise Malformed(f"it begins with {magic!r}, not with {MAGIC!r}")
    wrapped, place, frames = data[HEADER.size : HEADER.size + length], HEADER.size + length, []
    while place < len(data):
        frame, place = _frame(data, place, len(frames) + 1)
        frames.append(frame)
    return Stream(frame_size, wrapped, tuple(frames))


def _frame(data: bytes, place: int, number: int) -> tuple[Frame, int]:
    if place + LONGER > len(data):
        raise Malformed(f"frame {number} is shorter than a frame without data")
    sequence, last, length = HEAD.unpack_from(data, place)
    start, end = place + HEAD.size, place + LONGER + length
    if end > len(data):
        raise Malformed(f"frame {number} says that its data has {length} bytes, but the stream ends before")
    return Frame(sequence, last, data[start : start + NONCE], data[start + NONCE : end]), end


def make(key: bytes, wrapped: bytes, data: bytes, frame_size: int, empty_end: bool = False) -> Stream:
    """Encrypt. The last frame is a short one, a full one or, with `empty_end`, one without data."""
    fixed = HEADER.pack(MAGIC, frame_size, len(wrapped))[:8]
    parts = [data[place : place + frame_size] for place in range(0, len(data), frame_size)]
    if empty_end or not parts:
        parts.append(b"")
    frames = []
    for number, part in enumerate(parts, 1):
        head = HEAD.pack(number, number == len(parts), len(part))
        nonce = number.to_bytes(NONCE, "big")
        sealed = AESGCM(key).encrypt(nonce, part, fixed + head)
        frames.append(Frame(number, int(number == len(parts)), nonce, sealed))
    return Stream(frame_size, wrapped, tuple(frames))
