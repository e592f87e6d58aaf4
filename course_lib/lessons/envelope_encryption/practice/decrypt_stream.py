"""decrypt_stream: only what was verified, in order, to the end."""

from contextlib import ExitStack, contextmanager

from course_lib.aws.services.kms.longer_blobs import LongerBlobs
from course_lib.checks import (
    Exercise,
    LearnerError,
    Reason,
    expect,
    expect_client_error,
    expect_raises,
    require,
    value_of,
)
from course_lib.checks.files import FAULTS, Sink, Source, held
from course_lib.checks.kit import KMS_USES, each_refusal, error_means, expect_refusal, made_before, otherwise, sent
from course_lib.lessons.envelope_encryption import data as lab
from course_lib.lessons.envelope_encryption.sealed import (
    CONTEXT,
    DATA_AT,
    LAST,
    LENGTH,
    LONGER,
    NONCE,
    NONCE_AT,
    SEQUENCE,
    TAG,
    Sealed,
    almost,
    archived,
    flipped,
    lets_out,
    recorded,
)


def without_context(seen):
    """KMS was not told the context."""
    return not all(entry.params.get("EncryptionContext") for entry in seen.sent("Decrypt"))


def kms_was_not_asked(seen):
    """It was opened with a data key from an earlier call."""
    return not seen.raised and len(seen.sent("Decrypt")) <= seen.facts["before"]


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
        "any_length": Reason(
            "Take the lengths from the header: of the wrapped key, for which KMS promises none, and of a frame.",
            when=otherwise(without_context),
        ),
        "form": "Read the header first: 10 bytes, then as many as they say for the wrapped key. Then frame by frame: 9 "
        "bytes of head, 12 of nonce, `length` bytes and 16 more. Write the data of each frame to sink.",
        "truncated": "The stream is complete only when a frame with last = 1 was there. An end before that, between "
        "two frames or within one, is Truncated. That frame may be empty.",
        "order": "Count along: the next frame must have the next number. A genuine frame in another place is "
        "OutOfOrder.",
        "tampered": "AESGCM refuses changed bytes, and frames of other streams, with InvalidTag. Catch that, and raise "
        "Tampered.",
        "bind": "Give AESGCM header[:8] + head as additional data, as they were read. Then nobody can change a number "
        "or move the end unnoticed.",
        "unverified": "Write nothing before the tag of its frame was verified. AESGCM.decrypt gives data only then; "
        "decryptor.update gives it before.",
        "cached": Reason(
            "Ask KMS each time. A data key that your program remembers opens the stream for whoever does not know the "
            "context, and for whoever has lost the right to.",
            when=kms_was_not_asked,
        ),
        "context": "Give EncryptionContext=context to decrypt. When KMS answers InvalidCiphertextException, raise "
        "WrongContext.",
        "any_key": "The stream may be under any KMS key, and the wrapped key says under which. Leave KeyId out of "
        "decrypt.",
        "header": "What does not begin with a header of this format is BadHeader, and nothing of it goes to KMS.",
        "trailing": "After the frame with last = 1 the stream must be at its end. Try to read one byte more.",
        "rest": "Whoever has access to the stream can put 100 GB behind its end. Do not read them all: one byte after "
        "the last frame tells that something follows.",
        "memory": "Write each frame's data before you read the next frame. And believe no length that is longer than a "
        "frame: it can be forged, and then one read takes all there is.",
        "broken": "What reading or writing raises must come out: it is no end of the stream, and nobody has changed "
        "anything.",
        "errors": "Only InvalidCiphertextException means WrongContext. What else KMS refuses must come out as boto3 "
        "raised it.",
    },
)

REFUSALS = {  # an error on a genuine stream, and what it comes from
    "WrongContext": "context",
    "Tampered": "bind",
    "OutOfOrder": "order",
    "Truncated": "truncated",
    "TrailingData": "trailing",
    "BadHeader": "header",
}


@exercise.check()
def opens(submission, cloud):
    """Genuine streams open: a short last frame, a full one, an empty one, and no data at all."""
    lab.prepare(cloud)
    for name in ("short", "full", "empty end", "nothing"):
        opens_genuine(submission, cloud, recorded(cloud, name, CONTEXT))
    opens_genuine(submission, cloud, archived(cloud, recorded(cloud, "short", CONTEXT), CONTEXT))


