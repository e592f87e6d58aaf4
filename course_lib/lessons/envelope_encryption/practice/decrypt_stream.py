"""decrypt_stream: only what was verified, in order, to the end."""

from dataclasses import replace

from course_lib.checks.exercise import Exercise, Failure, expect_client_error, expect_raises, require
from course_lib.checks.files import Sink, Source, held
from course_lib.checks.results import Finding
from course_lib.checks.submission import LearnerError
from course_lib.lessons.envelope_encryption import data as lab
from course_lib.lessons.envelope_encryption.shared import flipped
from course_lib.lessons.envelope_encryption.stream import Frame, Stream, make

exercise = Exercise(
    call="decrypt_stream(kms, source, sink, context)",
    section='Part 3, "Only what was verified"',
    hints=(
        "Read one frame, decide whether it is genuine and in its place, and only then write its data. What does the "
        "stream look like when it was cut between two frames?",
        "Remember the number that must come next, and whether the last frame was there. A frame that is cut off, or no "
        "frame where one must be, is Truncated; another number is OutOfOrder; InvalidTag is Tampered; anything after "
        "the last frame is TrailingData; KMS's InvalidCiphertextException is WrongContext.",
        'sequence, last, length = struct.unpack(">IBI", head). Raise OutOfOrder if sequence != expected; read the '
        "rest; gcm.decrypt(nonce, sealed, header[:8] + head), InvalidTag to Tampered; sink.write(data); after the last "
        "frame: if source.read(1): raise TrailingData.",
    ),
    advice={
        "form": "Read the header first: 10 bytes, then as many as they say for the wrapped key. Then frame by frame: 9 "
        "bytes of head, 12 of nonce, `length` bytes and 16 more. Write the data of each frame to sink.",
        "truncated": "The stream is complete only when a frame with last = 1 was there. An end before that, between "
        "two frames or within one, is Truncated.",
        "order": "Count along: the next frame must have the next number. A genuine frame in another place is "
        "OutOfOrder.",
        "tampered": "AESGCM refuses changed bytes, and frames of other streams, with InvalidTag. Catch that, and raise "
        "Tampered.",
        "bind": "Give AESGCM header[:8] + head as additional data, as they were read. Then nobody can change a number "
        "or move the end unnoticed.",
        "unverified": "Write nothing before the tag of its frame was verified. AESGCM.decrypt gives data only then; "
        "decryptor.update gives it before.",
        "context": "Give EncryptionContext=context to decrypt. When KMS answers InvalidCiphertextException, raise "
        "WrongContext.",
        "header": "What does not begin with a header of this format is BadHeader, and nothing of it goes to KMS.",
        "trailing": "After the frame with last = 1 the stream must be at its end. Try to read one byte more.",
        "memory": "Write each frame's data before you read the next frame.",
        "errors": "Only InvalidCiphertextException means WrongContext. What else KMS refuses must come out as boto3 "
        "raised it.",
    },
)

CONTEXT = {"file": "S-1001.bam"}
SIZE = 512
REFUSALS = {  # an error on a genuine stream, and what it comes from
    "WrongContext": "context",
    "Tampered": "bind",
    "OutOfOrder": "order",
    "Truncated": "truncated",
    "TrailingData": "trailing",
    "BadHeader": "header",
}
DATA = bytes(range(256)) * 12  # six frames


@exercise.check()
def opens(submission, cloud):
    """Genuine streams open: a short last frame, a full one, an empty one, and no data at all."""
    lab.prepare(cloud)
    for data, empty_end in ((DATA[:2500], False), (DATA, False), (DATA, True), (b"", False)):
        opens_genuine(submission, cloud, data, SIZE, empty_end)


@exercise.check()
def truncated(submission, cloud):
    """A stream that was cut off, between two frames or within one, is Truncated."""
    lab.prepare(cloud)
    finds_the_cut(submission, cloud, DATA, SIZE, (1, 6), (30, SIZE + 40))


@exercise.check()
def out_of_order(submission, cloud):
    """Genuine frames that are swapped, repeated or missing are OutOfOrder."""
    lab.prepare(cloud)
    finds_wrong_order(submission, cloud, DATA, SIZE, ((1, 3, 2, 4, 5, 6), (1, 2, 2, 3, 4, 5, 6), (1, 3, 4, 5, 6)))


@exercise.check()
def tampered(submission, cloud):
    """A changed bit in a frame's ciphertext, tag or nonce, or a frame of another stream: Tampered."""
    lab.prepare(cloud)
    finds_changes(submission, cloud, DATA, SIZE, 3, 100)


@exercise.check()
def heads(submission, cloud):
    """A changed bit in the first 8 bytes of the header or in a frame's head is refused, and nothing of it written."""
    lab.prepare(cloud)
    finds_changed_heads(submission, cloud, DATA, SIZE, 4)


