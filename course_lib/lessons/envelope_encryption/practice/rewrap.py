"""rewrap: another KMS key for an envelope, while the payload stays where it is."""

from contextlib import suppress

from course_lib.aws.services.kms.longer_blobs import LongerBlobs
from course_lib.checks import Exercise, LearnerError, Reason, expect_found, require
from course_lib.checks.kit import KMS_USES, comes_to_an_end, each_refusal, error_means, expect_refusal, sent
from course_lib.lessons.envelope_encryption import data as lab
from course_lib.lessons.envelope_encryption.sealed import CONTEXT, almost, handed_out, header_of

START = b"ENV1\x00\x00\x01\x00"  # a header's first 8 bytes


def kms_was_not_asked(seen):
    """The header comes from an earlier call."""
    return "before" in seen.facts and len(seen.entries) <= seen.facts["before"]


def kms_refused(seen):
    """KMS had refused, and something was returned all the same."""
    asked = seen.entries[seen.facts.get("before", 0) :]
    return not seen.answers or any(entry.error is not None for entry in asked)


def made_a_new_key(seen):
    """The wrapped key was given to KMS in no request."""
    return "refusal" not in seen.facts or not any("CiphertextBlob" in entry.params for entry in seen.entries)


def context_left_out(seen):
    """KMS did not see that the context is another one."""
    return seen.facts.get("refusal", "InvalidCiphertextException") == "InvalidCiphertextException"


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
        "cached": Reason(
            "Ask KMS each time. A header that your program remembers comes out even when the key is switched off.",
            when=kms_was_not_asked,
        ),
        "errors": Reason(
            "What KMS refuses must come out as boto3 raised it, and no header is returned then.",
            when=kms_refused,
        ),
        "form": "The new header has the first 8 bytes of the old one, the length of the new wrapped key in 2 bytes, "
        "and the new wrapped key. Take the lengths as they are: KMS does not promise 184 bytes.",
        "plain": "Use re_encrypt. With Decrypt and Encrypt the plain data key comes into your program, where it can "
        "leak, and your program needs the right to decrypt everything.",
        "new_key": Reason(
            "The frames are encrypted with the data key they have always had. Wrap that one anew; a new data "
            "key does not open them.",
            when=made_a_new_key,
        ),
        "context": Reason(
            "Name the context twice, as it is: SourceEncryptionContext, to open the old wrapping, and "
            "DestinationEncryptionContext, to bind the new one.",
            when=context_left_out,
        ),
        "old_key": "The stream may be under any KMS key, and the wrapped key says under which. Leave SourceKeyId out.",
        "endless": "KMS does not have to answer some day. Let its refusal out; boto3 has tried several times already.",
        "alias": "KMS takes an alias as it is. If you look it up yourself, go through all pages of the list: one page "
        "need not hold it.",
        "target": "DestinationKeyId is the key to move to: new_key_id.",
    },
)

NO_REFUSAL = ("cached", "errors", "new_key", "context", "target")  # how something comes back all the same


@exercise.check()
def same_data_key(submission, cloud):
    """The new header wraps the same data key, under the new KMS key, so that the old frames still open."""
    lab.prepare(cloud)
    moves(submission, cloud, CONTEXT, START)


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
    with cloud.use(LongerBlobs()):
        takes_any_length(submission, cloud, CONTEXT, (16, 64))


@exercise.check()
def back_again(submission, cloud):
    """A stream can move from any KMS key to any other, and back."""
    lab.prepare(cloud)
    moves_back(submission, cloud, CONTEXT)


@exercise.check()
def refused(submission, cloud):
    """What KMS refuses comes out as boto3 raised it: another context, a key that is not there or is switched off."""
    lab.prepare(cloud)
    passes_refusals_on(submission, cloud, {"file": "another"}, {"ThrottlingException": 400})


def old_header(cloud, context, start=START) -> tuple[bytes, bytes]:
    """A header under the key `alias/genomes`, and the data key that it wraps."""
    key, wrapped = lab.new_data_key(cloud, context)
    return header_of(start, wrapped), key


def rewraps(submission, cloud, header, context, target=lab.ARCHIVE) -> bytes:
    """The wrapped key of the new header, whose other parts are right."""
    with error_means("old_key", "IncorrectKeyException"):
        new = submission.rewrap(cloud.client("kms"), header, target, dict(context))
    require(isinstance(new, bytes), "rewrap did not return bytes.", "a header is bytes", advice="form")
    formed = len(new) >= 10 and new[:4] == header[:4]
    require(formed, f"This is no header: it begins with {new[:4]!r}.", "the contract describes it", advice="form")
    length, follow = int.from_bytes(new[8:10], "big"), len(new) - 10
    problem = f"The header says that the wrapped key has {length} bytes, but {follow} follow."
    require(length == follow, problem, "the length must fit", advice="form")
    because = "the first 8 bytes stay as they are"
    expect_found("The new header's first bytes", new[:8], header[:8], because, advice="form")
    return new[10:]


