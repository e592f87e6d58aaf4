"""Functions, their states and settings. Plain boto3, so that it could face AWS. Sources: see the service's modules."""

from __future__ import annotations

import pytest

from course_lib.aws.http.messages import NotSimulated
from course_lib.aws.services.lambda_.layer import LambdaRules
from course_lib.aws.services.lambda_.work import Work
from tests.aws.services.lambda_.conftest import made, refused

ARN = "arn:aws:lambda:us-east-1:{}:function:nightly"


def update(functions, **params):
    return functions.update_function_configuration(FunctionName="nightly", **params)


def settled(functions, **params):
    """An update, and what the function is when it is complete."""
    update(functions, **params)
    functions.get_waiter("function_updated_v2").wait(FunctionName="nightly")
    return functions.get_function_configuration(FunctionName="nightly")


def test_a_new_function_is_pending_at_first(aws, functions):
    """It cannot be invoked or changed until it is active."""
    told = functions.create_function(**made(FunctionName="second"))
    assert (told["State"], told["StateReasonCode"], told["MemorySize"], told["Timeout"]) == (
        "Pending",
        "Creating",
        128,
        3,
    )
    words = "The operation cannot be performed at this time. The function is currently in the following state: Pending"
    assert refused(functions.invoke, FunctionName="second") == ("ResourceConflictException", words, 409)
    functions.get_waiter("function_active_v2").wait(FunctionName="second")
    told = functions.get_function(FunctionName="second")["Configuration"]
    assert (told["State"], told["LastUpdateStatus"]) == ("Active", "Successful")


def test_one_update_at_a_time(aws, functions):
    """While one is in progress, another one, of the code too, is refused, and so is publishing."""
    assert update(functions, MemorySize=256)["LastUpdateStatus"] == "InProgress"
    words = "The operation cannot be performed at this time. An update is in progress for resource: "
    wanted = ("ResourceConflictException", words + ARN.format(aws.account), 409)
    assert refused(functions.update_function_configuration, FunctionName="nightly", MemorySize=512) == wanted
    assert refused(functions.publish_version, FunctionName="nightly") == wanted
    archive = made()["Code"]["ZipFile"]
    assert refused(functions.update_function_code, FunctionName="nightly", ZipFile=archive) == wanted
    functions.get_waiter("function_updated_v2").wait(FunctionName="nightly")
    told = functions.get_function_configuration(FunctionName="nightly")
    assert (told["MemorySize"], told["LastUpdateStatus"]) == (256, "Successful")


def test_a_revision_is_another_one_when_the_update_is_complete(functions):
    """So the id in an update's own answer is soon an old one."""
    before = functions.get_function_configuration(FunctionName="nightly")["RevisionId"]
    during = update(functions, MemorySize=256, RevisionId=before)["RevisionId"]
    functions.get_waiter("function_updated_v2").wait(FunctionName="nightly")
    after = functions.get_function_configuration(FunctionName="nightly")["RevisionId"]
    assert len({before, during, after}) == 3
    words = (
        "The Revision Id provided does not match the latest Revision Id. "
        "Call the GetFunction/GetAlias API to retrieve the latest Revision Id"
    )
    for old in (before, during):
        got = refused(functions.update_function_configuration, FunctionName="nightly", MemorySize=512, RevisionId=old)
        assert got == ("PreconditionFailedException", words, 412)
    assert settled(functions, MemorySize=512, RevisionId=after)["MemorySize"] == 512


def test_an_update_leaves_the_other_settings(functions):
    """But the variables are replaced as a whole."""
    told = settled(functions, Environment={"Variables": {"AA": "1", "BB": "2"}}, Description="reports")
    assert told["Environment"] == {"Variables": {"AA": "1", "BB": "2"}}
    told = settled(functions, Environment={"Variables": {"BB": "3"}})
    assert (told["Environment"], told["Description"], told["Timeout"]) == ({"Variables": {"BB": "3"}}, "reports", 120)
    assert settled(functions, Environment={"Variables": {}})["Environment"] == {"Variables": {}}


@pytest.mark.parametrize(
    "variables",
    [
        {"LARGE_VAR": "x" * (4096 - 7 - 9)},
        {"SMALL_VAR": "ok", "LARGE_VAR": "x" * 4063},
        {"UMLAUTS": "ä" * 2040 + "xx"},
        {"QUOTES": '"' * 2041 + "x"},
    ],
)
def test_all_variables_together_have_4096_bytes(functions, variables):
    """Counted is the JSON without spaces: names, values, quotes, colons, commas, braces. One byte more is refused."""
    told = functions.create_function(**made(FunctionName="other", Environment={"Variables": variables}))
    assert told["Environment"]["Variables"] == variables
    name = list(variables)[-1]
    more = {**variables, name: variables[name] + "x"}
    code, words, status = refused(
        functions.create_function, **made(FunctionName="third", Environment={"Variables": more})
    )
    assert (code, status) == ("InvalidParameterValueException", 400)
    assert words.startswith(
        "Lambda was unable to configure your environment variables because the environment variables you have provided "
        'exceeded the 4KB limit. String measured: {"'
    )


@pytest.mark.parametrize("name", ["A", "1A", "_A1", "A-B", "A.B", "ÄB", ""])
def test_names_of_variables(functions, name):
    """A letter first, then letters, digits and underscores, two characters or more."""
    words = (
        "1 validation error detected: Value at 'environment.variables' failed to satisfy constraint: Map keys must "
        "satisfy constraint: [Member must satisfy regular expression pattern: [a-zA-Z]([a-zA-Z0-9_])+]"
    )
    got = refused(
        functions.update_function_configuration, FunctionName="nightly", Environment={"Variables": {name: "x"}}
    )
    assert got == ("ValidationException", words, 400)


