"""What the lesson envelope_encryption says of its own streams is so; the rest is in `test_lessons`."""

from __future__ import annotations

import pytest

from autograder.exercises.envelope_encryption import stream
from course_lib.aws.account import Cloud
from course_lib.lessons.envelope_encryption import data as lab
from course_lib.lessons.envelope_encryption.sealed import RECORDED, gcm_open, recorded
from course_lib.lessons.envelope_encryption.written import cut_up

CONTEXT = {"file": "S-1001.bam"}


@pytest.fixture
def centre():
    with Cloud(services=lab.SERVICES) as cloud:
        lab.prepare(cloud)
        yield cloud


def test_the_recordings_are_what_the_maker_makes():
    """Who changes the one records anew: python -m autograder.exercises.envelope_encryption.stream."""
    assert RECORDED.read_text(encoding="ascii") == stream.recordings()


@pytest.mark.parametrize("name", stream.RECORDINGS)
def test_a_recording_opens_with_this_cloud_s_kms(centre, name):
    """Its data key is wrapped here, under the context, and opens every frame in its place."""
    sealed = recorded(centre, name, CONTEXT)
    key = lab.unwrapped(centre, sealed.wrapped, CONTEXT)
    parts = cut_up(bytes(sealed)).opened(key)
    assert b"".join(parts) == sealed.data == stream.RECORDINGS[name][0]
    assert lab.unwrapped(centre, sealed.wrapped, {}) is None
    assert lab.unwrapped(centre, sealed.wrapped, {"file": "another"}) is None


def test_a_made_stream_is_of_the_form(centre):
    """Header, then frames numbered from 1, of which the last one says that it is."""
    made = stream.sealed(centre, b"ACGT" * 100, 128, CONTEXT)
    written = cut_up(bytes(made))
    assert (written.header, written.frames) == (made.header, made.frames)
    assert (written.frame_size, written.numbers, written.marks) == (128, [1, 2, 3, 4], [0, 0, 0, 1])
    assert len(set(written.nonces)) == 4


def test_a_frame_opens_only_in_its_place(centre):
    """It is bound to the first 8 bytes of the header and to its own head."""
    made = stream.sealed(centre, b"ACGT" * 100, 128, CONTEXT)
    key = lab.unwrapped(centre, made.wrapped, CONTEXT)
    frame = made.frames[1]
    assert gcm_open(key, frame[9:21], frame[21:], made.header[:8] + frame[:9]) == b"ACGT" * 32
    assert gcm_open(key, frame[9:21], frame[21:], made.header[:8] + made.frames[0][:9]) is None


def test_no_module_that_learners_get_makes_a_stream():
    """Nothing beside the practice checks encrypts a frame."""
    folder = RECORDED.parent
    makers = [path.name for path in folder.rglob("*.py") if ".encrypt(nonce" in path.read_text(encoding="utf-8")]
    assert [name for name in makers if name not in ("encrypt_stream.py", "seal.py")] == []
