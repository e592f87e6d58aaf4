"""Rules, their conditions and actions, listeners with certificates, attributes of target groups. Plain boto3."""

from __future__ import annotations

import pytest

from course_lib.aws.http.messages import NotSimulated
from course_lib.aws.services.elbv2.layer import BalancerRules
from tests.aws.services.elbv2.conftest import refused

CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012"
TEAPOT = {"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "418", "MessageBody": "tea"}}
API = {"Field": "path-pattern", "Values": ["/api/*"]}
CHANGED = {"Type": "redirect", "RedirectConfig": {"Protocol": "HTTPS", "Port": "443", "StatusCode": "HTTP_301"}}


@pytest.fixture
def listener(net):
    return net.listen(net.balancer(), net.group())


def rule(net, listener, priority=10, conditions=(API,), action=TEAPOT):
    made = net.elb.create_rule(
        ListenerArn=listener, Priority=priority, Conditions=list(conditions), Actions=[action]
    )  # fmt: skip
    return made["Rules"][0]


def shown(net, listener):
    return [each["Priority"] for each in net.elb.describe_rules(ListenerArn=listener)["Rules"]]


def test_a_rule_is_made_shown_changed_and_deleted(net, listener):
    """In the order of their priorities, the default one last."""
    later, first = rule(net, listener, 20), rule(net, listener, 5)
    assert later["RuleArn"].startswith(listener.replace(":listener/", ":listener-rule/") + "/")
    assert shown(net, listener) == ["5", "20", "default"]
    assert first["Conditions"] == [
        {"Field": "path-pattern", "PathPatternConfig": {"Values": ["/api/*"]}, "Values": ["/api/*"]}
    ]  # fmt: skip
    config = {"StatusCode": "418", "ContentType": "text/plain", "MessageBody": "tea"}
    assert first["Actions"] == [{"Type": "fixed-response", "FixedResponseConfig": config}]
    net.elb.modify_rule(RuleArn=first["RuleArn"], Conditions=[{"Field": "host-header", "Values": ["a.example"]}])
    [told] = net.elb.describe_rules(RuleArns=[first["RuleArn"]])["Rules"]
    assert (told["Conditions"][0]["Values"], told["Actions"][0]["Type"]) == (["a.example"], "fixed-response")
    net.elb.delete_rule(RuleArn=first["RuleArn"])
    assert shown(net, listener) == ["20", "default"]
    words = ("RuleNotFound", "One or more rules not found")
    assert refused(net.elb.delete_rule, RuleArn=first["RuleArn"]) == words


def test_a_priority_is_given_once(net, listener):
    """Priorities can be exchanged in one request."""
    one, two = rule(net, listener, 1)["RuleArn"], rule(net, listener, 2)["RuleArn"]
    assert refused(rule, net, listener, 2) == ("PriorityInUse", "Priority '2' is currently in use")
    net.elb.set_rule_priorities(
        RulePriorities=[{"RuleArn": one, "Priority": 2}, {"RuleArn": two, "Priority": 1}]
    )  # fmt: skip
    assert [each["RuleArn"] for each in net.elb.describe_rules(ListenerArn=listener)["Rules"][:2]] == [two, one]
    taken = [{"RuleArn": one, "Priority": 1}]
    assert refused(net.elb.set_rule_priorities, RulePriorities=taken)[0] == "PriorityInUse"
    twice = [{"RuleArn": one, "Priority": 7}, {"RuleArn": two, "Priority": 7}]
    words = ("ValidationError", "Priority '7' was provided multiple times")
    assert refused(net.elb.set_rule_priorities, RulePriorities=twice) == words
    assert refused(rule, net, listener, 50_001)[0] == "ValidationError"


def test_the_default_rule_stays(net, listener):
    """It is the listener's own action, which ModifyListener changes."""
    default = net.elb.describe_rules(ListenerArn=listener)["Rules"][-1]
    assert default["IsDefault"]
    assert refused(net.elb.delete_rule, RuleArn=default["RuleArn"]) == (
        "OperationNotPermitted", f"Default rule '{default['RuleArn']}' cannot be deleted",
    )  # fmt: skip
    assert refused(net.elb.modify_rule, RuleArn=default["RuleArn"], Actions=[TEAPOT])[0] == "OperationNotPermitted"
    net.elb.modify_listener(ListenerArn=listener, DefaultActions=[TEAPOT])
    assert net.elb.describe_rules(ListenerArn=listener)["Rules"][-1]["Actions"][0]["Type"] == "fixed-response"


def test_a_hundred_rules_are_the_most(net, listener):
    for number in range(1, 101):
        rule(net, listener, number)
    assert refused(rule, net, listener, 101)[0] == "TooManyRules"


def header(name="X-A", *values):
    return {"Field": "http-header", "HttpHeaderConfig": {"HttpHeaderName": name, "Values": list(values)}}


@pytest.mark.parametrize(
    ("conditions", "words"),
    [
        ([API, API], "A rule can only have one 'path-pattern' condition"),
        ([header("X-A", "1", "2", "3"), header("X-B", "1", "2", "3")], "A rule can only have '5' condition values"),
        ([{"Field": "host-header", "Values": ["shop"]}], None),
        ([{"Field": "host-header", "Values": ["shop.example1"]}], None),
        ([{"Field": "host-header", "Values": ["sh_op.example"]}], None),
        ([{"Field": "path-pattern", "Values": ["/a b"]}], None),
        ([{"Field": "path-pattern", "Values": ["/" + "a" * 128]}], None),
        ([{"Field": "path-pattern", "Values": []}], "A condition value must be specified"),
        ([header("Host", "x")], "HTTP header name 'Host' is not valid"),
        ([header("X A", "x")], "HTTP header name 'X A' is not valid"),
        ([{"Field": "http-request-method", "HttpRequestMethodConfig": {"Values": ["get"]}}], None),
        ([{"Field": "source-ip", "SourceIpConfig": {"Values": ["10.0.0.1"]}}], None),
        ([{"Field": "source-ip", "SourceIpConfig": {"Values": ["10.0.0.0/33"]}}], None),
        ([{"Field": "query-string", "QueryStringConfig": {"Values": [{"Key": "a"}]}}], None),
        ([{"Field": "query-string", "Values": ["a"]}], None),
        ([{"Field": "cookie", "Values": ["a"]}], None),
        ([], None),
    ],
)
def test_conditions_that_cannot_be(net, listener, conditions, words):
    """A ValidationError, in AWS's words where they are known."""
    code, told = refused(rule, net, listener, conditions=conditions)
    assert code == "ValidationError"
    assert words in (told, None)
    assert shown(net, listener) == ["default"]


def redirect(**config):
    return {"Type": "redirect", "RedirectConfig": {"StatusCode": "HTTP_302", **config}}


@pytest.mark.parametrize(
    ("action", "code"),
    [
        (redirect(), "InvalidLoadBalancerAction"),
        (redirect(Query="a=b"), "InvalidLoadBalancerAction"),
        (redirect(Protocol="HTTP", Port="80"), "InvalidLoadBalancerAction"),
        (redirect(Port="0"), "ValidationError"),
        (redirect(Path="new"), "ValidationError"),
        (redirect(Protocol="FTP"), "ValidationError"),
        ({"Type": "redirect"}, "InvalidLoadBalancerAction"),
        ({"Type": "fixed-response"}, "InvalidLoadBalancerAction"),
        ({"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "302"}}, "ValidationError"),
        (
            {"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "200", "ContentType": "text/xml"}},
            "ValidationError",
        ),
        ({"Type": "forward"}, "ValidationError"),
        ({"Type": "forward", "TargetGroupArn": "arn:x"}, "TargetGroupNotFound"),
    ],
)
def test_actions_that_cannot_be(net, listener, action, code):
    assert refused(rule, net, listener, action=action)[0] == code


def test_a_redirect_must_not_lead_back(net, listener):
    """AWS's words; what is left out stays as it is."""
    assert refused(rule, net, listener, action=redirect()) == (
        "InvalidLoadBalancerAction", "The redirect configuration is not valid because it creates a loop.",
    )  # fmt: skip
    assert refused(rule, net, listener, action={"Type": "redirect"}) == (
        "InvalidLoadBalancerAction",
        "For actions of type 'redirect', you must specify the following fields: 'RedirectConfig'",
    )  # fmt: skip
    [action] = rule(net, listener, action=CHANGED)["Actions"]
    assert action["RedirectConfig"] == {
        "Protocol": "HTTPS", "Host": "#{host}", "Port": "443", "Path": "/#{path}", "Query": "#{query}",
        "StatusCode": "HTTP_301",
    }  # fmt: skip


def test_groups_by_weight(net, listener):
    """Up to five of one load balancer; weights from 0 to 999; a group that a rule uses is in use."""
    groups = [net.group(f"g{number}") for number in range(6)]
    listed = [{"TargetGroupArn": arn, "Weight": number} for number, arn in enumerate(groups)]

    def forward(*chosen, **more):
        return {"Type": "forward", "ForwardConfig": {"TargetGroups": list(chosen), **more}}

    [told] = rule(net, listener, action=forward(*listed[:2]))["Actions"]
    assert told["ForwardConfig"] == {
        "TargetGroups": listed[:2], "TargetGroupStickinessConfig": {"Enabled": False},
    }  # fmt: skip
    assert refused(net.elb.delete_target_group, TargetGroupArn=groups[1])[0] == "ResourceInUse"
    assert refused(rule, net, listener, 11, action=forward(*listed))[0] == "InvalidLoadBalancerAction"
    assert refused(rule, net, listener, 11, action=forward(listed[0], listed[0]))[0] == "InvalidLoadBalancerAction"
    heavy = {"TargetGroupArn": groups[0], "Weight": 1000}
    assert refused(rule, net, listener, 11, action=forward(heavy))[0] == "ValidationError"
    endless = {"TargetGroupStickinessConfig": {"Enabled": True}}
    assert refused(rule, net, listener, 11, action=forward(listed[0], **endless))[0] == "ValidationError"
    other = net.listen(net.balancer("other"), groups[5])
    assert refused(rule, net, other, action=forward(listed[0]))[0] == "TargetGroupAssociationLimit"


def test_regular_expressions_are_not_simulated(net, listener):
    with pytest.raises(NotSimulated, match="no regular expressions"):
        rule(net, listener, conditions=[{"Field": "path-pattern", "RegexValues": ["^/a"]}])


# HTTPS


def secure(net, balancer, **params):
    made = net.elb.create_listener(
        LoadBalancerArn=balancer, **{"Protocol": "HTTPS", "Port": 443, "DefaultActions": [TEAPOT], **params}
    )  # fmt: skip
    return made["Listeners"][0]


def test_https_needs_a_certificate_that_there_is(net):
    """And a security policy, which AWS chooses unless told."""
    shop = net.balancer()
    given = [{"CertificateArn": CERTIFICATE}]
    words = ("ValidationError", "A certificate must be specified for HTTPS listeners")
    assert refused(secure, net, shop) == words
    words = ("CertificateNotFound", f"Certificate '{CERTIFICATE}' not found")
    assert refused(secure, net, shop, Certificates=given) == words
    net.cloud.layer(BalancerRules).certificates.add(CERTIFICATE)
    assert refused(secure, net, shop, Certificates=given, SslPolicy="none")[0] == "SSLPolicyNotFound"
    assert refused(secure, net, shop, Certificates=given, Protocol="HTTP")[0] == "ValidationError"
    assert refused(secure, net, shop, Certificates=[*given, *given])[0] == "ValidationError"
    told = secure(net, shop, Certificates=given)
    assert (told["Certificates"], told["SslPolicy"]) == (given, "ELBSecurityPolicy-2016-08")


def test_a_listener_changes_its_protocol(net, listener):
    """To HTTPS with a certificate; back, without one; a redirect never leads from HTTPS to HTTP."""
    net.cloud.layer(BalancerRules).certificates.add(CERTIFICATE)
    given = [{"CertificateArn": CERTIFICATE}]
    assert refused(net.elb.modify_listener, ListenerArn=listener, Protocol="HTTPS")[0] == "ValidationError"
    net.elb.modify_listener(ListenerArn=listener, Protocol="HTTPS", Port=8443, Certificates=given)
    down = redirect(Protocol="HTTP", Port="80")
    assert refused(rule, net, listener, action=down)[0] == "InvalidLoadBalancerAction"
    [told] = net.elb.describe_listeners(ListenerArns=[listener])["Listeners"]
    assert (told["Protocol"], told["Port"], told["Certificates"]) == ("HTTPS", 8443, given)
    net.elb.modify_listener(ListenerArn=listener, Protocol="HTTP", Port=80)
    [told] = net.elb.describe_listeners(ListenerArns=[listener])["Listeners"]
    assert "Certificates" not in told


# Attributes of target groups


def test_attributes_of_a_target_group(net):
    """Stickiness is off at first; keys and values are checked."""
    group = net.group()

    def change(**given):
        attributes = [{"Key": key.replace("__", "."), "Value": value} for key, value in given.items()]
        return net.elb.modify_target_group_attributes(TargetGroupArn=group, Attributes=attributes)["Attributes"]

    told = net.elb.describe_target_group_attributes(TargetGroupArn=group)["Attributes"]
    assert {"Key": "stickiness.enabled", "Value": "false"} in told
    assert {"Key": "stickiness.lb_cookie.duration_seconds", "Value": "86400"} in told
    assert {"Key": "stickiness.enabled", "Value": "true"} in change(stickiness__enabled="true")
    for wrong in (
        {"stickiness__enabled": "yes"},
        {"stickiness__type": "source_ip"},
        {"stickiness__lb_cookie__duration_seconds": "0"},
        {"stickiness__lb_cookie__duration_seconds": "604801"},
        {"stickiness__app_cookie__cookie_name": "AWSALB"},
        {"stickiness__coffee": "x"},
        {"stickiness__type": "app_cookie"},  # without the cookie's name
        {"deregistration_delay__timeout_seconds": "3601"},
    ):
        assert refused(change, **wrong)[0] == "InvalidConfigurationRequest"
    change(stickiness__type="app_cookie", stickiness__app_cookie__cookie_name="SESSION")
    assert refused(net.elb.describe_target_group_attributes, TargetGroupArn="arn:x")[0] == "TargetGroupNotFound"
