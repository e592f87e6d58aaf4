"""Versions and aliases. Plain boto3, so that it could face AWS."""

from __future__ import annotations

from tests.aws.services.lambda_.conftest import made, refused, report


def publish(functions):
    return functions.publish_version(FunctionName="nightly")


def change(functions, memory):
    functions.update_function_configuration(FunctionName="nightly", MemorySize=memory)
    functions.get_waiter("function_updated_v2").wait(FunctionName="nightly")


def test_a_version_keeps_what_was_published(functions):
    """Publishing again without a change gives the same version."""
    assert [publish(functions)["Version"], publish(functions)["Version"]] == ["1", "1"]
    change(functions, 512)
    assert publish(functions)["Version"] == "2"
    first = functions.get_function_configuration(FunctionName="nightly", Qualifier="1")
    assert (first["MemorySize"], first["FunctionArn"].endswith(":nightly:1")) == (128, True)
    assert report(functions, Qualifier="2")["Memory Size"] == 512
    listed = functions.list_versions_by_function(FunctionName="nightly")["Versions"]
    assert [each["Version"] for each in listed] == ["$LATEST", "1", "2"]


def test_publishing_with_an_old_revision(functions):
    """As with an update; another hash is refused too."""
    code, _, status = refused(functions.publish_version, FunctionName="nightly", RevisionId="an-old-one")
    assert (code, status) == ("PreconditionFailedException", 412)
    code, words, _ = refused(functions.publish_version, FunctionName="nightly", CodeSha256="other")
    assert code == "InvalidParameterValueException" and words.startswith("CodeSHA256 (other) is different from")


def test_an_alias_stands_for_a_version(aws, functions):
    """It is invoked by its name, moved, and deleted."""
    publish(functions)
    change(functions, 1769)
    publish(functions)
    told = functions.create_alias(FunctionName="nightly", Name="live", FunctionVersion="1")
    assert report(functions, Qualifier="live")["Memory Size"] == 128
    moved = functions.update_alias(
        FunctionName="nightly", Name="live", FunctionVersion="2", RevisionId=told["RevisionId"]
    )
    assert moved["RevisionId"] != told["RevisionId"]
    assert report(functions, FunctionName="nightly:live")["Memory Size"] == 1769
    got = refused(
        functions.update_alias, FunctionName="nightly", Name="live", FunctionVersion="1", RevisionId=told["RevisionId"]
    )
    assert (got[0], got[2]) == ("PreconditionFailedException", 412)
    assert [one["Name"] for one in functions.list_aliases(FunctionName="nightly")["Aliases"]] == ["live"]
    functions.delete_alias(FunctionName="nightly", Name="live")
    arn = f"arn:aws:lambda:us-east-1:{aws.account}:function:nightly:live"
    wanted = ("ResourceNotFoundException", f"Cannot find alias arn: {arn}", 404)
    assert refused(functions.get_alias, FunctionName="nightly", Name="live") == wanted


def test_what_an_alias_cannot_be(aws, functions):
    """A number, a name that is taken, or one for a version that is not there."""
    publish(functions)
    code, words, _ = refused(functions.create_alias, FunctionName="nightly", Name="2024", FunctionVersion="1")
    pattern = "Member must satisfy regular expression pattern: (?!^[0-9]+$)([a-zA-Z0-9-_]+)"
    assert (code, words) == (
        "ValidationException",
        f"1 validation error detected: Value '2024' at 'name' failed to satisfy constraint: {pattern}",
    )
    functions.create_alias(FunctionName="nightly", Name="live", FunctionVersion="1")
    arn = f"arn:aws:lambda:us-east-1:{aws.account}:function:nightly"
    got = refused(functions.create_alias, FunctionName="nightly", Name="live", FunctionVersion="1")
    assert got == ("ResourceConflictException", f"Alias already exists: {arn}:live", 409)
    got = refused(functions.create_alias, FunctionName="nightly", Name="next", FunctionVersion="9")
    assert got == ("ResourceNotFoundException", f"Function not found: {arn}:9", 404)


def test_a_version_in_use_is_not_deleted(functions):
    """Nor is the newest one alone."""
    publish(functions)
    functions.create_alias(FunctionName="nightly", Name="live", FunctionVersion="1")
    assert refused(functions.delete_function, FunctionName="nightly", Qualifier="1")[2] == 409
    functions.delete_alias(FunctionName="nightly", Name="live")
    functions.delete_function(FunctionName="nightly", Qualifier="1")
    assert refused(functions.get_function, FunctionName="nightly", Qualifier="1")[2] == 404
    words = "$LATEST version cannot be deleted without deleting the function."
    assert refused(functions.delete_function, FunctionName="nightly", Qualifier="$LATEST")[1] == words


def test_made_and_published_at_once(functions):
    """The version is pending as long as the function."""
    told = functions.create_function(**made(FunctionName="second", Publish=True))
    assert (told["Version"], told["State"]) == ("1", "Pending")
