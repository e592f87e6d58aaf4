"""Material that a customer brings, wrapped as AWS's developer guide says."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.keywrap import aes_key_wrap_with_padding

from tests.aws.services.kms.conftest import refusal

FOREVER = {"ExpirationModel": "KEY_MATERIAL_DOES_NOT_EXPIRE"}
ONE, TWO, THREE = b"1" * 32, b"2" * 32, b"3" * 32


@pytest.fixture
def empty(kms) -> str:
    """A key that waits for its material."""
    return str(kms.create_key(Origin="EXTERNAL")["KeyMetadata"]["Arn"])


def wrapped(kms: Any, key: str, secret: bytes, algorithm: str = "RSAES_OAEP_SHA_256") -> dict[str, Any]:
    """The material as ImportKeyMaterial takes it."""
    asked = kms.get_parameters_for_import(KeyId=key, WrappingAlgorithm=algorithm, WrappingKeySpec="RSA_2048")
    public = serialization.load_der_public_key(asked["PublicKey"])
    how = hashes.SHA1() if algorithm.endswith("_1") else hashes.SHA256()
    oaep = padding.OAEP(mgf=padding.MGF1(how), algorithm=how, label=None)
    if algorithm.startswith("RSA_AES"):
        blob = public.encrypt(b"k" * 32, oaep) + aes_key_wrap_with_padding(b"k" * 32, secret)
    else:
        blob = public.encrypt(secret, oaep)
    return {"KeyId": key, "ImportToken": asked["ImportToken"], "EncryptedKeyMaterial": blob}


def give(kms: Any, key: str, secret: bytes, **other: Any) -> Any:
    return kms.import_key_material(**wrapped(kms, key, secret), **{**FOREVER, **other})


def told(kms: Any, key: str) -> dict[str, Any]:
    return dict(kms.describe_key(KeyId=key)["KeyMetadata"])


def test_a_key_waits_for_its_material(kms, empty):
    before = told(kms, empty)
    assert (before["KeyState"], before["Enabled"], before["Origin"]) == ("PendingImport", False, "EXTERNAL")
    assert "CurrentKeyMaterialId" not in before
    waits = ("KMSInvalidStateException", f"{empty} is pending import.")
    assert refusal(kms.encrypt, KeyId=empty, Plaintext=b"1") == waits
    assert refusal(kms.enable_key, KeyId=empty) == waits

    made = give(kms, empty, ONE)

    after = told(kms, empty)
    assert (after["KeyState"], after["Enabled"]) == ("Enabled", True)
    assert after["ExpirationModel"] == "KEY_MATERIAL_DOES_NOT_EXPIRE"
    assert after["CurrentKeyMaterialId"] == made["KeyMaterialId"]
    blob = kms.encrypt(KeyId=empty, Plaintext=b"1")["CiphertextBlob"]
    assert kms.decrypt(CiphertextBlob=blob)["Plaintext"] == b"1"


def test_deleted_material_can_be_had_back(kms, empty):
    """The same, and no other: what it encrypted opens again."""
    give(kms, empty, ONE)
    blob = kms.encrypt(KeyId=empty, Plaintext=b"1")["CiphertextBlob"]

    kms.delete_imported_key_material(KeyId=empty)

    assert told(kms, empty)["KeyState"] == "PendingImport"
    assert refusal(kms.decrypt, CiphertextBlob=blob)[0] == "KMSInvalidStateException"
    assert refusal(give, kms=kms, key=empty, secret=TWO) == ("IncorrectKeyMaterialException", "")
    give(kms, empty, ONE)
    assert kms.decrypt(CiphertextBlob=blob)["Plaintext"] == b"1"


def test_material_expires(kms, empty, cloud):
    until = cloud.clock.now() + timedelta(days=30)
    give(kms, empty, ONE, ExpirationModel="KEY_MATERIAL_EXPIRES", ValidTo=until)
    assert told(kms, empty)["ExpirationModel"] == "KEY_MATERIAL_EXPIRES"

    cloud.clock.advance(days=31)

    after = told(kms, empty)
    assert (after["KeyState"], "ValidTo" in after) == ("PendingImport", False)


def test_a_token_is_good_for_a_day_and_for_one_key(kms, empty, cloud):
    ready = wrapped(kms, empty, ONE)
    other = kms.create_key(Origin="EXTERNAL")["KeyMetadata"]["Arn"]

    assert refusal(kms.import_key_material, **{**ready, "KeyId": other}, **FOREVER)[0] == "InvalidImportTokenException"
    assert refusal(kms.import_key_material, **ready) == (
        "ValidationException",
        "A validTo date must be set if the ExpirationModel is KEY_MATERIAL_EXPIRES",
    )
    cloud.clock.advance(hours=24)
    assert refusal(kms.import_key_material, **ready, **FOREVER)[0] == "ExpiredImportTokenException"


@pytest.mark.parametrize("secret", [b"short", b"x" * 33])
def test_material_must_fit_its_key(kms, empty, secret):
    assert refusal(give, kms=kms, key=empty, secret=secret) == ("IncorrectKeyMaterialException", "")


@pytest.mark.parametrize("secret", [b"no key", bytes.fromhex("3010020100300706052a0304050604020400")])
def test_what_is_no_private_key_fits_no_pair(kms, secret):
    """The second one is well-formed, and of an algorithm that nobody knows."""
    key = kms.create_key(Origin="EXTERNAL", KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["Arn"]

    assert refusal(give, kms=kms, key=key, secret=secret) == ("IncorrectKeyMaterialException", "")


def test_material_that_does_not_unwrap(kms, empty):
    broken = {**wrapped(kms, empty, ONE), "EncryptedKeyMaterial": b"x" * 256}

    assert refusal(kms.import_key_material, **broken, **FOREVER) == ("InvalidCiphertextException", "")


@pytest.mark.parametrize("algorithm", ["RSAES_OAEP_SHA_1", "RSA_AES_KEY_WRAP_SHA_256", "RSA_AES_KEY_WRAP_SHA_1"])
def test_a_pair_of_ones_own(kms, algorithm):
    """Its public half is the one that was imported; a pair of another kind does not fit."""
    key = kms.create_key(Origin="EXTERNAL", KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["Arn"]
    own, other = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP384R1())
    form = (serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())

    def importing(pair: Any) -> None:
        kms.import_key_material(**wrapped(kms, key, pair.private_bytes(*form), algorithm), **FOREVER)

    if algorithm.startswith("RSA_AES"):  # what OAEP alone wraps is too short for this one
        assert refusal(importing, pair=other) == ("IncorrectKeyMaterialException", "")
    importing(own)

    signed = kms.sign(KeyId=key, Message=b"m", SigningAlgorithm="ECDSA_SHA_256")["Signature"]
    own.public_key().verify(signed, b"m", ec.ECDSA(hashes.SHA256()))


def test_the_next_rotation_takes_what_is_pending(kms, empty, cloud):
    """One at a time; the old material still opens what it encrypted."""
    first = give(kms, empty, ONE)["KeyMaterialId"]
    blob = kms.encrypt(KeyId=empty, Plaintext=b"1")["CiphertextBlob"]
    assert refusal(kms.rotate_key_on_demand, KeyId=empty) == (
        "KMSInvalidStateException",
        f"No available key material pending rotation for the key: {empty}.",
    )
    second = give(kms, empty, TWO, ImportType="NEW_KEY_MATERIAL")["KeyMaterialId"]
    code, words = refusal(give, kms=kms, key=empty, secret=THREE, ImportType="NEW_KEY_MATERIAL")
    assert code == "KMSInvalidStateException"
    assert words.endswith(f"KMS key {empty}, because another key material (id: {second}) is pending rotation.")
    assert told(kms, empty)["CurrentKeyMaterialId"] == first

    kms.rotate_key_on_demand(KeyId=empty)
    cloud.clock.advance(minutes=2)

    assert told(kms, empty)["CurrentKeyMaterialId"] == second
    assert kms.decrypt(CiphertextBlob=blob)["KeyMaterialId"] == first
    rows = kms.list_key_rotations(KeyId=empty, IncludeKeyMaterial="ALL_KEY_MATERIAL")["Rotations"]
    assert [(row["KeyMaterialId"], row["KeyMaterialState"], row["ImportState"]) for row in rows] == [
        (first, "NON_CURRENT", "IMPORTED"),
        (second, "CURRENT", "IMPORTED"),
    ]


def test_it_does_not_rotate_by_itself(kms, empty):
    give(kms, empty, ONE)

    assert refusal(kms.enable_key_rotation, KeyId=empty) == (
        "UnsupportedOperationException",
        f"{empty} origin is EXTERNAL which is not valid for this operation.",
    )


def test_only_into_keys_that_were_made_for_it(kms, key):
    asked = {"KeyId": key, "WrappingAlgorithm": "RSAES_OAEP_SHA_256", "WrappingKeySpec": "RSA_2048"}

    assert refusal(kms.get_parameters_for_import, **asked) == (
        "UnsupportedOperationException",
        f"{key} origin is AWS_KMS which is not valid for this operation.",
    )
