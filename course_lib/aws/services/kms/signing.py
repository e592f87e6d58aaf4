"""What pairs are for besides encryption: Sign, Verify, GetPublicKey, DeriveSharedSecret.

Source: KMS API reference, the pages of these operations.
"""

from __future__ import annotations

from typing import Any

from course_lib.aws.services.kms import pairs
from course_lib.aws.services.kms.errors import Refused, invalid, unsupported
from course_lib.aws.services.kms.finding import (
    Asked,
    customer_key,
    key_for,
    refuse_algorithm,
    refuse_dry_run,
    refuse_enclaves,
    refuse_unusable,
)
from course_lib.aws.services.kms.keys import CustomerKey
from course_lib.aws.services.kms.specs import AGREE, LISTED, SIGN, is_pair


def sign(asked: Asked) -> dict[str, Any]:
    """A signature of a message of up to 4,096 bytes, or of its digest."""
    key, algorithm, is_digest = _asked_for(asked)
    refuse_dry_run(asked)
    signature = pairs.sign(key.current.secret, asked.params["Message"], algorithm, is_digest)
    return {"KeyId": key.arn, "Signature": signature, "SigningAlgorithm": algorithm}


def verify(asked: Asked) -> dict[str, Any]:
    """Whether the key made a signature; if not, an error says so."""
    key, algorithm, is_digest = _asked_for(asked)
    signature, message = asked.params["Signature"], asked.params["Message"]
    if not pairs.verify(key.current.secret, signature, message, algorithm, is_digest):
        raise Refused("KMSInvalidSignatureException")
    refuse_dry_run(asked)
    return {"KeyId": key.arn, "SignatureValid": True, "SigningAlgorithm": algorithm}


def _asked_for(asked: Asked) -> tuple[CustomerKey, str, bool]:
    """The key, the algorithm, and whether the message is a digest already."""
    key, algorithm = key_for(asked, asked.params["KeyId"], SIGN), asked.params["SigningAlgorithm"]
    refuse_algorithm(key, algorithm)
    refuse_unusable(key)
    pairs.refuse_unknown(algorithm)
    kind = asked.params.get("MessageType", "RAW")
    if kind == "EXTERNAL_MU" or (kind == "DIGEST" and algorithm.startswith("ED25519")):
        raise invalid(f"MessageType {kind} is not valid for algorithm {algorithm}.")
    if kind == "DIGEST" and len(asked.params["Message"]) != pairs.hash_of(algorithm).digest_size:
        raise invalid(f"Digest is invalid length for algorithm {algorithm}.")
    return key, algorithm, kind == "DIGEST"


def get_public_key(asked: Asked) -> dict[str, Any]:
    """The public half of a pair, to be used outside of KMS."""
    key = customer_key(asked, asked.params["KeyId"])
    if not is_pair(key.key_spec):
        raise unsupported(f"{key.arn} key spec is {key.key_spec} which is not valid for {asked.operation}.")
    refuse_unusable(key)
    return {
        "KeyId": key.arn,
        "PublicKey": pairs.public_der(key.current.secret),
        "CustomerMasterKeySpec": key.key_spec,
        "KeySpec": key.key_spec,
        "KeyUsage": key.key_usage,
        LISTED[key.key_usage]: list(key.algorithms),
    }


def derive_shared_secret(asked: Asked) -> dict[str, Any]:
    """What the owner of another pair on the same curve comes to as well."""
    key = key_for(asked, asked.params["KeyId"], AGREE)
    refuse_enclaves(asked)
    refuse_unusable(key)
    shared = pairs.exchange(key.current.secret, asked.params["PublicKey"])
    if shared is None:
        raise invalid("")
    refuse_dry_run(asked)
    return {
        "KeyId": key.arn,
        "SharedSecret": shared,
        "KeyAgreementAlgorithm": asked.params["KeyAgreementAlgorithm"],
        "KeyOrigin": key.origin,
    }
