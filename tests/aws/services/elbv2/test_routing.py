"""Which server a request reaches, by rules, weights and cookies, over sockets of this machine."""

from __future__ import annotations

import ssl
from collections import Counter
from http.client import HTTPConnection, HTTPSConnection
from urllib.parse import urlsplit

import pytest

from course_lib.aws.services.elbv2.conditions import Request, holds, read
from course_lib.aws.services.elbv2.front import open_front
from course_lib.aws.services.elbv2.layer import BalancerRules
from tests.aws.services.elbv2.test_front import says
from tests.aws.services.elbv2.test_rules import API, CERTIFICATE, TEAPOT, redirect, rule, secure

PLACES = {"10.0.0.5": "one", "10.0.1.5": "two", "10.0.0.6": "three", "10.0.1.6": "four"}


def ask(url, path="/", method="GET", headers=(), context=None):
    """Status, headers (each name's values), and body."""
    parts = urlsplit(url)
    if parts.scheme == "https":
        connection = HTTPSConnection(parts.hostname, parts.port, timeout=30, context=context)
    else:
        connection = HTTPConnection(parts.hostname, parts.port, timeout=30)
    try:
        connection.request(method, path, headers=dict(headers))
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read().decode()
    finally:
        connection.close()


def server(url, *args, **params):
    return ask(url, *args, **params)[1]["X-From"]


@pytest.fixture
def shop(net):
    """The load balancer's ARN, its listener's, and those of two groups with two targets each."""
    arn, first, second = net.balancer(), net.group("first"), net.group("second")
    listener = net.listen(arn, first)
    net.register(first, "10.0.0.5", "10.0.1.5")
    net.register(second, "10.0.0.6", "10.0.1.6")
    net.cloud.clock.advance(minutes=3)
    return arn, listener, first, second


def told_cookie(environ, start_response):
    """A server with a session of its own: /login begins it."""
    name = PLACES[environ["SERVER_NAME_HERE"]]
    given = [("X-From", name)]
    if environ["PATH_INFO"] == "/login":
        given.append(("Set-Cookie", "SESSION=abc; Path=/"))
    start_response("200 OK", given)
    return [b""]


def with_session(place):
    return lambda environ, start_response: told_cookie({**environ, "SERVER_NAME_HERE": place}, start_response)


@pytest.fixture
def opened(net, shop):
    """Opens it, with servers at all places."""
    contexts = []

    def start(app=None, **more):
        apps = {(place, 8080): app(place) if app else says(name) for place, name in PLACES.items()}
        context = open_front(net.cloud.layer(BalancerRules), shop[0], apps, **more)
        contexts.append(context)
        return context.__enter__()

    yield start
    for context in contexts:
        context.__exit__(None, None, None)


def forward(*groups, **more):
    listed = [{"TargetGroupArn": arn, "Weight": weight} for arn, weight in groups]
    return {"Type": "forward", "ForwardConfig": {"TargetGroups": listed, **more}}


def change(net, group, **attributes):
    given = [{"Key": key.replace("__", "."), "Value": value} for key, value in attributes.items()]
    net.elb.modify_target_group_attributes(TargetGroupArn=group, Attributes=given)


def cookies(headers):
    """Name and value of each cookie that is set."""
    return dict(value.partition(";")[0].split("=", 1) for value in headers.get_all("Set-Cookie") or ())


def sent(found):
    return {"Cookie": "; ".join(f"{name}={value}" for name, value in found.items())}


def test_the_first_rule_that_holds_decides(net, shop, opened):
    """By priority; without one the listener's own action. Rules count at once."""
    _, listener, _, second = shop
    url = opened()[80]
    assert server(url, "/api/x") in ("one", "two")
    rule(net, listener, 20, action=forward((second, 1)))
    assert server(url, "/api/x?q=1") in ("three", "four")
    rule(net, listener, 10)
    status, headers, body = ask(url, "/api/x")
    assert (status, headers["Content-Type"], body) == (418, "text/plain; charset=utf-8", "tea")
    assert server(url, "/API/x") in ("one", "two")


def request(method="GET", path="/", query="", headers=(("Host", "shop.example:80"),), peer="203.0.113.9"):
    return Request(method, path, query, headers, peer)


def one(field, *values, name=None):
    member = "".join(part.title() for part in field.split("-")) + "Config"
    config = {"Values": list(values), **({"HttpHeaderName": name} if name else {})}
    return {"Field": field, member: config}