def test_reserved_names(functions):
    """Lambda sets these itself. PATH is not one of them."""
    words = (
        "Lambda was unable to configure your environment variables because the environment variables you have provided "
        "contains reserved keys that are currently not supported for modification. "
        "Reserved keys used in this request: AWS_REGION"
    )
    got = refused(
        functions.update_function_configuration,
        FunctionName="nightly",
        Environment={"Variables": {"AWS_REGION": "x", "PATH": "/opt"}},
    )
    assert got == ("InvalidParameterValueException", words, 400)
    assert settled(functions, Environment={"Variables": {"PATH": "/opt"}})["MemorySize"] == 128


def test_a_request_for_other_settings_has_5120_bytes(functions):
    """A far larger environment is refused before it is measured."""
    got = refused(
        functions.update_function_configuration,
        FunctionName="nightly",
        Environment={"Variables": {"LARGE_VAR": "x" * 5200}},
    )
    words = "Request must be smaller than 5120 bytes for the UpdateFunctionConfiguration operation"
    assert got == ("RequestEntityTooLargeException", words, 413)


@pytest.mark.parametrize(("name", "most"), [("MemorySize", 10_240), ("Timeout", 900)])
def test_limits(functions, name, most):
    """10,240 MB and 15 minutes are the most."""
    assert settled(functions, **{name: most})[name] == most
    code, words, _ = refused(functions.update_function_configuration, FunctionName="nightly", **{name: most + 1})
    assert code == "InvalidParameterValueException"
    assert words == f"'{name}' value failed to satisfy constraint: Member must have value less than or equal to {most}"


def test_what_is_no_zip_file(functions):
    """The words are AWS's."""
    words = "Could not unzip uploaded file. Please check your file, then try to upload again."
    wanted = ("InvalidParameterValueException", words, 400)
    assert refused(functions.create_function, **made(FunctionName="other", Code={"ZipFile": b"PK no"})) == wanted


def test_a_name_is_taken_once(aws, functions):
    """A function that is deleted makes room for another one."""
    code, words, status = refused(functions.create_function, **made())
    assert (code, words, status) == ("ResourceConflictException", "Function already exist: nightly", 409)
    functions.delete_function(FunctionName="nightly")
    wanted = ("ResourceNotFoundException", f"Function not found: {ARN.format(aws.account)}", 404)
    assert refused(functions.get_function, FunctionName="nightly") == wanted
    assert refused(functions.delete_function, FunctionName="nightly") == wanted
    functions.create_function(**made())


def test_a_function_by_its_arn(aws, functions):
    """Whole or in part, with a version or without."""
    arn = ARN.format(aws.account)
    for name in ("nightly", arn, f"{aws.account}:function:nightly", "nightly:$LATEST"):
        assert functions.get_function_configuration(FunctionName=name)["Version"] == "$LATEST"
    code, _, status = refused(functions.get_function_configuration, FunctionName="no:such:name:here")
    assert (code, status) == ("ValidationException", 400)


def test_a_list_has_pages_of_50(functions):
    """In the order of names, without states."""
    for number in range(51):
        functions.create_function(**made(FunctionName=f"f{number:02}"))
    first = functions.list_functions()
    assert (len(first["Functions"]), "State" in first["Functions"][0]) == (50, False)
    pages = functions.get_paginator("list_functions").paginate()
    names = [each["FunctionName"] for page in pages for each in page["Functions"]]
    assert names == [*(f"f{number:02}" for number in range(51)), "nightly"]


def test_how_long_things_take_may_be_changed(aws, functions):
    """AWS promises nothing, so that a lesson may choose."""
    from datetime import timedelta

    from course_lib.aws.services.lambda_.state import Durations

    aws.layer(LambdaRules).durations = Durations(update=timedelta(minutes=3))
    update(functions, MemorySize=512)
    aws.clock.advance(minutes=2)
    assert functions.get_function_configuration(FunctionName="nightly")["LastUpdateStatus"] == "InProgress"


def test_what_is_not_simulated_is_refused_by_name(functions):
    """Operations, parameters and code from a bucket."""
    for call, params in (
        (functions.get_function_code_signing_config, {}),
        (functions.update_function_configuration, {"DeadLetterConfig": {"TargetArn": "arn:aws:sqs:us-east-1:1:a"}}),
        (functions.update_function_code, {"S3Bucket": "code", "S3Key": "a.zip"}),
        (functions.invoke, {"ClientContext": "e30="}),
    ):
        with pytest.raises(NotSimulated, match="AWS Lambda is simulated here, but not"):
            call(FunctionName="nightly", **params)


def test_a_dry_run_changes_no_code(functions):
    """UpdateFunctionCode with DryRun looks at the request, and leaves the function as it is."""
    before = functions.get_function_configuration(FunctionName="nightly")
    other = made(Work(serial_ms=1, parallel_ms=1, processes=1))["Code"]["ZipFile"]
    told = functions.update_function_code(FunctionName="nightly", ZipFile=other, DryRun=True)
    assert told["CodeSha256"] == before["CodeSha256"]
    after = functions.get_function_configuration(FunctionName="nightly")
    assert {**after, "ResponseMetadata": {}} == {**before, "ResponseMetadata": {}}
    assert functions.update_function_code(FunctionName="nightly", ZipFile=other)["CodeSha256"] != before["CodeSha256"]