@exercise.check()
def any_length(submission, cloud):
    """The wrapped key may have any length."""
    lab.prepare(cloud)
    with cloud.use(LongerBlobs()):
        opens_long_key(submission, cloud, recorded(cloud, "short", CONTEXT))


@exercise.check()
def broken(submission, cloud):
    """When reading or writing fails, that error comes out, and nothing but verified data was written."""
    lab.prepare(cloud)
    passes_faults_on(submission, cloud, recorded(cloud, "full", CONTEXT), (100, 1000, 2 * 512))


@exercise.check()
def truncated(submission, cloud):
    """A stream that was cut off, between two frames or within one, is Truncated."""
    lab.prepare(cloud)
    finds_the_cut(submission, cloud, recorded(cloud, "full", CONTEXT), (0, 1, 5))


@exercise.check()
def out_of_order(submission, cloud):
    """Genuine frames that are swapped, repeated or missing are OutOfOrder."""
    lab.prepare(cloud)
    orders = ((1, 3, 2, 4, 5, 6), (1, 2, 2, 3, 4, 5, 6), (1, 3, 4, 5, 6))
    finds_wrong_order(submission, cloud, recorded(cloud, "full", CONTEXT), orders)


@exercise.check()
def tampered(submission, cloud):
    """A changed bit in a frame's ciphertext, tag or nonce, or a frame of another stream: Tampered."""
    lab.prepare(cloud)
    stream, other = (recorded(cloud, name, CONTEXT) for name in ("full", "another"))
    finds_changes(submission, cloud, stream, other, 3, 100)


@exercise.check()
def heads(submission, cloud):
    """A changed bit in the first 8 bytes of the header or in a frame's head is refused, and nothing of it written."""
    lab.prepare(cloud)
    finds_changed_heads(submission, cloud, recorded(cloud, "full", CONTEXT), 4)


@exercise.check()
def verified_first(submission, cloud):
    """Of a frame that does not verify, not a byte is written."""
    lab.prepare(cloud)
    writes_verified_only(submission, cloud, recorded(cloud, "full", CONTEXT), 4)


@exercise.check()
def trailing(submission, cloud):
    """Bytes after the last frame are TrailingData."""
    lab.prepare(cloud)
    finds_more(submission, cloud, recorded(cloud, "full", CONTEXT))


@exercise.check()
def other_context(submission, cloud):
    """With another context, or a changed wrapped key, it is WrongContext; a disabled key's error comes out as it is."""
    lab.prepare(cloud)
    needs_the_key(submission, cloud, recorded(cloud, "full", CONTEXT), {})


@exercise.check()
def no_header(submission, cloud):
    """What is no stream of this format is BadHeader."""
    lab.prepare(cloud)
    for other in (b"", b"ENV", b"%PDF-1.7 " * 100, b"ENV2" + bytes(400)):
        knows_the_header(submission, cloud, other)
    header_is_whole(submission, cloud, recorded(cloud, "short", CONTEXT))


@exercise.check()
def little_memory(submission, cloud):
    """However long the stream, no more than four frames of it are in memory at once."""
    lab.prepare(cloud)
    holds_little(submission, cloud, recorded(cloud, "long", CONTEXT))
    trusts_no_length(submission, cloud, recorded(cloud, "long", CONTEXT), 2)


def decrypts(submission, cloud, stream: Sealed) -> tuple:
    """Decrypt a genuine stream with the learner's function; returns source and sink."""
    source, sink = Source(bytes(stream)), Sink()
    with refusals_explained():
        submission.decrypt_stream(cloud.client("kms"), source, sink, dict(CONTEXT))
    return source, sink


@contextmanager
def refusals_explained():
    """A block in which no error of the lesson's may come out: the stream is genuine and whole."""
    with ExitStack() as stack:
        stack.enter_context(error_means("any_key", "IncorrectKeyException"))
        for error, advice in REFUSALS.items():
            stack.enter_context(error_means(advice, error, because="this stream is genuine and whole"))
        yield


def refuses(submission, cloud, stream: bytes, error, because, advice, good=b"", wrote="unverified"):
    """It must raise this, and may have written no more than the beginning `good`."""
    source, sink = Source(stream), Sink()
    with expect_raises(error, because, advice=advice):
        wrong = () if error in ("WrongContext", "BadHeader") else ("WrongContext",)
        with error_means("context", is_first_of(wrong), because="the context was the right one"):
            submission.decrypt_stream(cloud.client("kms"), source, sink, dict(CONTEXT))
    verified = good.startswith(bytes(sink.data))
    problem = f"{sink.size} bytes were written, and not only the {len(good)} that may be."
    require(verified, problem, because, advice=wrote)


