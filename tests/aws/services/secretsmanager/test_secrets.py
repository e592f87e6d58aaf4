"""Secrets: their names, their deletion, their lists. Plain boto3. Sources: API reference; recorded answers."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from .conftest import refused

MISSING = ("ResourceNotFoundException", "Secrets Manager can't find the specified secret.")
MARKED = (
    "InvalidRequestException",
    "You can't perform this operation on the secret because it was marked for deletion.",
)
NAMES = "Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!"


def test_six_characters_that_nobody_chose(aws, secrets):
    """They end the ARN; a secret of the same name made later has others."""
    arn = secrets.create_secret(Name="shop/db", SecretString="x")["ARN"]
    start = f"arn:aws:secretsmanager:us-east-1:{aws.account}:secret:shop/db-"
    assert re.fullmatch(re.escape(start) + "[A-Za-z0-9]{6}", arn)
    secrets.delete_secret(SecretId=arn, ForceDeleteWithoutRecovery=True)
    again = secrets.create_secret(Name="shop/db", SecretString="x")["ARN"]
    assert again != arn
    assert refused(secrets.get_secret_value, SecretId=arn) == MISSING


def test_an_arn_without_its_end(secrets):
    """Finds the secret, unless its name ends as if it were one with its end."""
    for name, found in (("db", True), ("db-ab12", True), ("db-abc123", False), ("db-abc123-", True)):
        arn = secrets.create_secret(Name=name, SecretString="x")["ARN"]
        if found:
            assert secrets.describe_secret(SecretId=arn[:-7])["Name"] == name
        else:
            assert refused(secrets.describe_secret, SecretId=arn[:-7]) == MISSING
        assert secrets.describe_secret(SecretId=arn)["Name"] == name
        assert refused(secrets.describe_secret, SecretId=f"{name}{arn[-7:]}") == MISSING
    other = arn.replace("us-east-1", "eu-west-1")
    assert refused(secrets.describe_secret, SecretId=other) == MISSING


@pytest.mark.parametrize("name", ["Inv Name", "ä", "a:b", "a*"])
def test_what_a_name_may_not_be(secrets, name):
    got = refused(secrets.create_secret, Name=name, SecretString="x")
    assert got == ("ValidationException", NAMES)
    assert refused(secrets.get_secret_value, SecretId=name) == ("ValidationException", NAMES)


def test_how_long_a_name_may_be(secrets):
    secrets.create_secret(Name="n" * 512, SecretString="x")
    code, words = refused(secrets.create_secret, Name="n" * 513, SecretString="x")
    assert code == "ValidationException"
    assert words.endswith("at 'name' failed to satisfy constraint: Member must have length less than or equal to 512")


@pytest.mark.parametrize(("asked", "days"), [({"RecoveryWindowInDays": 7}, 7), ({}, 30)])
def test_after_the_window_it_is_gone(aws, secrets, asked, days):
    """Until then nobody can use it, and it can be restored."""
    arn = secrets.create_secret(Name="db", SecretString="one")["ARN"]
    told = secrets.delete_secret(SecretId="db", **asked)
    assert told["DeletionDate"] - aws.clock.now() == timedelta(days=days)
    aws.clock.advance(days=days, seconds=-1)
    assert refused(secrets.get_secret_value, SecretId="db") == MARKED
    assert secrets.describe_secret(SecretId="db")["DeletedDate"] < aws.clock.now()
    aws.clock.advance(seconds=2)
    assert refused(secrets.restore_secret, SecretId="db") == MISSING
    assert secrets.create_secret(Name="db", SecretString="two")["ARN"] != arn


def test_a_deleted_secret_can_be_restored(aws, secrets):
    """With its versions; nothing is left of the deletion."""
    secrets.create_secret(Name="db", SecretString="one")
    secrets.delete_secret(SecretId="db", RecoveryWindowInDays=7)
    secrets.restore_secret(SecretId="db")
    aws.clock.advance(days=8)
    assert secrets.get_secret_value(SecretId="db")["SecretString"] == "one"
    assert "DeletedDate" not in secrets.describe_secret(SecretId="db")


def test_what_a_secret_refuses_that_is_to_be_deleted(secrets):
    """Everything that uses or changes it, and another one of its name."""
    made = secrets.create_secret(Name="db", SecretString="one")["VersionId"]
    secrets.delete_secret(SecretId="db")
    for call, params in (
        (secrets.get_secret_value, {}),
        (secrets.put_secret_value, {"SecretString": "x"}),
        (secrets.update_secret, {"Description": "x"}),
        (secrets.update_secret_version_stage, {"VersionStage": "A", "MoveToVersionId": made}),
        (secrets.tag_resource, {"Tags": [{"Key": "a", "Value": "b"}]}),
        (secrets.untag_resource, {"TagKeys": ["a"]}),
    ):
        assert refused(call, SecretId="db", **params) == MARKED
    words = "You can't create this secret because a secret with this name is already scheduled for deletion."
    assert refused(secrets.create_secret, Name="db", SecretString="one") == ("InvalidRequestException", words)
    words = "You tried to perform the operation on a secret that's currently marked deleted."
    assert refused(secrets.delete_secret, SecretId="db") == ("InvalidRequestException", words)
    secrets.delete_secret(SecretId="db", ForceDeleteWithoutRecovery=True)
    assert refused(secrets.describe_secret, SecretId="db") == MISSING


@pytest.mark.parametrize("days", [0, 6, 31])
def test_how_long_the_window_may_be(secrets, days):
    secrets.create_secret(Name="db", SecretString="one")
    words = "The RecoveryWindowInDays value must be between 7 and 30 days (inclusive)."
    got = refused(secrets.delete_secret, SecretId="db", RecoveryWindowInDays=days)
    assert got == ("InvalidParameterException", words)


def test_a_window_and_none(secrets):
    secrets.create_secret(Name="db", SecretString="one")
    got = refused(secrets.delete_secret, SecretId="db", RecoveryWindowInDays=7, ForceDeleteWithoutRecovery=True)
    words = "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays."
    assert got == ("InvalidParameterException", words)


def test_deleting_at_once_what_is_not_there(secrets):
    """Is answered as if it had been there; without force it is not."""
    told = secrets.delete_secret(SecretId="db", ForceDeleteWithoutRecovery=True)
    assert (told["Name"], ":secret:db-" in told["ARN"]) == ("db", True)
    assert refused(secrets.delete_secret, SecretId="db") == MISSING


def test_an_update_without_a_value_makes_no_version(secrets):
    """The description alone changes; with a value there is a version."""
    secrets.create_secret(Name="db", SecretString="one", Description="old")
    assert "VersionId" not in secrets.update_secret(SecretId="db", Description="new")
    told = secrets.describe_secret(SecretId="db")
    assert (told["Description"], len(told["VersionIdsToStages"])) == ("new", 1)
    assert secrets.update_secret(SecretId="db", SecretString="two")["VersionId"]
    assert sorted(map(tuple, secrets.describe_secret(SecretId="db")["VersionIdsToStages"].values())) == [
        ("AWSCURRENT",),
        ("AWSPREVIOUS",),
    ]


def test_lists_in_pages_and_with_filters(aws, secrets):
    """In the order in which they were made, unless told; one that is to be deleted only where it is asked for."""
    for number in range(3):
        tags = [{"Key": "team", "Value": f"t{number}"}]
        secrets.create_secret(Name=f"shop/{number}", SecretString="x", Description=f"The Key of {number}", Tags=tags)
    secrets.create_secret(Name="Shop/9", SecretString="x")
    secrets.delete_secret(SecretId="shop/2")

    def names(*filters, **params):
        given = [{"Key": key, "Values": list(wanted)} for key, *wanted in filters]
        pages = secrets.get_paginator("list_secrets").paginate(Filters=given, **params)
        return [each["Name"] for page in pages for each in page["SecretList"]]

    assert names(PaginationConfig={"PageSize": 1}) == ["shop/0", "shop/1", "Shop/9"]
    assert names(IncludePlannedDeletion=True, SortOrder="desc") == ["Shop/9", "shop/2", "shop/1", "shop/0"]
    assert names(("name", "shop")) == ["shop/0", "shop/1"]
    assert names(("name", "!shop")) == ["Shop/9"]
    assert names(("description", "key"), SortBy="name") == ["shop/0", "shop/1"]
    assert names(("tag-key", "team"), ("tag-value", "t1", "t9")) == ["shop/1"]
    assert refused(secrets.list_secrets, NextToken="x")[0] == "InvalidNextTokenException"


def test_tags(secrets):
    """The new value counts; AWS's own prefix is refused, and more than fifty."""
    secrets.create_secret(Name="db", SecretString="x", Tags=[{"Key": "a", "Value": "1"}])
    secrets.tag_resource(SecretId="db", Tags=[{"Key": "a", "Value": "2"}, {"Key": "b", "Value": "3"}])
    secrets.untag_resource(SecretId="db", TagKeys=["b", "c"])
    assert secrets.describe_secret(SecretId="db")["Tags"] == [{"Key": "a", "Value": "2"}]
    for tags in ([{"Key": "aws:x", "Value": "1"}], [{"Key": str(number), "Value": "1"} for number in range(50)]):
        assert refused(secrets.tag_resource, SecretId="db", Tags=tags)[0] == "InvalidParameterException"


def test_the_same_seed_the_same_characters():
    """ARNs and passwords repeat from run to run."""
    from course_lib.aws.account import Cloud

    def drawn(seed):
        with Cloud(services=["secretsmanager"], seed=seed) as cloud:
            client = cloud.client("secretsmanager")
            return client.create_secret(Name="db")["ARN"][-6:], client.get_random_password()["RandomPassword"]

    assert drawn(1) == drawn(1) != drawn(2)