def moves(submission, cloud, context, start):
    """Under the new key, with the data key of the old frames, also when the old KMS key is off."""
    old, key = old_header(cloud, context, start)
    wrapped = rewraps(submission, cloud, old, context)
    lab.disable(cloud, lab.KEY)
    found = lab.unwrapped(cloud, wrapped, context)
    if found is None:
        lab.keys(cloud).enable_key(KeyId=lab.keys(cloud).describe_key(KeyId=lab.KEY)["KeyMetadata"]["KeyId"])
        under_old = lab.unwrapped(cloud, wrapped, context) is not None
        require(not under_old, "The wrapped key still needs the old KMS key.", advice="target")
        without = lab.unwrapped(cloud, wrapped, {}) is not None
        require(not without, "The new wrapped key does not open with the context.", advice="context")
        why = bound_otherwise(cloud, context)
        require(False, "KMS does not open the new wrapped key.", "it was to be wrapped anew", advice=why)
    require(found == key, "The new header wraps another data key.", "it does not open the frames", advice="new_key")


def bound_otherwise(cloud, context):
    """The reason's key for a new wrapped key that does not open, or opens another key, by what KMS was told."""
    if sent(cloud, "GenerateDataKey", "GenerateDataKeyWithoutPlaintext"):
        return "new_key"
    told = [entry.params.get("DestinationEncryptionContext") for entry in sent(cloud, "ReEncrypt")]
    return "context" if told and context not in told else "form"


def moves_back(submission, cloud, context, archive=lab.ARCHIVE, home=lab.KEY):
    """To the archive and back again. `archive` and `home` are ways to name the two keys."""
    old, key = old_header(cloud, context)
    header = header_of(old[:8], rewraps(submission, cloud, old, context, archive))
    with error_means("context", "InvalidCiphertextException"):
        back = rewraps(submission, cloud, header, context, home)
    lab.disable(cloud, lab.ARCHIVE)
    found = lab.unwrapped(cloud, back, context)
    why = "new_key" if found else "target"
    require(found == key, f"Moved back to {lab.KEY}, the stream no longer opens.", advice=why)


def shows_nothing(submission, cloud, context):
    """No answer of KMS held a plain key, also when it does not re-encrypt."""
    old, _ = old_header(cloud, context)
    submission.rewrap(cloud.client("kms"), old, lab.ARCHIVE, dict(context))
    seen = bool(handed_out(cloud))
    require(not seen, "KMS sent a plain key to your program.", "nobody needs to see it", advice="plain")
    for _ in each_refusal(cloud, ("ReEncrypt",), {"AccessDeniedException": 400, "KMSInternalException": 500}):
        with comes_to_an_end(cloud), suppress(LearnerError):
            submission.rewrap(cloud.client("kms"), old, lab.ARCHIVE, dict(context))
        seen = bool(handed_out(cloud))
        because = "it may not re-encrypt: then it may not have the key either"
        require(not seen, "KMS sent a plain key to your program.", because, advice="plain")


def keeps_context(submission, cloud, context, target=lab.ARCHIVE):
    """The context in both directions."""
    old, _ = old_header(cloud, context)
    with error_means("alias", "NotFoundException", because=f"{target} is there"):
        wrapped = rewraps(submission, cloud, old, context, target)
    opens = lab.unwrapped(cloud, wrapped, context) is not None
    require(opens, "The new wrapped key does not open with the context.", "it was to stay bound", advice="context")


def takes_any_length(submission, cloud, context, sizes):
    """Headers whose wrapped key is shorter or longer than that of a data key of 32 bytes."""
    for size in sizes:
        made = lab.keys(cloud).generate_data_key(KeyId=lab.KEY, NumberOfBytes=size, EncryptionContext=dict(context))
        with error_means("form", "InvalidCiphertextException"):
            wrapped = rewraps(submission, cloud, header_of(START, made["CiphertextBlob"]), context)
        found = lab.unwrapped(cloud, wrapped, context) or lab.unwrapped(cloud, wrapped, {})
        same, why = found == made["Plaintext"], bound_otherwise(cloud, context)
        require(same, "The new header wraps something else.", "the data key was to stay", advice=why)


def passes_refusals_on(submission, cloud, other, refusals):
    """KMS refuses another context, a key that does not exist, a key that is off, and whatever else."""
    old, _ = old_header(cloud, CONTEXT)
    says_no(submission, cloud, old, other, lab.ARCHIVE, "InvalidCiphertextException")
    bare, _ = old_header(cloud, {})  # no context is another one than any
    for header, context in ((bare, CONTEXT), (old, {}), *((old, each) for each in almost(CONTEXT))):
        says_no(submission, cloud, header, context, lab.ARCHIVE, "InvalidCiphertextException")
    for name in ("alias/nowhere", *lab.foreign_names(cloud, lab.ARCHIVE)):
        says_no(submission, cloud, old, CONTEXT, name, "NotFoundException")
    for code in each_refusal(cloud, KMS_USES, refusals):
        says_no(submission, cloud, old, CONTEXT, lab.ARCHIVE, code)
    new = header_of(START, rewraps(submission, cloud, old, CONTEXT))
    lab.disable(cloud, lab.ARCHIVE)
    for header in (old, new):
        says_no(submission, cloud, header, CONTEXT, lab.ARCHIVE, "DisabledException")


def says_no(submission, cloud, header, context, target, code):
    """KMS says no, and its error comes out."""
    facts = {"refusal": code, "before": len(sent(cloud))}
    with (
        comes_to_an_end(cloud),
        expect_refusal(code, "the caller has to see why", advice="errors"),
        error_means("old_key", "IncorrectKeyException"),
    ):
        submission.rewrap(cloud.client("kms"), header, target, dict(context))
        require(False, "rewrap returned a header.", "KMS refuses this", NO_REFUSAL, facts)