@exercise.check()
def verified_first(submission, cloud):
    """Of a frame that does not verify, not a byte is written."""
    lab.prepare(cloud)
    writes_verified_only(submission, cloud, DATA, SIZE, 4)


@exercise.check()
def trailing(submission, cloud):
    """Bytes after the last frame are TrailingData."""
    lab.prepare(cloud)
    finds_more(submission, cloud, DATA, SIZE)


@exercise.check()
def other_context(submission, cloud):
    """With another context, or a changed wrapped key, it is WrongContext; a disabled key's error comes out as it is."""
    lab.prepare(cloud)
    needs_the_key(submission, cloud, DATA, SIZE)


@exercise.check()
def no_header(submission, cloud):
    """What is no stream of this format is BadHeader."""
    lab.prepare(cloud)
    for other in (b"", b"ENV", b"%PDF-1.7 " * 100, b"ENV2" + bytes(400)):
        knows_the_header(submission, cloud, other)


@exercise.check()
def little_memory(submission, cloud):
    """However long the stream, no more than four frames of it are in memory at once."""
    lab.prepare(cloud)
    holds_little(submission, cloud, bytes(64 * 4096), 4096)


def sealed(cloud, data, frame_size, empty_end=False) -> tuple[Stream, bytes]:
    """A genuine stream, and its data key."""
    key, wrapped = lab.new_data_key(cloud, CONTEXT)
    return make(key, wrapped, data, frame_size, empty_end), key


def decrypts(submission, cloud, stream: bytes) -> tuple:
    """Decrypt a genuine stream with the learner's function; returns source and sink."""
    source, sink = Source(stream), Sink()
    try:
        submission.decrypt_stream(cloud.client("kms"), source, sink, dict(CONTEXT))
    except LearnerError as error:
        if error.raised.types[0] not in REFUSALS:
            raise
        finding = Finding(problem=f"Your function raised {error.raised}", because="this stream is genuine and whole")
        raise Failure(finding, REFUSALS[error.raised.types[0]]) from None
    return source, sink


def refuses(submission, cloud, stream: bytes, error, because, advice, good=b"", wrote="unverified"):
    """It must raise this, and may have written no more than the beginning `good`."""
    source, sink = Source(stream), Sink()
    with expect_raises(error, because, advice=advice):
        try:
            submission.decrypt_stream(cloud.client("kms"), source, sink, dict(CONTEXT))
        except LearnerError as other:
            if other.raised.types[0] != "WrongContext" or error in ("WrongContext", "BadHeader"):
                raise
            finding = Finding(problem=f"Your function raised {other.raised}", because="the context was the right one")
            raise Failure(finding, "context") from None
    verified = good.startswith(bytes(sink.data))
    problem = f"{sink.size} bytes were written, and not only the {len(good)} that may be."
    require(verified, problem, because, advice=wrote)


def opens_genuine(submission, cloud, data, frame_size, empty_end):
    """Byte for byte."""
    stream, _ = sealed(cloud, data, frame_size, empty_end)
    _, sink = decrypts(submission, cloud, bytes(stream))
    problem = f"{sink.size} bytes were written; the stream holds {len(data)} bytes of data."
    require(sink.data == data, problem, "a genuine stream opens", advice="form")


def finds_the_cut(submission, cloud, data, frame_size, frames_kept, bytes_missing):
    """Between frames: so many are left. Within one: so many bytes of the end are missing."""
    stream, _ = sealed(cloud, data, frame_size)
    for kept in frames_kept:
        kept = min(kept, len(stream.frames) - 1)
        rest = stream.with_frames(*stream.frames[:kept])
        because = f"it ends after {kept} of its {len(stream.frames)} frames"
        refuses(submission, cloud, rest, "Truncated", because, "truncated", data[: kept * frame_size])
    for missing in bytes_missing:
        because = f"the last {missing} bytes are missing"
        refuses(submission, cloud, bytes(stream)[:-missing], "Truncated", because, "truncated", data)


def finds_wrong_order(submission, cloud, data, frame_size, orders):
    """Each order: the frames by number."""
    stream, _ = sealed(cloud, data, frame_size)
    for order in orders:
        frames = [stream.frames[number - 1] for number in order]
        right = next(place for place, number in enumerate(order) if number != place + 1)
        because = f"the frames came as {', '.join(map(str, order))}"
        good = data[: right * frame_size]
        refuses(submission, cloud, stream.with_frames(*frames), "OutOfOrder", because, "order", good, wrote="order")


