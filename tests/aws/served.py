"""`course serve` in a process of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3

ROOT = Path(__file__).resolve().parents[2]
ROOT_KEYS = {
    "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
}
SERVE = "from course_lib.cli import app; app()"


@contextmanager
def serving() -> Iterator[str]:
    """The endpoint of a new account, for as long as the block runs."""
    port = _free_port()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-c", SERVE, "serve", "--port", str(port)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as child:
        try:
            assert child.stdout is not None
            told = child.stdout.readline()  # it says so when it listens
            assert f":{port}" in told, told
            yield f"http://127.0.0.1:{port}"
        finally:
            child.terminate()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


class Endpoint:
    """boto3 objects for an endpoint, made as a cloud makes its own."""

    def __init__(self, url: str) -> None:
        self._where = {
            "endpoint_url": url,
            "region_name": "us-east-1",
            "aws_access_key_id": ROOT_KEYS["AWS_ACCESS_KEY_ID"],
            "aws_secret_access_key": ROOT_KEYS["AWS_SECRET_ACCESS_KEY"],
        }

    def client(self, service: str) -> Any:
        """A client of this endpoint."""
        return boto3.client(service, **self._where)

    def resource(self, service: str) -> Any:
        """A resource of this endpoint."""
        return boto3.resource(service, **self._where)
