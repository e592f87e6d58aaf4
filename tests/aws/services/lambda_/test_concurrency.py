"""How many invocations run at once. Plain boto3."""

from __future__ import annotations

import pytest

from course_lib.aws.account import Cloud
from tests.aws.services.lambda_.code import call, make
from tests.aws.services.lambda_.conftest import refused

ITSELF = """
import boto3, json
begun = []

def handler(event, context):
    begun.append(1)
    if not event["depth"]:
        return [len(begun)]
    payload = json.dumps({"depth": event["depth"] - 1})
    try:
        answer = boto3.client("lambda").invoke(FunctionName="nightly", Payload=payload)
    except Exception as error:
        return [len(begun), error.response["Error"]["Code"], error.response["Reason"]]
    return [len(begun), *json.loads(answer["Payload"].read())]
"""


@pytest.fixture
def cloud(runtime):
    with Cloud(services=["lambda"], runtime=runtime) as made:
        yield made


def test_each_invocation_at_one_time_has_an_instance_of_its_own(cloud):
    """A function that waits for itself is in a second process; one after the other they are in the first."""
    make(cloud, ITSELF, Timeout=60)
    assert call(cloud, {"depth": 2}) == [1, 1, 1]
    assert call(cloud, {"depth": 0}) == [2]
    assert call(cloud, {"depth": 0}) == [3]


def test_reserved_concurrency_is_the_most(cloud):
    """One more is throttled, and a function with none never runs."""
    make(cloud, ITSELF, Timeout=60)
    functions = cloud.client("lambda")
    told = functions.put_function_concurrency(FunctionName="nightly", ReservedConcurrentExecutions=2)
    assert told["ReservedConcurrentExecutions"] == 2
    reason = "ReservedFunctionConcurrentInvocationLimitExceeded"
    assert call(cloud, {"depth": 2}) == [1, 1, "TooManyRequestsException", reason]
    functions.put_function_concurrency(FunctionName="nightly", ReservedConcurrentExecutions=0)
    assert refused(functions.invoke, FunctionName="nightly") == ("TooManyRequestsException", "Rate Exceeded.", 429)
    functions.delete_function_concurrency(FunctionName="nightly")
    assert call(cloud, {"depth": 0}) == [2]


def test_what_can_be_reserved(cloud):
    """Of the account's 1,000 a hundred stay for the functions without a reservation."""
    make(cloud, ITSELF)
    make(cloud, ITSELF, "other")
    functions = cloud.client("lambda")
    put = functions.put_function_concurrency
    put(FunctionName="other", ReservedConcurrentExecutions=400)
    code, words, status = refused(put, FunctionName="nightly", ReservedConcurrentExecutions=501)
    assert (code, status) == ("InvalidParameterValueException", 400)
    assert words == (
        "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution "
        "below its minimum value of [100]."
    )
    put(FunctionName="nightly", ReservedConcurrentExecutions=500)
    assert functions.get_account_settings()["AccountLimit"]["UnreservedConcurrentExecutions"] == 100
    assert functions.get_function(FunctionName="nightly")["Concurrency"] == {"ReservedConcurrentExecutions": 500}
    assert functions.get_function_concurrency(FunctionName="other")["ReservedConcurrentExecutions"] == 400


def test_a_function_that_calls_itself_for_ever_is_throttled(cloud):
    """Here after ten at once, one inside the other; on AWS after the account's."""
    make(cloud, ITSELF, Timeout=60)
    found = call(cloud, {"depth": 50})
    assert found == [1] * 10 + ["TooManyRequestsException", "ConcurrentInvocationLimitExceeded"]
