"""Encrypt, Decrypt, data keys, ReEncrypt, GenerateRandom."""

from __future__ import annotations

import pytest
from botocore.exceptions import ParamValidationError

from course_lib.aws.account import Cloud
from tests.aws.services.kms.conftest import UNKNOWN, refusal

ONE = "1 validation error detected: "
CONTEXT = {"bucket": "genomes", "object": "S-1001"}


def test_what_is_encrypted_decrypts_and_each_ciphertext_is_another(kms, key):
    """The same bytes encrypt to other bytes every time; 32 bytes become 184."""
    first, second = (kms.encrypt(KeyId=key, Plaintext=b"s" * 32) for _ in range(2))

    assert first["CiphertextBlob"] != second["CiphertextBlob"]
    assert len(first["CiphertextBlob"]) == 184
    assert (first["KeyId"], first["EncryptionAlgorithm"]) == (key, "SYMMETRIC_DEFAULT")
    opened = kms.decrypt(CiphertextBlob=first["CiphertextBlob"])
    assert (opened["Plaintext"], opened["KeyId"]) == (b"s" * 32, key)
    assert opened["EncryptionAlgorithm"] == "SYMMETRIC_DEFAULT"


def test_encrypt_takes_4096_bytes_and_no_more(kms, key):
    """The limit is on the plaintext, and the refusal does not show it."""
    assert len(kms.encrypt(KeyId=key, Plaintext=bytes(4096))["CiphertextBlob"]) == 4096 + 152
    assert refusal(kms.encrypt, KeyId=key, Plaintext=bytes(4097)) == (
        "ValidationException",
        ONE + "Value at 'plaintext' failed to satisfy constraint: Member must have length less than or equal to 4096",
    )


def test_a_ciphertext_may_have_6144_bytes(kms, key):
    """What is too long is told so before anything is decrypted."""
    code, message = refusal(kms.decrypt, CiphertextBlob=bytes(6145))
    assert code == "ValidationException"
    assert message.endswith("at 'ciphertextBlob' failed to satisfy constraint: Member must have length less than or "
                            "equal to 6144")  # fmt: skip


@pytest.mark.parametrize(("asked", "size"), [({"KeySpec": "AES_256"}, 32), ({"KeySpec": "AES_128"}, 16),
                                             ({"NumberOfBytes": 1}, 1), ({"NumberOfBytes": 1024}, 1024)])  # fmt: skip
def test_a_data_key_comes_plain_and_encrypted(kms, key, asked, size):
    """Both are the same bytes; the answer names the key by its ARN, and its material."""
    made = kms.generate_data_key(KeyId=key, **asked)

    assert len(made["Plaintext"]) == size
    assert made["KeyId"] == key
    opened = kms.decrypt(CiphertextBlob=made["CiphertextBlob"])
    assert (opened["Plaintext"], opened["KeyMaterialId"]) == (made["Plaintext"], made["KeyMaterialId"])
    described = kms.describe_key(KeyId=key)["KeyMetadata"]
    assert described["CurrentKeyMaterialId"] == made["KeyMaterialId"]
    assert len(bytes.fromhex(made["KeyMaterialId"])) == 32


@pytest.mark.parametrize("asked", [{}, {"KeySpec": "AES_256", "NumberOfBytes": 32}])
@pytest.mark.parametrize("operation", ["generate_data_key", "generate_data_key_without_plaintext"])
def test_a_data_key_has_a_spec_or_a_number_of_bytes(kms, key, operation, asked):
    """Exactly one of the two."""
    assert refusal(getattr(kms, operation), KeyId=key, **asked) == (
        "ValidationException",
        "Please specify either number of bytes or key spec.",
    )


def test_bounds_of_a_data_key(kms, key):
    """boto3 itself refuses 0 bytes, KMS more than 1,024 and other specs."""
    with pytest.raises(ParamValidationError):
        kms.generate_data_key(KeyId=key, NumberOfBytes=0)
    assert refusal(kms.generate_data_key, KeyId=key, NumberOfBytes=1025) == (
        "ValidationException",
        ONE + "Value '1025' at 'numberOfBytes' failed to satisfy constraint: "
        "Member must have value less than or equal to 1024",
    )
    assert refusal(kms.generate_data_key, KeyId=key, KeySpec="AES_512") == (
        "ValidationException",
        ONE + "Value 'AES_512' at 'keySpec' failed to satisfy constraint: "
        "Member must satisfy enum value set: [AES_256, AES_128]",
    )


