"""rewrap: another KMS key for an envelope, while the payload stays where it is."""

import itertools

from course_lib.checks.exercise import Exercise, expect_client_error, expect_found, require
from course_lib.lessons.envelope_encryption import data as lab
from course_lib.lessons.envelope_encryption.shared import handed_out
from course_lib.lessons.envelope_encryption.stream import HEADER, Malformed, Stream, make, read

exercise = Exercise(
    call="rewrap(kms, header, new_key_id, context)",
    section='Part 5, "Another key, the same payload"',
    hints=(
        "KMS has one operation that decrypts under one key and encrypts under another without showing anybody what is "
        "in between.",
        "Take the wrapped key out of the header, give it to re_encrypt with the context in both directions, and put "
        "the answer into a header with the same first 8 bytes and the new length.",
        'length = int.from_bytes(header[8:10], "big"); wrapped = header[10:10 + length]; answer = kms.re_encrypt('
        "CiphertextBlob=wrapped, SourceEncryptionContext=context, DestinationEncryptionContext=context, "
        'DestinationKeyId=new_key_id)["CiphertextBlob"]; the new header is header[:8], the length of answer in 2 '
        "bytes, answer.",
    ),
    advice={
        "form": "The new header has the first 8 bytes of the old one, the length of the new wrapped key in 2 bytes, "
        "and the new wrapped key. Take the lengths as they are: KMS does not promise 184 bytes.",
        "plain": "Use re_encrypt. With Decrypt and Encrypt the plain data key comes into your program, where it can "
        "leak, and your program needs the right to decrypt everything.",
        "new_key": "The frames are encrypted with the data key they have always had. Wrap that one anew; a new data "
        "key does not open them.",
        "context": "Name the context twice: SourceEncryptionContext, to open the old wrapping, and "
        "DestinationEncryptionContext, to bind the new one.",
        "target": "DestinationKeyId is the key to move to: new_key_id.",
        "errors": "What KMS refuses must come out as boto3 raised it, and no header is returned then.",
    },
)

CONTEXT = {"file": "S-1001.bam"}


@exercise.check()
def same_data_key(submission, cloud):
    """The new header wraps the same data key, under the new KMS key, so that the old frames still open."""
    lab.prepare(cloud)
    moves(submission, cloud, b"ACGT" * 300, 256, CONTEXT)


@exercise.check()
def key_stays_inside(submission, cloud):
    """The plain data key never comes into the program."""
    lab.prepare(cloud)
    shows_nothing(submission, cloud, CONTEXT)


@exercise.check()
def same_context(submission, cloud):
    """The new wrapping opens with the same context, and not without it."""
    lab.prepare(cloud)
    keeps_context(submission, cloud, {"file": "S-1002.bam", "patient": "P-07"})


@exercise.check()
def any_length(submission, cloud):
    """A wrapped key may have any length."""
    lab.prepare(cloud)
    takes_any_length(submission, cloud, CONTEXT, (16, 64))


@exercise.check()
def refused(submission, cloud):
    """With another context KMS refuses, and its error comes out."""
    lab.prepare(cloud)
    passes_refusals_on(submission, cloud, {"file": "another"})


def old_stream(cloud, data, frame_size, context) -> tuple[Stream, bytes]:
    """A stream under the key `alias/genomes`, and its data key."""
    key, wrapped = lab.new_data_key(cloud, context)
    return make(key, wrapped, data, frame_size), key


def rewraps(submission, cloud, header, context) -> Stream:
    """The new header, taken apart."""
    new = submission.rewrap(cloud.client("kms"), header, lab.ARCHIVE, dict(context))
    require(isinstance(new, bytes), "rewrap did not return bytes.", "a header is bytes", advice="form")
    try:
        stream = read(new)
    except Malformed as problem:
        require(False, f"This is no header: {problem}.", "the contract describes it", advice="form")
    length = HEADER.unpack_from(new)[2]
    whole = len(new) == HEADER.size + length and not stream.frames
    require(whole, f"The header says that the wrapped key has {length} bytes, but {len(new) - HEADER.size} follow.",
            "the length must fit", advice="form")  # fmt: skip
    return stream


