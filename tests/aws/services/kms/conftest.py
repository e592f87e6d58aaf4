"""Keys for these tests. To face the real service, let `kms` return boto3.client("kms")."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from course_lib.aws.account import Cloud

UNKNOWN = "1234abcd-12ab-34cd-56ef-1234567890ab"  # AWS's example of a key id


@pytest.fixture
def cloud() -> Iterator[Cloud]:
    with Cloud(services=["kms"]) as account:
        yield account


@pytest.fixture
def kms(cloud) -> Any:
    return cloud.client("kms")


@pytest.fixture
def key(kms) -> str:
    """A new key's ARN."""
    return str(kms.create_key()["KeyMetadata"]["Arn"])


@pytest.fixture
def other(kms) -> str:
    """Another key's ARN."""
    return str(kms.create_key()["KeyMetadata"]["Arn"])


def refusal(call: Any, **parameters: Any) -> tuple[str, str]:
    """A refused call's code and message. Every refusal of KMS that is tested here is HTTP status 400."""
    with pytest.raises(ClientError) as caught:
        call(**parameters)
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    error = caught.value.response["Error"]
    return error["Code"], error["Message"]