@pytest.mark.parametrize(
    ("condition", "yes", "no"),
    [
        (one("host-header", "SHOP.example"), [{}], [{"headers": [("Host", "other.example")]}, {"headers": []}]),
        (one("host-header", "*.example"), [{}], [{"headers": [("Host", "example")]}]),
        (
            one("path-pattern", "/img/*.jp?"),
            [{"path": "/img/a/b.jpg"}],
            [{"path": "/IMG/b.jpg"}, {"path": "/img/b.jp"}],
        ),
        (one("path-pattern", "/a"), [{"path": "/a", "query": "b"}], [{"path": "/a/"}]),
        (
            one("http-header", "*Chrome*", name="user-agent"),
            [{"headers": [("User-Agent", "x"), ("User-Agent", "a chrome b")]}],
            [{"headers": [("User-Agent", "Firefox")]}, {}],
        ),
        (one("http-request-method", "PUT", "POST"), [{"method": "PUT"}], [{"method": "GET"}]),
        (
            one("query-string", {"Key": "version", "Value": "v1"}, {"Value": "*exam?le*"}),
            [{"query": "a=b&Version=V1"}, {"query": "x=an+example"}, {"query": "y=an%20example"}],
            [{"query": "version=v2"}, {"query": "v1=version"}, {"query": ""}],
        ),
        (one("query-string", {"Value": "a\\*b"}), [{"query": "k=a*b"}], [{"query": "k=axb"}]),
        (
            one("source-ip", "203.0.113.0/24", "2001:db8::/32"),
            [{}, {"peer": "2001:db8::7"}],
            [{"peer": "198.51.100.7"}, {"headers": [("X-Forwarded-For", "203.0.113.9")], "peer": "10.0.0.1"}],
        ),
    ],
)
def test_what_conditions_look_at(condition, yes, no):
    """Case counts in paths and methods alone; a condition holds if one of its values does."""
    conditions = read([condition])
    assert [holds(conditions, request(**each)) for each in yes] == [True] * len(yes)
    assert [holds(conditions, request(**each)) for each in no] == [False] * len(no)


def test_all_conditions_have_to_hold(net, shop, opened):
    _, listener, *_ = shop
    rule(net, listener, conditions=[API, one("http-request-method", "POST"), one("source-ip", "127.0.0.1/32")])
    url = opened()[80]
    assert ask(url, "/api/x", "POST")[0] == 418
    assert ask(url, "/api/x")[0] == 200
    assert ask(url, "/", "POST")[0] == 200


@pytest.mark.parametrize(
    ("config", "place"),
    [
        ({"Protocol": "HTTPS", "Port": "443"}, "https://shop.example:443/a/b?c=d&e"),
        ({"Host": "www.#{host}", "Path": "/new/#{path}"}, "http://www.shop.example:80/new/a/b?c=d&e"),
        ({"Path": "/gone", "Query": ""}, "http://shop.example:80/gone"),
        (
            {"Host": "other.example", "Query": "#{query}&from=#{host}"},
            "http://other.example:80/a/b?c=d&e&from=shop.example",
        ),
    ],
)
def test_a_redirect_keeps_what_it_does_not_change(net, shop, opened, config, place):
    """The port is always told."""
    net.elb.modify_listener(ListenerArn=shop[1], DefaultActions=[redirect(**config)])
    status, headers, _ = ask(opened()[80], "/a/b?c=d&e", headers={"Host": "shop.example"})
    assert (status, headers["Location"]) == (302, place)


def test_what_a_client_sends_is_no_keyword_of_a_redirect(net, shop, opened):
    net.elb.modify_listener(ListenerArn=shop[1], DefaultActions=[redirect(Host="new.example")])
    _, headers, _ = ask(opened()[80], "/%23/#{query}?c=d", headers={"Host": "shop.example"})
    assert headers["Location"] == "http://new.example:80/%23/#{query}?c=d"


def test_weights(net, shop, opened):
    """Three requests here to one there, exactly; a group of weight 0 gets none; one without targets answers 503."""
    _, listener, first, second = shop
    url = opened()[80]
    net.elb.modify_listener(ListenerArn=listener, DefaultActions=[forward((first, 3), (second, 1))])
    assert Counter(server(url) for _ in range(40)) == {"one": 15, "two": 15, "three": 5, "four": 5}
    net.elb.modify_listener(ListenerArn=listener, DefaultActions=[forward((first, 0), (second, 1))])
    assert {server(url) for _ in range(4)} == {"three", "four"}
    net.elb.modify_listener(ListenerArn=listener, DefaultActions=[forward((first, 0), (second, 0))])
    assert ask(url)[0] == 503
    empty = net.group("empty")
    net.elb.modify_listener(ListenerArn=listener, DefaultActions=[forward((first, 1), (empty, 1))])
    assert sorted(ask(url)[0] for _ in range(4)) == [200, 200, 503, 503]


def test_a_client_stays_with_a_target(net, shop, opened):
    """With AWSALB, for as long as the group says; a cookie that nobody here made counts nothing."""
    group = shop[2]
    url = opened()[80]
    assert cookies(ask(url)[1]) == {}
    change(net, group, stickiness__enabled="true", stickiness__lb_cookie__duration_seconds="600")
    _, headers, _ = ask(url)
    found = cookies(headers)
    assert set(found) == {"AWSALB", "AWSALBCORS"}
    given = [value.split("; ")[1:] for value in headers.get_all("Set-Cookie")]
    assert given[0][0].startswith("Expires=")
    assert [each[1:] for each in given] == [["Path=/"], ["Path=/", "SameSite=None"]]
    mine = headers["X-From"]
    assert {server(url, headers=sent(found)) for _ in range(4)} == {mine}
    assert {server(url, headers=sent({"AWSALB": "x" + found["AWSALB"]})) for _ in range(4)} == {"one", "two"}
    net.cloud.clock.advance(seconds=601)
    assert {server(url, headers=sent(found)) for _ in range(4)} == {"one", "two"}


