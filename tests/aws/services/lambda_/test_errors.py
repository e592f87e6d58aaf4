"""What Lambda says of handlers that fail, and of code that it cannot use. Both runtimes; plain boto3."""

from __future__ import annotations

import base64
import json
import re

import pytest

from course_lib.aws.account import Cloud
from tests.aws.services.lambda_.code import call, make, zipped


@pytest.fixture
def cloud(runtime):
    with Cloud(services=["lambda", "dynamodb"], runtime=runtime) as made:
        yield made


def failed(cloud, source, event=None, **settings):
    """The error that a new function's first call answers with."""
    make(cloud, source, **settings)
    told = call(cloud, event)
    assert told.pop("failed") == "Unhandled"
    return told


def tail(cloud, event=None):
    """The end of the log of one call, with its id replaced."""
    payload = json.dumps(event or {}).encode()
    answer = cloud.client("lambda").invoke(FunctionName="nightly", Payload=payload, LogType="Tail")
    text = base64.b64decode(answer["LogResult"]).decode()
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "ID", text).splitlines()


def test_an_exception(cloud):
    """Type, message, the invocation's id, and the stack as on AWS, without our own frames."""
    told = failed(cloud, "def handler(event, context):\n    raise KeyError(context.aws_request_id)\n")
    assert told["errorType"] == "KeyError"
    assert told["errorMessage"].strip("'") == told["requestId"]
    assert [line.split("\n")[0] for line in told["stackTrace"]] == ['  File "/var/task/index.py", line 2, in handler']


def test_an_exception_stands_in_the_log(cloud):
    """With the lines that AWS's runtime writes."""
    make(cloud, "def handler(event, context):\n    print('before')\n    raise ValueError('no')\n")
    assert tail(cloud)[:5] == [
        "START RequestId: ID Version: $LATEST",
        "before",
        "[ERROR] ValueError: no",
        "Traceback (most recent call last):",
        '  File "/var/task/index.py", line 3, in handler',
    ]


def test_logging_has_lambda_s_form(cloud):
    """Warnings and worse, unless the code asks for more; with the time of the account's clock and the id."""
    make(
        cloud,
        """
        import logging
        def handler(event, context):
            logging.info("not shown")
            logging.warning("shown")
        """,
    )
    shown = tail(cloud)[1]
    assert re.fullmatch(r"\[WARNING\]\t2026-03-02T09:00:\d\d\.\d{3}Z\tID\tshown", shown), shown


@pytest.mark.parametrize(
    ("handler", "source", "kind", "words"),
    [
        ("index.main", "x = 1", "HandlerNotFound", "Handler 'main' missing on module 'index'"),
        ("other.handler", "x = 1", "ImportModuleError", "Unable to import module 'other': No module named 'other'"),
        ("index.handler", "import moto", "ImportModuleError", "Unable to import module 'index': No module named 'moto'"),  # noqa: E501
        ("it", "x = 1", "MalformedHandlerName", "Bad handler 'it': not enough values to unpack (expected 2, got 1)"),
    ],
)  # fmt: skip
def test_code_that_cannot_be_used(cloud, handler, source, kind, words):
    """The beginning fails, each time anew."""
    told = failed(cloud, source, Handler=handler)
    assert told == {"errorType": f"Runtime.{kind}", "errorMessage": words, "requestId": "", "stackTrace": []}
    assert call(cloud)["errorType"] == f"Runtime.{kind}"


def test_a_syntax_error(cloud):
    told = failed(cloud, "def handler(event, context):\n    return (\n")
    assert told["errorType"] == "Runtime.UserCodeSyntaxError"
    assert told["errorMessage"].startswith("Syntax error in module 'index': ")


def test_an_exception_while_the_module_is_imported(cloud):
    """The function's own error; an instance that begins later may do better."""
    told = failed(cloud, "import os\nSETTING = os.environ['TABLE']\ndef handler(event, context): return SETTING\n")
    assert (told["errorType"], told["errorMessage"], told["requestId"]) == ("KeyError", "'TABLE'", "")
    functions = cloud.client("lambda")
    functions.update_function_configuration(FunctionName="nightly", Environment={"Variables": {"TABLE": "seats"}})
    cloud.clock.advance(seconds=5)
    assert call(cloud) == "seats"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("{1, 2}", "Unable to marshal response: Object of type set is not JSON serializable"),
        ("b'x'", "Unable to marshal response: Object of type bytes is not JSON serializable"),
        ("__import__('datetime').date.max", "Unable to marshal response: Object of type date is not JSON serializable"),
    ],
)  # fmt: skip
def test_what_is_no_json(cloud, value, words):
    """An answer of DynamoDB's numbers is one; a set or a date is not."""
    told = failed(cloud, f"def handler(event, context): return {value}\n")
    assert (told["errorType"], told["errorMessage"]) == ("Runtime.MarshalError", words)


def test_decimals_become_numbers(cloud):
    make(cloud, "from decimal import Decimal\ndef handler(event, context): return [Decimal('12'), Decimal('0.5')]\n")
    assert call(cloud) == [12, 0.5]


