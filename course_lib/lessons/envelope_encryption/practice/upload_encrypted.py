"""upload_encrypted and read_range: the stream as an object in S3, written in parts and read in pieces."""

from contextlib import contextmanager

from course_lib.aws.http.messages import AwsError
from course_lib.aws.layers.before_calls import BeforeCalls
from course_lib.aws.layers.faults import Refuse
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
from course_lib.checks.files import Source
from course_lib.checks.kit import (
    KMS_USES,
    LOST,
    S3_DENIED,
    UNREACHED,
    call_in,
    each_refusal,
    error_means,
    errors_come_out,
    errors_come_out_later,
    expect_refusal,
    forbidden,
    may_change,
    refusing,
    sent,
)
from course_lib.checks.kit.errors import FailsFrom
from course_lib.lessons.envelope_encryption import data as lab
from course_lib.lessons.envelope_encryption.sealed import (
    CONTEXT,
    DATA_AT,
    LONGER,
    NONCE_AT,
    Sealed,
    archived,
    flipped,
    lets_out,
    recorded,
    refuse_leak,
)
from course_lib.lessons.envelope_encryption.written import cut_up


def has_deleted(seen):
    """The learner's code has deleted an object."""
    return bool(seen.sent("DeleteObject", "DeleteObjects"))


def context_was_named(seen):
    """KMS was told the context, so what it did not like was the wrapped key."""
    opened = seen.sent("Decrypt")
    return bool(opened) and all(entry.params.get("EncryptionContext") for entry in opened)


def not_another_error(seen):
    """No error of the lesson's came out, unless it is the one about the context."""
    return not any(is_one_of_ours(raised) and not raised.is_a("WrongContext") for raised in seen.raised)


def header_was_not_read(seen):
    """In this call nobody asked S3 for the beginning of the object."""
    asked = [entry.params for entry in seen.sent("GetObject")[seen.facts["before"] :]]
    return not any(each.get("Range", "bytes=0-").startswith("bytes=0-") for each in asked)


def kms_was_not_asked(seen):
    """It was read with a data key from an earlier call."""
    return not seen.raised and len(seen.sent("Decrypt")) <= seen.facts["asked"]


def a_part_was_refused(seen):
    """S3 did not take a part."""
    return any(entry.error for entry in seen.sent("UploadPart"))


exercise = Exercise(
    call="upload_encrypted(s3, kms, key_id, source, bucket, object_key, context, frame_size=1048576, "
    "part_size=16777216)",
    section='Part 4, "In S3, in parts"',
    hints=(
        "encrypt_stream writes to anything that has a method write. And from the frame size you can compute where a "
        "frame begins.",
        "Write a small class with write(data): it collects bytes, and uploads a part when it has part_size of them. "
        "Give it to encrypt_stream, between create_multipart_upload and complete_multipart_upload; on any exception "
        "abort_multipart_upload, and raise it again. read_range: get the header with a Range, compute the first and "
        "the last frame, get those with a second Range, verify each and cut out what was asked for.",
        "first = start // frame_size; last = (start + length - 1) // frame_size; a frame on the way has frame_size + "
        '37 bytes; begin = len(header) + first * (frame_size + 37); Range=f"bytes={begin}-{begin + (last - first + 1) '
        '* (frame_size + 37) - 1}". The frames in there must be numbered first + 1, first + 2, ...',
    ),
    advice={
        "remembered": Reason(
            "Read the header each time: since the last call another object may have got this name, with a key of its "
            "own.",
            when=header_was_not_read,
        ),
        "any_length": Reason(
            "Take the length of the wrapped key from the header: KMS promises none. The frames begin right behind it.",
            when=context_was_named,
        ),
        "cached": Reason(
            "Ask KMS each time. A data key that your program remembers opens the object for whoever does not know the "
            "context, and for whoever has lost the right to.",
            when=kms_was_not_asked,
        ),
        "context": Reason(
            "Give the encryption context to KMS here too, and raise WrongContext where it answers "
            "InvalidCiphertextException.",
            when=not_another_error,
        ),
        "left_out": Reason(
            "S3 refused a part, and your upload went on without it. Then the object has a hole, or there is none. Let "
            "the error out.",
            when=a_part_was_refused,
        ),
        "other_parts": "S3 does not know a part that you have listed. List the parts of this upload, each with the "
        "ETag that upload_part returned, and none of an earlier call: a list that is a default or a global lives on.",
        "form": "The object must hold exactly what encrypt_stream writes: header and frames, nothing before, between "
        "or after.",
        "encrypted": "The object must be encrypted before it leaves the program. ServerSideEncryption is done by S3, "
        "which sees the data.",
        "too_small": "S3 takes parts of 5 MiB and more; only the last one may be smaller. Collect what encrypt_stream "
        "writes until you have part_size bytes.",
        "part_size": "Send a part when part_size bytes or more have come together: part_size is the caller's choice, "
        "and decides how much memory is used and how long an object can be (S3 takes 10,000 parts).",
        "memory": "Upload each part as soon as it is full, and let it go. Then there is never more than one part in "
        "memory.",
        "abort": "An upload that is neither completed nor aborted stays, invisible, and is paid for. Call "
        "abort_multipart_upload on every way out that is not success, also when KMS refuses.",
        "raise": "After the clean-up raise the error again: the caller has to know that there is no object.",
        "not_yours": "Other programs upload too, also under this name. Abort the upload whose UploadId you have, and "
        "no other.",
        "half": "What was read from the source is gone: it cannot go back. A second try has only the rest, and makes "
        "an object of that which looks whole. Let the error out.",
        "took_the_old_one": Reason(
            "An upload that is not completed changes nothing: what had this name before is still there. Abort the "
            "upload, and delete no object.",
            when=has_deleted,
        ),
        "partial": "Complete the upload only when everything went well: an object must be whole, or not be there.",
        "any_key": "The object may be under any KMS key, and the wrapped key says under which. Leave KeyId out of "
        "decrypt.",
        "errors": "Only KMS's InvalidCiphertextException means WrongContext. What else S3 or KMS refuses must come out "
        "as boto3 raised it.",
        "range": "Find out which frames hold the range, open only those, and cut the first and the last to measure.",
        "too_much": 'Ask S3 for the bytes you need: get_object takes Range="bytes=first-last". Once for the header, '
        "once for the frames.",
        "verify": "Verify each frame with header[:8] + head as additional data before you return a byte of it, and "
        "turn InvalidTag into Tampered.",
        "order": "From the range you know which numbers the frames must have. Compare; another number is OutOfOrder.",
    },
)

