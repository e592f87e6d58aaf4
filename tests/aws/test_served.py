"""`course serve`: an account for any AWS client on this machine, in a process of its own."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from course_lib.aws.account import Cloud
from course_lib.aws.sdk.server import RealTime, serve
from tests.aws.served import ROOT, Endpoint, serving


def test_it_passes_dynamodbs_tests_over_http():
    """All of those that are plain boto3."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/aws/services/dynamodb"]
    environment = {**os.environ, "COURSE_ENDPOINT": "served"}

    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)

    assert done.returncode == 0, done.stdout[-4000:] + done.stderr
    passed = int(done.stdout.rpartition(" passed")[0].split()[-1])
    assert passed > 450


def test_it_offers_every_service_of_the_course():
    """One account, as at AWS."""
    with serving() as endpoint:
        there = Endpoint(endpoint)
        there.client("s3").create_bucket(Bucket="exports")

        assert there.client("dynamodb").list_tables()["TableNames"] == []
        assert [bucket["Name"] for bucket in there.client("s3").list_buckets()["Buckets"]] == ["exports"]
        assert there.client("sts").get_caller_identity()["Account"].isdigit()
        assert there.client("kms").list_keys()["Keys"] == []


def test_an_operation_that_dynamodb_does_not_have_is_unknown():
    """In the service's bare words; one that only we leave out says so instead."""
    with serving() as endpoint:
        assert answer(endpoint, "NoSuchOperation") == (
            400,
            {"__type": "com.amazon.coral.service#UnknownOperationException"},
        )
        status, told = answer(endpoint, "SearchVectors")
        assert (status, told["__type"]) == (501, "NotSimulated")


def answer(endpoint, operation):
    connection = http.client.HTTPConnection(endpoint.removeprefix("http://"))
    target = {"X-Amz-Target": f"DynamoDB_20120810.{operation}", "Content-Type": "application/x-amz-json-1.0"}
    connection.request("POST", "/", body=b"{}", headers=target)
    response = connection.getresponse()
    body = json.loads(response.read())
    connection.close()
    return response.status, body


def test_its_clock_follows_ours(monkeypatch):
    """So that a client in another process can wait for a backup."""
    ours = iter((100.0, 100.0, 460.0))
    monkeypatch.setattr("course_lib.aws.sdk.server.time.monotonic", lambda: next(ours))
    with Cloud() as cloud, cloud.use(RealTime(cloud.clock)):
        cloud.client("dynamodb").list_tables()
        before = cloud.clock.now()
        cloud.client("dynamodb").list_tables()

        assert 360 <= (cloud.clock.now() - before).total_seconds() < 361


def test_its_clock_shows_the_present(cloud):
    """So that a client can ask for what was there two seconds ago."""
    began = datetime.now(UTC)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(OSError):
            serve(cloud, "127.0.0.1", taken.getsockname()[1], lambda: None)

    assert began <= cloud.clock.now() <= datetime.now(UTC)