def is_first_of(names):
    """Whether an exception's own class has one of these names."""
    return lambda raised: raised.types[0] in names


def opens_genuine(submission, cloud, stream: Sealed):
    """Byte for byte."""
    _, sink = decrypts(submission, cloud, stream)
    problem = f"{sink.size} bytes were written; the stream holds {len(stream.data)} bytes of data."
    require(sink.data == stream.data, problem, "a genuine stream opens", advice="form")
    _, outcome = submission.calls[-1]
    expect(value_of(outcome), None, "the data goes to sink")


def opens_long_key(submission, cloud, stream: Sealed):
    """A genuine stream, whose wrapped key is longer than most."""
    because = f"this stream is genuine, and its wrapped key has {len(stream.wrapped)} bytes"
    opens_odd(submission, cloud, stream, ("BadHeader", "WrongContext"), because)


def opens_long_frames(submission, cloud, stream: Sealed):
    """A genuine stream, whose frames are longer than most."""
    because = f"this stream is genuine, and its frames have {stream.frame_size:,} bytes"
    opens_odd(submission, cloud, stream, ("SealError", *REFUSALS), because)


def opens_odd(submission, cloud, stream: Sealed, errors, because):
    """These errors say that a length was not expected."""
    with refusals_explained(), error_means(("any_length", "context"), is_first_of(errors), because=because):
        submission.decrypt_stream(cloud.client("kms"), Source(bytes(stream)), Sink(), dict(CONTEXT))
    opens_genuine(submission, cloud, stream)


def finds_the_cut(submission, cloud, stream: Sealed, frames_kept):
    """After so many frames, and within the next one: in each part of it, and where two parts meet."""
    for kept in frames_kept:
        frame, good = stream.frames[kept], stream.data[: kept * stream.frame_size]
        parts = {
            "the head": (1, SEQUENCE + 1, DATA_AT - NONCE - 1),
            "the nonce": (DATA_AT - NONCE, DATA_AT - NONCE + 1, DATA_AT - 1),
            "the ciphertext": (DATA_AT, len(frame) - TAG - 1),
            "the tag": (len(frame) - TAG, len(frame) - 1),
        }
        cuts = [(0, f"it ends after {kept} of its {len(stream.frames)} frames")]
        cuts += [(at, f"it ends before {part} of frame {kept + 1} does") for part, ats in parts.items() for at in ats]
        for at, because in cuts:
            rest = stream.with_frames(*stream.frames[:kept], frame[:at])
            refuses(submission, cloud, rest, "Truncated", because, "truncated", good)


def finds_wrong_order(submission, cloud, stream: Sealed, orders):
    """Each order: the frames by number."""
    for order in orders:
        frames = [stream.frames[number - 1] for number in order]
        right = next(place for place, number in enumerate(order) if number != place + 1)
        because = f"the frames came as {', '.join(map(str, order))}"
        good = stream.data[: right * stream.frame_size]
        refuses(submission, cloud, stream.with_frames(*frames), "OutOfOrder", because, "order", good, wrote="order")


def finds_changes(submission, cloud, stream: Sealed, another: Sealed, number, place):
    """In one frame, counted from 1; `another` is a stream of frames of the same lengths."""
    frame = stream.frames[number - 1]
    changed = {
        "a bit of its data was changed": flipped(frame, DATA_AT + place),
        "a bit of its tag was changed": flipped(frame, -1),
        "a bit of its nonce was changed": flipped(frame, NONCE_AT + 2),
        "it belongs to another stream": another.frames[number - 1],
    }
    for what, other in changed.items():
        good, because = stream.data[: (number - 1) * stream.frame_size], f"of frame {number}, {what}"
        refuses(submission, cloud, stream.with_frame(number, other), "Tampered", because, "tampered", good)


