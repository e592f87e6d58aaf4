"""Keys with two halves: RSA and elliptic curves. What leaves KMS is used with a library, as others would."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding

from course_lib.aws.account import Cloud
from course_lib.aws.http.messages import NotSimulated
from tests.aws.services.kms.conftest import refusal

SIGNING = [
    ("RSA_2048", "RSASSA_PSS_SHA_256"),
    ("RSA_2048", "RSASSA_PKCS1_V1_5_SHA_512"),
    ("ECC_NIST_P256", "ECDSA_SHA_256"),
    ("ECC_NIST_P384", "ECDSA_SHA_384"),
    ("ECC_NIST_P521", "ECDSA_SHA_512"),
    ("ECC_SECG_P256K1", "ECDSA_SHA_256"),
]


# Half of a pair on a curve that the library has and KMS has not.
OTHER_KIND = (
    ec.derive_private_key(7, ec.BrainpoolP256R1())
    .public_key()
    .public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
)


def make(kms: Any, spec: str, usage: str, **other: Any) -> str:
    return str(kms.create_key(KeySpec=spec, KeyUsage=usage, **other)["KeyMetadata"]["Arn"])


def public(kms: Any, key: str) -> Any:
    return serialization.load_der_public_key(kms.get_public_key(KeyId=key)["PublicKey"])


@pytest.mark.parametrize(("spec", "algorithm"), SIGNING)
def test_a_signature_is_good_for_its_message_alone(kms, spec, algorithm):
    """As a message or as its digest, it is one and the same; of another message it is refused without a word."""
    key = make(kms, spec, "SIGN_VERIFY")
    which = {"KeyId": key, "SigningAlgorithm": algorithm}
    digest = hashlib.new("sha" + algorithm[-3:], b"payout 5").digest()

    made = kms.sign(Message=b"payout 5", **which)

    assert (made["KeyId"], made["SigningAlgorithm"]) == (key, algorithm)
    signed = {"Signature": made["Signature"], **which}
    assert kms.verify(Message=b"payout 5", **signed)["SignatureValid"] is True
    assert kms.verify(Message=digest, MessageType="DIGEST", **signed)["SignatureValid"] is True
    assert refusal(kms.verify, Message=b"payout 6", **signed) == ("KMSInvalidSignatureException", "")
    assert refusal(kms.sign, Message=b"payout 5", MessageType="DIGEST", **which) == (
        "ValidationException",
        f"Digest is invalid length for algorithm {algorithm}.",
    )


def test_others_verify_with_the_public_half(kms):
    """PSS with a salt as long as the hash."""
    key = make(kms, "RSA_2048", "SIGN_VERIFY")
    made = kms.sign(KeyId=key, Message=b"m", SigningAlgorithm="RSASSA_PSS_SHA_384")["Signature"]

    how = padding.PSS(mgf=padding.MGF1(hashes.SHA384()), salt_length=48)
    public(kms, key).verify(made, b"m", how, hashes.SHA384())


def test_ed25519_signs_messages(kms):
    key = make(kms, "ECC_NIST_EDWARDS25519", "SIGN_VERIFY")
    made = kms.sign(KeyId=key, Message=b"m", SigningAlgorithm="ED25519_SHA_512")["Signature"]

    public(kms, key).verify(made, b"m")
    with pytest.raises(NotSimulated, match="ED25519_PH_SHA_512 is not simulated here"):
        kms.sign(KeyId=key, Message=b"m", SigningAlgorithm="ED25519_PH_SHA_512")


@pytest.mark.parametrize(("algorithm", "most"), [("RSAES_OAEP_SHA_1", 214), ("RSAES_OAEP_SHA_256", 190)])
def test_rsa_encrypts_what_fits(kms, algorithm, most):
    key = make(kms, "RSA_2048", "ENCRYPT_DECRYPT")
    which = {"KeyId": key, "EncryptionAlgorithm": algorithm}

    blob = kms.encrypt(Plaintext=b"x" * most, **which)["CiphertextBlob"]

    assert len(blob) == 256
    opened = kms.decrypt(CiphertextBlob=blob, **which)
    assert (opened["Plaintext"], opened["KeyId"], opened["EncryptionAlgorithm"]) == (b"x" * most, key, algorithm)
    assert "KeyMaterialId" not in opened
    assert refusal(kms.encrypt, Plaintext=b"x" * (most + 1), **which) == (
        "ValidationException",
        f"Algorithm {algorithm} and key spec RSA_2048 cannot encrypt data larger than {most} bytes.",
    )


def test_what_others_encrypt_with_the_public_half_opens_in_kms(kms):
    """With the algorithm that it was encrypted with, and with no other."""
    key = make(kms, "RSA_2048", "ENCRYPT_DECRYPT")
    oaep = padding.OAEP(mgf=padding.MGF1(hashes.SHA256()), algorithm=hashes.SHA256(), label=None)
    blob = public(kms, key).encrypt(b"secret", oaep)

    right, wrong = ({"KeyId": key, "EncryptionAlgorithm": f"RSAES_OAEP_SHA_{bits}"} for bits in (256, 1))
    assert kms.decrypt(CiphertextBlob=blob, **right)["Plaintext"] == b"secret"
    nothing = ("InvalidCiphertextException", "")
    assert refusal(kms.decrypt, CiphertextBlob=blob, **wrong) == nothing
    assert refusal(kms.decrypt, CiphertextBlob=blob, KeyId=key) == nothing
    assert refusal(kms.decrypt, CiphertextBlob=blob, EncryptionAlgorithm="RSAES_OAEP_SHA_256") == nothing


def test_an_algorithm_must_be_the_keys(kms, key):
    """Also where it is left out: an RSA key has no SYMMETRIC_DEFAULT."""
    rsa = make(kms, "RSA_2048", "ENCRYPT_DECRYPT")
    code, words = "InvalidKeyUsageException", "Algorithm {} is incompatible with key spec {}."

    assert refusal(kms.encrypt, KeyId=rsa, Plaintext=b"1") == (code, words.format("SYMMETRIC_DEFAULT", "RSA_2048"))
    signing = make(kms, "ECC_NIST_P256", "SIGN_VERIFY")
    assert refusal(kms.sign, KeyId=signing, Message=b"m", SigningAlgorithm="ECDSA_SHA_512") == (
        code, words.format("ECDSA_SHA_512", "ECC_NIST_P256"),
    )  # fmt: skip
    assert refusal(kms.sign, KeyId=rsa, Message=b"m", SigningAlgorithm="RSASSA_PSS_SHA_256") == (
        code, f"{rsa} key usage is ENCRYPT_DECRYPT which is not valid for Sign.",
    )  # fmt: skip


def test_a_ciphertext_of_another_kind_of_key_is_incorrect(kms, key):
    """As recorded: not that the named key is for something else, but that it did not encrypt this."""
    blob = kms.encrypt(KeyId=key, Plaintext=b"1")["CiphertextBlob"]
    hmac = make(kms, "HMAC_224", "GENERATE_VERIFY_MAC")

    incorrect = "The key ID in the request does not identify a CMK that can perform this operation."
    assert refusal(kms.decrypt, CiphertextBlob=blob, KeyId=hmac) == ("IncorrectKeyException", incorrect)


def test_re_encrypt_from_a_pair_to_a_symmetric_key(kms, key):
    rsa = make(kms, "RSA_2048", "ENCRYPT_DECRYPT")
    blob = kms.encrypt(KeyId=rsa, Plaintext=b"1", EncryptionAlgorithm="RSAES_OAEP_SHA_256")["CiphertextBlob"]

    answer = kms.re_encrypt(
        CiphertextBlob=blob, SourceKeyId=rsa, SourceEncryptionAlgorithm="RSAES_OAEP_SHA_256", DestinationKeyId=key
    )

    assert (answer["SourceEncryptionAlgorithm"], answer["DestinationEncryptionAlgorithm"]) == (
        "RSAES_OAEP_SHA_256", "SYMMETRIC_DEFAULT",
    )  # fmt: skip
    assert ("SourceKeyMaterialId" in answer, "DestinationKeyMaterialId" in answer) == (False, True)
    assert kms.decrypt(CiphertextBlob=answer["CiphertextBlob"])["Plaintext"] == b"1"


def test_two_pairs_agree_on_a_secret(kms):
    """As two pairs outside of KMS do."""
    key = make(kms, "ECC_NIST_P256", "KEY_AGREEMENT")
    other = ec.generate_private_key(ec.SECP256R1())
    der = other.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )  # fmt: skip

    answer = kms.derive_shared_secret(KeyId=key, KeyAgreementAlgorithm="ECDH", PublicKey=der)

    assert answer["SharedSecret"] == other.exchange(ec.ECDH(), public(kms, key))
    assert (answer["KeyId"], answer["KeyOrigin"], answer["KeyAgreementAlgorithm"]) == (key, "AWS_KMS", "ECDH")
    unknown = bytes.fromhex("300d300706052a030405060302000a")  # of an algorithm that nobody knows
    rsa = kms.get_public_key(KeyId=make(kms, "RSA_2048", "SIGN_VERIFY"))["PublicKey"]
    for public_key in (b"no key", unknown, OTHER_KIND, rsa):
        wrong = {"KeyId": key, "KeyAgreementAlgorithm": "ECDH", "PublicKey": public_key}
        assert refusal(kms.derive_shared_secret, **wrong) == ("ValidationException", "")


@pytest.mark.parametrize(("spec", "size"), [("RSA_2048", 2048), ("ECC_NIST_P384", 384)])
def test_a_data_key_pair(kms, key, spec, size):
    """Its private half opens under the KMS key, with the context, and fits the public one."""
    context = {"file": "7"}
    made = kms.generate_data_key_pair(KeyId=key, KeyPairSpec=spec, EncryptionContext=context)

    opened = kms.decrypt(CiphertextBlob=made["PrivateKeyCiphertextBlob"], EncryptionContext=context)
    assert opened["Plaintext"] == made["PrivateKeyPlaintext"]
    private = serialization.load_der_private_key(made["PrivateKeyPlaintext"], None)
    assert private.key_size == size
    assert private.public_key() == serialization.load_der_public_key(made["PublicKey"])
    assert (made["KeyId"], made["KeyPairSpec"]) == (key, spec)
    without = kms.generate_data_key_pair_without_plaintext(KeyId=key, KeyPairSpec=spec)
    assert "PrivateKeyPlaintext" not in without


def test_a_data_key_pair_wants_a_symmetric_key(kms):
    rsa = make(kms, "RSA_2048", "ENCRYPT_DECRYPT")

    asked = {"KeyId": rsa, "KeyPairSpec": "ECC_NIST_P256"}
    assert refusal(kms.generate_data_key_pair, **asked)[0] == "InvalidKeyUsageException"


@pytest.mark.parametrize(
    ("spec", "usage", "listed"),
    [
        ("RSA_4096", "ENCRYPT_DECRYPT", {"EncryptionAlgorithms": ["RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256"]}),
        ("ECC_NIST_P256", "SIGN_VERIFY", {"SigningAlgorithms": ["ECDSA_SHA_256"]}),
        ("ECC_NIST_P256", "KEY_AGREEMENT", {"KeyAgreementAlgorithms": ["ECDH"]}),
        ("HMAC_256", "GENERATE_VERIFY_MAC", {"MacAlgorithms": ["HMAC_SHA_256"]}),
    ],
)
def test_a_key_tells_what_it_can_do(kms, spec, usage, listed):
    """And no material by name: that is for symmetric encryption keys."""
    told = kms.create_key(KeySpec=spec, KeyUsage=usage)["KeyMetadata"]

    assert {name: value for name, value in told.items() if name.endswith("Algorithms")} == listed
    assert (told["KeySpec"], told["CustomerMasterKeySpec"], told["KeyUsage"]) == (spec, spec, usage)
    assert "CurrentKeyMaterialId" not in told


def test_a_kind_of_key_that_there_is_not(kms):
    assert refusal(kms.create_key, KeySpec="HMAC_256") == (
        "ValidationException",
        "You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.",
    )
    assert refusal(kms.create_key, KeySpec="RSA_2048", KeyUsage="KEY_AGREEMENT") == (
        "ValidationException",
        "KeyUsage KEY_AGREEMENT is not compatible with KeySpec RSA_2048",
    )
    with pytest.raises(NotSimulated, match="keys of the spec ML_DSA_44 are not simulated"):
        kms.create_key(KeySpec="ML_DSA_44", KeyUsage="SIGN_VERIFY")


@pytest.mark.parametrize(("spec", "usage"), [("RSA_2048", "SIGN_VERIFY"), ("HMAC_256", "GENERATE_VERIFY_MAC")])
def test_only_symmetric_keys_rotate(kms, spec, usage):
    """A disabled one is told that first."""
    key = make(kms, spec, usage)

    for call in (kms.enable_key_rotation, kms.rotate_key_on_demand, kms.get_key_rotation_status):
        assert refusal(call, KeyId=key) == ("UnsupportedOperationException", "")
    kms.disable_key(KeyId=key)
    assert refusal(kms.rotate_key_on_demand, KeyId=key) == ("DisabledException", f"{key} is disabled.")


def test_a_symmetric_key_has_no_public_half(kms, key):
    assert refusal(kms.get_public_key, KeyId=key)[0] == "UnsupportedOperationException"


def test_pairs_on_curves_come_from_the_seed():
    def drawn(seed: int) -> bytes:
        with Cloud(services=["kms"], seed=seed) as cloud:
            kms = cloud.client("kms")
            return bytes(kms.get_public_key(KeyId=make(kms, "ECC_NIST_P256", "SIGN_VERIFY"))["PublicKey"])

    assert drawn(7) == drawn(7)
    assert drawn(7) != drawn(8)
