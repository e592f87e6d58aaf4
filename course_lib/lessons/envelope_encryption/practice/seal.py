"""seal and open_sealed: an envelope in memory."""

from course_lib.checks import (
    Exercise,
    LearnerError,
    Reason,
    expect,
    expect_found,
    expect_raises,
    require,
)
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
from course_lib.lessons.envelope_encryption.sealed import (
    NONCE,
    TAG,
    TWO_FORMS,
    almost,
    flipped,
    gcm_open,
    named_otherwise,
    refuse_leak,
    tidied,
)


def kms_had_refused(seen):
    """KMS had said no in this call."""
    before = seen.facts.get("before")
    return before is None or any(entry.error for entry in seen.sent("Decrypt")[before:])


def another_key(seen):
    """KMS refused the key that was named, or was not told it, and gave a data key all the same."""
    if "named" in seen.facts and seen.entries[-1].params.get("KeyId") != seen.facts["named"]:
        return True
    return any(entry.error for entry in seen.entries) and not seen.entries[-1].error


def kms_was_not_asked(seen):
    """It opened the envelope by itself."""
    return len(seen.sent("Decrypt")) <= seen.facts["before"]


exercise = Exercise(
    call="seal(kms, key_id, data, context)",
    section='Part 1, "One envelope"',
    hints=(
        "KMS will not take your data. What it gives you instead comes twice in one answer: once to use now, and once "
        "to keep. Which of the two belongs into the result?",
        "seal: generate_data_key with the context, then AESGCM(plain key).encrypt. The wrapped key, the nonce and the "
        "ciphertext are the result. open_sealed: decrypt the wrapped key with the same context, then "
        "AESGCM(...).decrypt, and turn InvalidTag into Tampered, and ValueError too, which AESGCM raises for a nonce "
        "of another length.",
        'made = kms.generate_data_key(KeyId=key_id, KeySpec="AES_256", EncryptionContext=context); nonce = '
        'os.urandom(12); AESGCM(made["Plaintext"]).encrypt(nonce, data, None). To open: kms.decrypt(CiphertextBlob='
        'sealed["wrapped_key"], EncryptionContext=context)["Plaintext"].',
    ),
    advice={
        "kms_encrypt": "KMS encrypts 4,096 bytes at most, and a long object must not travel to KMS anyway. Ask it for "
        "a data key with generate_data_key, and encrypt with that, in your own program.",
        "form": "The result has three parts: wrapped_key is the CiphertextBlob as KMS gave it, nonce has 12 bytes, and "
        "ciphertext is what AESGCM(data key).encrypt(nonce, data, None) returned, its tag included.",
        "byte_for_byte": "What was sealed comes back byte for byte, as bytes: nothing is stripped, padded, decoded or "
        "left out on the way, and no data comes back as none.",
        "leak": "Whoever has the plain data key can read the object without asking KMS, and a piece of it is half the "
        "way. Keep only the wrapped key (CiphertextBlob) with the data. The plain one ends with the function: it is "
        "never printed, logged or put into a file.",
        "cached": Reason(
            "Ask KMS each time. A plain data key that your program remembers opens the object even when the KMS "
            "key is switched off or the caller's right is taken away.",
            when=kms_was_not_asked,
        ),
        "another_key": Reason(
            "The caller has named the key that is to protect the object. When KMS refuses that one, no other key may "
            "take its place: let the error out.",
            when=another_key,
        ),
        "own_errors": Reason(
            "What KMS refuses must come out as boto3 raised it: the caller has to see the reason.",
            when=kms_had_refused,
        ),
        "any_key": "The object may be sealed under any KMS key, and the wrapped key says under which. Leave KeyId out "
        "of decrypt.",
        "context": "Give the encryption context to KMS as it is, in both directions: EncryptionContext=context in "
        "generate_data_key and in decrypt. Then the wrapped key opens for whoever names the same context, letter by "
        "letter, and for nobody else.",
        "one_key": "Ask KMS for a new data key for every object. With one key for all, one leak opens everything, and "
        "sooner or later a nonce comes twice.",
        "tampered": "AESGCM refuses changed bytes with InvalidTag, and a nonce of a length that it does not take with "
        "ValueError. Catch both, and raise Tampered. Nothing that was not verified may be returned, also when there "
        "is no data.",
    },
)