def test_a_data_key_without_its_plaintext(kms, key):
    """Only the encrypted key comes back; Decrypt gives the plain one."""
    made = kms.generate_data_key_without_plaintext(KeyId=key, KeySpec="AES_256", EncryptionContext=CONTEXT)

    assert "Plaintext" not in made
    assert len(kms.decrypt(CiphertextBlob=made["CiphertextBlob"], EncryptionContext=CONTEXT)["Plaintext"]) == 32


@pytest.mark.parametrize(
    "context",
    [{}, {"bucket": "genomes"}, {**CONTEXT, "more": "1"}, {"Bucket": "genomes", "object": "S-1001"},
     {"bucket": "Genomes", "object": "S-1001"}, {"bucket": "S-1001", "object": "genomes"}],
)  # fmt: skip
def test_another_encryption_context_opens_nothing(kms, key, context):
    """It must be the same, letter by letter, and KMS says no more than that something is wrong."""
    blob = kms.encrypt(KeyId=key, Plaintext=b"1", EncryptionContext=CONTEXT)["CiphertextBlob"]

    assert refusal(kms.decrypt, CiphertextBlob=blob, EncryptionContext=context) == ("InvalidCiphertextException", "")


def test_where_one_pair_ends_and_the_next_begins_counts(kms, key):
    """{"ab": "c"} is not {"a": "bc"}."""
    blob = kms.encrypt(KeyId=key, Plaintext=b"1", EncryptionContext={"ab": "c"})["CiphertextBlob"]

    assert refusal(kms.decrypt, CiphertextBlob=blob, EncryptionContext={"a": "bc"})[0] == "InvalidCiphertextException"


def test_the_order_of_the_pairs_does_not_count(kms, key):
    blob = kms.encrypt(KeyId=key, Plaintext=b"1", EncryptionContext=CONTEXT)["CiphertextBlob"]

    assert kms.decrypt(CiphertextBlob=blob, EncryptionContext=dict(reversed(CONTEXT.items())))["Plaintext"] == b"1"


def test_a_ciphertext_with_one_bit_changed_opens_nothing(kms, key):
    """Wherever the bit is."""
    blob = kms.encrypt(KeyId=key, Plaintext=b"secret")["CiphertextBlob"]
    codes = set()
    for place in range(len(blob)):
        changed = bytearray(blob)
        changed[place] ^= 1
        codes.add(refusal(kms.decrypt, CiphertextBlob=bytes(changed), KeyId=key)[0])

    assert codes <= {"InvalidCiphertextException", "IncorrectKeyException"}
    assert refusal(kms.decrypt, CiphertextBlob=blob[:-1]) == ("InvalidCiphertextException", "")
    assert refusal(kms.decrypt, CiphertextBlob=b"no ciphertext") == ("InvalidCiphertextException", "")


def test_a_named_key_must_be_the_one_that_encrypted(kms, key, other):
    """By id, ARN or alias; without a name KMS takes the key that the ciphertext names."""
    blob = kms.encrypt(KeyId=key, Plaintext=b"1")["CiphertextBlob"]
    kms.create_alias(AliasName="alias/one", TargetKeyId=key)

    for name in (key, key.rpartition("/")[2], "alias/one", key.replace(key.rpartition(":")[2], "alias/one")):
        assert kms.decrypt(CiphertextBlob=blob, KeyId=name)["KeyId"] == key
    assert refusal(kms.decrypt, CiphertextBlob=blob, KeyId=other) == (
        "IncorrectKeyException",
        "The key ID in the request does not identify a CMK that can perform this operation.",
    )


def test_a_ciphertext_of_another_account_opens_nothing(kms, key):
    """Its key is not here."""
    blob = kms.encrypt(KeyId=key, Plaintext=b"1")["CiphertextBlob"]

    with Cloud(services=["kms"], seed=1) as elsewhere:
        code, message = refusal(elsewhere.client("kms").decrypt, CiphertextBlob=blob)
    assert code == "AccessDeniedException"
    assert message.startswith("The ciphertext refers to a customer master key that does not exist")


