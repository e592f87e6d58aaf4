"""No exception of ours leaves: what goes wrong is logged, and answered in AWS's words, in process and over HTTP."""

from __future__ import annotations

import http.client
import logging
import threading
from urllib.parse import urlsplit

import pytest

from course_lib.aws.account import Cloud
from course_lib.aws.layers.boundary import Boundary
from course_lib.aws.sdk.server import make_server
from course_lib.aws.services import SERVICES
from tests.aws import fuzz, prepared

LOG = "course_lib.aws"
# Without IAM everyone is root: with it, a request over HTTP has to be signed.
OFFERED = tuple(name for name, service in SERVICES.aws.items() if not service.is_authority)
TAKES_AWAY = ("Abort", "Complete", "Deactivate", "Delete", "Detach", "Disable", "Remove", "Schedule")


@pytest.fixture
def everything():
    with Cloud(services=OFFERED) as cloud:
        yield cloud


class Broken:
    """A layer that has a mistake."""

    def __call__(self, call, forward):
        raise KeyError("a mistake of ours")


@pytest.mark.parametrize(
    ("service", "operation", "code"),
    [
        ("dynamodb", "ListTables", b"InternalServerError"),
        ("kms", "ListKeys", b"KMSInternalException"),
        ("s3", "ListBuckets", b"<Code>InternalError</Code>"),
        ("sts", "GetCallerIdentity", b"InternalFailure"),
    ],
)
def test_a_mistake_of_ours_is_a_500_of_the_service(everything, caplog, service, operation, code):
    """In its own protocol; the log has what went wrong."""
    everything.layers.insert(everything.layers.index(everything.layer(Boundary)) + 1, Broken())
    right = next(fuzz.requests(service, operation))

    with caplog.at_level(logging.INFO, LOG):
        answer = everything.send(right.request)

    assert answer.status == 500 and code in answer.body
    assert "a mistake of ours" in caplog.text


@pytest.mark.parametrize("service", SERVICES.aws)
def test_nothing_breaks_a_service(caplog, service):
    """Every operation that is offered, with right and wrong parameters: refused, answered, never broken.

    What the requests name is there, and made anew after each operation that may have deleted it.
    """
    broken, known = [], {}
    with Cloud(services=tuple(SERVICES.aws)) as cloud, caplog.at_level(logging.ERROR, LOG):
        for operation in [operation for name, operation in fuzz.offered() if name == service]:
            known = known or prepared.made(cloud, service)
            for sent in fuzz.requests(service, operation, known=known):
                answer = cloud.send(sent.request)
                if answer.status == 501:
                    break
                if answer.status >= 500:
                    broken.append(f"{sent.what}: {answer.status} {answer.body[:100]!r}")
            if operation.startswith(TAKES_AWAY):
                known = {}

    assert broken == []
    assert caplog.records == []


@pytest.mark.parametrize("service", OFFERED)
def test_it_is_the_same_over_http(everything, service):
    """The first requests of each operation, to two accounts: status and code are the same."""
    with Cloud(services=OFFERED) as other:
        server = make_server(other)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            for operation in [operation for name, operation in fuzz.offered() if name == service]:
                for sent, _ in zip(fuzz.requests(service, operation), range(3), strict=False):
                    here, there = everything.send(sent.request).status, over_http(server.server_address[1], sent)
                    assert here == there, sent.what
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


def over_http(port, sent):
    connection = http.client.HTTPConnection("127.0.0.1", port)
    parts = urlsplit(sent.request.url)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    connection.request(sent.request.method, path, sent.request.body, dict(sent.request.headers))
    response = connection.getresponse()
    response.read()
    connection.close()
    return response.status
