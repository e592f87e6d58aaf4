"""Key states, deletion, rotation, aliases. The tests that let days pass are for the cloud alone."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError, ParamValidationError

from course_lib.aws.account import Cloud
from tests.aws.services.kms.conftest import refusal


def test_a_new_key(kms, cloud):
    made = kms.create_key(Description="samples", Tags=[{"TagKey": "team", "TagValue": "lab"}])["KeyMetadata"]

    assert made["Arn"] == f"arn:aws:kms:us-east-1:{cloud.account}:key/{made['KeyId']}"
    assert (made["KeyState"], made["Enabled"], made["KeyManager"]) == ("Enabled", True, "CUSTOMER")
    assert (made["KeySpec"], made["KeyUsage"]) == ("SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT")
    assert (made["EncryptionAlgorithms"], made["Description"]) == (["SYMMETRIC_DEFAULT"], "samples")
    assert kms.describe_key(KeyId=made["KeyId"])["KeyMetadata"] == made
    assert kms.list_keys()["Keys"] == [{"KeyId": made["KeyId"], "KeyArn": made["Arn"]}]
    assert kms.list_resource_tags(KeyId=made["KeyId"])["Tags"] == [{"TagKey": "team", "TagValue": "lab"}]
    assert '"kms:*"' in kms.get_key_policy(KeyId=made["KeyId"], PolicyName="default")["Policy"]


def uses(kms, key, blob):
    """Every call that needs an enabled key."""
    return [
        (kms.encrypt, {"KeyId": key, "Plaintext": b"1"}),
        (kms.decrypt, {"CiphertextBlob": blob}),
        (kms.generate_data_key, {"KeyId": key, "KeySpec": "AES_256"}),
        (kms.generate_data_key_without_plaintext, {"KeyId": key, "KeySpec": "AES_256"}),
        (kms.re_encrypt, {"CiphertextBlob": blob, "DestinationKeyId": key}),
        (kms.enable_key_rotation, {"KeyId": key}),
        (kms.disable_key_rotation, {"KeyId": key}),
        (kms.rotate_key_on_demand, {"KeyId": key}),
    ]


def test_a_disabled_key_is_of_no_use_until_it_is_enabled(kms, key):
    blob = kms.encrypt(KeyId=key, Plaintext=b"1")["CiphertextBlob"]
    kms.disable_key(KeyId=key)

    assert kms.describe_key(KeyId=key)["KeyMetadata"]["KeyState"] == "Disabled"
    for call, parameters in uses(kms, key, blob):
        assert refusal(call, **parameters) == ("DisabledException", f"{key} is disabled.")
    kms.enable_key(KeyId=key)
    assert kms.decrypt(CiphertextBlob=blob)["Plaintext"] == b"1"


def test_a_key_that_waits_for_its_deletion_is_of_no_use(kms, key):
    blob = kms.encrypt(KeyId=key, Plaintext=b"1")["CiphertextBlob"]
    planned = kms.schedule_key_deletion(KeyId=key, PendingWindowInDays=7)

    assert (planned["KeyId"], planned["KeyState"], planned["PendingWindowInDays"]) == (key, "PendingDeletion", 7)
    state = ("KMSInvalidStateException", f"{key} is pending deletion.")
    for call, parameters in uses(kms, key, blob):
        assert refusal(call, **parameters) == state
    for call in (kms.enable_key, kms.disable_key, kms.schedule_key_deletion):
        assert refusal(call, KeyId=key) == state
    assert refusal(kms.create_alias, AliasName="alias/a", TargetKeyId=key) == state
    described = kms.describe_key(KeyId=key)["KeyMetadata"]
    assert (described["KeyState"], described["DeletionDate"]) == ("PendingDeletion", planned["DeletionDate"])


def test_a_deletion_called_off_leaves_the_key_disabled(kms, key):
    kms.schedule_key_deletion(KeyId=key)

    assert kms.cancel_key_deletion(KeyId=key)["KeyId"] == key
    described = kms.describe_key(KeyId=key)["KeyMetadata"]
    assert (described["KeyState"], "DeletionDate" in described) == ("Disabled", False)
    assert refusal(kms.cancel_key_deletion, KeyId=key) == (
        "KMSInvalidStateException",
        f"{key} is not pending deletion.",
    )


@pytest.mark.parametrize("days", [6, 31])
def test_a_key_waits_7_to_30_days(kms, key, days):
    assert refusal(kms.schedule_key_deletion, KeyId=key, PendingWindowInDays=days)[0] == "ValidationException"


def test_a_deleted_key_takes_what_it_encrypted_with_it(kms, cloud, key):
    blob = kms.encrypt(KeyId=key, Plaintext=b"1")["CiphertextBlob"]
    kms.create_alias(AliasName="alias/old", TargetKeyId=key)
    kms.schedule_key_deletion(KeyId=key, PendingWindowInDays=7)
    cloud.clock.advance(days=7)

    assert refusal(kms.describe_key, KeyId=key) == ("NotFoundException", f"Key '{key}' does not exist")
    assert refusal(kms.decrypt, CiphertextBlob=blob)[0] == "AccessDeniedException"
    assert (kms.list_keys()["Keys"], kms.list_aliases()["Aliases"]) == ([], [])


def test_rotation_is_off_until_it_is_turned_on(kms, key):
    """365 days unless told; 90 to 2,560."""
    assert kms.get_key_rotation_status(KeyId=key)["KeyRotationEnabled"] is False
    kms.enable_key_rotation(KeyId=key)

    status = kms.get_key_rotation_status(KeyId=key)
    assert (status["KeyId"], status["KeyRotationEnabled"], status["RotationPeriodInDays"]) == (key, True, 365)
    kms.enable_key_rotation(KeyId=key, RotationPeriodInDays=90)
    assert kms.get_key_rotation_status(KeyId=key)["RotationPeriodInDays"] == 90
    with pytest.raises(ParamValidationError):
        kms.enable_key_rotation(KeyId=key, RotationPeriodInDays=89)
    assert refusal(kms.enable_key_rotation, KeyId=key, RotationPeriodInDays=2561) == (
        "ValidationException",
        "1 validation error detected: Value '2561' at 'rotationPeriodInDays' failed to satisfy constraint: "
        "Member must have value less than or equal to 2560",
    )
    kms.disable_key_rotation(KeyId=key)
    assert "NextRotationDate" not in kms.get_key_rotation_status(KeyId=key)


def test_what_the_old_material_encrypted_still_decrypts(kms, cloud, key):
    """A rotation changes the material under the same key id; nothing is encrypted anew."""
    before = kms.generate_data_key(KeyId=key, KeySpec="AES_256")
    assert kms.rotate_key_on_demand(KeyId=key)["KeyId"] == key
    status = kms.get_key_rotation_status(KeyId=key)
    cloud.clock.advance(minutes=2)

    after = kms.generate_data_key(KeyId=key, KeySpec="AES_256")
    opened = kms.decrypt(CiphertextBlob=before["CiphertextBlob"], KeyId=key)
    assert "OnDemandRotationStartDate" in status
    assert after["KeyMaterialId"] != before["KeyMaterialId"] == opened["KeyMaterialId"]
    assert opened["Plaintext"] == before["Plaintext"]
    assert "OnDemandRotationStartDate" not in kms.get_key_rotation_status(KeyId=key)
    listed = kms.list_key_rotations(KeyId=key)["Rotations"]
    assert [(each["RotationType"], each["KeyMaterialId"]) for each in listed] == [("ON_DEMAND", after["KeyMaterialId"])]
    every = kms.list_key_rotations(KeyId=key, IncludeKeyMaterial="ALL_KEY_MATERIAL")["Rotations"]
    assert [each["KeyMaterialState"] for each in every] == ["NON_CURRENT", "CURRENT"]


def test_automatic_rotation_keeps_its_days(kms, cloud, key):
    kms.enable_key_rotation(KeyId=key, RotationPeriodInDays=90)
    cloud.clock.advance(days=181)

    listed = kms.list_key_rotations(KeyId=key)["Rotations"]
    assert [each["RotationType"] for each in listed] == ["AUTOMATIC", "AUTOMATIC"]
    assert (listed[1]["RotationDate"] - listed[0]["RotationDate"]).days == 90


def test_25_rotations_on_demand_and_one_at_a_time(kms, cloud, key):
    kms.rotate_key_on_demand(KeyId=key)
    assert refusal(kms.rotate_key_on_demand, KeyId=key)[0] == "ConflictException"
    for _ in range(24):
        cloud.clock.advance(minutes=2)
        kms.rotate_key_on_demand(KeyId=key)
    cloud.clock.advance(minutes=2)

    assert refusal(kms.rotate_key_on_demand, KeyId=key) == (
        "LimitExceededException",
        "The on-demand rotations limit has been reached for the given keyId. "
        f"No more on-demand rotations can be performed for this key: {key}",
    )


def test_an_alias_is_a_name_that_can_be_pointed_elsewhere(kms, key, other):
    """The answers name the key, not the alias, and old ciphertexts stay with the old key."""
    kms.create_alias(AliasName="alias/genomes", TargetKeyId=key)
    blob = kms.encrypt(KeyId="alias/genomes", Plaintext=b"1")
    kms.update_alias(AliasName="alias/genomes", TargetKeyId=other)

    assert (blob["KeyId"], kms.encrypt(KeyId="alias/genomes", Plaintext=b"1")["KeyId"]) == (key, other)
    assert kms.decrypt(CiphertextBlob=blob["CiphertextBlob"])["KeyId"] == key
    assert kms.describe_key(KeyId="alias/genomes")["KeyMetadata"]["Arn"] == other
    (row,) = kms.list_aliases(KeyId=other)["Aliases"]
    assert (row["AliasName"], row["TargetKeyId"]) == ("alias/genomes", other.rpartition("/")[2])
    kms.delete_alias(AliasName="alias/genomes")
    assert kms.list_aliases()["Aliases"] == []
    assert refusal(kms.delete_alias, AliasName="alias/genomes")[0] == "NotFoundException"


def test_names_that_an_alias_cannot_have(kms, key):
    account = key.split(":")[4]
    kms.create_alias(AliasName="alias/a", TargetKeyId=key)

    assert refusal(kms.create_alias, AliasName="alias/a", TargetKeyId=key) == (
        "AlreadyExistsException",
        f"An alias with the name arn:aws:kms:us-east-1:{account}:alias/a already exists",
    )
    assert refusal(kms.create_alias, AliasName="a", TargetKeyId=key)[0] == "ValidationException"
    assert refusal(kms.create_alias, AliasName="alias/aws/mine", TargetKeyId=key)[0] == "NotAuthorizedException"
    assert refusal(kms.create_alias, AliasName="alias/b", TargetKeyId="alias/a")[0] == "ValidationException"


def test_a_tables_own_key_is_among_the_aliases():
    """DynamoDB makes AWS's key for a table that is to be encrypted with it; ListAliases names it."""
    with Cloud(services=("dynamodb", "kms")) as cloud:
        cloud.client("dynamodb").create_table(
            TableName="sealed",
            KeySchema=[{"AttributeName": "p", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "p", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
            SSESpecification={"Enabled": True, "SSEType": "KMS"},
        )

        aliases = cloud.client("kms").list_aliases()["Aliases"]

    assert [alias["AliasName"] for alias in aliases] == ["alias/aws/dynamodb"]


def test_grants_are_of_keys_that_are_there():
    """An unknown key is told as elsewhere."""
    unknown = "1234abcd-12ab-34cd-56ef-1234567890ab"
    with Cloud(services=("kms",)) as cloud, pytest.raises(ClientError) as caught:
        cloud.client("kms").list_grants(KeyId=unknown)

    error = caught.value.response["Error"]
    told = f"Key 'arn:aws:kms:us-east-1:{cloud.account}:key/{unknown}' does not exist"
    assert (error["Code"], error["Message"]) == ("NotFoundException", told)
