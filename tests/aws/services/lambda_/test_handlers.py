"""Handlers that really run. Plain boto3."""

from __future__ import annotations

import json

import pytest

from course_lib.aws.account import Cloud
from tests.aws.services.lambda_.code import call, make, zipped


@pytest.fixture
def cloud(runtime):
    with Cloud(services=["lambda", "dynamodb", "sts"], runtime=runtime) as made:
        yield made


def test_a_handler_is_called_with_its_event(cloud):
    """What it returns is the answer's payload."""
    make(cloud, "def handler(event, context): return {'got': event, 'by': context.function_name}")
    assert call(cloud, {"a": [1, None]}) == {"got": {"a": [1, None]}, "by": "nightly"}
    assert call(cloud) == {"got": {}, "by": "nightly"}


def test_boto3_in_a_handler_talks_to_the_account(cloud):
    """Clients and resources, made when the module is imported or in the handler; the journal names the function."""
    make(
        cloud,
        """
        import boto3
        table = boto3.resource("dynamodb").Table("seats")

        def handler(event, context):
            table.put_item(Item={"seat": event["seat"]})
            return boto3.client("dynamodb").describe_table(TableName="seats")["Table"]["TableStatus"]
        """,
    )
    cloud.client("dynamodb").create_table(
        TableName="seats",
        KeySchema=[{"AttributeName": "seat", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "seat", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    assert call(cloud, {"seat": "1A"}) == "ACTIVE"
    assert cloud.resource("dynamodb").Table("seats").get_item(Key={"seat": "1A"})["Item"] == {"seat": "1A"}
    assert [entry.operation for entry in cloud.journal.entries("function nightly")] == ["PutItem", "DescribeTable"]


def test_an_instance_stays_warm(cloud):
    """Globals and /tmp last from one call to the next, and not longer than the instance; nobody else has them."""
    source = """
        import os
        calls = []
        def handler(event, context):
            calls.append(1)
            with open("/tmp/calls", "a") as file:
                file.write("x")
            return len(calls), open("/tmp/calls").read(), os.path.exists("/tmp/calls")
    """
    make(cloud, source)
    make(cloud, source, "other")
    assert [call(cloud), call(cloud)] == [[1, "x", True], [2, "xx", True]]
    assert call(cloud, name="other") == [1, "x", True]
    cloud.clock.advance(minutes=11)
    assert call(cloud) == [1, "x", True]


def test_pauses_pass_on_the_account_s_clock(cloud):
    """The remaining time, the time of day and the report follow it."""
    make(
        cloud,
        """
        import time
        def handler(event, context):
            before = context.get_remaining_time_in_millis(), time.time()
            time.sleep(2.5)
            return before[0], context.get_remaining_time_in_millis(), round(time.time() - before[1], 1)
        """,
        Timeout=30,
    )
    before = cloud.clock.now()
    assert call(cloud) == [30_000, 27_500, 2.5]
    assert 2.5 <= (cloud.clock.now() - before).total_seconds() < 2.8


def test_an_event_is_delivered_when_the_clock_moves(cloud):
    """The answer is 202 and nothing more; two more tries come after one minute and after two."""
    make(
        cloud,
        """
        import boto3, time
        def handler(event, context):
            table = boto3.resource("dynamodb").Table("tries")
            table.put_item(Item={"at": int(time.time()), "id": context.aws_request_id})
            raise ValueError("no")
        """,
    )
    cloud.client("dynamodb").create_table(
        TableName="tries",
        KeySchema=[{"AttributeName": "at", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "at", "AttributeType": "N"}],
        BillingMode="PAY_PER_REQUEST",
    )
    answer = cloud.client("lambda").invoke(FunctionName="nightly", InvocationType="Event", Payload=b"{}")
    assert (answer["StatusCode"], answer["Payload"].read(), "FunctionError" in answer) == (202, b"", False)
    cloud.clock.advance(hours=1)
    items = sorted(cloud.resource("dynamodb").Table("tries").scan()["Items"], key=lambda item: item["at"])
    assert [int(item["at"] - items[0]["at"]) for item in items] == [0, 60, 180]
    assert len({item["id"] for item in items}) == 1


def test_the_files_of_the_zip_are_there(cloud):
    """Modules beside the handler's, and files by their path."""
    make(
        cloud,
        zipped(
            """
            from pathlib import Path
            from tools.names import NAME
            def handler(event, context):
                return NAME, len((Path(__file__).parent / "tools" / "names.py").read_text())
            """,
            tools__names="NAME = 'x'\n",
        ),
    )
    assert call(cloud) == ["x", 11]


def test_processes_of_a_handler(cloud):
    """Process and Pipe work, and each process talks to the account; what needs semaphores fails as on AWS."""
    make(
        cloud,
        """
        import boto3, multiprocessing
        from concurrent.futures import ProcessPoolExecutor

        def work(number, end):
            tables = [boto3.client("dynamodb").list_tables(Limit=number)["TableNames"] for _ in range(20)]
            end.send([number, len(tables), all(each == ["seats"] for each in tables)])

        def handler(event, context):
            if "try" in event:
                ways = {"pool": multiprocessing.Pool, "lock": multiprocessing.Lock, "queue": multiprocessing.Queue}
                try:
                    list(ProcessPoolExecutor().map(abs, [1])) if event["try"] == "executor" else ways[event["try"]]()
                except OSError as error:
                    return str(error)
            pairs = [multiprocessing.Pipe() for _ in range(4)]
            started = [
                multiprocessing.Process(target=work, args=(number + 1, end)) for number, (_, end) in enumerate(pairs)
            ]
            for each in started:
                each.start()
            found = [ours.recv() for ours, _ in pairs]
            for each in started:
                each.join()
            return found
        """,
        Timeout=60,
    )
    cloud.client("dynamodb").create_table(
        TableName="seats",
        KeySchema=[{"AttributeName": "seat", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "seat", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    assert call(cloud, {}) == [[number, 20, True] for number in (1, 2, 3, 4)]
    for way in ("pool", "lock", "queue", "executor"):
        assert call(cloud, {"try": way}) == "[Errno 38] Function not implemented"
    assert call(cloud, {}) == [[number, 20, True] for number in (1, 2, 3, 4)]


def test_a_function_of_another_region(cloud):
    """Its clients are for its own Region."""
    import boto3

    from course_lib.aws.sdk import wall

    wall.open_to(cloud)
    try:
        functions = boto3.client("lambda", region_name="eu-west-1")
        source = """
            import boto3, os
            def handler(event, context):
                return boto3.client("dynamodb").meta.region_name, os.environ["AWS_REGION"]
        """
        functions.create_function(
            FunctionName="far",
            Runtime="python3.13",
            Role="arn:aws:iam::111122223333:role/batch",
            Handler="index.handler",
            Code={"ZipFile": zipped(source)},
        )
        cloud.clock.advance(seconds=5)
        assert json.loads(functions.invoke(FunctionName="far")["Payload"].read()) == ["eu-west-1", "eu-west-1"]
    finally:
        wall.close()
