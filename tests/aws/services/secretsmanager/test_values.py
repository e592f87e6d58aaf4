"""Values and their versions. Plain boto3, so that it could face AWS. Sources: API reference; recorded answers."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from course_lib.aws.contents import contents
from course_lib.aws.http.messages import NotSimulated
from course_lib.pictures.describe import describe

from .conftest import labels, refused

TOKEN, OTHER = "0" * 32, "1" * 32
MISSING = "Secrets Manager can't find the specified secret."


def test_a_put_makes_the_current_version(secrets):
    """The one before is AWSPREVIOUS; one without a label is shown only where it is asked for."""
    secrets.create_secret(Name="db", SecretString="one")
    for value in ("two", "three"):
        told = secrets.put_secret_value(SecretId="db", SecretString=value)
        assert told["VersionStages"] == ["AWSCURRENT"]
    assert secrets.get_secret_value(SecretId="db")["SecretString"] == "three"
    assert secrets.get_secret_value(SecretId="db", VersionStage="AWSPREVIOUS")["SecretString"] == "two"
    assert labels(secrets, "db") == {"one": [], "two": ["AWSPREVIOUS"], "three": ["AWSCURRENT"]}
    shown = secrets.list_secret_version_ids(SecretId="db")["Versions"]
    assert [each["VersionStages"] for each in shown] == [["AWSCURRENT"], ["AWSPREVIOUS"]]
    assert {tuple(each["KmsKeyIds"]) for each in shown} == {("DefaultEncryptionKey",)}


def test_other_labels_leave_the_current_version(secrets):
    """A label is at one version; the first version of all gets AWSCURRENT too."""
    secrets.create_secret(Name="db")
    first = secrets.put_secret_value(SecretId="db", SecretString="one", VersionStages=["AWSPENDING"])
    assert first["VersionStages"] == ["AWSCURRENT", "AWSPENDING"]
    secrets.put_secret_value(SecretId="db", SecretString="two", VersionStages=["AWSPENDING", "TRIED"])
    assert labels(secrets, "db") == {"one": ["AWSCURRENT"], "two": ["AWSPENDING", "TRIED"]}
    assert secrets.get_secret_value(SecretId="db")["SecretString"] == "one"


def test_a_token_makes_one_version(secrets):
    """The same token and value again is the same version; another value is refused, a token of another call is new."""
    made = secrets.create_secret(Name="db", SecretString="one", ClientRequestToken=TOKEN)
    assert made["VersionId"] == TOKEN
    again = secrets.create_secret(Name="db", SecretString="one", ClientRequestToken=TOKEN)
    assert (again["ARN"], again["VersionId"]) == (made["ARN"], TOKEN)
    assert secrets.put_secret_value(SecretId="db", SecretString="one", ClientRequestToken=TOKEN)["VersionId"] == TOKEN
    assert secrets.update_secret(SecretId="db", SecretString="one", ClientRequestToken=TOKEN)["VersionId"] == TOKEN
    words = (
        f"You can't use ClientRequestToken {TOKEN} because that value is already in use for a version of secret "
        f"{made['ARN']}."
    )
    for call, name in (("create_secret", "Name"), ("put_secret_value", "SecretId"), ("update_secret", "SecretId")):
        got = refused(getattr(secrets, call), **{name: "db"}, SecretString="two", ClientRequestToken=TOKEN)
        assert got == ("ResourceExistsException", words)
    words = "The operation failed because the secret db already exists."
    got = refused(secrets.create_secret, Name="db", SecretString="one", ClientRequestToken=OTHER)
    assert got == ("ResourceExistsException", words)
    assert labels(secrets, "db") == {"one": ["AWSCURRENT"]}
    got = refused(secrets.put_secret_value, SecretId="db", SecretString="x", ClientRequestToken="1" * 65)
    assert got == ("InvalidParameterException", "ClientRequestToken must be 32-64 characters long.")


def test_what_is_not_there(secrets):
    """Each in AWS's words."""
    told = secrets.create_secret(Name="db")
    assert "VersionId" not in told
    code = "ResourceNotFoundException"
    words = "Secrets Manager can't find the specified secret value for "
    assert refused(secrets.get_secret_value, SecretId="other") == (code, MISSING)
    assert refused(secrets.get_secret_value, SecretId="db") == (code, f"{words}staging label: AWSCURRENT")
    got = refused(secrets.get_secret_value, SecretId="db", VersionStage="AWSPREVIOUS")
    assert got == (code, f"{words}staging label: AWSPREVIOUS")
    got = refused(secrets.get_secret_value, SecretId="db", VersionId=TOKEN)
    assert got == (code, f"{words}VersionId: {TOKEN}")
    made = secrets.put_secret_value(SecretId="db", SecretString="one")
    got = refused(secrets.get_secret_value, SecretId="db", VersionId=made["VersionId"], VersionStage="AWSPREVIOUS")
    words = "You provided a VersionStage that is not associated to the provided VersionId."
    assert got == ("InvalidRequestException", words)


