"""A load balancer that is real HTTP: it listens on this machine, and sends on to servers that run here.

What it does is decided by what the account says of it: listeners, targets and their health, attributes.

Source: Elastic Load Balancing guide for Application Load Balancers, "HTTP headers and Application Load Balancers"
(X-Forwarded-For, -Proto, -Port, X-Amzn-Trace-Id), "Routing" (round robin), "Troubleshoot" (502, 503, 504, 400).
`routing` says what becomes of a request, by rules, weights and cookies.
"""

from __future__ import annotations

import secrets
import ssl
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from socket import AF_INET, AF_INET6
from typing import TYPE_CHECKING, Any, ClassVar

from course_lib.aws.sdk.bodies import BodyError, read_body
from course_lib.aws.services.elbv2.conditions import Request
from course_lib.aws.services.elbv2.forwarded import forwarded
from course_lib.aws.services.elbv2.layer import BalancerRules
from course_lib.aws.services.elbv2.routing import Router, action_for, own_answer
from course_lib.aws.services.elbv2.state import Balancer, Listener

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

Place = tuple[str, int]  # a target's address in its network, and its port
LOOPBACK = "127.0.0.1"
# Source: RFC 9110, section 7.6.1: they are about one connection.
_ONE_HOP = {"connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"}
_OWN = {"x-forwarded-proto", "x-forwarded-port", "x-amzn-trace-id", "content-length"}
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
WORDS = {
    400: "Bad Request",
    502: "Bad Gateway",
    503: "Service Temporarily Unavailable",
    504: "Gateway Time-out",
}


