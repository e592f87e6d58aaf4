"""The same key in two Regions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from course_lib.aws.account import Cloud
from course_lib.aws.sdk import wall
from tests.aws.services.kms.conftest import refusal


@pytest.fixture
def there(cloud: Cloud) -> Iterator[Any]:
    """A client in another Region."""
    wall.open_to(cloud)
    try:
        yield boto3.client("kms", region_name="eu-west-1")
    finally:
        wall.close()


@pytest.fixture
def primary(kms) -> str:
    return str(kms.create_key(MultiRegion=True)["KeyMetadata"]["Arn"])


def state(kms: Any, key: str) -> str:
    return str(kms.describe_key(KeyId=key)["KeyMetadata"]["KeyState"])


def test_what_one_encrypts_the_other_opens(kms, there, primary, cloud):
    """After a rotation too: the material is the primary key's."""
    key = primary.rpartition("/")[2]
    made = kms.replicate_key(KeyId=primary, ReplicaRegion="eu-west-1", Description="copy")["ReplicaKeyMetadata"]
    assert (made["KeyId"], made["KeyState"], made["Description"]) == (key, "Creating", "copy")
    assert made["MultiRegionConfiguration"] == {
        "MultiRegionKeyType": "REPLICA",
        "PrimaryKey": {"Arn": primary, "Region": "us-east-1"},
        "ReplicaKeys": [{"Arn": made["Arn"], "Region": "eu-west-1"}],
    }
    waits = ("KMSInvalidStateException", f"{made['Arn']} is creating.")
    assert refusal(there.encrypt, KeyId=key, Plaintext=b"1") == waits
    cloud.clock.advance(minutes=1)

    blob = kms.encrypt(KeyId=primary, Plaintext=b"1")["CiphertextBlob"]
    assert there.decrypt(CiphertextBlob=blob)["KeyId"] == made["Arn"]
    kms.rotate_key_on_demand(KeyId=primary)
    cloud.clock.advance(minutes=2)
    newer = there.encrypt(KeyId=key, Plaintext=b"2")["CiphertextBlob"]
    assert (
        kms.decrypt(CiphertextBlob=newer)["KeyMaterialId"]
        == kms.list_key_rotations(KeyId=key)["Rotations"][0]["KeyMaterialId"]
    )


def test_only_a_primary_key_is_replicated_and_rotated(kms, there, primary, key, cloud):
    made = kms.replicate_key(KeyId=primary, ReplicaRegion="eu-west-1")["ReplicaKeyMetadata"]["Arn"]
    cloud.clock.advance(minutes=1)
    words = "{} is not a multi-region primary key."

    for client, which in ((kms, key), (there, made)):
        asked = {"KeyId": which, "ReplicaRegion": "eu-central-1"}
        assert refusal(client.replicate_key, **asked) == ("UnsupportedOperationException", words.format(which))
    assert refusal(there.rotate_key_on_demand, KeyId=made)[0] == "UnsupportedOperationException"
    twice = {"KeyId": primary, "ReplicaRegion": "eu-west-1"}
    assert refusal(kms.replicate_key, **twice)[0] == "AlreadyExistsException"


def test_a_primary_key_is_deleted_after_its_replicas(kms, there, primary, cloud):
    made = kms.replicate_key(KeyId=primary, ReplicaRegion="eu-west-1")["ReplicaKeyMetadata"]["Arn"]
    planned = kms.schedule_key_deletion(KeyId=primary, PendingWindowInDays=7)
    assert (planned["KeyState"], "DeletionDate" in planned) == ("PendingReplicaDeletion", False)
    there.schedule_key_deletion(KeyId=made, PendingWindowInDays=7)

    cloud.clock.advance(days=8)
    assert state(kms, primary) == "PendingDeletion"
    cloud.clock.advance(days=7)

    assert refusal(kms.describe_key, KeyId=primary)[0] == "NotFoundException"