@pytest.mark.parametrize("value", [{"SecretString": "ä" * 32_768}, {"SecretBinary": b"\x00" * 65_536}])
def test_how_large_a_value_may_be(secrets, value):
    """65,536 bytes. What AWS says of a larger one does not repeat it."""
    [(member, given)] = value.items()
    secrets.create_secret(Name="db", **value)
    assert secrets.get_secret_value(SecretId="db")[member] == given
    shown = member[0].lower() + member[1:]
    words = f"1 validation error detected: Value at '{shown}' failed to satisfy constraint: "
    words += "Member must have length less than or equal to 65536"
    got = refused(secrets.put_secret_value, SecretId="db", **{member: given + given[:1]})
    assert got == ("ValidationException", words)


def test_a_value_is_a_text_or_bytes(secrets):
    """Not both, and in a put not nothing."""
    got = refused(secrets.create_secret, Name="db", SecretString="x", SecretBinary=b"x")
    words = "You can't specify both a binary secret value and a string secret value in the same secret."
    assert got == ("InvalidParameterException", words)
    secrets.create_secret(Name="db")
    words = "You must provide either SecretString or SecretBinary."
    assert refused(secrets.put_secret_value, SecretId="db") == ("InvalidRequestException", words)


def test_the_label_is_moved(secrets):
    """AWSPREVIOUS goes to where AWSCURRENT was; a label that is somewhere has to be taken from there by name."""
    old = secrets.create_secret(Name="db", SecretString="one")["VersionId"]
    new = secrets.put_secret_value(SecretId="db", SecretString="two", VersionStages=["AWSPENDING"])["VersionId"]
    move = {"SecretId": "db", "VersionStage": "AWSCURRENT", "MoveToVersionId": new}
    words = (
        "The parameter RemoveFromVersionId can't be empty. Staging label AWSCURRENT is currently attached to version "
        f"{old}, so you must explicitly reference that version in RemoveFromVersionId."
    )
    assert refused(secrets.update_secret_version_stage, **move) == ("InvalidParameterException", words)
    secrets.update_secret_version_stage(**move, RemoveFromVersionId=old)
    assert labels(secrets, "db") == {"one": ["AWSPREVIOUS"], "two": ["AWSCURRENT", "AWSPENDING"]}
    secrets.update_secret_version_stage(**{**move, "MoveToVersionId": old}, RemoveFromVersionId=new)
    assert labels(secrets, "db") == {"one": ["AWSCURRENT"], "two": ["AWSPENDING", "AWSPREVIOUS"]}


def test_a_label_is_removed(secrets):
    """But not AWSCURRENT, and not from a version that has it not."""
    made = secrets.create_secret(Name="db", SecretString="one")["VersionId"]
    secrets.update_secret_version_stage(SecretId="db", VersionStage="TRIED", MoveToVersionId=made)
    remove = {"SecretId": "db", "RemoveFromVersionId": made}
    secrets.update_secret_version_stage(**remove, VersionStage="TRIED")
    assert labels(secrets, "db") == {"one": ["AWSCURRENT"]}
    words = "You can only move staging label AWSCURRENT to a different secret version. It can't be completely removed."
    got = refused(secrets.update_secret_version_stage, **remove, VersionStage="AWSCURRENT")
    assert got == ("InvalidParameterException", words)
    got = refused(secrets.update_secret_version_stage, **remove, VersionStage="TRIED")
    assert got[0] == "InvalidParameterException"
    got = refused(secrets.update_secret_version_stage, SecretId="db", VersionStage="A", MoveToVersionId=TOKEN)
    assert got[0] == "ResourceNotFoundException"


def test_a_version_has_twenty_labels(secrets):
    made = secrets.create_secret(Name="db", SecretString="one")["VersionId"]
    for number in range(19):
        secrets.update_secret_version_stage(SecretId="db", VersionStage=f"L{number}", MoveToVersionId=made)
    got = refused(secrets.update_secret_version_stage, SecretId="db", VersionStage="L19", MoveToVersionId=made)
    assert got[0] == "LimitExceededException"


def test_a_hundred_versions(aws, secrets):
    """More are made only when some without a label are older than a day."""
    secrets.create_secret(Name="db", SecretString="0")
    for number in range(1, 100):
        secrets.put_secret_value(SecretId="db", SecretString=str(number))
    assert refused(secrets.put_secret_value, SecretId="db", SecretString="100")[0] == "LimitExceededException"
    assert secrets.get_secret_value(SecretId="db")["SecretString"] == "99"
    aws.clock.advance(days=2)
    secrets.put_secret_value(SecretId="db", SecretString="100")
    left = labels(secrets, "db")
    assert (len(left), "0" in left, "1" in left) == (100, False, True)


