"""Which service and region a request is meant for, and where on AWS it would have gone.

A request reaches a cloud with AWS's own host names (boto3 in this process) or with this machine's (over HTTP). S3 has
the bucket in the host name or in the path; no other service is addressed like that.
Source: Amazon S3 user guide, "Virtual hosting of general purpose buckets"; Signature Version 4, "Credential scope".
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from course_lib.aws.http.messages import Request
from course_lib.aws.services import SERVICES

if TYPE_CHECKING:
    from course_lib.aws.service import AwsService, Service

DEFAULT_REGION = "us-east-1"

_CREDENTIAL = re.compile(r"Credential=([^/,&\s]+)/(?:\d{8}/([a-z0-9-]+)/([a-z0-9-]+)/aws4_request)?")
_LOCAL = re.compile(r"(?P<before>.+)\.localhost")


def _credential(request: Request) -> re.Match[str] | None:
    """Who signed for which region and service, in the Authorization header or, presigned, in the address."""
    return _CREDENTIAL.search(request.header("authorization")) or _CREDENTIAL.search(unquote(_query(request)))


def _query(request: Request) -> str:
    return request.url.partition("?")[2]


def access_key(request: Request) -> str:
    """The access key id the request was signed with, or an empty string."""
    found = _credential(request) or re.search(r"AWSAccessKeyId=([^&]+)", _query(request))
    return found[1] if found else ""


def signed_for(request: Request) -> str:
    """The service in the credential scope, or an empty string."""
    found = _credential(request)
    return (found[3] or "") if found else ""


def region_of(request: Request) -> str:
    """The region in the credential scope."""
    found = _credential(request)
    return (found[2] if found else None) or DEFAULT_REGION


def host_of(request: Request) -> str:
    """The host name, without the port."""
    return urlsplit(request.url).hostname or ""


def own_protocol(request: Request) -> Service | None:
    """The service that a request is for if it does not speak AWS's HTTP."""
    if request.url.startswith("http"):
        return None
    return next((service for service in SERVICES.others if service.owns(request)), None)


def service_of(request: Request, offered: Collection[str]) -> AwsService | None:
    """The simulated AWS service that a request is for.

    Args:
        request: an unsigned one is told by its address, else by its form.
        offered: the names of the services that requests which name none can be for.
    """
    target = request.header("x-amz-target").partition(".")[0]
    if target:
        return SERVICES.by_target.get(target)
    scope = signed_for(request)
    if scope:
        return SERVICES.by_scope.get(scope)
    host = _aws_host(SERVICES.by_scope).fullmatch(host_of(request))
    if host:
        return SERVICES.by_scope[host["service"]]
    if host_of(request).endswith((".amazonaws.com", ".amazonaws.com.cn")):
        return None
    if b"Action=" in request.body:
        return next((each for each in SERVICES.aws.values() if each.version and _names(request, each)), None)
    return next((each for each in SERVICES.aws.values() if each.takes_unsigned and each.name in offered), None)


def _names(request: Request, service: AwsService) -> bool:
    return f"Version={service.version}".encode() in request.body


def _aws_host(names: Iterable[str]) -> re.Pattern[str]:
    """The host names of services, with what may stand before them."""
    either = "|".join(map(re.escape, names))
    return re.compile(rf"(?:(?P<before>.+)\.)?(?P<service>{either})(?:[.-][a-z0-9-]+)*\.amazonaws\.com(?:\.cn)?")


def aws_url(service: AwsService, request: Request, region: str) -> str:
    """The request's address on AWS, a bucket always in the path."""
    parts = urlsplit(request.url)
    path = parts.path or "/"
    if service.in_host_names:
        host = host_of(request)
        found = _aws_host([service.scope]).fullmatch(host) or _LOCAL.fullmatch(host)
        if found and found["before"]:
            path = f"/{found['before']}{path}"
    query = f"?{parts.query}" if parts.query else ""
    return f"https://{service.scope}.{region}.amazonaws.com{path}{query}"