@dataclass
class Front:
    """A load balancer while it is open.

    Attributes:
        rules: what the account says of it.
        arn: of the load balancer.
        running: by a target's place, the port of this machine where its server really listens.
        router: chooses targets.
        patience: seconds of real time that a server has to answer.
    """

    rules: BalancerRules
    arn: str
    running: Mapping[Place, int]
    patience: float
    router: Router = field(init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.router = Router(self.rules)

    def probe(self, address: str, port: int, path: str) -> int | None:
        """What a server answers to a health check."""
        try:
            return self._answer((address, port), "GET", path, [("Host", f"{address}:{port}")], b"").status
        except (OSError, HTTPException, LookupError):
            return None

    def answer(self, listener: str, request: _Asked) -> _Answered:
        """Send a request on, and bring back the answer."""
        with self._lock:
            balancer = self.rules.active(self.arn)
            found = balancer.listeners.get(listener) if balancer else None
            if balancer is None or found is None:
                return _Answered(503)
            action = action_for(found, request.seen)
            own = own_answer(action, found, request.seen)
            if own is not None:
                return _Answered(*own)
            choice = self.router.choose(action, request.headers, found.protocol == "HTTPS")
        if choice is None:
            return _Answered(503)
        try:
            place = choice.target.id, choice.target.port
            sent = headers(request, balancer, found)
            answered = self._answer(place, request.method, request.path, sent, request.body)
            cookies = self.router.after(choice, answered.headers, found.protocol == "HTTPS")
            answered.headers.extend(("Set-Cookie", cookie) for cookie in cookies)
            return answered
        except TimeoutError:
            return _Answered(504)
        except (OSError, HTTPException, LookupError):
            return _Answered(502)

    def _answer(self, place: Place, method: str, path: str, sent: Iterable[tuple[str, str]], body: bytes) -> _Answered:
        connection = HTTPConnection(LOOPBACK, self.running[place], timeout=self.patience)
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            for name, value in sent:
                connection.putheader(name, value.encode("latin-1"))
            connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            return _Answered.of(connection.getresponse())
        finally:
            connection.close()


@dataclass(frozen=True)
class _Asked:
    """A request as it came from a client."""

    method: str
    path: str
    headers: list[tuple[str, str]]
    body: bytes
    peer: str
    port: int

    @property
    def seen(self) -> Request:
        """What rules look at."""
        path, _, query = self.path.partition("?")
        return Request(self.method, path, query, self.headers, self.peer)


@dataclass(frozen=True)
class _Answered:
    """What goes back."""

    status: int
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""

    @classmethod
    def of(cls, response: HTTPResponse) -> _Answered:
        kept = [(name, value) for name, value in response.getheaders() if name.lower() not in _ONE_HOP | _OWN]
        return cls(response.status, kept, response.read())


def headers(request: _Asked, balancer: Balancer, listener: Listener) -> list[tuple[str, str]]:
    """The headers that a target gets."""
    about_hop = ",".join(value for name, value in request.headers if name.lower() == "connection")
    left_out = {*_ONE_HOP, *_OWN, *(part.strip().lower() for part in about_hop.split(","))}
    kept = [(name, value) for name, value in request.headers if name.lower() not in left_out]
    chosen = balancer.attributes
    port = request.port if chosen["routing.http.xff_client_port.enabled"] == "true" else None
    sent = forwarded(kept, request.peer, chosen["routing.http.xff_header_processing.mode"], port)
    trace = f"Root=1-{secrets.token_hex(4)}-{secrets.token_hex(12)}"
    own = [("X-Forwarded-Proto", listener.protocol.lower()), ("X-Forwarded-Port", str(listener.port))]
    return [*sent, *own, ("X-Amzn-Trace-Id", trace)]


class _Handler(BaseHTTPRequestHandler):
    """One connection from a client."""

    protocol_version = "HTTP/1.1"
    timeout = 60  # seconds: the usual idle_timeout
    front: ClassVar[Front]
    listener: ClassVar[str]

    def _handle(self) -> None:
        given = list(self.headers.items())
        try:
            body = read_body({name.lower(): value for name, value in given}, self.rfile)
        except BodyError:
            self.close_connection = True
            self._send(_Answered(400))
            return
        peer = str(ip_address(self.client_address[0].partition("%")[0]))
        asked = _Asked(self.command, self.path, given, body, peer, int(self.client_address[1]))
        self._send(self.front.answer(self.listener, asked))

    def _send(self, answered: _Answered) -> None:
        words = WORDS.get(answered.status) if not answered.headers else None
        body = f"<html><body><h1>{answered.status} {words}</h1></body></html>".encode() if words else answered.body
        self.send_response_only(answered.status)
        for name, value in answered.headers or [("Content-Type", "text/html"), ("Server", "awselb/2.0")]:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Nothing is printed."""


for _method in _METHODS:
    setattr(_Handler, f"do_{_method}", _Handler._handle)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Nothing is printed: a client that breaks off, or speaks no TLS, gets no answer."""


class _V6Server(_Server):
    address_family = AF_INET6


@contextmanager
def open_front(
    rules: BalancerRules,
    arn: str,
    servers: Mapping[Place, WSGIApplication],
    host: str = LOOPBACK,
    patience: float = 10,
    certificates: Mapping[str, tuple[str, str]] | None = None,
) -> Iterator[dict[int, str]]:
    """Open a load balancer on this machine, and let servers run behind it, for the length of a block.

    Args:
        rules: of the account, `cloud.layer(BalancerRules)`.
        arn: of the load balancer; its listeners are those that it has now.
        servers: by a target's address and port, a WSGI application that answers there.
        host: where it listens, 127.0.0.1 or ::1. Clients are on this machine, so that their addresses are its own.
        patience: seconds of real time that a server has to answer.
        certificates: by the ARN of a listener's certificate, the files of the certificate and of its key.

    Returns:
        By a listener's port, the address where it really listens.
    """
    with ExitStack() as stack:
        running = {place: stack.enter_context(_running(app)) for place, app in servers.items()}
        front = Front(rules, arn, running, patience)
        before, rules.probe = rules.probe, front.probe
        stack.callback(setattr, rules, "probe", before)
        found = rules.store().balancers[arn].listeners.values()
        tls = {each.arn: (certificates or {})[each.certificate] for each in found if each.certificate}
        yield {each.port: stack.enter_context(_listening(front, each.arn, host, tls.get(each.arn))) for each in found}


@contextmanager
def _running(app: WSGIApplication) -> Iterator[int]:
    """A server of an application; the port where it listens."""
    from werkzeug.serving import WSGIRequestHandler, make_server

    class Quiet(WSGIRequestHandler):
        def log(self, *_: Any) -> None:
            """Nothing is printed."""

    server = make_server(LOOPBACK, 0, app, threaded=True, request_handler=Quiet)
    with _serving(server):
        yield server.port


@contextmanager
def _listening(front: Front, listener: str, host: str, tls: tuple[str, str] | None) -> Iterator[str]:
    made = type("Handler", (_Handler,), {"front": front, "listener": listener})
    server = (_Server if _family(host) is AF_INET else _V6Server)((host, 0), made)
    if tls is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*tls)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    with _serving(server):
        shown = host if _family(host) is AF_INET else f"[{host}]"
        yield f"{'https' if tls else 'http'}://{shown}:{server.server_address[1]}"


def _family(host: str) -> Any:
    return AF_INET6 if ":" in host else AF_INET


@contextmanager
def _serving(server: Any) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
