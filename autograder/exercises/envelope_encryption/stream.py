"""Makes the lesson's streams, which is what learners are asked to do: so it stays with the instructor.

The recordings that the visible checks use (`course_lib/lessons/envelope_encryption/recorded.json`) are made here too:

    python -m autograder.exercises.envelope_encryption.stream
"""

import base64
import json
import struct
import zlib

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from course_lib.lessons.envelope_encryption import data as lab
from course_lib.lessons.envelope_encryption.sealed import NONCE, RECORDED, Sealed, header_of

HEAD = struct.Struct(">IBI")


def start_of(frame_size: int) -> bytes:
    """The first 8 bytes of a header, to which every frame is bound."""
    return b"ENV1" + frame_size.to_bytes(4, "big")


def frames_of(key: bytes, data: bytes, frame_size: int, empty_end: bool = False) -> tuple[bytes, ...]:
    """Encrypt. The last frame is a short one, a full one or, with `empty_end`, one without data."""
    parts = [data[place : place + frame_size] for place in range(0, len(data), frame_size)]
    if empty_end or not parts:
        parts.append(b"")
    frames = []
    for number, part in enumerate(parts, 1):
        head = HEAD.pack(number, number == len(parts), len(part))
        nonce = number.to_bytes(NONCE, "big")
        frames.append(head + nonce + AESGCM(key).encrypt(nonce, part, start_of(frame_size) + head))
    return tuple(frames)


def sealed(cloud, data: bytes, frame_size: int, context, empty_end: bool = False) -> Sealed:
    """A genuine stream under a new data key of this cloud's KMS."""
    key, wrapped = lab.new_data_key(cloud, context)
    frames = frames_of(key, data, frame_size, empty_end)
    return Sealed(header_of(start_of(frame_size), wrapped), frames, data, frame_size)


_EVERY_BYTE = bytes(range(256)) * 12  # six frames of 512
RECORDINGS = {  # name: data, frame size, whether an empty frame ends it
    "full": (_EVERY_BYTE, 512, False),
    "short": (_EVERY_BYTE[:2500], 512, False),
    "empty end": (_EVERY_BYTE, 512, True),
    "nothing": (b"", 512, False),
    "another": (bytes(len(_EVERY_BYTE)), 512, False),
    "long": (bytes(10 * 4096), 4096, False),
    "pieces": (bytes(range(250)) * 8, 250, False),
    "pieces and more": (bytes(range(200)) * 10 + b"end", 250, False),
    "damaged": (bytes(range(250)) * 8, 256, False),
    "another like damaged": (bytes(2000), 256, False),
}


def recordings() -> str:
    """The file of recordings. Each has a data key of its own, which protects nothing."""
    made = {}
    for number, (name, (data, size, empty_end)) in enumerate(RECORDINGS.items(), 1):
        key = bytes([number]) * 32
        parts = {"key": key, "start": start_of(size), "data": zlib.compress(data)}
        made[name] = {part: base64.b64encode(value).decode() for part, value in parts.items()}
        made[name]["frames"] = [base64.b64encode(each).decode() for each in frames_of(key, data, size, empty_end)]
    return json.dumps(made, indent=1) + "\n"


if __name__ == "__main__":
    RECORDED.write_text(recordings(), encoding="ascii")
