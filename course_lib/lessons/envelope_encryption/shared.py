"""What several exercises of this lesson ask of a cloud, and the stream of the lesson as a check sees it."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from course_lib.aws.layers.faults import Refuse
from course_lib.checks.exercise import Failure
from course_lib.checks.results import Finding
from course_lib.checks.submission import LearnerError

NONCE, TAG = 12, 16
USES = ("Encrypt", "Decrypt", "ReEncrypt", "GenerateDataKey", "GenerateDataKeyWithoutPlaintext")


@contextmanager
def forbidden(cloud, operations=USES) -> Iterator[None]:
    """For the length of the block the caller's role may not do this with any KMS key."""
    with ExitStack() as layers:
        for operation in operations:
            sentence = (
                f"User: arn:aws:sts::{cloud.account}:assumed-role/genome-reader/you is not authorized to perform: "
                f"kms:{operation} because no identity-based policy allows the kms:{operation} action"
            )
            layers.enter_context(cloud.use(Refuse(operation, "AccessDeniedException", sentence)))
        yield


@contextmanager
def told(code: str, advice: str, words: str = "") -> Iterator[None]:
    """Give this advice when AWS's refusal `code` (with these words in it) comes out of the learner's function."""
    try:
        yield
    except LearnerError as error:
        if error.raised.code != code or words not in error.raised.message:
            raise
        raise Failure(Finding(problem=f"Your function raised {error.raised}"), advice) from None


def handed_out(cloud) -> list[bytes]:
    """The plain data keys that KMS has given to the learner's code, in order."""
    entries = cloud.journal.learner_entries()
    keys = [(entry.result or {}).get("Plaintext") for entry in entries if entry.service == "kms"]
    return [key for key in keys if key]


def sent(cloud, *operations) -> list:
    """The learner's calls of these operations."""
    return [entry for entry in cloud.journal.learner_entries() if entry.operation in operations]


def gcm_open(key: bytes, nonce: bytes, data: bytes, bound: bytes | None) -> bytes | None:
    """What was encrypted, or None if key, nonce, bytes and what they are bound to do not belong together."""
    try:
        return AESGCM(key).decrypt(nonce, data, bound)
    except (InvalidTag, ValueError):
        return None


def flipped(data: bytes, place: int) -> bytes:
    """The bytes with one bit changed at a place."""
    changed = bytearray(data)
    changed[place] ^= 1
    return bytes(changed)