PATIENT = {"patient": "P-07", "file": "S-1001.bam"}
COPY = {**PATIENT, "copy": "2"}
AS_PEOPLE_WRITE = {"Patient": f" {TWO_FORMS} P-07", "file": "S-1001.BAM"}  # a space, capitals, a letter of two forms
OTHER_LENGTHS = (0, 7, 11, 13, 129)  # of a nonce; AESGCM takes those from 8 to 128 bytes
SEALED_ALL_THE_SAME = ("another_key", "own_errors")


@exercise.check()
def opens_again(submission, cloud):
    """What was sealed comes back byte for byte: 20,000 bytes, and none at all."""
    lab.prepare(cloud)
    for data in (b"ACGT" * 5000, b""):
        comes_back(submission, cloud, data, PATIENT)
    comes_back(submission, cloud, b"ACGT", PATIENT, lab.ARCHIVE)


@exercise.check()
def three_parts(submission, cloud):
    """The result has exactly wrapped_key, nonce and ciphertext, as the contract describes them, and no plain key."""
    lab.prepare(cloud)
    has_three_parts(submission, cloud, b"ACGT" * 100, AS_PEOPLE_WRITE)


@exercise.check()
def other_context(submission, cloud):
    """An envelope opens only with the encryption context that it was sealed with."""
    lab.prepare(cloud)
    refuses_context(submission, cloud, PATIENT, ({"patient": "P-08", "file": "S-1001.bam"}, {}))


@exercise.check()
def own_key(submission, cloud):
    """Every object has a data key of its own."""
    lab.prepare(cloud)
    has_own_keys(submission, cloud, b"ACGT" * 100)


@exercise.check()
def changed_bytes(submission, cloud):
    """A changed bit, or other bytes, in the ciphertext, its tag or the nonce, and open_sealed raises Tampered."""
    lab.prepare(cloud)
    refuses_changes(submission, cloud, b"ACGT" * 100, (("ciphertext", 0), ("ciphertext", -1), ("nonce", 3)))
    refuses_changes(submission, cloud, b"", (("ciphertext", -1),))


@exercise.check()
def key_switched_off(submission, cloud):
    """When the KMS key is disabled, nothing opens any more or is sealed, and KMS's own error comes out."""
    lab.prepare(cloud)
    switched_off(submission, cloud, b"ACGT" * 100)


def seals(submission, cloud, data, context, key_id=lab.KEY):
    """A sealed object."""
    with error_means("kms_encrypt", "ValidationException", words="plaintext"):
        return submission.seal(cloud.client("kms"), key_id, data, dict(context))


def opens(submission, cloud, sealed, context):
    """Opened with the context that it was sealed with."""
    with error_means("context", "InvalidCiphertextException"), error_means("any_key", "IncorrectKeyException"):
        return submission.open_sealed(cloud.client("kms"), sealed, dict(context))


def comes_back(submission, cloud, data, context, key_id=lab.KEY):
    """Sealed and opened."""
    sealed = seals(submission, cloud, data, context, key_id)
    wrapped = sealed.get("wrapped_key") if isinstance(sealed, dict) else None
    under, (_, named, _) = lab.wrapped_under(cloud, wrapped, context), lab.ways_to_name(cloud, key_id)
    problem, facts = "The data key is wrapped under another KMS key.", {"named": key_id}
    require(under in (None, named), problem, f"{key_id} was named", "another_key", facts)
    opened = opens(submission, cloud, sealed, context)
    expect(opened, data, "this is what was sealed", advice="byte_for_byte")


