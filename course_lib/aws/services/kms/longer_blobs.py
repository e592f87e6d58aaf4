"""KMS whose ciphertexts have other lengths than usual: AWS promises none."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from course_lib.aws.http.messages import Answer, Call, Forward

LENGTH = 2  # bytes at the end of a ciphertext: how many were added, these included


@dataclass
class LongerBlobs:
    """Every ciphertext that KMS returns is longer by some bytes, each time by one more, and opens only with them.

    Args:
        by: how many bytes the first one is longer, 2 or more.

    Source: KMS API reference, "CiphertextBlob": 1 to 6,144 bytes.
    """

    by: int = LENGTH
    made: int = field(default=0, init=False)

    def __call__(self, call: Call, forward: Forward) -> Answer:
        blob = call.params.get("CiphertextBlob")
        if call.service == "kms" and isinstance(blob, bytes):
            call = replace(call, params={**call.params, "CiphertextBlob": _inside(blob)}, request=None)
        answer = forward(call)
        if call.service != "kms" or answer.result is None or "CiphertextBlob" not in answer.result:
            return answer
        longer = answer.result["CiphertextBlob"] + _more(self.by + self.made)
        self.made += 1
        return replace(answer, result={**answer.result, "CiphertextBlob": longer}, response=None)


def _more(length: int) -> bytes:
    """What is added: so many bytes, of which the last ones tell the number."""
    return bytes([length % 251 + 1]) * (length - LENGTH) + length.to_bytes(LENGTH, "big")


def _inside(blob: bytes) -> bytes:
    """What KMS itself made; something that it does not open, if the bytes at the end are not whole."""
    length = int.from_bytes(blob[-LENGTH:], "big")
    whole = LENGTH <= length < len(blob) and blob.endswith(_more(length))
    return blob[:-length] if whole else blob[:-1] + b"?"
