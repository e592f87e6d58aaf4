"""What a learner's encrypt_stream has written, cut up by the lengths that stand in it, and looked at part by part."""

from dataclasses import dataclass

from course_lib.checks import require
from course_lib.lessons.envelope_encryption.sealed import DATA_AT, LONGER, NONCE_AT, gcm_open


@dataclass(frozen=True)
class Written:
    """A header and frames, as they were written; whether they are right is another question."""

    header: bytes
    frames: tuple[bytes, ...]

    @property
    def frame_size(self) -> int:
        return int.from_bytes(self.header[4:8], "big")

    @property
    def wrapped(self) -> bytes:
        return self.header[10:]

    @property
    def numbers(self) -> list[int]:
        return [int.from_bytes(frame[:4], "big") for frame in self.frames]

    @property
    def marks(self) -> list[int]:
        return [frame[4] for frame in self.frames]

    @property
    def nonces(self) -> list[bytes]:
        return [frame[NONCE_AT:DATA_AT] for frame in self.frames]

    def opened(self, key: bytes) -> list[bytes | None]:
        """Each frame's data; None where it is not bound to what the contract says."""
        return [_opened(key, frame, self.header[:8] + frame[:9]) for frame in self.frames]

    def opened_somehow(self, key: bytes) -> list[bytes | None]:
        """Each frame's data, whatever it was bound to instead."""
        return [self._somehow(key, frame) for frame in self.frames]

    def _somehow(self, key: bytes, frame: bytes) -> bytes | None:
        start, head, header = self.header[:8], frame[:9], self.header
        bounds = (start + head, None, start, head, head[:4], header, header + head)
        return next((data for data in (_opened(key, frame, each) for each in bounds) if data is not None), None)


def _opened(key: bytes, frame: bytes, bound: bytes | None) -> bytes | None:
    return gcm_open(key, frame[NONCE_AT:DATA_AT], frame[DATA_AT:], bound)


def cut_up(data: bytes, what="This") -> Written:
    """Cut a stream up, and fail where its form is not the contract's; `what` begins the sentence then."""
    because = "any reader must find its way"
    formed = len(data) >= 10 and data[:4] == b"ENV1"
    require(formed, f"{what} is no stream of the format: it begins with {data[:4]!r}.", because, advice="form")
    place, frames = 10 + int.from_bytes(data[8:10], "big"), []
    header = data[:place]
    while place < len(data):
        end = place + LONGER + int.from_bytes(data[place + 5 : place + 9], "big")
        problem = f"{what} is no stream of the format: it ends within frame {len(frames) + 1}."
        require(end <= len(data), problem, because, advice="form")
        frames.append(data[place:end])
        place = end
    return Written(header, tuple(frames))
