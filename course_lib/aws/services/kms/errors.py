"""How KMS refuses a request.

Codes: botocore's KMS model and the KMS API reference (all of these are HTTP status 400). Words: KMS developer guide,
"Key states of AWS KMS keys" and "Encryption context"; CloudTrail records in AWS's own examples; LocalStack's
tests, which were run against AWS. KMS sends no words at all with InvalidCiphertextException.
"""

from __future__ import annotations

from course_lib.aws.http.messages import AwsError


class Refused(Exception):
    """The request is refused with exactly this error."""

    def __init__(self, code: str, message: str = "") -> None:
        super().__init__(f"{code}: {message}")
        self.error = AwsError(code, message)


def invalid(message: str) -> Refused:
    """The request itself is wrong."""
    return Refused("ValidationException", message)


def not_found(message: str) -> Refused:
    """There is no such key or alias."""
    return Refused("NotFoundException", message)


def invalid_ciphertext() -> Refused:
    """Changed bytes, or another encryption context. KMS does not say which."""
    return Refused("InvalidCiphertextException")


def incorrect_key() -> Refused:
    """The named key is not the one that encrypted."""
    return Refused(
        "IncorrectKeyException", "The key ID in the request does not identify a CMK that can perform this operation."
    )


def unknown_key_of_ciphertext() -> Refused:
    """The key that encrypted is not in this account and Region, or is deleted."""
    return Refused(
        "AccessDeniedException",
        "The ciphertext refers to a customer master key that does not exist, does not exist in this region, "
        "or you are not allowed to access.",
    )


def disabled(arn: str) -> Refused:
    """The key is switched off."""
    return Refused("DisabledException", f"{arn} is disabled.")


def wrong_state(arn: str, state: str) -> Refused:
    """The key's state does not allow this; `state` is such as "pending deletion"."""
    return Refused("KMSInvalidStateException", f"{arn} is {state}.")


def unsupported(message: str = "") -> Refused:
    """A key of this kind cannot do that; of a pair that is to be rotated KMS says no more."""
    return Refused("UnsupportedOperationException", message)


def wrong_origin(arn: str, origin: str) -> Refused:
    """Whether its material is imported forbids this."""
    return unsupported(f"{arn} origin is {origin} which is not valid for this operation.")
