"""Parameter Store. Plain boto3, so that it could face AWS. Sources: API reference, and issue trackers for the words."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from course_lib.aws.account import Cloud
from course_lib.aws.contents import contents
from course_lib.aws.http.messages import NotSimulated


@pytest.fixture
def aws():
    with Cloud(services=["ssm", "kms"]) as cloud:
        yield cloud


@pytest.fixture
def ssm(aws):
    return aws.client("ssm")


def put(ssm, name, value="x", **more):
    return ssm.put_parameter(**{"Name": name, "Value": value, "Type": "String", **more})


def refused(call, **params):
    """The error's code and words."""
    with pytest.raises(ClientError) as caught:
        call(**params)
    error = caught.value.response["Error"]
    return error["Code"], error["Message"]


def names(ssm, path, **params):
    pages = ssm.get_paginator("get_parameters_by_path").paginate(Path=path, **params)
    return [each["Name"] for page in pages for each in page["Parameters"]]


def test_a_parameter_has_versions(aws, ssm):
    """Each overwriting makes one; an old one is read by its number."""
    assert put(ssm, "/orders/table", "orders-1")["Version"] == 1
    assert put(ssm, "/orders/table", "orders-2", Overwrite=True)["Version"] == 2
    told = ssm.get_parameter(Name="/orders/table")["Parameter"]
    assert (told["Value"], told["Version"], told["Type"]) == ("orders-2", 2, "String")
    assert told["ARN"] == f"arn:aws:ssm:us-east-1:{aws.account}:parameter/orders/table"
    assert ssm.get_parameter(Name="/orders/table:1")["Parameter"]["Value"] == "orders-1"
    assert ssm.get_parameter(Name=told["ARN"])["Parameter"]["Value"] == "orders-2"
    assert refused(ssm.get_parameter, Name="/orders/table:7")[0] == "ParameterVersionNotFound"


def test_nothing_is_overwritten_unasked(ssm):
    """The words are AWS's; the type stays as it was."""
    put(ssm, "/orders/table")
    words = "The parameter already exists. To overwrite this value, set the overwrite option in the request to true."
    assert refused(put, ssm=ssm, name="/orders/table") == ("ParameterAlreadyExists", words)
    got = refused(put, ssm=ssm, name="/orders/table", Type="StringList", Overwrite=True)
    assert got[0] == "HierarchyTypeMismatchException"


def test_what_is_not_there(ssm):
    """One is an error, several are told; deleting too."""
    put(ssm, "/a/b")
    assert refused(ssm.get_parameter, Name="/a/c")[0] == "ParameterNotFound"
    told = ssm.get_parameters(Names=["/a/b", "/a/c"])
    assert ([each["Name"] for each in told["Parameters"]], told["InvalidParameters"]) == (["/a/b"], ["/a/c"])
    ssm.delete_parameter(Name="/a/b")
    assert refused(ssm.delete_parameter, Name="/a/b")[0] == "ParameterNotFound"
    assert ssm.delete_parameters(Names=["/a/b"])["InvalidParameters"] == ["/a/b"]


@pytest.mark.parametrize(("tier", "most"), [("Standard", 4096), ("Advanced", 8192)])
def test_how_long_a_value_may_be(ssm, tier, most):
    """In bytes."""
    put(ssm, "/a", "ä" * (most // 2), Tier=tier)
    code, words = refused(put, ssm=ssm, name="/b", value="x" * (most + 1), Tier=tier)
    assert code == "ValidationException"
    assert words.startswith(f"{tier} tier parameters support a maximum parameter value of {most} characters.")


def test_a_tier_that_follows_the_value(ssm):
    """Intelligent-Tiering chooses; a parameter that is advanced stays so."""
    assert put(ssm, "/a", "x" * 4096, Tier="Intelligent-Tiering")["Tier"] == "Standard"
    assert put(ssm, "/a", "x" * 4097, Tier="Intelligent-Tiering", Overwrite=True)["Tier"] == "Advanced"
    assert put(ssm, "/a", "x", Overwrite=True)["Tier"] == "Advanced"


def test_by_path_in_pages_of_ten(ssm):
    """Right below the path, or all of it; another path with the same beginning is another one."""
    for number in range(12):
        put(ssm, f"/orders/eu/t{number:02}")
    put(ssm, "/orders/top")
    put(ssm, "/orders-old/x")
    first = ssm.get_parameters_by_path(Path="/orders/eu")
    assert (len(first["Parameters"]), "NextToken" in first) == (10, True)
    below = [f"/orders/eu/t{number:02}" for number in range(12)]
    assert names(ssm, "/orders/eu") == names(ssm, "/orders/eu/") == below
    assert names(ssm, "/orders") == ["/orders/top"]
    assert names(ssm, "/orders", Recursive=True) == [*below, "/orders/top"]
    assert names(ssm, "/nothing", Recursive=True) == []
    assert refused(ssm.get_parameters_by_path, Path="/orders", MaxResults=11)[0] == "ValidationException"


@pytest.mark.parametrize("name", ["a b", "orders/table", "/aws/x", "ssm-x", "/a//b", "/a/", "/ä", "/a" * 16])
def test_what_a_name_may_not_be(ssm, name):
    """Source: API reference, PutParameter, Name."""
    code, _ = refused(put, ssm=ssm, name=name)
    assert code == ("HierarchyLevelLimitExceededException" if name == "/a" * 16 else "ValidationException")


def test_a_secret_is_encrypted(aws, ssm):
    """Without WithDecryption one sees what KMS made of it."""
    key = aws.client("kms").create_key()["KeyMetadata"]["KeyId"]
    put(ssm, "/db/password", "example-password", Type="SecureString", KeyId=key)
    assert "example" not in ssm.get_parameter(Name="/db/password")["Parameter"]["Value"]
    told = ssm.get_parameter(Name="/db/password", WithDecryption=True)["Parameter"]
    assert (told["Value"], told["Type"]) == ("example-password", "SecureString")
    assert ssm.get_parameters_by_path(Path="/db", WithDecryption=True)["Parameters"][0]["Value"] == "example-password"


def test_checks_see_what_changes(aws, ssm):
    """By the parameter's name; putting the same again is a change too, for its version."""
    put(ssm, "/a")
    before = contents(aws)["parameter /a"]
    put(ssm, "/a", Overwrite=True)
    assert contents(aws)["parameter /a"].token != before.token


def test_what_is_not_simulated_is_refused_by_name(ssm):
    """Other operations and parameters."""
    for call, params in (
        (ssm.get_parameters_by_path, {"Path": "/a", "ParameterFilters": [{"Key": "Type", "Values": ["String"]}]}),
    ):
        with pytest.raises(NotSimulated, match="Parameter Store is simulated here, but not"):
            call(**params)
    for call, params in ((ssm.describe_parameters, {}), (ssm.send_command, {"DocumentName": "AWS-RunShellScript"})):
        with pytest.raises(NotSimulated, match="is simulated here, but not"):
            call(**params)