def test_a_client_goes_on_when_its_target_is_gone(net, shop, opened):
    """It gets a cookie for another one."""
    group = shop[2]
    change(net, group, stickiness__enabled="true")
    url = opened()[80]
    _, headers, _ = ask(url)
    found, mine = cookies(headers), headers["X-From"]
    gone = next(place for place, name in PLACES.items() if name == mine)
    net.elb.deregister_targets(TargetGroupArn=group, Targets=[{"Id": gone}])
    _, headers, _ = ask(url, headers=sent(found))
    other = headers["X-From"]
    assert {mine, other} == {"one", "two"}
    net.register(group, gone)
    assert {server(url, headers=sent(cookies(headers))) for _ in range(4)} == {other}


def test_a_client_stays_while_the_application_says(net, shop, opened):
    """With a cookie of the application's, and AWSALBAPP beside it; without either it does not."""
    change(
        net, shop[2], stickiness__enabled="true", stickiness__type="app_cookie",
        stickiness__app_cookie__cookie_name="SESSION",
    )  # fmt: skip
    url = opened(with_session)[80]
    assert cookies(ask(url)[1]) == {}
    _, headers, _ = ask(url, "/login")
    found = cookies(headers)
    assert set(found) == {"SESSION", "AWSALBAPP-0"}
    assert {server(url, headers=sent(found)) for _ in range(4)} == {headers["X-From"]}
    for name in found:
        assert {server(url, headers=sent({name: found[name]})) for _ in range(4)} == {"one", "two"}


def test_a_client_stays_with_a_target_group(net, shop, opened):
    """With AWSALBTG, where an action that forwards by weights says so; its targets still take turns."""
    _, listener, first, second = shop
    stays = {"TargetGroupStickinessConfig": {"Enabled": True, "DurationSeconds": 60}}
    net.elb.modify_listener(ListenerArn=listener, DefaultActions=[forward((first, 1), (second, 1), **stays)])
    url = opened()[80]
    _, headers, _ = ask(url)
    found = cookies(headers)
    assert set(found) == {"AWSALBTG", "AWSALBTGCORS"}
    mine = {"one", "two"} if headers["X-From"] in ("one", "two") else {"three", "four"}
    assert {server(url, headers=sent(found)) for _ in range(6)} == mine
    net.cloud.clock.advance(seconds=61)
    assert len({server(url, headers=sent(found)) for _ in range(6)}) > 2


# HTTPS


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """Files of a certificate for 127.0.0.1 and of its key."""
    from datetime import UTC, datetime, timedelta
    from ipaddress import ip_address

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "shop.example")])
    now = datetime.now(UTC)
    alternative = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    signed = made.add_extension(alternative, critical=False).sign(key, hashes.SHA256())
    folder = tmp_path_factory.mktemp("tls")
    own, secret = folder / "certificate.pem", folder / "key.pem"
    own.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )  # fmt: skip
    )
    return str(own), str(secret)


def test_over_https(net, shop, opened, certificate):
    """TLS ends at the load balancer, which tells the target so; cookies for other sites are Secure."""
    arn, _, first, _ = shop
    net.cloud.layer(BalancerRules).certificates.add(CERTIFICATE)
    secure(net, arn, Certificates=[{"CertificateArn": CERTIFICATE}], DefaultActions=[forward((first, 1))])
    change(net, first, stickiness__enabled="true")
    urls = opened(certificates={CERTIFICATE: certificate})
    assert urls[443].startswith("https://127.0.0.1:")
    context = ssl.create_default_context(cafile=certificate[0])
    status, headers, body = ask(urls[443], "/a", context=context)
    assert status == 200
    assert '"x_forwarded_proto": "https"' in body
    assert '"x_forwarded_port": "443"' in body
    assert headers.get_all("Set-Cookie")[1].endswith("; SameSite=None; Secure")
    with pytest.raises(ssl.SSLError):
        ask(urls[443], context=ssl.create_default_context())
    assert '"x_forwarded_proto": "http"' in ask(urls[80])[2]


def test_http_is_redirected_to_https(net, shop, opened, certificate):
    """The usual pair of listeners."""
    arn, listener, *_ = shop
    net.cloud.layer(BalancerRules).certificates.add(CERTIFICATE)
    secure(net, arn, Certificates=[{"CertificateArn": CERTIFICATE}], DefaultActions=[TEAPOT])
    net.elb.modify_listener(ListenerArn=listener, DefaultActions=[redirect(Protocol="HTTPS", Port="443")])
    urls = opened(certificates={CERTIFICATE: certificate})
    status, headers, _ = ask(urls[80], "/buy", headers={"Host": "shop.example"})
    assert (status, headers["Location"]) == (302, "https://shop.example:443/buy")
    assert ask(urls[443], context=ssl.create_default_context(cafile=certificate[0]))[0] == 418
