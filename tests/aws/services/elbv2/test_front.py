"""A load balancer that is real HTTP, over sockets of this machine."""

from __future__ import annotations

import json
import socket
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from course_lib.aws.services.elbv2.front import open_front
from course_lib.aws.services.elbv2.layer import BalancerRules

MODE = "routing__http__xff_header_processing__mode"
PORT = "routing__http__xff_client_port__enabled"


def says(name, status="200 OK"):
    """A server that tells what it was sent."""

    def app(environ, start_response):
        length = int(environ.get("CONTENT_LENGTH") or 0)
        told = {
            "server": name,
            "method": environ["REQUEST_METHOD"],
            "path": environ["PATH_INFO"] + "?" + environ["QUERY_STRING"],
            "body": environ["wsgi.input"].read(length).decode(),
            "headers": {key[5:].lower(): value for key, value in environ.items() if key.startswith("HTTP_")},
        }
        start_response(status, [("Content-Type", "application/json"), ("X-From", name)])
        return [json.dumps(told).encode()]

    return app


def send(url, headers=(), method="GET", path="/a?b=c", body=b"", source="127.0.0.1"):
    """The status, and what the server told."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.hostname, parts.port, timeout=30, source_address=(source, 0))
    try:
        connection.putrequest(method, path, skip_host=any(name == "Host" for name, _ in headers))
        for name, value in headers:
            connection.putheader(name, value)
        if body:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body or None)
        answer = connection.getresponse()
        text = answer.read()
        return answer.status, json.loads(text) if answer.getheader("X-From") and text else text.decode()
    finally:
        connection.close()


@pytest.fixture
def shop(net):
    """The load balancer's ARN; it is active, and sends to one target."""
    arn, group = net.balancer(), net.group()
    net.listen(arn, group)
    net.register(group, "10.0.0.5")
    net.cloud.clock.advance(minutes=3)
    return arn


@pytest.fixture
def url(net, shop):
    with open_front(net.cloud.layer(BalancerRules), shop, {("10.0.0.5", 8080): says("one")}) as urls:
        yield urls[80]


def forwarded(told):
    return told[1]["headers"].get("x_forwarded_for")


def test_a_request_goes_through_as_it_is(url):
    """Method, path, body and host; the target learns by which way the client came."""
    status, told = send(url, [("Host", "shop.example"), ("X-Own", "yes")], "POST", body=b"seeds")
    assert (status, told["method"], told["path"], told["body"]) == (200, "POST", "/a?b=c", "seeds")
    headers = told["headers"]
    assert (headers["x_own"], headers["x_forwarded_proto"], headers["x_forwarded_port"]) == ("yes", "http", "80")
    assert headers["x_amzn_trace_id"].startswith("Root=1-")
    assert headers["host"] == "shop.example"


@pytest.mark.parametrize(
    ("mode", "sent", "expected"),
    [
        ("append", [], "127.0.0.23"),
        ("append", ["198.51.100.7"], "198.51.100.7, 127.0.0.23"),
        ("append", ["a, b", "c"], "a, b, c, 127.0.0.23"),
        ("preserve", [], None),
        ("preserve", ["198.51.100.7"], "198.51.100.7"),
        ("remove", ["198.51.100.7"], None),
    ],
)
def test_the_three_modes(net, shop, url, mode, sent, expected):
    """What a server gets of a header that the client has written, and of one that it has not."""
    net.set(shop, **{MODE: mode})
    headers = [("X-Forwarded-For", value) for value in sent]
    assert forwarded(send(url, headers, source="127.0.0.23")) == expected


def test_the_client_s_port_is_told_where_it_is_asked_for(net, shop, url):
    """In append alone."""
    net.set(shop, **{PORT: "true"})
    told = forwarded(send(url))
    assert told.startswith("127.0.0.1:")
    assert told.removeprefix("127.0.0.1:").isdecimal()
    net.set(shop, **{MODE: "preserve"})
    assert forwarded(send(url)) is None


