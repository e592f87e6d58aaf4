"""GenerateDataKeyPair: a pair for use outside of KMS, its private half encrypted under a KMS key.

Source: KMS API reference, GenerateDataKeyPair and GenerateDataKeyPairWithoutPlaintext.
"""

from __future__ import annotations

from typing import Any

from course_lib.aws.http.messages import NotSimulated
from course_lib.aws.services.kms import pairs
from course_lib.aws.services.kms.finding import Asked, refuse_dry_run
from course_lib.aws.services.kms.specs import SPECS, is_pair
from course_lib.aws.services.kms.using import seal, symmetric_key


def generate(asked: Asked) -> dict[str, Any]:
    """The public half, and the private one plain and encrypted."""
    spec = asked.params["KeyPairSpec"]
    if spec not in SPECS or not is_pair(spec):
        raise NotSimulated(f"Data key pairs of the spec {spec} are not simulated here. Nothing was sent anywhere.")
    key = symmetric_key(asked)
    refuse_dry_run(asked)  # before the pair is made, which takes time
    secret = pairs.new(spec, asked.chance)
    return {
        "PrivateKeyCiphertextBlob": seal(asked, key, secret, "EncryptionContext"),
        "PrivateKeyPlaintext": secret,
        "PublicKey": pairs.public_der(secret),
        "KeyId": key.arn,
        "KeyPairSpec": spec,
        "KeyMaterialId": key.current.id,
    }


def generate_without_plaintext(asked: Asked) -> dict[str, Any]:
    """The same, but the private half comes back encrypted only."""
    answer = generate(asked)
    del answer["PrivateKeyPlaintext"]
    return answer