def finds_changed_heads(submission, cloud, stream: Sealed, number):
    """Some error of ours, whichever, and nothing that is not genuine. One change says that a frame is the last."""
    whole = bytes(stream)
    start = len(stream.header) + sum(map(len, stream.frames[: number - 1]))
    good = stream.data[: (number - 1) * stream.frame_size]
    places = {
        "the first byte of the header": (0, b""),
        "the frame size in the header": (5, b""),
        "the sequence of a frame": (start + SEQUENCE, good),
        "the mark of the last frame": (start + LAST, good),
        "the length of a frame": (start + LENGTH, good),
    }
    for what, (place, allowed) in places.items():
        refuses(submission, cloud, flipped(whole, place), "SealError", f"{what} was changed", "bind", allowed)
    good, frame = stream.data[: (len(stream.frames) - 1) * stream.frame_size], stream.frames[-1]
    for place in range(DATA_AT - NONCE):
        changed = frame[:place] + bytes([frame[place] ^ 2]) + frame[place + 1 :]
        because = f"byte {place + 1} of the last frame's head was changed"
        other = stream.with_frame(len(stream.frames), changed)
        refuses(submission, cloud, other, "SealError", because, "bind", good)


def finds_changed_lengths(submission, cloud, stream: Sealed):
    """Whatever the header says of the wrapped key's length: one of the contract's errors comes out."""
    size = len(stream.wrapped)
    for said in (0, size - 1, size + 1, 2**16 - 1):
        other = stream.header[:8] + said.to_bytes(2, "big") + bytes(stream)[10:]
        source, sink, because = Source(other), Sink(), f"the header says that the wrapped key has {said} bytes"
        problem = "No exception came out of your function."
        try:
            submission.decrypt_stream(cloud.client("kms"), source, sink, dict(CONTEXT))
        except LearnerError as error:
            of_the_contract = error.raised.is_a("SealError") or error.raised.code is not None  # KMS takes no empty key
            problem = "" if of_the_contract else f"Your function raised {error.raised}."
        require(not problem, problem, because, advice="header")
        require(not sink.size, f"{sink.size} bytes were written.", because, advice="unverified")


def trusts_no_length(submission, cloud, stream: Sealed, number):
    """A frame says that it is as long as many, or as everything that follows: then nobody may read as much at once."""
    frame, frame_size = stream.frames[number - 1], stream.frame_size
    before = len(stream.header) + (number - 1) * len(frame)
    for said in (8 * frame_size, len(bytes(stream)) - before - LONGER, 2**31):
        forged = frame[: SEQUENCE + 2] + said.to_bytes(4, "big") + frame[SEQUENCE + 6 :]
        source, sink = Source(stream.with_frame(number, forged)), Sink()
        with expect_raises("SealError", f"the length of frame {number} was forged", advice="memory"):
            submission.decrypt_stream(cloud.client("kms"), source, sink, dict(CONTEXT))
        most = source.taken - before
        problem = f"{most:,} bytes were read at once, since a frame said that it is so long."
        require(most <= 4 * (frame_size + LONGER), problem, f"a frame has {frame_size:,} bytes", advice="memory")


def reads_little_of_the_rest(submission, cloud, stream: Sealed):
    """A long tail after the last frame: one byte of it tells enough."""
    whole = bytes(stream)
    source, sink = Source(whole + bytes(len(whole))), Sink()
    with expect_raises("TrailingData", "something follows the last frame", advice="trailing"):
        submission.decrypt_stream(cloud.client("kms"), source, sink, dict(CONTEXT))
    more = source.taken - len(whole)
    problem = f"{more:,} bytes were read after the last frame."
    require(more <= 4 * (stream.frame_size + LONGER), problem, "one is enough to know", advice="rest")


def writes_verified_only(submission, cloud, stream: Sealed, number):
    """Whatever is raised: not a byte of the bad frame, which would look right."""
    source, sink = Source(stream.with_frame(number, flipped(stream.frames[number - 1], -1))), Sink()
    with expect_raises("Exception", "a tag was changed", advice="tampered"):
        submission.decrypt_stream(cloud.client("kms"), source, sink, dict(CONTEXT))
    verified = (number - 1) * stream.frame_size
    problem = f"{sink.size} bytes were written, but only {verified} were verified."
    require(sink.size <= verified, problem, f"the tag of frame {number} was changed", advice="unverified")


def finds_more(submission, cloud, stream: Sealed):
    """One byte, or a whole frame, or the stream once more."""
    for more in (b"\x00", bytes(8), stream.frames[-1], bytes(stream)):
        because = f"something follows the last frame: {len(more)} bytes more"
        refuses(submission, cloud, bytes(stream) + more, "TrailingData", because, "trailing", stream.data)