@pytest.mark.skipif(not socket.has_ipv6, reason="this machine has no IPv6")
def test_an_address_of_ipv6_stands_in_brackets_before_a_port(net, shop):
    net.set(shop, **{PORT: "true"})
    try:
        opened = open_front(net.cloud.layer(BalancerRules), shop, {("10.0.0.5", 8080): says("one")}, host="::1")
        with opened as urls:
            assert forwarded(send(urls[80], source="::1")).startswith("[::1]:")
            net.set(shop, **{PORT: "false"})
            assert forwarded(send(urls[80], source="::1")) == "::1"
    except OSError:
        pytest.skip("no address ::1 here")


def test_what_is_about_one_connection_stays_there(url):
    """Connection, what it names, and a client's own claims of how it came."""
    sent = [("Connection", "X-Secret, keep-alive"), ("X-Secret", "1"), ("X-Forwarded-Proto", "https"), ("TE", "x")]
    headers = send(url, sent)[1]["headers"]
    assert "x_secret" not in headers
    assert "te" not in headers
    assert headers["x_forwarded_proto"] == "http"


def test_targets_take_turns_and_sick_ones_are_left_out(net, shop):
    """Each in turn while both are well; when one answers 500 to its checks, the other gets everything."""
    [group] = net.elb.describe_target_groups(LoadBalancerArn=shop)["TargetGroups"]
    net.register(group["TargetGroupArn"], "10.0.1.5")
    well, sick = says("well"), says("sick", "500 Oh")
    rules = net.cloud.layer(BalancerRules)
    with open_front(rules, shop, {("10.0.0.5", 8080): well, ("10.0.1.5", 8080): says("too")}) as urls:
        net.cloud.clock.advance(seconds=31 * 6)
        assert [send(urls[80])[1]["server"] for _ in range(4)] in (["well", "too"] * 2, ["too", "well"] * 2)
    with open_front(rules, shop, {("10.0.0.5", 8080): well, ("10.0.1.5", 8080): sick}) as urls:
        net.cloud.clock.advance(seconds=61)
        assert {send(urls[80])[1]["server"] for _ in range(4)} == {"well"}
    assert net.health(group["TargetGroupArn"])["10.0.1.5"][0] == "unhealthy"


def test_with_no_healthy_target_all_are_tried(net, shop):
    """AWS calls it fail open: a check that is wrong must not take the service away."""
    with open_front(net.cloud.layer(BalancerRules), shop, {("10.0.0.5", 8080): says("sick", "500 Oh")}) as urls:
        net.cloud.clock.advance(minutes=5)
        assert send(urls[80])[0] == 500


def test_nobody_behind_it(net, shop):
    """503 without a target, 502 where nothing runs, 503 while it is provisioned."""
    with open_front(net.cloud.layer(BalancerRules), shop, {}) as urls:
        assert send(urls[80])[0] == 502
        [group] = net.elb.describe_target_groups()["TargetGroups"]
        net.elb.deregister_targets(TargetGroupArn=group["TargetGroupArn"], Targets=[{"Id": "10.0.0.5"}])
        assert send(urls[80]) == (503, "<html><body><h1>503 Service Temporarily Unavailable</h1></body></html>")
    young, other = net.balancer("young"), net.group("other")
    net.listen(young, other)
    net.register(other, "10.0.0.9")
    with open_front(net.cloud.layer(BalancerRules), young, {("10.0.0.9", 8080): says("x")}) as urls:
        assert send(urls[80])[0] == 503


def test_a_body_that_cannot_be_read_is_refused(url):
    """400, and the connection ends."""
    parts = urlsplit(url)
    with socket.create_connection((parts.hostname, parts.port), timeout=30) as raw:
        raw.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n")
        assert raw.recv(200).startswith(b"HTTP/1.1 400 ")


def test_a_chunked_body_arrives_whole(url):
    parts = urlsplit(url)
    with socket.create_connection((parts.hostname, parts.port), timeout=30) as raw:
        head = b"POST /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
        raw.sendall(head + b"3\r\nsee\r\n2\r\nds\r\n0\r\n\r\n")
        answer = b"".join(iter(lambda: raw.recv(65536), b""))
    assert json.loads(answer.partition(b"\r\n\r\n")[2])["body"] == "seeds"


def test_after_the_block_nothing_listens(net, shop):
    with open_front(net.cloud.layer(BalancerRules), shop, {("10.0.0.5", 8080): says("one")}) as urls:
        port = urlsplit(urls[80]).port
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.1", port), timeout=5)