NAME = "runs/S-1001.bam"
PART = 5 * 1024 * 1024
S3_TRIES = 5  # that boto3 sends a request to S3 at most
S3_FAILS = AwsError("InternalError", "We encountered an internal error. Please try again.", 500)
OLD = b"an older object"
HERE = (lab.BUCKET, NAME)  # where an object is, unless a check says otherwise


@exercise.check()
def whole_object(submission, cloud):
    """The object holds the encrypted stream: 6 MiB in two parts, 1,000 bytes, and none."""
    lab.prepare(cloud)
    for size, frame_size in ((6 * 2**20, 65536), (1000, 256), (0, 256)):
        stores_the_stream(submission, cloud, size, frame_size)


@exercise.check()
def part_by_part(submission, cloud):
    """A part is uploaded as soon as it is full, while the rest is still unread."""
    lab.prepare(cloud)
    uploads_as_it_reads(submission, cloud, 6 * 2**20, 65536)


@exercise.check()
def clean_after_failure(submission, cloud):
    """When S3 or KMS refuses, the error comes out, nothing of it is stored, and no upload is left open."""
    lab.prepare(cloud)
    leaves_nothing(submission, cloud, bytes(1000))
    keeps_the_old_one(submission, cloud, bytes(1000), 256, ((0, 500), (1000, 1000)))


@exercise.check()
def ranges(submission, cloud):
    """read_range gives the bytes asked for: within a frame, over several, at the start and at the end."""
    lab.prepare(cloud)
    wanted = ((0, 1), (10, 40), (249, 2), (250, 250), (100, 1500), (0, 2000), (1999, 1))
    for name in ("pieces", "pieces and more"):
        with cloud.use(LongerBlobs()):
            reads_ranges(submission, cloud, recorded(cloud, name, CONTEXT), wanted)
    reads_ranges(submission, cloud, archived(cloud, recorded(cloud, "pieces", CONTEXT), CONTEXT), wanted[:1])


@exercise.check()
def little_traffic(submission, cloud):
    """Only the header and the frames that hold the range are fetched."""
    lab.prepare(cloud)
    wanted = ((3 * 4096 + 5, 100), (5 * 4096 - 1, 2), (4096, 4096))
    fetches_little(submission, cloud, recorded(cloud, "long", CONTEXT), wanted)


@exercise.check()
def verified_range(submission, cloud):
    """A frame that was changed, swapped or taken from another object is refused; so is another context."""
    lab.prepare(cloud)
    stream, another = (recorded(cloud, name, CONTEXT) for name in ("damaged", "another like damaged"))
    refuses_damage(submission, cloud, stream, another, 3, 2)
    passes_read_refusals_on(submission, cloud, stream, {"DisabledException": 400})


