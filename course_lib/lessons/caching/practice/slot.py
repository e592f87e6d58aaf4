"""slot: which of the 16,384 slots of a cluster a key belongs to."""

from course_lib.checks import Exercise, Reason, expect, require


def about(topic):
    """The check says what the key is about."""
    return lambda seen: seen.facts["about"] == topic


exercise = Exercise(
    call="slot(key)",
    section='Part 1, "Where a key lives"',
    hints=(
        "There are two questions: which bytes of the key count, and what is computed of them?",
        "First make bytes of a text. Then look for the first { and, behind it, for the next }. Only if something "
        "stands between the two, it replaces the key. The CRC goes byte by byte: the byte comes into the upper eight "
        "of the sixteen bits, and then eight times all bits move to the left by one.",
        'before, brace, rest = key.partition(b"{"); tag, end, after = rest.partition(b"}"). For each byte: '
        "crc ^= byte << 8, and eight times crc = (crc << 1) ^ (0x1021 if crc & 0x8000 else 0), of which 16 bits stay: "
        "& 0xFFFF. In the end crc % 16384.",
    ),
    advice={
        "number": Reason(
            "The value is right, but it is no whole number: return an int.",
            when=about("number"),
        ),
        "crc": Reason(
            "The CRC is another one. XMODEM begins with 0, takes the highest bit first, uses 0x1021 and changes "
            'nothing at the end: of b"123456789" it makes 0x31C3. There are 16,384 slots, from 0 to 16,383.',
            when=about("crc"),
        ),
        "forms": Reason(
            "A key is a text or bytes. A text counts as its bytes in UTF-8, so that ł has two of them. Bytes count as "
            "they are, whatever they hold. Nothing is cleaned or brought into another form before.",
            when=about("forms"),
        ),
        "tag": Reason(
            "With a hash tag, only what stands between the braces counts, without the braces.",
            when=about("tag"),
        ),
        "which": Reason(
            "The tag goes from the first { of the key to the first } behind it, and no further, whatever other braces "
            "there are.",
            when=about("which braces"),
        ),
        "empty": Reason(
            "If nothing stands between the first { and the } that follows, there is no tag: the whole key counts, also "
            "if other braces follow.",
            when=about("empty"),
        ),
        "open": Reason(
            "Without a } behind the first {, there is no tag: the whole key counts.",
            when=about("open"),
        ),
    },
)


def lies_in(submission, key, expected, topic):
    """A call whose answer has to be right."""
    got = submission.slot(key)
    expect(got, expected, WHY[topic], tuple(exercise.advice), facts={"about": topic})
    problem = f"It returned {got!r}."
    require(isinstance(got, int), problem, "a slot is a whole number", "number", facts={"about": "number"})


WHY = {
    "crc": "that is where the servers look for this key",
    "forms": "the servers see bytes",
    "tag": "the servers look at what is between the braces alone",
    "which braces": "the servers take the first {, and the next } behind it",
    "empty": "an empty tag is none",
    "open": "a tag has an end",
}


@exercise.check()
def plain_keys(submission, cloud):
    """A key without braces: CRC16 of all its bytes, modulo 16,384."""
    lies_in(submission, "123456789", 12739, "crc")
    lies_in(submission, "foo", 12182, "crc")
    lies_in(submission, "profile:r-101", 15640, "crc")


@exercise.check()
def texts_and_bytes(submission, cloud):
    """Bytes, and letters that have several bytes."""
    lies_in(submission, b"foo", 12182, "forms")
    lies_in(submission, "Łódź", 462, "forms")
    lies_in(submission, b"\xff\x00", 1023, "forms")


@exercise.check()
def tags(submission, cloud):
    """Keys with the same hash tag are in the same slot."""
    lies_in(submission, "{user1000}.following", 3443, "tag")
    lies_in(submission, "{user1000}.followers", 3443, "tag")
    lies_in(submission, "foo{hash_tag}", 2515, "tag")


@exercise.check()
def several_braces(submission, cloud):
    """The first brace that opens, and the next one that closes."""
    lies_in(submission, "foo{{bar}}zap", 4015, "which braces")
    lies_in(submission, "foo{bar}{zap}", 5061, "which braces")


@exercise.check()
def no_tag(submission, cloud):
    """Braces with nothing between, or without an end: the whole key counts."""
    lies_in(submission, "foo{}{bar}", 8363, "empty")
    lies_in(submission, "report:{r-101", 2080, "open")
    lies_in(submission, "}report:r-101{", 5179, "open")
