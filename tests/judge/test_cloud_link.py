"""The worker's line: one request at a time, whatever Python does in between."""

from __future__ import annotations

import gc
from threading import Thread
from typing import Any

from autograder.line.messages import AwsAnswered, to_wire
from autograder.worker.cloud_link import CloudLink
from course_lib.aws.http.messages import Request

REQUEST = Request("POST", "https://dynamodb.us-east-1.amazonaws.com/", {}, b"{}")


class BusyChannel:
    """Answers each request, and makes so many objects meanwhile that Python collects garbage if it may."""

    def __init__(self) -> None:
        self.sent = 0

    def send(self, message: dict[str, Any]) -> None:
        self.sent += 1
        assert len([[] for _ in range(2000)]) == 2000

    def receive(self) -> dict[str, Any]:
        return dict(to_wire(AwsAnswered(200, {}, b"{}")))


class Connection:
    """Garbage that only a collection finds, and that sends a request when it is found, as one of SQLAlchemy's does."""

    def __init__(self, link: CloudLink) -> None:
        self.link, self.itself = link, self

    def __del__(self) -> None:
        self.link.send(REQUEST, "you")


def test_garbage_that_sends_a_request_does_not_wait_for_the_request_in_which_it_was_found() -> None:
    channel = BusyChannel()
    link = CloudLink(channel)  # type: ignore[arg-type]

    def sends() -> None:
        Connection(link)
        link.send(REQUEST, "you")

    thread = Thread(target=sends, daemon=True)
    before = gc.get_threshold()
    gc.collect()
    gc.set_threshold(1000, 1, 1)
    try:
        thread.start()
        thread.join(timeout=60)
        stuck = thread.is_alive()
    finally:
        gc.set_threshold(*before)
    gc.collect()

    assert not stuck
    assert channel.sent == 2
    assert gc.isenabled()
