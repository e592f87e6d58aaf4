"""An account with one function, which is active; pauses move its clock."""

from __future__ import annotations

import base64
import re

import pytest
from botocore.exceptions import ClientError

from autograder.judge import sandbox as sandbox_module
from autograder.judge.functions import SandboxedRuntime
from autograder.judge.limits import Limits, Patience
from autograder.judge.workers import ForkServer
from course_lib.aws.account import Cloud
from course_lib.aws.runtime.here import RuntimeHere
from course_lib.aws.sdk.on_clock import living_by
from course_lib.aws.services.lambda_.work import Work, zip_of

ROLE = "arn:aws:iam::111122223333:role/batch"
WORK = Work(serial_ms=400, parallel_ms=2600, processes=6)


def made(work=WORK, **more):
    """The parameters of a new function."""
    return {
        "FunctionName": "nightly",
        "Runtime": "python3.13",
        "Role": ROLE,
        "Handler": "index.handler",
        "Code": {"ZipFile": zip_of(work)},
        **more,
    }


@pytest.fixture(scope="session")
def sandbox():
    """Starts instances where the judge runs submissions."""
    if sandbox_module.bubblewrap() is None:
        pytest.skip("bubblewrap is not installed")
    with ForkServer(walled=True, services=["lambda", "dynamodb"]) as fork_server:
        yield SandboxedRuntime(fork_server, Patience(Limits(submission=3600)))


@pytest.fixture(params=["here", "in the judge"])
def runtime(request):
    """Each of the two runtimes."""
    return request.getfixturevalue("sandbox") if request.param == "in the judge" else RuntimeHere()


@pytest.fixture
def aws():
    with Cloud(services=["lambda"]) as cloud, living_by(cloud.clock):
        cloud.client("lambda").create_function(**made(Timeout=120))
        cloud.clock.advance(minutes=1)
        yield cloud


@pytest.fixture
def functions(aws):
    return aws.client("lambda")


def refused(call, **params):
    """The error's code, words and status."""
    with pytest.raises(ClientError) as caught:
        call(**params)
    response = caught.value.response
    return response["Error"]["Code"], response["Error"]["Message"], response["ResponseMetadata"]["HTTPStatusCode"]


def report(functions, **params):
    """The numbers of an invocation's REPORT line, by their names."""
    answer = functions.invoke(**{"FunctionName": "nightly", "LogType": "Tail", **params})
    line = base64.b64decode(answer["LogResult"]).decode().splitlines()[-1]
    return {name: float(number) for name, number in re.findall(r"\t([\w ]+): ([\d.]+) M?[mB]s?", line)}
