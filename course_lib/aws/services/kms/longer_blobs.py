"""KMS whose ciphertexts have other lengths than usual: AWS promises none."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from course_lib.aws.http.messages import Answer, Call, Forward


@dataclass
class LongerBlobs:
    """Every ciphertext that KMS returns is longer by some bytes, each time by one more, and opens only with them.

    Source: KMS API reference, "CiphertextBlob": 1 to 6,144 bytes.
    """

    made: int = field(default=0, init=False)

    def __call__(self, call: Call, forward: Forward) -> Answer:
        blob = call.params.get("CiphertextBlob")
        if call.service == "kms" and isinstance(blob, bytes):
            call = replace(call, params={**call.params, "CiphertextBlob": _inside(blob)}, request=None)
        answer = forward(call)
        if call.service != "kms" or answer.result is None or "CiphertextBlob" not in answer.result:
            return answer
        self.made = self.made % 255 + 1
        longer = answer.result["CiphertextBlob"] + bytes([self.made]) * self.made
        return replace(answer, result={**answer.result, "CiphertextBlob": longer}, response=None)


def _inside(blob: bytes) -> bytes:
    """What KMS itself made; something that it does not open, if the bytes at the end are not whole."""
    more = blob[-1] if blob else 0
    return blob[:-more] if more and blob.endswith(bytes([more]) * more) else blob[:-1] + b"?"
