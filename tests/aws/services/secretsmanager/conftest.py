"""An account with Secrets Manager and KMS, and the words of an error."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from course_lib.aws.account import Cloud


@pytest.fixture
def aws():
    with Cloud(services=["secretsmanager", "kms"]) as cloud:
        yield cloud


@pytest.fixture
def secrets(aws):
    return aws.client("secretsmanager")


def refused(call, **params):
    """The error's code and words."""
    with pytest.raises(ClientError) as caught:
        call(**params)
    error = caught.value.response["Error"]
    return error["Code"], error["Message"]


def labels(secrets, name):
    """The labels of each version, by the value."""
    listed = secrets.list_secret_version_ids(SecretId=name, IncludeDeprecated=True)["Versions"]
    return {
        secrets.get_secret_value(SecretId=name, VersionId=each["VersionId"])["SecretString"]: each.get(
            "VersionStages", []
        )
        for each in listed
    }
