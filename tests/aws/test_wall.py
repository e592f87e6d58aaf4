"""With the lab open, plain boto3 talks to the cloud, and nothing reaches a network or real credentials."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap

import boto3
import pytest

from course_lib.aws.account import Cloud
from course_lib.aws.sdk import wall
from tests.aws.test_core import make_table

PROGRAM = """
    import os, socket, threading

    def refuse(*arguments, **keywords):
        raise AssertionError(f"a connection was tried: {arguments}")

    before = __import__("boto3").client("dynamodb")
    os.environ["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = "http://127.0.0.1:1/"
    socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = socket.create_connection = refuse

    import boto3, botocore.session
    from course_lib.aws.account import Cloud
    from course_lib.aws.sdk import wall

    cloud = Cloud()
    wall.open_to(cloud)
    clients = [
        before,
        boto3.client("dynamodb"),
        boto3.resource("dynamodb").meta.client,
        boto3.Session().client("dynamodb", region_name="eu-west-1"),
        boto3.client("dynamodb", endpoint_url="http://169.254.169.254/latest"),
        botocore.session.get_session().create_client("dynamodb", region_name="us-east-1"),
    ]
    for client in clients:
        assert client.list_tables()["TableNames"] == []
    thread = threading.Thread(target=lambda: boto3.client("dynamodb").list_tables())
    thread.start()
    thread.join()
    credentials = boto3.Session().get_credentials().get_frozen_credentials()
    assert credentials.access_key == "AKIAIOSFODNN7EXAMPLE", credentials.access_key
    assert credentials.token is None
    try:
        boto3.Session(profile_name="prod")
    except Exception as error:
        assert type(error).__name__ == "ProfileNotFound", error
    else:
        raise AssertionError("a real profile was read")
    print(len(cloud.journal.entries()), "calls")
"""


def test_no_connection_leaves_the_process_whatever_the_environment_says(tmp_path):
    (tmp_path / "config").write_text("[default]\nregion = ap-south-1\n[profile prod]\nregion = eu-north-1\n")
    keys = "aws_access_key_id = AKIAI44QH8DHBEXAMPLE\naws_secret_access_key = example\n"
    (tmp_path / "credentials").write_text(f"[default]\n{keys}[prod]\n{keys}")
    environment = os.environ | {
        "AWS_PROFILE": "prod",
        "AWS_CONFIG_FILE": str(tmp_path / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "credentials"),
        "AWS_SESSION_TOKEN": "example",
        "AWS_ENDPOINT_URL": "http://127.0.0.1:1",
        "HTTPS_PROXY": "http://127.0.0.1:1",
        "HTTP_PROXY": "http://127.0.0.1:1",
    }

    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(PROGRAM)], env=environment, capture_output=True, text=True
    )

    assert done.stderr == ""
    assert done.stdout == "7 calls\n"


def test_the_wall_gives_back_what_it_took(monkeypatch):
    monkeypatch.setenv("AWS_PROFILE", "mine")
    monkeypatch.delenv("AWS_ACCESS_KEY_ID", raising=False)
    with Cloud() as cloud:
        wall.open_to(cloud)
        assert "AWS_PROFILE" not in os.environ
        wall.close()

    assert os.environ["AWS_PROFILE"] == "mine"
    assert "AWS_ACCESS_KEY_ID" not in os.environ


def test_retries_pass_the_clouds_time_and_not_ours(cloud, monkeypatch):
    """Between four refused attempts there are three pauses, drawn by chance, on the cloud's clock only."""
    from botocore.retries.standard import ExponentialBackoff

    from course_lib.aws.layers.faults import Throttle

    monkeypatch.setattr(ExponentialBackoff, "delay_amount", lambda self, context: 7.0)

    make_table(cloud)
    wall.open_to(cloud)
    try:
        start = cloud.clock.now()
        client = boto3.client("dynamodb")
        with cloud.use(Throttle("GetItem")), pytest.raises(client.exceptions.ProvisionedThroughputExceededException):
            client.get_item(TableName="counters", Key={"id": {"S": "a"}})
        assert int((cloud.clock.now() - start).total_seconds()) == 21
    finally:
        wall.close()