def uploads(submission, cloud, source, frame_size, where=HERE, part=PART):
    """Upload with the learner's function."""
    bucket, name = where
    may_change(cloud, f"s3://{bucket}/{name}")
    with (
        error_means("too_small", "EntityTooSmall"),
        error_means("other_parts", "InvalidPart", "InvalidPartOrder"),
        error_means(("left_out", "form"), "MalformedXML"),
    ):
        submission.upload_encrypted(
            cloud.client("s3"), cloud.client("kms"), lab.KEY, source, bucket, name, dict(CONTEXT), frame_size, part
        )


def stores_the_stream(submission, cloud, size, frame_size, where=HERE, theirs=()):
    """The object, opened by somebody else; `theirs` are uploads of other programs."""
    source, (bucket, name) = Source.random(size, size), where
    data = b"".join(source.pieces())
    uploads(submission, cloud, source, frame_size, where)
    stored = lab.stored(cloud, name, bucket)
    require(stored is not None, f"There is no object {name} in {bucket}.", "it was to be uploaded", advice="form")
    require(not data or data[:64] not in stored, "The object can be read as it is.", advice="encrypted")
    refuse_leak(submission, cloud, b"" if data else stored)
    stream = cut_up(stored, "The object")
    key = lab.unwrapped(cloud, stream.wrapped, CONTEXT)
    require(key is not None, "KMS does not open the wrapped key in the object.", advice="context")
    found = b"".join(part or b"" for part in stream.opened(key))
    require(found == data, f"The object holds {len(found):,} of {len(data):,} bytes of data.", advice="form")
    only_theirs_are_open(cloud, theirs, "this one is complete")
    _, outcome = submission.calls[-1]
    expect(value_of(outcome), None, "the object is there: nothing more is to be said")


def uploads_as_it_reads(submission, cloud, size, frame_size, part=PART):
    """At each part that S3 gets, what was read and not yet sent is about one part; and parts are as long as wanted."""
    source, sizes, most = Source.random(size, size), [], 0

    def watch(call):
        nonlocal most
        most = max(most, source.taken - sum(sizes))
        sizes.append(len(call.params.get("Body") or b""))

    too_long, because = "A request was longer than a part and a few frames are.", f"a part was to have {part:,} bytes"
    with (
        cloud.use(BeforeCalls(("UploadPart", "PutObject"), watch)),
        error_means("memory", words="The judge takes", problem=too_long, because=because),
    ):
        uploads(submission, cloud, source, frame_size, part=part)
    gone = sum(sizes)
    require(gone >= size, f"Only {gone:,} bytes were sent to S3.", f"there were {size:,}", advice="form")
    problem = f"{most:,} bytes had been read and not sent."
    require(most <= part + 6 * frame_size, problem, because, advice="memory")
    fit = all(part <= each <= part + LONGER + frame_size for each in sizes[:-1])
    require(fit, f"S3 got parts of {', '.join(f'{each:,}' for each in sizes)} bytes.", because, advice="part_size")


def leaves_nothing(submission, cloud, data):
    """S3 refuses parts, or their completion; KMS refuses the key."""
    with forbidden(cloud, "kms", KMS_USES, "genome-reader"):
        fails_cleanly(submission, cloud, data, "AccessDeniedException", "KMS refused the key")
    for operations in (("UploadPart", "PutObject"), ("CompleteMultipartUpload", "PutObject")):
        with refusing(cloud, operations, "AccessDenied", "Access Denied", 403):
            fails_cleanly(submission, cloud, data, "AccessDenied", "S3 refused the upload")


def fails_cleanly(submission, cloud, data, code, because):
    """The error, and nothing else."""
    with expect_client_error(code, because, advice="raise"):
        uploads(submission, cloud, Source(data), 256)
        encrypts = any(entry.service == "kms" for entry in sent(cloud))
        require(encrypts, "KMS was not asked for a key.", because, advice="encrypted")
    left_as_it_was(cloud, None, because)


def only_theirs_are_open(cloud, theirs, because):
    """No upload of this call is open, and each of other programs still is."""
    left = lab.open_uploads(cloud)
    gone = set(theirs) - left
    require(not gone, "An upload that another program had begun is gone.", because, advice="not_yours")
    require(left <= set(theirs), "An upload was left open.", because, advice="abort")