def test_an_answer_that_is_too_large(cloud):
    """6 MB."""
    told = failed(cloud, "def handler(event, context): return 'x' * event['size']\n", {"size": 6_291_555})
    assert told["errorType"] == "Function.ResponseSizeTooLarge"
    assert len(call(cloud, {"size": 6_291_554})) == 6_291_554


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("import sys; sys.exit(3)", "Runtime exited with error: exit status 3"),
        ("import sys; sys.exit()", "Runtime exited without providing a reason"),
        ("import os; os._exit(4)", "Runtime exited with error: exit status 4"),
        ("import os; os.kill(os.getpid(), 9)", "Runtime exited with error: signal: killed"),
        ("import os; os.abort()", "Runtime exited with error: signal: aborted"),
        ("x = bytearray(200_000_000)", "Runtime exited with error: signal: killed"),
    ],
)
def test_a_process_that_ends(cloud, source, words):
    """Lambda says how; what it had printed is in the log; the next call gets a new instance."""
    make(cloud, f"def handler(event, context):\n    if event: return 'alive'\n    print('printed')\n    {source}\n")
    assert call(cloud, {"a": 1}) == "alive"
    lines = tail(cloud)
    assert lines[1:4] == ["printed", f"RequestId: ID Error: {words}", "Runtime.ExitError"]
    assert lines[-1].endswith("\tStatus: error\tError Type: Runtime.ExitError\t")
    assert call(cloud, {"a": 1}) == "alive"


def test_a_pause_beyond_the_timeout(cloud):
    """The call ends at the timeout, whatever the code would catch, and is billed until then."""
    source = """
        import time
        def handler(event, context):
            print("begins")
            try:
                time.sleep(event["seconds"])
            except BaseException:
                pass
            return context.get_remaining_time_in_millis()
    """
    make(cloud, source, Timeout=10)
    assert call(cloud, {"seconds": 9.5}) == 500
    before = cloud.clock.now()
    lines = tail(cloud, {"seconds": 10})
    assert lines[1] == "begins"
    assert lines[2].endswith("ID Task timed out after 10.00 seconds")
    assert "Duration: 10000.00 ms\tBilled Duration: 10000 ms" in lines[-1] and lines[-1].endswith("Status: timeout\t")
    assert 10 <= (cloud.clock.now() - before).total_seconds() < 10.1


def test_computing_without_end(cloud):
    """It is ended by the processor time that it takes; the clock shows the timeout."""
    make(cloud, "def handler(event, context):\n    print('begins')\n    while True: pass\n", Timeout=1)
    before = cloud.clock.now()
    told = call(cloud)
    assert told["errorMessage"].endswith("Task timed out after 1.00 seconds")
    assert 1 <= (cloud.clock.now() - before).total_seconds() < 1.3
    assert "begins" in tail(cloud)


def test_a_request_that_is_answered_after_the_timeout(cloud):
    """Its answer comes too late for the function."""
    make(
        cloud,
        """
        import boto3, time
        def handler(event, context):
            for _ in range(1000):
                boto3.client("dynamodb").list_tables()
        """,
        Timeout=2,
    )
    told = call(cloud)
    assert told["errorType"] == "Sandbox.Timedout"
    assert len(cloud.journal.entries("function nightly")) == 200  # each takes 10 ms


@pytest.mark.parametrize("name", ["../outside.py", "/etc/outside.py", "a/../../outside.py"])
def test_a_zip_file_that_leads_out_of_its_folder(cloud, name):
    """It is not taken."""
    import io
    import zipfile

    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(name, "x = 1")
    with pytest.raises(cloud.client("lambda").exceptions.InvalidParameterValueException, match="Could not unzip"):
        make(cloud, content.getvalue())


@pytest.mark.parametrize("way", ["exec", "call", "lib"])
def test_what_aws_does_not_have_cannot_be_imported(cloud, way):
    """Neither the course, nor what is installed beside it; what the function brings can."""
    source = """
        import importlib
        def handler(event, context):
            ways = {"exec": lambda name: exec(f"import {name}"), "call": __import__, "lib": importlib.import_module}
            try:
                ways[event["way"]](event["name"])
            except ImportError as error:
                return str(error)
    """
    make(cloud, zipped(source, brought="x = 1"))
    names = "course_lib", "msgpack", "brought", "botocore", "csv"
    assert [call(cloud, {"name": name, "way": way}) for name in names] == [
        "No module named 'course_lib'",
        "No module named 'msgpack'",
        None,
        None,
        None,
    ]


SLOW = "import time\ntime.sleep(12)\ndef handler(event, context): return context.get_remaining_time_in_millis()\n"


def test_a_beginning_that_takes_too_long_for_the_timeout(cloud):
    """After ten seconds it is made again in the function's own time, each time."""
    make(cloud, SLOW, Timeout=3)
    for _ in range(2):
        told = call(cloud)
        assert told["errorType"] == "Sandbox.Timedout"
        assert told["errorMessage"].endswith("Task timed out after 3.00 seconds")


def test_a_beginning_that_takes_longer_than_ten_seconds(cloud):
    """With a longer timeout the first call works, and lasts as long as the beginning too."""
    make(cloud, SLOW, Timeout=30)
    before = cloud.clock.now()
    lines = tail(cloud)
    assert lines[1] == "INIT_REPORT Init Duration: 10000.00 ms\tPhase: init\tStatus: timeout"
    assert "Duration: 1200" in lines[-1] and "\tInit Duration" not in lines[-1]
    assert 22 <= (cloud.clock.now() - before).total_seconds() < 22.1
    assert "Duration: 1.3" in tail(cloud)[-1]
