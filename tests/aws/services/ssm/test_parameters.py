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
    label = [{"Key": "Label", "Values": ["x"]}]
    for call, params in (
        (ssm.get_parameters_by_path, {"Path": "/a", "ParameterFilters": label}),
        (ssm.describe_parameters, {"Shared": True}),
    ):
        with pytest.raises(NotSimulated, match="Parameter Store is simulated here, but not"):
            call(**params)
    command = {"DocumentName": "AWS-RunShellScript"}
    for call, params in ((ssm.get_parameter_history, {"Name": "/a"}), (ssm.send_command, command)):
        with pytest.raises(NotSimulated, match="is simulated here, but not"):
            call(**params)


def test_a_secret_without_a_key_of_ones_own(ssm):
    """AWS's own key for Parameter Store is there without being made. Only who asks for it sees the value."""
    put(ssm, "/db/password", "example-password", Type="SecureString")
    put(ssm, "/db/other", "example-password", Type="SecureString", KeyId="alias/aws/ssm")
    for name in ("/db/password", "/db/other"):
        hidden = ssm.get_parameter(Name=name)["Parameter"]["Value"]
        shown = ssm.get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"]
        assert len(hidden) > 100 and "example" not in hidden
        assert shown == "example-password"
    absent = {"Type": "SecureString", "KeyId": "alias/mine"}
    assert refused(ssm.put_parameter, Name="/x", Value="x", **absent)[0] == "InvalidKeyId"


# A list of what there is


@pytest.fixture
def several(ssm):
    """Five parameters of different kinds."""
    put(ssm, "plain")
    put(ssm, "/orders/table", Description="where orders are")
    put(ssm, "/orders/eu/table")
    put(ssm, "/orders/password", Type="SecureString")
    put(ssm, "/orders/long", "x" * 5000, Tier="Advanced")
    return ssm


def described(ssm, *wanted, **params):
    """The names that DescribeParameters gives; a filter is a key, an option and values."""
    asked = [
        {"Key": key, "Values": values, **({"Option": option} if option else {})} for key, option, *values in wanted
    ]
    pages = ssm.get_paginator("describe_parameters").paginate(ParameterFilters=asked, **params)
    return [each["Name"] for page in pages for each in page["Parameters"]]


def test_what_there_is_comes_without_values(several):
    [told] = several.describe_parameters(ParameterFilters=[{"Key": "Name", "Values": ["/orders/table"]}])["Parameters"]
    assert told.pop("LastModifiedDate")
    assert told.pop("ARN").endswith(":parameter/orders/table")
    assert told == {
        "Name": "/orders/table",
        "Type": "String",
        "Description": "where orders are",
        "Version": 1,
        "Tier": "Standard",
        "Policies": [],
        "DataType": "text",
    }


@pytest.mark.parametrize(
    "wanted, found",
    [
        ([], ["/orders/eu/table", "/orders/long", "/orders/password", "/orders/table", "plain"]),
        ([("Path", None, "/orders")], ["/orders/long", "/orders/password", "/orders/table"]),
        ([("Path", "Recursive", "/orders/eu/"), ("Tier", None, "Standard")], ["/orders/eu/table"]),
        ([("Path", None, "/")], ["plain"]),
        ([("Name", None, "orders/table", "plain")], ["/orders/table", "plain"]),
        ([("Name", "BeginsWith", "/orders/e")], ["/orders/eu/table"]),
        ([("Name", "Contains", "table")], ["/orders/eu/table", "/orders/table"]),
        ([("Type", None, "SecureString")], ["/orders/password"]),
        ([("KeyId", None, "alias/aws/ssm")], ["/orders/password"]),
        ([("Tier", None, "Advanced")], ["/orders/long"]),
        ([("Path", "Recursive", "/orders"), ("Name", "Contains", "table"), ("Type", None, "StringList")], []),
    ],
)
def test_filters_of_a_list(several, wanted, found):
    """All have to hold; of one any value. A name counts with and without its slash."""
    assert described(several, *wanted) == found
    assert described(several, *wanted, PaginationConfig={"PageSize": 1}) == found


def test_the_older_filters(several):
    """A name is its beginning there."""
    told = several.describe_parameters(Filters=[{"Key": "Name", "Values": ["/orders/t", "pl"]}])["Parameters"]
    assert [each["Name"] for each in told] == ["/orders/table", "plain"]


@pytest.mark.parametrize(
    "wanted, code, words",
    [
        (("Label", None, "x"), "InvalidFilterKey", "The following filter key is not valid: Label. "),
        (("Name", None), "InvalidFilterValue", "The following filter values are missing : null for filter key Name."),
        (("Path", "Equals", "/a"), "InvalidFilterOption", "The following filter option is not valid: Equals. "),
        (("Type", "Contains", "String"), "InvalidFilterOption", "The following filter option is not valid: Contains. "),
        (("Tier", None, "Free"), "InvalidFilterOption", "The following filter value is not valid: Free. "),
        (("Path", None, "orders"), "ValidationException", "The parameter doesn't meet the parameter name requirements"),
        (("Path", None, "/aws/x"), "ValidationException", "Filters for common parameters can't be prefixed"),
    ],
)
def test_filters_that_are_refused(ssm, wanted, code, words):
    key, option, *values = wanted
    asked = {"Key": key, **({"Values": values} if values else {}), **({"Option": option} if option else {})}
    told = refused(ssm.describe_parameters, ParameterFilters=[asked])
    assert (told[0], told[1][: len(words)]) == (code, words)


def test_one_filter_of_a_kind_and_one_way_to_write_them(ssm):
    name = {"Key": "Name", "Values": ["x"]}
    assert refused(ssm.describe_parameters, ParameterFilters=[name, name])[0] == "InvalidFilterKey"
    assert refused(ssm.describe_parameters, ParameterFilters=[name], Filters=[name]) == (
        "ValidationException",
        "You can use either Filters or ParameterFilters in a single request.",
    )
    assert refused(ssm.describe_parameters, MaxResults=51)[0] == "ValidationException"


def test_a_path_can_be_filtered_by_type_and_key(several):
    """And by nothing else."""
    secret = [{"Key": "Type", "Values": ["SecureString"]}]
    assert names(several, "/orders", ParameterFilters=secret) == ["/orders/password"]
    by_name = [{"Key": "Name", "Values": ["x"]}]
    assert refused(several.get_parameters_by_path, Path="/orders", ParameterFilters=by_name) == (
        "InvalidFilterKey",
        "The following filter key is not valid: Name. Valid filter keys include: [Type, KeyId].",
    )


def test_tags_and_labels_are_refused_by_name(several):
    with pytest.raises(NotSimulated, match="not tags and labels"):
        described(several, ("tag:team", None, "x"))
