"""The pictures of the lesson on envelope encryption."""

from __future__ import annotations

from course_lib.lessons.envelope_encryption.pictures import WhereThingsAre, stream_map


def a_stream(*lengths: int) -> bytes:
    """A header with a wrapped key of 3 bytes, and frames of these lengths."""
    stream = b"ENV1" + (600).to_bytes(4, "big") + (3).to_bytes(2, "big") + b"KEY"
    for number, length in enumerate(lengths, 1):
        last = number == len(lengths)
        stream += number.to_bytes(4, "big") + bytes([last]) + length.to_bytes(4, "big") + bytes(12 + length + 16)
    return stream


def test_a_stream_byte_by_byte():
    """Header and frames with their places; frames in the middle in one row; nothing that is drawn at random."""
    rows = [tuple(row) for row in stream_map(a_stream(600, 600, 600, 5), frames=1).rows]
    assert rows[:5] == [
        ("0-3", "header: which format", "b'ENV1'"),
        ("4-7", "header: frame size", "600"),
        ("8-9", "header: length of the wrapped key", "3"),
        ("10-12", "header: wrapped key", "only KMS can open it"),
        ("13-16", "frame 1: sequence", "1"),
    ]
    assert rows[10] == ("650-1,923", "frames 2 to 3", "like these")
    assert rows[11:14] == [
        ("1,924-1,927", "frame 4: sequence", "4"),
        ("1,928-1,928", "frame 4: last", "1"),
        ("1,929-1,932", "frame 4: length", "5"),
    ]
    assert rows[-1][0] == "1,950-1,965"


def test_an_empty_frame_has_no_ciphertext():
    whats = [row[1] for row in stream_map(a_stream(0)).rows]
    assert "frame 1: tag" in whats and "frame 1: ciphertext" not in whats


def test_what_lies_where_is_told_in_words_too():
    """The picture's alternative text is the whole text, and it is not told by colour alone."""
    text = repr(WhereThingsAre())
    assert "in the clear: data key" in text
    assert "encrypted: wrapped data key" in text
    assert "GenerateDataKey, with the context: from your program to KMS" in text
    html = WhereThingsAre().html
    assert 'src="data:image/png;base64,' in html
    assert "in the clear: data key" in html
