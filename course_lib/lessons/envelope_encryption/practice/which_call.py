"""which_call: the certification question of this lesson."""

from course_lib.checks.exercise import Exercise
from course_lib.lessons.envelope_encryption.questions import advice_of, chooses_best_option, is_a_letter
from course_lib.quiz import Option, Question

QUESTION = Question(
    text="A genome centre has files of up to 111 GB. Each must be encrypted on the centre's own servers, before it is "
    "uploaded, with AES-256. Who may decrypt is to be decided by policies on one customer managed KMS key, and each "
    "use of that key must show up in CloudTrail together with the name of the file.\n\n"
    "Which calls should the program make?",
    options={
        "A": Option(
            "Encrypt with the KMS key, once for every 4 KB of the file, and Decrypt for every piece later.",
            "No. Encrypt takes 4,096 bytes at most, so it could be done, in about 27 million calls for one file: each "
            "travels over the network, counts against the request quota and is paid for. And nothing would hold the "
            "pieces in their order.",
        ),
        "B": Option(
            "GenerateDataKey with the file's name in the encryption context; encrypt the file locally with the plain "
            "data key; store the encrypted data key with the file. Later Decrypt the data key, with the same context.",
            "Yes. One call for one file, whatever its size, and the file never travels to KMS. The plain data key is "
            "dropped, the encrypted one is useless without kms:Decrypt, and CloudTrail shows the encryption context of "
            "each call.",
        ),
        "C": Option(
            "GenerateDataKeyWithoutPlaintext, and use the CiphertextBlob that it returns as the AES key.",
            "No. The CiphertextBlob is the encrypted key, 184 bytes that travel and lie about in the open: it is no "
            "secret, and no AES key. The call is for programs that prepare keys for others to use: whoever encrypts "
            "has to Decrypt it first.",
        ),
        "D": Option(
            "GenerateRandom with 32 bytes as the AES key; store the key in the object's metadata, and put the object "
            "into a bucket with default encryption (SSE-KMS).",
            "No. Whoever may read the object reads its key too, so the encryption before the upload protects nothing. "
            "SSE-KMS is encryption by S3 after the upload, and for it S3 asks KMS itself.",
        ),
        "E": Option(
            "GetPublicKey of an asymmetric RSA_4096 key, and encrypt the file with RSA on the servers.",
            "No. RSA encrypts no more than a few hundred bytes: 446 with RSA_4096 and OAEP SHA-256. It could wrap an "
            "AES key, but encryption with a public key leaves no trace in CloudTrail, and takes no encryption context.",
        ),
    },
    answer="B",
)

exercise = Exercise(
    call="which_call",
    section='Part 6, "The exam questions"',
    hints=(
        "Count the requests, and ask of each option where the key lies that opens the file.",
        "One option makes millions of requests, one uses as a key what is no key, and one stores the key "
        "with the file.",
        "It is what you did in seal.",
    ),
    advice=advice_of(QUESTION),
)


@exercise.check()
def one_letter(submission, cloud):
    """The answer is the letter of one option."""
    is_a_letter(submission, "which_call", QUESTION)


@exercise.check()
def best_option(submission, cloud):
    """The chosen option encrypts the whole object, and its key stays under the control of KMS."""
    chooses_best_option(submission, "which_call", QUESTION)
