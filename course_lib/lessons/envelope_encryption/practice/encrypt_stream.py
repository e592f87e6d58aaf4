"""encrypt_stream: any length, frame by frame."""

from course_lib.aws.services.kms.longer_blobs import LongerBlobs
from course_lib.checks import Exercise, Reason, expect, require, value_of
from course_lib.checks.files import FAULTS, Sink, Source, held
from course_lib.checks.kit import (
    KMS_USES,
    comes_to_an_end,
    each_refusal,
    error_means,
    expect_refusal,
    made_before,
    sent,
)
from course_lib.lessons.envelope_encryption import data as lab
from course_lib.lessons.envelope_encryption.sealed import CONTEXT, lets_out, named_otherwise, refuse_leak
from course_lib.lessons.envelope_encryption.written import cut_up

exercise = Exercise(
    call="encrypt_stream(kms, key_id, source, sink, context, frame_size=1048576)",
    section='Part 2, "Frame by frame"',
    hints=(
        "You can only know that a frame is the last one when you have tried to read the next.",
        "Write the header. Then read one frame ahead: while there is a next one, the frame in your hand is not the "
        "last. For each: a new nonce, the head packed with struct, AESGCM(...).encrypt with header[:8] + head as "
        "additional data; write head, nonce and what came back.",
        "data, number = source.read(frame_size), 1; loop: following = source.read(frame_size); head = struct.pack("
        '">IBI", number, not following, len(data)); nonce = number.to_bytes(12, "big"); sink.write(head + nonce + '
        "gcm.encrypt(nonce, data, header[:8] + head)); stop if not following, else data, number = following, number + "
        "1.",
    ),
    advice={
        "bind": Reason(
            "Give each frame its place: the additional data is header[:8] + head, where head is the frame's "
            "sequence, last and length as they are written.",
            when=lambda seen: seen.facts["opens"],
        ),
        "form": "Follow the format to the letter: the header once, then for each frame sequence, last, length, nonce, "
        'ciphertext, tag. Numbers are big-endian: struct.pack(">4sIH", ...) and struct.pack(">IBI", ...).',
        "frames": "Every frame but the last holds exactly frame_size bytes of data, and together they hold all of it. "
        "Without data there is one frame, an empty one.",
        "kms_encrypt": "KMS encrypts 4,096 bytes at most. Ask it once for a data key, and encrypt the frames "
        "with that.",
        "nonce": "A nonce must never come twice under one key: two frames with one nonce give away their difference, "
        "and let others forge tags. Count, or draw 12 random bytes for every frame.",
        "end": "Mark the last frame, and only that one: its `last` is 1. Without it nobody notices when the end is cut "
        "off.",
        "sequence": "The frames are numbered 1, 2, 3, ... in the order they are written.",
        "one_key": "Ask KMS for a new data key for every stream.",
        "named_key": "The caller names the KMS key that is to protect the stream. Give KMS that one: KeyId=key_id.",
        "leak": "Only the wrapped key may stand in the stream. With the plain one, whoever has the file can read it. "
        "Nor is it printed, logged or put into a file.",
        "broken": "What reading or writing raises must come out. Taken for the end of the data, a disk that cannot be "
        "read makes a stream that looks whole and is not.",
        "context": "Give EncryptionContext=context to generate_data_key, as it is: it counts letter by letter.",
        "memory": "Write each frame before you read on. One frame ahead is enough to know which is the last.",
        "errors": "What KMS refuses must come out as boto3 raised it, before anything is written.",
    },
)


