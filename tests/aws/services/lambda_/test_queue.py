"""Events in a function's queue: tried again, given up, told to a destination. Plain boto3."""

from __future__ import annotations

import json

import pytest

from course_lib.aws.account import Cloud
from course_lib.aws.http.messages import NotSimulated
from course_lib.aws.services.lambda_.layer import LambdaRules
from tests.aws.services.lambda_.code import call, make
from tests.aws.services.lambda_.conftest import refused

NOTES = """
import boto3, json, time
table = boto3.resource("dynamodb").Table("notes")

def note(event, context):
    table.put_item(Item={"key": f"{time.time():.3f}", "name": context.function_name, "event": json.dumps(event)})
"""
FAILS = NOTES + "def handler(event, context):\n    note(event, context)\n    raise ValueError('no')\n"
WORKS = NOTES + "def handler(event, context):\n    note(event, context)\n    return 'done'\n"


@pytest.fixture
def cloud():
    with Cloud(services=["lambda", "dynamodb"]) as made:
        made.client("dynamodb").create_table(
            TableName="notes",
            KeySchema=[{"AttributeName": "key", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "key", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        yield made


def notes(cloud, name="nightly"):
    """When the function ran, in whole seconds after its first time, and with which events."""
    items = cloud.resource("dynamodb").Table("notes").scan()["Items"]
    found = sorted((float(item["key"]), json.loads(item["event"])) for item in items if item["name"] == name)
    return [(int(at - found[0][0]), event) for at, event in found]


def send(cloud, event, **params):
    payload = json.dumps(event).encode()
    params = {"FunctionName": "nightly", "InvocationType": "Event", "Payload": payload, **params}
    assert cloud.client("lambda").invoke(**params)["StatusCode"] == 202


def test_events_come_in_their_order_and_once(cloud):
    make(cloud, WORKS)
    for number in range(3):
        send(cloud, number)
    cloud.clock.advance(hours=1)
    assert [event for _, event in notes(cloud)] == [0, 1, 2]


def test_an_event_can_come_twice(cloud):
    """AWS promises at least once."""
    make(cloud, WORKS)
    cloud.layer(LambdaRules).duplicates = 1
    send(cloud, 1)
    send(cloud, 2)
    cloud.clock.advance(hours=1)
    assert [event for _, event in notes(cloud)] == [1, 1, 2]


@pytest.mark.parametrize(("retries", "times"), [(None, [0, 60, 180]), (2, [0, 60, 180]), (1, [0, 60]), (0, [0])])
def test_tries_after_errors(cloud, retries, times):
    """Two more unless told otherwise, after a minute and after two."""
    make(cloud, FAILS)
    if retries is not None:
        cloud.client("lambda").put_function_event_invoke_config(FunctionName="nightly", MaximumRetryAttempts=retries)
    send(cloud, {"a": 1})
    cloud.clock.advance(hours=1)
    assert [at for at, _ in notes(cloud)] == times


def test_an_event_that_is_too_old(cloud):
    """It is given up before its next try."""
    make(cloud, FAILS)
    cloud.client("lambda").put_function_event_invoke_config(FunctionName="nightly", MaximumEventAgeInSeconds=100)
    send(cloud, 1)
    cloud.clock.advance(hours=1)
    assert [at for at, _ in notes(cloud)] == [0, 60]


def test_a_function_that_recovers(cloud):
    """Later tries run the code of their time."""
    make(cloud, FAILS)
    send(cloud, 1)
    cloud.clock.advance(seconds=30)
    from tests.aws.services.lambda_.code import zipped

    cloud.client("lambda").update_function_code(FunctionName="nightly", ZipFile=zipped(WORKS))
    cloud.clock.advance(hours=1)
    assert [at for at, _ in notes(cloud)] == [0, 60]


def test_a_deleted_function_gets_nothing(cloud):
    """Nor does another one of the same name."""
    make(cloud, WORKS)
    send(cloud, 1)
    with cloud.clock.held():
        cloud.client("lambda").delete_function(FunctionName="nightly")
        make(cloud, WORKS)
    cloud.clock.advance(hours=1)
    assert notes(cloud) == []


@pytest.mark.parametrize(
    ("source", "where", "condition", "tries"),
    [(FAILS, "OnFailure", "RetriesExhausted", 3), (WORKS, "OnSuccess", "Success", 1)],
)
def test_a_destination_is_told(cloud, source, where, condition, tries):
    """With the event, what came of it, and how often it was tried."""
    target = make(cloud, WORKS, "target")
    arn = make(cloud, source)
    cloud.client("lambda").put_function_event_invoke_config(
        FunctionName="nightly", DestinationConfig={where: {"Destination": target}}
    )
    send(cloud, {"a": 1})
    cloud.clock.advance(hours=1)
    [(_, record)] = notes(cloud, "target")
    assert (record["version"], record["requestPayload"]) == ("1.0", {"a": 1})
    assert record["requestContext"]["condition"] == condition
    assert record["requestContext"]["approximateInvokeCount"] == tries
    assert record["requestContext"]["functionArn"] == f"{arn}:$LATEST"
    error = {"functionError": "Unhandled"} if where == "OnFailure" else {}
    assert record["responseContext"] == {"statusCode": 200, "executedVersion": "$LATEST", **error}
    told = record["responsePayload"]
    assert (told["errorType"] if where == "OnFailure" else told) == ("ValueError" if where == "OnFailure" else "done")


def test_a_throttled_event_waits(cloud):
    """For longer than an error's two more tries."""
    make(cloud, WORKS)
    functions = cloud.client("lambda")
    functions.put_function_concurrency(FunctionName="nightly", ReservedConcurrentExecutions=0)
    send(cloud, 1)
    cloud.clock.advance(hours=1)
    assert notes(cloud) == []
    functions.delete_function_concurrency(FunctionName="nightly")
    cloud.clock.advance(minutes=6)
    assert [event for _, event in notes(cloud)] == [1]


def test_a_throttled_event_is_given_up_after_six_hours(cloud):
    make(cloud, WORKS)
    functions = cloud.client("lambda")
    functions.put_function_concurrency(FunctionName="nightly", ReservedConcurrentExecutions=0)
    send(cloud, 1)
    cloud.clock.advance(hours=7)
    functions.delete_function_concurrency(FunctionName="nightly")
    cloud.clock.advance(hours=7)
    assert notes(cloud) == []


def test_an_event_has_one_megabyte(cloud):
    make(cloud, WORKS)
    functions = cloud.client("lambda")
    send(cloud, "x" * (1_048_576 - 2))
    payload = json.dumps("x" * (1_048_576 - 1)).encode()
    code, _, status = refused(functions.invoke, FunctionName="nightly", InvocationType="Event", Payload=payload)
    assert (code, status) == ("RequestTooLargeException", 413)


def test_what_a_function_sends_while_it_runs_waits_for_its_end(cloud):
    """Two functions never run inside each other's time."""
    make(cloud, WORKS)
    make(
        cloud,
        NOTES
        + """
def handler(event, context):
    boto3.client("lambda").invoke(FunctionName="nightly", InvocationType="Event", Payload=b"1")
    time.sleep(20)
    note("end", context)
""",
        "sender",
        Timeout=60,
    )
    assert call(cloud, name="sender") is None
    cloud.clock.advance(seconds=1)
    keys = [item["key"] for item in cloud.resource("dynamodb").Table("notes").scan()["Items"]]
    names = {item["key"]: item["name"] for item in cloud.resource("dynamodb").Table("notes").scan()["Items"]}
    assert [names[key] for key in sorted(keys)] == ["sender", "nightly"]


def test_configurations(cloud):
    """Put replaces, update adds, get shows, delete brings back what is usual."""
    arn = make(cloud, WORKS)
    target = make(cloud, WORKS, "target")
    functions = cloud.client("lambda")
    put, update = functions.put_function_event_invoke_config, functions.update_function_event_invoke_config
    put(FunctionName="nightly", MaximumRetryAttempts=1, DestinationConfig={"OnFailure": {"Destination": target}})
    update(FunctionName="nightly", MaximumEventAgeInSeconds=60)
    told = functions.get_function_event_invoke_config(FunctionName="nightly")
    assert (told["FunctionArn"], told["MaximumRetryAttempts"], told["MaximumEventAgeInSeconds"]) == (
        f"{arn}:$LATEST",
        1,
        60,
    )
    assert told["DestinationConfig"] == {"OnSuccess": {}, "OnFailure": {"Destination": target}}
    assert put(FunctionName="nightly", MaximumRetryAttempts=2)["DestinationConfig"]["OnFailure"] == {}
    functions.delete_function_event_invoke_config(FunctionName="nightly")
    code, words, status = refused(functions.get_function_event_invoke_config, FunctionName="nightly")
    assert (code, status) == ("ResourceNotFoundException", 404)
    assert words == f"The function {arn}:$LATEST doesn't have an EventInvokeConfig"


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({}, "InvalidParameterValueException"),
        ({"MaximumRetryAttempts": 3}, "ValidationException"),
        ({"MaximumEventAgeInSeconds": 21_601}, "ValidationException"),
        ({"DestinationConfig": {"OnFailure": {"Destination": "itself"}}}, "InvalidParameterValueException"),
    ],
)
def test_what_is_no_configuration(cloud, params, code):
    arn = make(cloud, WORKS)
    if params.get("DestinationConfig"):
        params = {"DestinationConfig": {"OnFailure": {"Destination": arn}}}
    assert refused(cloud.client("lambda").put_function_event_invoke_config, FunctionName="nightly", **params)[0] == code


def test_queues_of_other_services_are_not_simulated(cloud):
    make(cloud, WORKS)
    place = {"OnFailure": {"Destination": f"arn:aws:sqs:us-east-1:{cloud.account}:failed"}}
    with pytest.raises(NotSimulated, match="only other functions, not sqs"):
        cloud.client("lambda").put_function_event_invoke_config(FunctionName="nightly", DestinationConfig=place)
    queue = {"TargetArn": f"arn:aws:sqs:us-east-1:{cloud.account}:failed"}
    with pytest.raises(NotSimulated, match="not the parameter DeadLetterConfig"):
        make(cloud, WORKS, "other", DeadLetterConfig=queue)
