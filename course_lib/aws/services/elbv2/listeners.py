"""Listeners: a port of a load balancer, its certificate, and what it does with requests that no rule is for.

Source: Elastic Load Balancing API reference, CreateListener (a port once; application load balancers speak HTTP and
HTTPS, HTTPS with one default certificate; a target group belongs to one load balancer), ModifyListener,
DescribeListeners, DeleteListener; user guide, "Security policies for your Application Load Balancer".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from course_lib.aws.services.elbv2 import actions, errors
from course_lib.aws.services.elbv2.request import Asked
from course_lib.aws.services.elbv2.state import Balancer, Listener

USUAL_POLICY = "ELBSecurityPolicy-2016-08"
POLICIES = (
    USUAL_POLICY,
    "ELBSecurityPolicy-TLS13-1-2-2021-06",
    "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
    "ELBSecurityPolicy-TLS13-1-3-2021-06",
    "ELBSecurityPolicy-FS-1-2-2019-08",
    "ELBSecurityPolicy-TLS-1-2-2017-01",
)
_PARAMETERS = ("Certificates", "DefaultActions", "Port", "Protocol", "SslPolicy")


def create(asked: Asked) -> dict[str, Any]:
    asked.takes_only("LoadBalancerArn", *_PARAMETERS)
    found = asked.balancer(str(asked.params["LoadBalancerArn"]))
    protocol, port = asked.params.get("Protocol"), asked.params.get("Port")
    if protocol is None or port is None:
        raise errors.invalid("A listener protocol and a port must be specified")
    _check_place(found, str(protocol), int(port), None)
    certificate, policy = _security(asked, str(protocol), "", "")
    action = actions.read(asked, asked.params["DefaultActions"], found, (str(protocol), int(port)))
    arn = asked.arn(f"listener/{found.arn.partition('loadbalancer/')[2]}/{asked.new_id()}")
    default = f"{arn.replace(':listener/', ':listener-rule/')}/{asked.new_id()}"
    made = Listener(arn, str(protocol), int(port), action, default, certificate, policy)
    found.listeners[made.arn] = made
    return {"Listeners": [_told(found, made)]}


def modify(asked: Asked) -> dict[str, Any]:
    """Change what is named; a listener that becomes HTTP has no certificate any more."""
    asked.takes_only("ListenerArn", *_PARAMETERS)
    found, listener = asked.listener(str(asked.params["ListenerArn"]))
    protocol = str(asked.params.get("Protocol") or listener.protocol)
    port = int(asked.params.get("Port") or listener.port)
    _check_place(found, protocol, port, listener)
    certificate, policy = _security(asked, protocol, listener.certificate, listener.policy)
    action = listener.action
    if asked.params.get("DefaultActions"):
        action = actions.read(asked, asked.params["DefaultActions"], found, (protocol, port))
    listener.protocol, listener.port, listener.action = protocol, port, action
    listener.certificate, listener.policy = certificate, policy
    return {"Listeners": [_told(found, listener)]}


def _check_place(found: Balancer, protocol: str, port: int, but: Listener | None) -> None:
    if protocol not in ("HTTP", "HTTPS"):
        raise errors.invalid(f"Listener protocol '{protocol}' must be one of 'HTTP, HTTPS'")
    if not 1 <= port <= 65535:
        raise errors.invalid(f"Port '{port}' must be between 1 and 65535")
    if any(each.port == port and each is not but for each in found.listeners.values()):
        raise errors.Refused("DuplicateListener", "A listener already exists on this port for this load balancer")


def _security(asked: Asked, protocol: str, certificate: str, policy: str) -> tuple[str, str]:
    """The certificate and the security policy of a listener; none for HTTP.

    Args:
        asked: the request.
        protocol: the listener's.
        certificate: that it has had.
        policy: likewise.
    """
    given = [str(each.get("CertificateArn") or "") for each in asked.params.get("Certificates") or ()]
    wanted = asked.params.get("SslPolicy")
    if protocol == "HTTP":
        if given or wanted:
            raise errors.invalid("Certificates and security policies can only be specified for HTTPS listeners")
        return "", ""
    if len(given) > 1:
        raise errors.invalid("Only one certificate can be specified for a listener")
    certificate = given[0] if given else certificate
    if not certificate:
        raise errors.invalid("A certificate must be specified for HTTPS listeners")
    if certificate not in asked.certificates:
        raise errors.Refused("CertificateNotFound", f"Certificate '{certificate}' not found")
    policy = str(wanted or policy or USUAL_POLICY)
    if policy not in POLICIES:
        raise errors.Refused("SSLPolicyNotFound", f"SSL policy '{policy}' not found")
    return certificate, policy


def describe(asked: Asked) -> dict[str, Any]:
    asked.takes_only("ListenerArns", "LoadBalancerArn", "Marker", "PageSize")
    if asked.params.get("LoadBalancerArn"):
        found = asked.balancer(str(asked.params["LoadBalancerArn"]))
        return {"Listeners": [_told(found, each) for each in found.listeners.values()]}
    return {"Listeners": [_told(*asked.listener(str(arn))) for arn in asked.params.get("ListenerArns") or ()]}


def delete(asked: Asked) -> dict[str, Any]:
    asked.takes_only("ListenerArn")
    found, listener = asked.listener(str(asked.params["ListenerArn"]))
    del found.listeners[listener.arn]
    return {}


def _told(found: Balancer, listener: Listener) -> dict[str, Any]:
    told = {
        "ListenerArn": listener.arn,
        "LoadBalancerArn": found.arn,
        "Port": listener.port,
        "Protocol": listener.protocol,
        "DefaultActions": [dict(listener.action)],
    }
    if listener.certificate:
        told |= {"Certificates": [{"CertificateArn": listener.certificate}], "SslPolicy": listener.policy}
    return told


OPERATIONS: Mapping[str, Callable[[Asked], dict[str, Any]]] = {
    "CreateListener": create,
    "ModifyListener": modify,
    "DescribeListeners": describe,
    "DeleteListener": delete,
}