@exercise.check()
def opens_again(submission, cloud):
    """The stream holds all the data, in frames of frame_size: with a short last frame, a full one, and without data."""
    lab.prepare(cloud)
    for length in (2500, 2048, 0):
        holds_everything(submission, cloud, b"ACGT" * (length // 4), 1024, CONTEXT)
    holds_everything(submission, cloud, b"ACGT", 1024, CONTEXT, lab.ARCHIVE)


@exercise.check()
def broken(submission, cloud):
    """When reading or writing fails, that error comes out, and no frame says that it is the last."""
    lab.prepare(cloud)
    passes_faults_on(submission, cloud, bytes(4096), 1024, (0, 1500, 2048))


@exercise.check()
def nonces(submission, cloud):
    """No nonce comes twice."""
    lab.prepare(cloud)
    repeats_no_nonce(submission, cloud, bytes(300 * 16), 16)


@exercise.check()
def bound(submission, cloud):
    """Each frame is bound to the header and to its own place."""
    lab.prepare(cloud)
    binds_frames(submission, cloud, b"ACGT" * 700, 1024)


@exercise.check()
def end_marked(submission, cloud):
    """Exactly the last frame says that it is the last."""
    lab.prepare(cloud)
    for length in (2500, 2048, 0):
        marks_the_end(submission, cloud, bytes(length), 1024)


@exercise.check()
def own_key(submission, cloud):
    """Every stream has a data key of its own, wrapped and bound to the context, and the plain one is gone."""
    lab.prepare(cloud)
    with cloud.use(LongerBlobs()):
        has_a_wrapped_key(submission, cloud, b"ACGT" * 100, CONTEXT)


@exercise.check()
def little_memory(submission, cloud):
    """However long the data, no more than four frames of it are in memory at once."""
    lab.prepare(cloud)
    holds_little(submission, cloud, bytes(64 * 4096), 4096)


@exercise.check()
def refused(submission, cloud):
    """A caller who may not use the key gets KMS's own error, and nothing is written."""
    lab.prepare(cloud)
    passes_refusals_on(submission, cloud, {"AccessDeniedException": 400})


def encrypts(submission, cloud, data, frame_size, context=CONTEXT, key_id=lab.KEY):
    """Encrypt with the learner's function; returns what was written, and the source and sink."""
    source, sink = Source(data), Sink()
    into(submission, cloud, source, sink, frame_size, context, key_id)
    return bytes(sink.data), source, sink


def into(submission, cloud, source, sink, frame_size, context=CONTEXT, key_id=lab.KEY):
    """Encrypt from a file into another."""
    with error_means("kms_encrypt", "ValidationException", words="plaintext"):
        submission.encrypt_stream(cloud.client("kms"), key_id, source, sink, dict(context), frame_size)


def opened(submission, cloud, data, frame_size, context=CONTEXT, key_id=lab.KEY):
    """The stream taken apart, and its data key."""
    written, _, _ = encrypts(submission, cloud, data, frame_size, context, key_id)
    refuse_leak(submission, cloud, written)
    stream = cut_up(written)
    same = stream.frame_size == frame_size
    require(same, f"The header says frames of {stream.frame_size} bytes.", "it must say frame_size", advice="form")
    key = lab.unwrapped(cloud, stream.wrapped, context) or lab.unwrapped(cloud, stream.wrapped, {})
    problem, advice = "KMS does not open the wrapped key in the header.", named_otherwise(cloud, context)
    require(key is not None, problem, advice=advice)
    require(len(key) == 32, f"The data key has {len(key)} bytes.", "AES-256 takes 32", advice="form")
    return stream, key


def holds_everything(submission, cloud, data, frame_size, context, key_id=lab.KEY):
    """All data, in order, in frames of the right size."""
    stream, key = opened(submission, cloud, data, frame_size, context, key_id)
    under, (_, named, _) = lab.wrapped_under(cloud, stream.wrapped, context), lab.ways_to_name(cloud, key_id)
    problem = "The data key is wrapped under another KMS key."
    require(under in (None, named), problem, f"{key_id} was named", advice="named_key")
    _, outcome = submission.calls[-1]
    expect(value_of(outcome), None, "what there is to say stands in the stream")
    parts = stream.opened_somehow(key)
    require(None not in parts, "The data key does not open every frame.", "AES-GCM was to be used", advice="form")
    sizes = [len(part) for part in parts]
    full = sizes and all(size == frame_size for size in sizes[:-1]) and sizes[-1] <= frame_size
    require(full, f"The frames hold {sizes[:9]} bytes of data.", "all but the last are to be full", advice="frames")
    require(b"".join(parts) == data, "The frames do not hold the data that was read.", advice="frames")


def repeats_no_nonce(submission, cloud, data, frame_size):
    """Over several hundred frames."""
    stream, _ = opened(submission, cloud, data, frame_size)
    seen = stream.nonces
    again = len(seen) - len(set(seen))
    require(not again, f"Of {len(seen)} nonces, {again} came before.", "each was to be new", advice="nonce")


def binds_frames(submission, cloud, data, frame_size):
    """Numbered from 1, and verified with exactly what the contract says."""
    stream, key = opened(submission, cloud, data, frame_size)
    numbers = stream.numbers
    right = numbers == list(range(1, len(numbers) + 1))
    require(right, f"The frames are numbered {numbers[:9]}.", "they count from 1", advice="sequence")
    bound = None not in stream.opened(key)
    loose = None not in stream.opened_somehow(key)
    require(bound, "The frames are not bound to header[:8] + head.", None, ("bind", "form"), {"opens": loose})


def marks_the_end(submission, cloud, data, frame_size):
    """By `last`, also where the data ends with a full frame, and where there is none."""
    stream, _ = opened(submission, cloud, data, frame_size)
    marks = stream.marks
    require(bool(marks), "There is no frame at all.", "even no data ends", advice="frames")
    right = marks == [0] * (len(marks) - 1) + [1]
    require(right, f"`last` is {marks[:9]} in the frames of {len(data)} bytes of data.", advice="end")


def has_a_wrapped_key(submission, cloud, data, context):
    """Twice the same call."""
    keys = []
    for _ in range(2):
        stream, key = opened(submission, cloud, data, 1024, context)
        loose = lab.unwrapped(cloud, stream.wrapped, {}) is not None
        require(not loose, "The wrapped key opens without the context.", "it was to be bound to it", advice="context")
        keys.append(key)
    require(keys[0] != keys[1], "Two streams have the same data key.", "each was to have its own", advice="one_key")


def holds_little(submission, cloud, data, frame_size):
    """What was read and not yet written, at its most."""
    written, source, sink = encrypts(submission, cloud, data, frame_size)
    require(written[:4] == b"ENV1", "Nothing of the format was written.", advice="form")
    most = held(source, sink)
    problem = f"At one moment {most:,} bytes had been read and not written: {most // frame_size} frames."
    require(most <= 4 * frame_size, problem, "111 GB do not fit into memory", advice="memory")


def passes_refusals_on(submission, cloud, refusals):
    """Nothing is written, and the error comes out; a key elsewhere is not the one here that has its id."""
    for name in lab.foreign_names(cloud, lab.KEY):
        refuses(submission, cloud, "NotFoundException", name)
    made_before(cloud, lambda: into(submission, cloud, Source(bytes(5000)), Sink(), 1024))
    for code in each_refusal(cloud, KMS_USES, refusals):
        refuses(submission, cloud, code)


def switched_off(submission, cloud):
    """The key that was named is off, and another one is not."""
    lab.disable(cloud, lab.KEY)
    refuses(submission, cloud, "DisabledException")


def refuses(submission, cloud, code, key_id=lab.KEY):
    """KMS refuses the key: its error comes out, and nothing is written."""
    source, sink, before = Source(bytes(5000)), Sink(), len(sent(cloud))
    with (
        comes_to_an_end(cloud, advice="errors"),
        expect_refusal(code, "only KMS knows why", advice="errors"),
    ):
        submission.encrypt_stream(cloud.client("kms"), key_id, source, sink, dict(CONTEXT), 1024)
        silent = len(sent(cloud)) == before
        require(not silent, "KMS was not asked for a data key.", advice="one_key")
    require(not sink.size, "Something was written.", "there was no key to encrypt it with", advice="errors")


def passes_faults_on(submission, cloud, data, frame_size, places):
    """Reading breaks after so many bytes; writing breaks in the middle of the stream."""
    breaks, sinks = [(place, None) for place in places] + [(len(data) // 2, fault) for fault in FAULTS], []
    for place, fault in breaks:
        source, sink = Source(data, breaks_at=place, fault=fault), Sink()
        sinks.append(sink)
        with lets_out(source, f"the source cannot be read beyond byte {place}", advice="broken"):
            into(submission, cloud, source, sink, frame_size)
        ended = sink.size and any(cut_up(bytes(sink.data)).marks)
        require(not ended, "A frame says that it is the last.", "the data goes on after it", advice="broken")
    for fault in (None, *FAULTS):
        sink = Sink(breaks_at=len(data) // 2, fault=fault)
        sinks.append(sink)
        with lets_out(sink, f"writing failed: {sink.fault[1]}", advice="broken"):
            into(submission, cloud, Source(data), sink, frame_size)
    keys = [key for key in (begun_with(cloud, bytes(sink.data)) for sink in sinks) if key]
    because = "the stream before it broke off, and its key and nonces are used up"
    require(len(set(keys)) == len(keys), "Two streams have the same data key.", because, advice="one_key")


def begun_with(cloud, written):
    """The data key of a stream that broke off; None if its header did."""
    wrapped = written[10 : 10 + int.from_bytes(written[8:10], "big")]
    return lab.unwrapped(cloud, wrapped, CONTEXT) or lab.unwrapped(cloud, wrapped, {})