def test_re_encrypt_moves_a_data_key_to_another_key_and_context(kms, key, other):
    """The data key itself stays the same, and is not shown."""
    made = kms.generate_data_key(KeyId=key, KeySpec="AES_256", EncryptionContext=CONTEXT)

    moved = kms.re_encrypt(
        CiphertextBlob=made["CiphertextBlob"],
        SourceEncryptionContext=CONTEXT,
        DestinationKeyId=other,
        DestinationEncryptionContext={"a": "b"},
    )

    assert (moved["SourceKeyId"], moved["KeyId"], "Plaintext" in moved) == (key, other, False)
    assert moved["SourceKeyMaterialId"] == made["KeyMaterialId"] != moved["DestinationKeyMaterialId"]
    opened = kms.decrypt(CiphertextBlob=moved["CiphertextBlob"], EncryptionContext={"a": "b"}, KeyId=other)
    assert opened["Plaintext"] == made["Plaintext"]


def test_re_encrypt_refuses_what_decrypt_would(kms, key, other):
    blob = kms.encrypt(KeyId=key, Plaintext=b"1", EncryptionContext=CONTEXT)["CiphertextBlob"]

    wrong_context = refusal(kms.re_encrypt, CiphertextBlob=blob, DestinationKeyId=other)
    wrong_key = refusal(
        kms.re_encrypt,
        CiphertextBlob=blob,
        SourceEncryptionContext=CONTEXT,
        SourceKeyId=other,
        DestinationKeyId=other,
    )
    assert (wrong_context[0], wrong_key[0]) == ("InvalidCiphertextException", "IncorrectKeyException")


def test_a_key_that_is_not_there(kms, key):
    """KMS tells a name that cannot be one from one that is not there."""
    account = key.split(":")[4]
    arn = f"arn:aws:kms:us-east-1:{account}:key/{UNKNOWN}"

    for name in (UNKNOWN, arn):
        assert refusal(kms.encrypt, KeyId=name, Plaintext=b"1") == ("NotFoundException", f"Key '{arn}' does not exist")
    assert refusal(kms.encrypt, KeyId="payroll", Plaintext=b"1") == ("NotFoundException", "Invalid keyId 'payroll'")
    assert refusal(kms.generate_data_key, KeyId="alias/none", KeySpec="AES_256") == (
        "NotFoundException",
        f"Alias arn:aws:kms:us-east-1:{account}:alias/none is not found.",
    )


def test_a_key_of_another_region_is_not_found(kms, key):
    elsewhere = key.replace("us-east-1", "eu-west-2")

    assert refusal(kms.encrypt, KeyId=elsewhere, Plaintext=b"1") == ("NotFoundException", "Invalid arn eu-west-2")


def test_a_dry_run_does_nothing(kms, key):
    assert refusal(kms.generate_data_key, KeyId=key, KeySpec="AES_256", DryRun=True) == (
        "DryRunOperationException",
        "The request would have succeeded, but the DryRun option is set.",
    )


def test_a_key_for_signing_encrypts_nothing(kms):
    signing = kms.create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["Arn"]

    assert refusal(kms.generate_data_key, KeyId=signing, KeySpec="AES_256") == (
        "InvalidKeyUsageException",
        f"{signing} key usage is SIGN_VERIFY which is not valid for GenerateDataKey.",
    )


def test_a_symmetric_key_knows_one_algorithm(kms, key):
    asked = {"KeyId": key, "Plaintext": b"1", "EncryptionAlgorithm": "RSAES_OAEP_SHA_256"}

    assert refusal(kms.encrypt, **asked) == (
        "InvalidKeyUsageException",
        "Algorithm RSAES_OAEP_SHA_256 is incompatible with key spec SYMMETRIC_DEFAULT.",
    )


def test_random_bytes(kms):
    assert len(kms.generate_random(NumberOfBytes=24)["Plaintext"]) == 24


def test_the_same_seed_gives_the_same_keys_and_another_seed_others():
    """What is random on AWS comes from the cloud's seed."""

    def drawn(seed):
        with Cloud(services=["kms"], seed=seed) as cloud:
            kms = cloud.client("kms")
            key = kms.create_key()["KeyMetadata"]["KeyId"]
            return key, kms.generate_data_key(KeyId=key, KeySpec="AES_256")["Plaintext"]

    assert drawn(7) == drawn(7)
    assert drawn(7) != drawn(8)
