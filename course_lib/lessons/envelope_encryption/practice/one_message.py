"""one_message: why 111 GB are not one message of AES-GCM."""

from course_lib.checks.exercise import Exercise
from course_lib.lessons.envelope_encryption.questions import advice_of, chooses_best_option, is_a_letter
from course_lib.quiz import Option, Question

QUESTION = Question(
    text="A colleague wants to encrypt a file of 111 GB (111,000,000,000 bytes) with AES-256-GCM as one single "
    "message: one data key, one nonce, one tag at the end. The server has 256 GB of memory, and the library would take "
    "any length.\n\nWhat stands in the way?",
    options={
        "A": Option(
            "Nothing that matters. It is slower than encrypting frame by frame, but just as safe.",
            "No. GCM's own definition stops before 111 GB. Beyond that its counter of 32 bits starts again, and the "
            "same key stream encrypts two parts of the file: whoever adds them up sees the difference of the plain "
            "data.",
        ),
        "B": Option(
            "KMS refuses data keys for objects of more than 4,096 bytes.",
            "No. 4,096 bytes are the limit of what KMS encrypts itself. A data key's answer has nothing to do with "
            "what you use it for: KMS never hears of the file's size.",
        ),
        "C": Option(
            "AES-256 may encrypt 4 GB with one key at most; a new data key is needed every 4 GB.",
            "No. There is no such limit on AES-256 with one key. The limit here is on one key together with one nonce: "
            "with another nonce the same key may encrypt another message.",
        ),
        "D": Option(
            "A tag of 16 bytes is too short for so long a message; GCM needs a longer tag.",
            "No. Tags of GCM have 16 bytes at most. What grows with a message's length is the chance to forge one, "
            "a little; what ends it is the counter.",
        ),
        "E": Option(
            "One key with one nonce covers 68,719,476,704 bytes, just under 64 GiB. And besides, not a byte could be "
            "released before all 111 GB were read and the one tag was verified.",
            "Yes. NIST SP 800-38D allows 2^39 - 256 bits for one nonce. Frames solve both: each has a nonce of its "
            "own, and each is verified and released by itself. Then order and end have to be bound too, or a thief may "
            "rearrange what is genuine.",
        ),
    },
    answer="E",
)

exercise = Exercise(
    call="one_message",
    section='Part 6, "The exam questions"',
    hints=(
        "GCM counts blocks of 16 bytes with a counter of 32 bits.",
        "2^32 blocks of 16 bytes are 64 GiB, and two of the blocks are needed for other things.",
        "Which option names a limit for one key and one nonce?",
    ),
    advice=advice_of(QUESTION),
)


@exercise.check()
def one_letter(submission, cloud):
    """The answer is the letter of one option."""
    is_a_letter(submission, "one_message", QUESTION)


@exercise.check()
def best_option(submission, cloud):
    """The chosen option names the limit that stands in the way."""
    chooses_best_option(submission, "one_message", QUESTION)