def has_three_parts(submission, cloud, data, context):
    """A result that any program that knows the contract can open."""
    sealed = seals(submission, cloud, data, context)
    is_dict = isinstance(sealed, dict)
    require(is_dict, "seal did not return a dictionary.", "the contract says so", advice="form")
    refuse_leak(submission, cloud, all_of(sealed))
    parts = ["ciphertext", "nonce", "wrapped_key"]
    expect_found("Its keys", sorted(map(str, sealed)), parts, "these are the parts", advice="form")
    all_bytes = all(isinstance(part, bytes) for part in sealed.values())
    require(all_bytes, "The three parts are not all bytes.", "the contract says so", advice="form")
    expect_found("Bytes in the nonce", len(sealed["nonce"]), NONCE, "a nonce of AES-GCM has 12 bytes", advice="form")
    long, because = len(data) + TAG, "AES-GCM adds a tag of 16 bytes and nothing else"
    expect_found("Bytes in the ciphertext", len(sealed["ciphertext"]), long, because, advice="form")
    key = lab.unwrapped(cloud, sealed["wrapped_key"], context)
    for other, problem in ({}, "without the context"), *((each, "with another context") for each in tidied(context)):
        if key is None and lab.unwrapped(cloud, sealed["wrapped_key"], other) is not None:
            require(False, f"The wrapped key opens {problem}.", f"the context was {context}", advice="context")
    require(key is not None, "KMS does not open wrapped_key with this context.", advice=named_otherwise(cloud, context))
    expect_found("Bytes in the data key", len(key), 32, "an AES-256 key has 32 bytes", advice="form")
    opened = gcm_open(key, sealed["nonce"], sealed["ciphertext"], None)
    require(opened == data, "The data key does not open the ciphertext.", "AES-GCM was to be used", advice="form")


def all_of(sealed) -> bytes:
    """The parts of a result, one after the other."""
    parts = [part.encode() if isinstance(part, str) else part for part in sealed.values()]
    return b"\n".join(part for part in parts if isinstance(part, bytes))


def refuses_context(submission, cloud, right, others):
    """Open with none of the others, and with the right one still."""
    sealed = seals(submission, cloud, b"ACGT" * 100, right)
    for context in others:
        stays_shut(submission, cloud, sealed, context, "InvalidCiphertextException", "the context is another one")
    opens(submission, cloud, sealed, right)


def refuses_almost(submission, cloud, context):
    """A context is the same letter by letter, or it is another."""
    refuses_context(submission, cloud, context, almost(context))


def stays_shut(submission, cloud, sealed, context, code, because, reasons=("context",)):
    """KMS refuses, and its refusal comes out. `reasons` are what it can be besides a cached key and a hidden error."""
    facts = {"before": len(sent(cloud, "Decrypt"))}
    try:
        submission.open_sealed(cloud.client("kms"), sealed, dict(context))
    except LearnerError:
        with expect_refusal(code, because, ("own_errors", *reasons), facts):
            raise
        return
    require(False, "open_sealed opened it all the same.", because, ("cached", *reasons), facts)


def has_own_keys(submission, cloud, data):
    """Two calls, two keys."""
    keys = []
    for _ in range(2):
        sealed = seals(submission, cloud, data, PATIENT)
        wrapped = sealed.get("wrapped_key") if isinstance(sealed, dict) else None
        keys.append(lab.unwrapped(cloud, wrapped, PATIENT) or lab.unwrapped(cloud, wrapped, {}))
    wrapped = all(key is not None and len(key) == 32 for key in keys)
    problem, advice = "wrapped_key is not a wrapped data key of 32 bytes.", named_otherwise(cloud, PATIENT)
    require(wrapped, problem, "the contract says so", advice=advice)
    require(keys[0] != keys[1], "Two objects have the same data key.", "each was to have its own", advice="one_key")