def test_several_at_once(secrets):
    """What cannot be read is told beside the others."""
    secrets.create_secret(Name="a", SecretString="1")
    secrets.create_secret(Name="b", SecretString="2")
    secrets.delete_secret(SecretId="b")
    told = secrets.batch_get_secret_value(SecretIdList=["a", "b", "c"])
    assert [(each["Name"], each["SecretString"]) for each in told["SecretValues"]] == [("a", "1")]
    assert [(each["SecretId"], each["ErrorCode"]) for each in told["Errors"]] == [
        ("b", "InvalidRequestException"),
        ("c", "ResourceNotFoundException"),
    ]


def test_when_it_was_read(aws, secrets):
    """The day alone, and only once it was."""
    secrets.create_secret(Name="db", SecretString="one")
    assert "LastAccessedDate" not in secrets.describe_secret(SecretId="db")
    aws.clock.advance(days=1)
    secrets.get_secret_value(SecretId="db")
    seen = secrets.describe_secret(SecretId="db")["LastAccessedDate"]
    assert seen == aws.clock.now().replace(hour=0, minute=0, second=0, microsecond=0)


def test_no_picture_shows_a_value(aws):
    """Neither of what is sent nor of what comes back, whichever parameter is first."""
    secrets = aws.client("secretsmanager", who="ana")
    made = secrets.create_secret(SecretString="example-password", Name="db")
    secrets.put_secret_value(SecretString="example-password-2", SecretId=made["ARN"])
    secrets.get_secret_value(SecretId="db", VersionStage="AWSPREVIOUS")
    told = [describe(entry) for entry in aws.journal.learner_entries()]
    ending = made["ARN"][-7:]
    assert told == [
        "CreateSecret db → done",
        f"PutSecretValue db{ending} → done",
        "GetSecretValue db AWSPREVIOUS → done",
    ]


def test_checks_see_what_changes(aws, secrets):
    """By the secret's name, and without its value; reading it changes nothing."""
    secrets.create_secret(Name="db", SecretString="example-password")
    first = contents(aws)["secret db"]
    secrets.get_secret_value(SecretId="db")
    assert contents(aws)["secret db"].token == first.token
    secrets.put_secret_value(SecretId="db", SecretString="example-password")
    assert contents(aws)["secret db"].token != first.token
    assert "example" not in first.read()


def test_what_is_not_simulated_is_refused_by_name(secrets):
    """Other operations and parameters."""
    secrets.create_secret(Name="db", SecretString="one")
    replica = [{"Region": "eu-west-1"}]
    for call, params in (
        (secrets.rotate_secret, {"SecretId": "db"}),
        (secrets.replicate_secret_to_regions, {"SecretId": "db", "AddReplicaRegions": replica}),
        (secrets.create_secret, {"Name": "x", "AddReplicaRegions": replica}),
        (secrets.list_secrets, {"Filters": [{"Key": "all", "Values": ["x"]}]}),
        (secrets.batch_get_secret_value, {"Filters": [{"Key": "name", "Values": ["x"]}]}),
        (secrets.put_resource_policy, {"SecretId": "db", "ResourcePolicy": "{}", "BlockPublicPolicy": True}),
    ):
        with pytest.raises(NotSimulated, match="Secrets Manager is simulated here, but not"):
            call(**params)


@pytest.mark.parametrize("count", [1, 32, 4096])
def test_a_random_password(aws, secrets, count):
    """So long, of these characters, and one of each kind where there is room."""
    given = secrets.get_random_password(
        PasswordLength=count, ExcludePunctuation=True, ExcludeCharacters="0Oo1l", RequireEachIncludedType=count > 1
    )["RandomPassword"]
    assert (len(given), given.isalnum(), set(given) & set("0Oo1l")) == (count, True, set())
    if count > 1:
        assert any(map(str.isupper, given)) and any(map(str.islower, given)) and any(map(str.isdigit, given))
    assert given != secrets.get_random_password(PasswordLength=4096)["RandomPassword"]


@pytest.mark.parametrize(
    "wanted",
    [
        {"PasswordLength": 4097},
        {"PasswordLength": 3},
        {"ExcludeLowercase": True, "ExcludeUppercase": True, "ExcludeNumbers": True, "ExcludePunctuation": True},
    ],
)
def test_a_password_that_cannot_be(secrets, wanted):
    with pytest.raises(ClientError, match="InvalidParameterException"):
        secrets.get_random_password(**wanted)
