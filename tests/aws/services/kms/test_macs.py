"""Message authentication codes whose key never leaves KMS."""

from __future__ import annotations

import pytest

from tests.aws.services.kms.conftest import refusal


@pytest.mark.parametrize(("bits", "size"), [(224, 28), (256, 32), (384, 48), (512, 64)])
def test_a_code_is_good_for_its_message_alone(kms, bits, size):
    key = kms.create_key(KeySpec=f"HMAC_{bits}", KeyUsage="GENERATE_VERIFY_MAC")["KeyMetadata"]["Arn"]
    which = {"KeyId": key, "MacAlgorithm": f"HMAC_SHA_{bits}"}

    made = kms.generate_mac(Message=b"order 7", **which)

    assert (len(made["Mac"]), made["KeyId"], made["MacAlgorithm"]) == (size, key, f"HMAC_SHA_{bits}")
    assert kms.generate_mac(Message=b"order 7", **which)["Mac"] == made["Mac"]
    assert kms.verify_mac(Message=b"order 7", Mac=made["Mac"], **which)["MacValid"] is True
    changed = {"Message": b"order 8", "Mac": made["Mac"]}
    assert refusal(kms.verify_mac, **changed, **which) == ("KMSInvalidMacException", "")


def test_keys_and_algorithms_must_fit(kms, key):
    hmac = kms.create_key(KeySpec="HMAC_224", KeyUsage="GENERATE_VERIFY_MAC")["KeyMetadata"]["Arn"]

    assert refusal(kms.generate_mac, KeyId=hmac, Message=b"m", MacAlgorithm="HMAC_SHA_256") == (
        "InvalidKeyUsageException",
        "Algorithm HMAC_SHA_256 is incompatible with key spec HMAC_224.",
    )
    assert refusal(kms.generate_mac, KeyId=key, Message=b"m", MacAlgorithm="HMAC_SHA_224") == (
        "InvalidKeyUsageException",
        f"{key} key usage is ENCRYPT_DECRYPT which is not valid for GenerateMac.",
    )
    assert refusal(kms.generate_mac, KeyId=hmac, Message=b"m", MacAlgorithm="MD5") == (
        "ValidationException",
        "1 validation error detected: Value 'MD5' at 'macAlgorithm' failed to satisfy constraint: Member must satisfy "
        "enum value set: [HMAC_SHA_384, HMAC_SHA_256, HMAC_SHA_224, HMAC_SHA_512]",
    )


def test_no_words_are_no_member(kms):
    """What KMS refuses without a word has no `message` in its answer at all."""
    hmac = kms.create_key(KeySpec="HMAC_224", KeyUsage="GENERATE_VERIFY_MAC")["KeyMetadata"]["Arn"]

    with pytest.raises(kms.exceptions.KMSInvalidMacException) as refused:
        kms.verify_mac(KeyId=hmac, Message=b"m", Mac=b"x", MacAlgorithm="HMAC_SHA_224")
    assert "message" not in refused.value.response