def refuses_changes(submission, cloud, data, changes):
    """Each change for itself, and first the untouched object."""
    sealed = seals(submission, cloud, data, PATIENT)
    for part, place in changes:
        found = sealed.get(part) if isinstance(sealed, dict) else None
        whole = isinstance(found, bytes) and len(found) >= (NONCE if part == "nonce" else len(data) + TAG)
        require(whole, f"Under {part!r} are not the bytes of the contract.", "it names the parts", advice="form")
        changed = {**sealed, part: flipped(sealed[part], place)}
        with expect_raises("Tampered", f"a bit of {part} was changed", advice="tampered"):
            opens(submission, cloud, changed, PATIENT)
    for part, other in other_bytes(sealed):
        because = f"{part} has {len(other)} bytes, and not the {len(sealed[part])} that were sealed"
        with expect_raises("Tampered", because, advice="tampered"):
            opens(submission, cloud, {**sealed, part: other}, PATIENT)


def other_bytes(sealed):
    """Parts that are shorter or longer than they were."""
    nonce, ciphertext = sealed["nonce"], sealed["ciphertext"]
    longer = (nonce * 11)[: max(OTHER_LENGTHS)]
    yield from (("nonce", longer[:length]) for length in OTHER_LENGTHS)
    short = (b"", ciphertext[: TAG - 1], ciphertext[:-1])
    yield from (("ciphertext", other) for other in (*short, ciphertext + b"\x00"))


def switched_off(submission, cloud, data):
    """Sealed, opened once, then switched off."""
    sealed = seals(submission, cloud, data, PATIENT)
    opens(submission, cloud, sealed, PATIENT)
    lab.disable(cloud, lab.KEY)
    because = "a key that is switched off opens nothing"
    stays_shut(submission, cloud, sealed, PATIENT, "DisabledException", because, reasons=("own_errors",))
    seals_nothing(submission, cloud, "DisabledException", "the key that was named is switched off")


def seals_nothing(submission, cloud, code, because, key_id=lab.KEY):
    """KMS refuses the key, and its refusal comes out of seal."""
    asked, facts = len(sent(cloud)), {"named": key_id}
    with (
        comes_to_an_end(cloud, advice="own_errors"),
        expect_refusal(code, because, SEALED_ALL_THE_SAME, facts),
    ):
        submission.seal(cloud.client("kms"), key_id, b"ACGT", dict(COPY))
        silent = len(sent(cloud)) == asked
        require(not silent, "seal did not ask KMS for a data key.", because, advice="one_key")


def passes_refusals_on(submission, cloud, data, refusals):
    """Whatever KMS says, to seal and to open_sealed; a key elsewhere is not the one here that has its id."""
    for name in lab.foreign_names(cloud, lab.KEY):
        seals_nothing(submission, cloud, "NotFoundException", f"there is no key {name}", name)
    sealed, because = seals(submission, cloud, data, PATIENT), "only KMS knows why it refused"
    made_before(cloud, lambda: submission.seal(cloud.client("kms"), lab.KEY, b"ACGT", dict(COPY)))
    made_before(cloud, lambda: submission.open_sealed(cloud.client("kms"), sealed, dict(PATIENT)))
    for code in each_refusal(cloud, KMS_USES, refusals):
        seals_nothing(submission, cloud, code, because)
        stays_shut(submission, cloud, sealed, PATIENT, code, because, reasons=("own_errors",))
    wrapped = sealed.get("wrapped_key") if isinstance(sealed, dict) else None
    has_key = isinstance(wrapped, bytes) and bool(wrapped)
    require(has_key, "The result has no bytes under 'wrapped_key'.", "the contract names its parts", advice="form")
    for changed in (flipped(wrapped, -1), flipped(wrapped, 0), wrapped[:-1], wrapped + b"\x00"):
        other, because = {**sealed, "wrapped_key": changed}, "the wrapped key was changed"
        stays_shut(submission, cloud, other, PATIENT, "InvalidCiphertextException", because, reasons=())