def finds_changes(submission, cloud, data, frame_size, number, place):
    """In one frame, counted from 1."""
    stream, _ = sealed(cloud, data, frame_size)
    frame = stream.frames[number - 1]
    alien = sealed(cloud, bytes(len(data)), frame_size)[0].frames[number - 1]
    changed = {
        "a bit of its data was changed": replace(frame, sealed=flipped(frame.sealed, place)),
        "a bit of its tag was changed": replace(frame, sealed=flipped(frame.sealed, -1)),
        "a bit of its nonce was changed": replace(frame, nonce=flipped(frame.nonce, 2)),
        "it belongs to another stream": alien,
    }
    for what, other in changed.items():
        damaged = with_frame(stream, number, other)
        good = data[: (number - 1) * frame_size]
        refuses(submission, cloud, damaged, "Tampered", f"of frame {number}, {what}", "tampered", good)


def with_frame(stream: Stream, number: int, other: Frame) -> bytes:
    """The stream's bytes with one frame exchanged."""
    frames = list(stream.frames)
    frames[number - 1] = other
    return stream.with_frames(*frames)


def finds_changed_heads(submission, cloud, data, frame_size, number):
    """Some error of ours, whichever, and nothing that is not genuine. One change says that a frame is the last."""
    stream, _ = sealed(cloud, data, frame_size)
    whole = bytes(stream)
    start = len(stream.header) + sum(len(bytes(frame)) for frame in stream.frames[: number - 1])
    good = data[: (number - 1) * frame_size]
    places = {
        "the first byte of the header": (0, b""),
        "the frame size in the header": (5, b""),
        "the sequence of a frame": (start + 3, good),
        "the mark of the last frame": (start + 4, good),
        "the length of a frame": (start + 6, good),
    }
    for what, (place, allowed) in places.items():
        because = f"{what} was changed"
        refuses(submission, cloud, flipped(whole, place), "SealError", because, "bind", allowed)


def writes_verified_only(submission, cloud, data, frame_size, number):
    """Whatever is raised: not a byte of the bad frame, which would look right."""
    stream, _ = sealed(cloud, data, frame_size)
    frame = stream.frames[number - 1]
    damaged = with_frame(stream, number, replace(frame, sealed=flipped(frame.sealed, -1)))
    source, sink = Source(damaged), Sink()
    with expect_raises("Exception", "a tag was changed", advice="tampered"):
        submission.decrypt_stream(cloud.client("kms"), source, sink, dict(CONTEXT))
    verified = (number - 1) * frame_size
    problem = f"{sink.size} bytes were written, but only {verified} were verified."
    require(sink.size <= verified, problem, f"the tag of frame {number} was changed", advice="unverified")


def finds_more(submission, cloud, data, frame_size):
    """One byte, or a whole frame, or the stream once more."""
    stream, _ = sealed(cloud, data, frame_size)
    for more in (b"\x00", bytes(stream.frames[-1]), bytes(stream)):
        because = f"something follows the last frame: {len(more)} bytes more"
        refuses(submission, cloud, bytes(stream) + more, "TrailingData", because, "trailing", data)


def needs_the_key(submission, cloud, data, frame_size):
    """WrongContext where KMS says InvalidCiphertextException, and KMS's own errors elsewhere."""
    stream, _ = sealed(cloud, data, frame_size)
    for context in ({"file": "S-1002.bam"}, {}):
        source, sink = Source(bytes(stream)), Sink()
        with expect_raises("WrongContext", "it was encrypted with another context", advice="context"):
            submission.decrypt_stream(cloud.client("kms"), source, sink, context)
        require(not sink.size, "Something was written.", "nothing could be verified", advice="unverified")
    changed = Stream(stream.frame_size, flipped(stream.wrapped, -1), stream.frames)
    refuses(submission, cloud, bytes(changed), "WrongContext", "the wrapped key was changed", "context")
    lab.disable(cloud, lab.KEY)
    with expect_client_error("DisabledException", "the caller has to see why", advice="errors"):
        submission.decrypt_stream(cloud.client("kms"), Source(bytes(stream)), Sink(), dict(CONTEXT))


def knows_the_header(submission, cloud, other):
    """Refused before KMS is asked."""
    before = len(cloud.journal.learner_entries())
    refuses(submission, cloud, other, "BadHeader", f"it begins with {other[:4]!r}", "header")
    asked = len(cloud.journal.learner_entries()) > before
    require(not asked, "KMS was asked all the same.", "there is no wrapped key", advice="header")


def holds_little(submission, cloud, data, frame_size):
    """What was read and not yet written, at its most."""
    stream, _ = sealed(cloud, data, frame_size)
    source, sink = decrypts(submission, cloud, bytes(stream))
    require(sink.size == len(data), "Not everything was written.", "a genuine stream opens", advice="form")
    most = held(source, sink)
    # what is read is longer than what is written: headers, nonces and tags are never written
    extra = len(bytes(stream)) - len(data)
    problem = f"At one moment {most:,} bytes had been read and not written: {most // frame_size} frames."
    require(most - extra <= 4 * frame_size, problem, "111 GB do not fit into memory", advice="memory")