def left_as_it_was(cloud, before, because, theirs=()):
    """Under the object's name is what was there before, and no upload is open."""
    now = lab.stored(cloud, NAME)
    require(now is None or now == before, "There is an object all the same.", because, advice="partial")
    gone = ("took_the_old_one", "partial")
    require(now == before, "The object that had this name before is gone.", because, advice=gone)
    only_theirs_are_open(cloud, theirs, because)


def keeps_the_old_one(submission, cloud, data, frame_size, broken_at):
    """An object has this name already. Each request of an upload is refused once; the source breaks at some places."""
    before = len(sent(cloud))
    uploads(submission, cloud, Source(data), frame_size)
    operations = [entry.operation for entry in sent(cloud, since=before)]
    for number, operation in enumerate(operations, 1):
        because = f"request {number}, {operation}, was refused"
        refused = Refuse(operation, "AccessDeniedException", "Access Denied", nth=operations[:number].count(operation))
        with cloud.use(refused), replacing(cloud, because):
            with expect_client_error("AccessDeniedException", because, advice="raise"):
                uploads(submission, cloud, Source(data), frame_size)
                completes_nothing(cloud, because)
    breaks_off(submission, cloud, data, frame_size, broken_at)


def breaks_off(submission, cloud, data, frame_size, broken_at):
    """An object has this name already. The source has some size, and breaks at some place."""
    theirs = [*lab.open_uploads(cloud), *(lab.begin_upload(cloud, name) for name in (NAME, f"{NAME}.2"))]
    for place, size in broken_at:
        because = f"the source cannot be read beyond byte {place:,}"
        source = Source(data[:size], breaks_at=place)
        with replacing(cloud, because, theirs), lets_out(source, because, advice="raise"):
            uploads(submission, cloud, source, frame_size)
            completes_nothing(cloud, because)


def meets_no_answer(submission, cloud, size, frame_size):
    """Parts arrive, and no answer comes back: an error that is neither AWS's nor an OSError. Nothing is left."""
    because = "the connection broke whenever a part was sent"
    theirs, silence = lab.open_uploads(cloud), FailsFrom(1, LOST, operations=("UploadPart",))
    store(cloud, OLD)
    try:
        with cloud.use(silence):
            uploads(submission, cloud, Source(bytes(size)), frame_size)
    except LearnerError:
        with expect_raises("HTTPClientError", because, advice="raise"):
            raise
    else:
        if not silence.met:  # no part was sent: another check speaks of that
            return
        completes_nothing(cloud, because)
        require(False, "No exception came out of your function.", because, advice="raise")
    left_as_it_was(cloud, OLD, because, theirs)


def begins_no_half(submission, cloud, data, frame_size):
    """S3 fails as often as boto3 tries, then works again. Whoever begins anew has only what is left of the source."""
    because = "S3 had refused once, and the source cannot go back"
    refused, theirs = FailsFrom(1, S3_FAILS, ("UploadPart", "PutObject"), S3_TRIES), lab.open_uploads(cloud)
    store(cloud, OLD)
    try:
        with cloud.use(refused):
            uploads(submission, cloud, Source(data), frame_size)
    except LearnerError as error:
        if error.raised.code != S3_FAILS.code:
            raise
        left_as_it_was(cloud, OLD, because, theirs)
        return
    stream = cut_up(lab.stored(cloud, NAME) or b"", "The object")
    key = lab.unwrapped(cloud, stream.wrapped, CONTEXT)
    found = b"".join(part or b"" for part in stream.opened(key)) if key else b""
    problem = f"The object holds {len(found):,} of {len(data):,} bytes of data."
    require(found == data, problem, because, advice="half")
    only_theirs_are_open(cloud, theirs, because)


@contextmanager
def replacing(cloud, because, theirs=()):
    """An older object is there, and after the block still is; so are uploads of other programs."""
    store(cloud, OLD)
    yield
    left_as_it_was(cloud, OLD, because, theirs)


def completes_nothing(cloud, because):
    """There was an error on the way, so no part of it became an object."""
    require(lab.stored(cloud, NAME) == OLD, "There is an object all the same.", because, advice="partial")


def store(cloud, body, where=HERE):
    """Put an object, whatever was there."""
    bucket, name = where
    lab.objects(cloud).put_object(Bucket=bucket, Key=name, Body=body)


def reads(submission, cloud, start, length, context=CONTEXT, where=HERE):
    """Read with the learner's function."""
    return submission.read_range(cloud.client("s3"), cloud.client("kms"), *where, start, length, dict(context))


def is_one_of_ours(raised):
    """Whether an error is one of the lesson's own."""
    return raised.types[0] in ("Tampered", "OutOfOrder", "Truncated", "WrongContext", "BadHeader")