def moves(submission, cloud, data, frame_size, context):
    """Under the new key, with the old frames, also when the old KMS key is off."""
    old, key = old_stream(cloud, data, frame_size, context)
    new = rewraps(submission, cloud, old.header, context)
    because = "the first 8 bytes stay as they are"
    expect_found("The new header's frame size", new.frame_size, old.frame_size, because, advice="form")
    lab.disable(cloud, lab.KEY)
    found = lab.unwrapped(cloud, new.wrapped, context)
    if found is None:
        lab.keys(cloud).enable_key(KeyId=lab.keys(cloud).describe_key(KeyId=lab.KEY)["KeyMetadata"]["KeyId"])
        under_old = lab.unwrapped(cloud, new.wrapped, context) is not None
        require(not under_old, "The wrapped key still needs the old KMS key.", advice="target")
        without = lab.unwrapped(cloud, new.wrapped, {}) is not None
        require(not without, "The new wrapped key does not open with the context.", advice="context")
        require(False, "KMS does not open the new wrapped key.", "it was to be wrapped anew", advice="form")
    require(found == key, "The new header wraps another data key.", "it does not open the frames", advice="new_key")


def shows_nothing(submission, cloud, context):
    """No answer of KMS held a plain key."""
    old, _ = old_stream(cloud, b"ACGT", 256, context)
    submission.rewrap(cloud.client("kms"), old.header, lab.ARCHIVE, dict(context))
    seen = bool(handed_out(cloud))
    require(not seen, "KMS sent a plain key to your program.", "nobody needs to see it", advice="plain")


def keeps_context(submission, cloud, context):
    """The context in both directions."""
    old, _ = old_stream(cloud, b"ACGT", 256, context)
    new = rewraps(submission, cloud, old.header, context)
    opens = lab.unwrapped(cloud, new.wrapped, context) is not None
    require(opens, "The new wrapped key does not open with the context.", "it was to stay bound", advice="context")


def takes_any_length(submission, cloud, context, sizes):
    """Headers whose wrapped key is shorter or longer than that of a data key of 32 bytes."""
    for size in sizes:
        made = lab.keys(cloud).generate_data_key(KeyId=lab.KEY, NumberOfBytes=size, EncryptionContext=dict(context))
        header = Stream(1024, made["CiphertextBlob"], ()).header
        new = rewraps(submission, cloud, header, context)
        found = lab.unwrapped(cloud, new.wrapped, context) or lab.unwrapped(cloud, new.wrapped, {})
        same = found == made["Plaintext"]
        require(same, "The new header wraps something else.", "the data key was to stay", advice="form")


def passes_refusals_on(submission, cloud, other):
    """KMS refuses another context, a key that is off, and a key that does not exist."""
    old, _ = old_stream(cloud, b"ACGT", 256, CONTEXT)
    tried = itertools.zip_longest(
        ("InvalidCiphertextException", "NotFoundException", "DisabledException"),
        ((other, lab.ARCHIVE), (CONTEXT, "alias/nowhere"), (CONTEXT, lab.ARCHIVE)),
    )
    for code, (context, target) in tried:
        if code == "DisabledException":
            lab.disable(cloud, lab.ARCHIVE)
        with expect_client_error(code, "the caller has to see why", advice="errors"):
            submission.rewrap(cloud.client("kms"), old.header, target, dict(context))
            require(False, "rewrap returned a header.", "KMS refuses this", advice=why_no_refusal(cloud, code))


def why_no_refusal(cloud, code) -> str:
    """The advice where something was returned."""
    last = cloud.journal.learner_entries()[-1]
    if last.error is not None:
        return "errors"
    if not any("CiphertextBlob" in entry.params for entry in cloud.journal.learner_entries()):
        return "new_key"
    return "context" if code == "InvalidCiphertextException" else "target"