def needs_the_key(submission, cloud, stream: Sealed, refusals):
    """WrongContext where KMS says InvalidCiphertextException, and KMS's own errors elsewhere."""
    made_before(
        cloud, lambda: submission.decrypt_stream(cloud.client("kms"), Source(bytes(stream)), Sink(), dict(CONTEXT))
    )
    for context in ({"file": "S-1002.bam"}, {}, *almost(CONTEXT)):
        opens_not(submission, cloud, stream, context)
    bare = stream.with_wrapped(lab.wrapped(cloud, lab.unwrapped(cloud, stream.wrapped, CONTEXT), {}))
    opens_not(submission, cloud, bare, CONTEXT)
    changed = stream.with_wrapped(flipped(stream.wrapped, -1))
    refuses(submission, cloud, changed, "WrongContext", "the wrapped key was changed", "context")
    for code in each_refusal(cloud, KMS_USES, refusals):
        with expect_refusal(code, "the caller has to see why", advice="errors"):
            submission.decrypt_stream(cloud.client("kms"), Source(bytes(stream)), Sink(), dict(CONTEXT))
    lab.disable(cloud, lab.KEY)
    with expect_client_error("DisabledException", "the caller has to see why", advice="errors"):
        submission.decrypt_stream(cloud.client("kms"), Source(bytes(stream)), Sink(), dict(CONTEXT))


def opens_not(submission, cloud, stream, context):
    """It was encrypted with another context."""
    source, sink, facts = Source(bytes(stream)), Sink(), {"before": len(sent(cloud, "Decrypt"))}
    with expect_raises("WrongContext", "it was encrypted with another context", ("cached", "context"), facts):
        submission.decrypt_stream(cloud.client("kms"), source, sink, dict(context))
    require(not sink.size, "Something was written.", "nothing could be verified", advice="unverified")


def knows_the_header(submission, cloud, other):
    """Refused before KMS is asked."""
    before = len(sent(cloud))
    refuses(submission, cloud, other, "BadHeader", f"it begins with {other[:4]!r}", "header")
    asked = len(sent(cloud)) > before
    require(not asked, "KMS was asked all the same.", "there is no wrapped key", advice="header")


def header_is_whole(submission, cloud, stream: Sealed):
    """A genuine header that was cut, and a genuine stream of another format."""
    for length in (1, 4, 9, 10, 11, len(stream.header) - 1):
        knows_the_header(submission, cloud, stream.header[:length])
    for start in (b"ENV0", b"ENV2", b"env1", b"XNV1"):
        knows_the_header(submission, cloud, start + bytes(stream)[4:])


def passes_faults_on(submission, cloud, stream: Sealed, places):
    """Reading breaks after the header and so many bytes of frames; writing, after so many bytes of data."""
    breaks = [(place, None) for place in places] + [(places[-1], fault) for fault in FAULTS]
    for place, fault in breaks:
        source, sink = Source(bytes(stream), breaks_at=len(stream.header) + place, fault=fault), Sink()
        with lets_out(source, "reading failed, in the middle of the stream", advice="broken"):
            opens_with_context(submission, cloud, source, sink)
        verified = stream.data.startswith(bytes(sink.data))
        require(verified, "Something else was written.", "only verified data may be", advice="unverified")
    for fault in (None, *FAULTS):
        sink = Sink(breaks_at=places[-1], fault=fault)
        with lets_out(sink, f"writing failed: {sink.fault[1]}", advice="broken"):
            opens_with_context(submission, cloud, Source(bytes(stream)), sink)


def opens_with_context(submission, cloud, source, sink):
    """Whatever comes out, it must not be that the context is another."""
    with error_means("context", is_first_of(("WrongContext",)), because="the context was the right one"):
        submission.decrypt_stream(cloud.client("kms"), source, sink, dict(CONTEXT))


def holds_little(submission, cloud, stream: Sealed):
    """What was read and not yet written, at its most."""
    size, frame_size = len(stream.data), stream.frame_size
    source, sink = decrypts(submission, cloud, stream)
    require(sink.size == size, "Not everything was written.", "a genuine stream opens", advice="form")
    most = held(source, sink)
    # what is read is longer than what is written: headers, nonces and tags are never written
    extra = len(bytes(stream)) - size
    problem = f"At one moment {most:,} bytes had been read and not written: {most // frame_size} frames."
    require(most - extra <= 4 * frame_size, problem, "111 GB do not fit into memory", advice="memory")
