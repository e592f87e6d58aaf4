"""The cloud over HTTP on this machine: any AWS client, given the endpoint URL."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from course_lib.aws.account import Cloud
from course_lib.aws.clock import Clock
from course_lib.aws.http.fates import FATE_HEADER
from course_lib.aws.http.messages import Answer, Call, Forward, Request
from course_lib.aws.http.wire import access_key
from course_lib.aws.sdk.bodies import BodyError, read_body
from course_lib.aws.sdk.clients import ACCESS_KEY


def make_server(cloud: Cloud, host: str = "127.0.0.1", port: int = 0) -> ThreadingHTTPServer:
    """A server for `cloud`, listening and not yet serving; `server.server_address` tells the port.

    Args:
        cloud: what answers.
        host: the address to listen on; loopback unless told.
        port: 0 for a free one.

    Raises:
        OSError: the port is taken.
    """

    class Handler(_Handler):
        pass

    Handler.cloud, Handler.listening = cloud, host
    server = ThreadingHTTPServer((host, port), Handler)
    server.daemon_threads = True
    return server


def serve(cloud: Cloud, host: str, port: int, listening: Callable[[], None]) -> None:
    """Answer requests until interrupted.

    The cloud's clock shows the present and follows ours: a client that waits for a job waits for real, and what it says
    about times is right.

    Args:
        cloud: what answers.
        host, port: where to listen.
        listening: called once requests are taken.

    Raises:
        OSError: the port is taken.
    """
    cloud.clock.moment = datetime.now(UTC)
    with make_server(cloud, host, port) as server, cloud.use(RealTime(cloud.clock)):
        listening()
        server.serve_forever()


class RealTime:
    """Moves the cloud's clock by the time that passed since the call before."""

    def __init__(self, clock: Clock) -> None:
        self._clock, self._last = clock, time.monotonic()

    def __call__(self, call: Call, forward: Forward) -> Answer:
        last, self._last = self._last, time.monotonic()
        self._clock.advance(seconds=self._last - last)
        return forward(call)


_OURS = ("localhost", "127.0.0.1", "[::1]")


def _refusal(host: str, origin: str | None, listening: str) -> str:
    """Why a request is not answered; empty where it is.

    A web page that somebody has open can let their browser send requests here. It gives itself away by its Origin, or,
    where its own name leads to this machine, by the Host.
    """
    if not _is_ours(host, listening) and not _is_aws(host):
        return "this server answers to localhost and 127.0.0.1 only"
    if origin is not None and not _is_ours(origin.partition("://")[2], listening):
        return "this server does not answer to web pages from elsewhere"
    return ""


def _is_aws(host: str) -> bool:
    """Whether a host is one of AWS's own names, which nobody else can let lead to this machine."""
    return re.sub(r":[0-9]*\Z", "", host.lower()).endswith(".amazonaws.com")


def _is_ours(host: str, listening: str) -> bool:
    """Whether a host, perhaps with a port, is this server; S3's clients put a bucket's name in front of it."""
    name = re.sub(r":[0-9]*\Z", "", host.lower())
    return any(name == ours or name.endswith(f".{ours}") for ours in (*_OURS, listening))


class _Handler(BaseHTTPRequestHandler):
    """One connection. A caller is known by its access key id; the example key is "you"."""

    cloud: Cloud
    listening: str  # the address that the server listens on
    protocol_version = "HTTP/1.1"
    server_version = "course"
    sys_version = ""
    wbufsize = -1  # headers and body in one packet: as two, each answer would wait 40 ms for the first one's receipt

    def do_POST(self) -> None:
        try:
            body = read_body({name.lower(): value for name, value in self.headers.items()}, self.rfile)
        except BodyError as error:
            self.close_connection = True
            self.send_error(error.status, str(error))
            return
        host = self.headers.get("Host", "127.0.0.1")
        if refusal := _refusal(host, self.headers.get("Origin"), self.listening):
            self.close_connection = True
            self.send_error(403, refusal)
            return
        url = f"http://{host}{self.path}"
        request = Request(self.command, url, dict(self.headers), body, from_network=True)
        key = access_key(request)
        response = self.cloud.send(request, "you" if key == ACCESS_KEY else key or "anonymous")
        if FATE_HEADER in response.headers:  # the answer is lost: the client sees its connection close
            self.close_connection = True
            return
        self.send_response(response.status)
        for name, value in response.headers.items():
            if self.command == "HEAD" or name.lower() != "content-length":
                self.send_header(name, value)
        if self.command != "HEAD":  # whose answer has the length of a body that is not sent
            self.send_header("Content-Length", str(len(response.body)))
        self.end_headers()
        self.wfile.write(b"" if self.command == "HEAD" else response.body)

    def handle_expect_100(self) -> bool:
        """Ask for the body at once: what is written waits in a buffer otherwise, and the client for it."""
        goes_on = super().handle_expect_100()
        self.wfile.flush()
        return goes_on

    do_GET = do_PUT = do_DELETE = do_HEAD = do_POST

    def date_time_string(self, timestamp: float | None = None) -> str:
        """The Date header shows the cloud's time, as all that it answers does."""
        return formatdate(self.cloud.clock.now().timestamp() if timestamp is None else timestamp, usegmt=True)

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing: the journal has it all."""