def reads_genuine(submission, cloud, data, start, length, where=HERE):
    """A piece of an object that nobody has damaged."""
    because, facts = "this object is genuine", {"before": len(sent(cloud, "GetObject"))}
    with (
        error_means("any_key", "IncorrectKeyException"),
        error_means(("remembered", "context", "range"), is_one_of_ours, because=because, facts=facts),
        error_means(("remembered", "any_length", "context"), "WrongContext", because=because, facts=facts),
    ):
        got = reads(submission, cloud, start, length, where=where)
    expect(got, data[start : start + length], f"bytes {start} to {start + length - 1} were wanted", advice="range")


def reads_ranges(submission, cloud, stream: Sealed, wanted, where=HERE):
    """Each of them."""
    store(cloud, bytes(stream), where)
    for start, length in wanted:
        reads_genuine(submission, cloud, stream.data, start, length, where)


def fetches_little(submission, cloud, stream: Sealed, wanted):
    """What S3 sent, in all."""
    store(cloud, bytes(stream))
    frame_size = stream.frame_size
    for start, length in wanted:
        before = len(sent(cloud, "GetObject"))
        reads_genuine(submission, cloud, stream.data, start, length)
        fetched = sum(len((entry.result or {}).get("Body", b"")) for entry in sent(cloud, "GetObject")[before:])
        frames = (start + length - 1) // frame_size - start // frame_size + 1
        problem = f"S3 sent {fetched:,} bytes for {length} bytes of data in {frames} frame(s) of {frame_size:,}."
        require(fetched <= 8192 + frames * (frame_size + LONGER), problem, "traffic costs", advice="too_much")


def refuses_damage(submission, cloud, stream: Sealed, another: Sealed, number, count):
    """In each of so many frames from `number` on, all with bytes asked for; `another` has frames like these."""
    store(cloud, bytes(stream))
    frames, size = stream.frames, stream.frame_size
    start, length = number * size - 1, (count - 2) * size + 2
    reads_genuine(submission, cloud, stream.data, start, length)
    for place in range(number - 1, number - 1 + count):
        frame = frames[place]
        tampered = (flipped(frame, DATA_AT + 7), flipped(frame, -1), flipped(frame, NONCE_AT), another.frames[place])
        for other in tampered:
            refuses_frame(submission, cloud, stream, place, other, "Tampered", start, length)
        for other in (frames[place - 1], frames[place + 1]):
            refuses_frame(submission, cloud, stream, place, other, "OutOfOrder", start, length)
    store(cloud, bytes(stream))
    facts = {"asked": len(sent(cloud, "Decrypt"))}
    with expect_raises("WrongContext", "it was encrypted with another context", ("cached", "context"), facts):
        reads(submission, cloud, start, length, {"file": "S-1002.bam"})


def refuses_frame(submission, cloud, stream: Sealed, place, other, error, start, length):
    """Another frame stands in the place of one, counted from 0."""
    store(cloud, stream.with_frame(place + 1, other))
    what = "was changed" if error == "Tampered" else "is not the one that belongs here"
    with expect_raises(error, f"frame {place + 1} {what}", advice="verify" if error == "Tampered" else "order"):
        reads(submission, cloud, start, length)


def passes_read_refusals_on(submission, cloud, stream: Sealed, refusals):
    """Whatever KMS says that is not about the context, and that there is no such object."""
    store(cloud, bytes(stream))
    for code in each_refusal(cloud, KMS_USES, refusals):
        with expect_refusal(code, "only KMS knows why it refused", advice="errors"):
            reads(submission, cloud, 0, 1)
    lab.objects(cloud).delete_object(Bucket=lab.BUCKET, Key=NAME)
    with expect_client_error("NoSuchKey", "there is no such object", advice="errors"):
        reads(submission, cloud, 0, 1)


def lets_s3_errors_out(submission, cloud, stream_of):
    """From each request of a read on, access is denied; `stream_of` makes a stream of an account."""

    def prepare(fresh):
        lab.prepare(fresh)
        store(fresh, bytes(stream_of(fresh)))

    def call(fresh):
        s3, kms = fresh.client("s3"), fresh.client("kms")
        return call_in(submission, fresh, submission.later.read_range(s3, kms, *HERE, 0, 1, dict(CONTEXT)))

    errors = [S3_DENIED, UNREACHED]
    errors_come_out(submission, cloud, prepare, call, "errors", errors)
    store(cloud, bytes(stream_of(cloud)))
    errors_come_out_later(cloud, lambda: reads(submission, cloud, 0, 1), "errors", errors)
    errors_come_out_later(cloud, lambda: reads(submission, cloud, 0, 1), "errors", [S3_DENIED], passes=True)
